"""Bot checks, consent walls and polite error pages, told from articles by the first kilobytes: a pure function."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from index.model import Outcome

_HEAD_BYTES = 16 * 1024
_SMALL = 40 * 1024  # a check page is small; an article may quote any of these phrases
ENOUGH = _SMALL + 1  # bytes of a body that decide
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_CHECK_TITLES = re.compile(
    r"just a moment|attention required|ddos-guard|checking your browser|проверка браузера|проверяем ваш браузер"
    r"|are you (?:a )?(?:human|robot)|вы не робот|подтвердите, что вы|bot verification|security check"
    r"|please wait\.\.\.|access denied|браузеріңізді тексеру",
    re.IGNORECASE,
)
_CHECK_MARKS = re.compile(
    rb"/cdn-cgi/challenge-platform/|cf-chl-|cf_chl_opt|__ddg\d|ddos-guard\.net|_Incapsula_Resource|px-captcha"
    rb"|geo\.captcha-delivery\.com|servicepipe\.ru|id_spinner|smartcaptcha|/\.well-known/captcha|variti",
    re.IGNORECASE,
)
_COOKIE_SCRIPT = re.compile(
    rb"document\.cookie\s*=.{0,2000}?(?:location\.(?:reload|href|replace)|location\s*=)", re.IGNORECASE | re.DOTALL
)
_CONSENT_HOSTS = re.compile(r"^(?:consent|cmp|gdpr|privacy-mgmt)\.", re.IGNORECASE)
_CONSENT_TITLES = re.compile(
    r"before you continue|cookie consent|your privacy choices|прежде чем (?:перейти|продолжить)|подтвердите возраст"
    r"|жасыңызды растаңыз|age verification",
    re.IGNORECASE,
)
_NOT_FOUND_TITLES = re.compile(
    r"^\W*(?:error|ошибка|қате)?\s*404\W*(?:$|\s[|–—-]\s|not found|страница|бет )"
    r"|page not found|страница не найдена|бет табылмады|бет табылған жоқ|not found$",
    re.IGNORECASE,
)


def look(status: int, headers: Mapping[str, str], body: bytes, url: str) -> tuple[Outcome, str] | None:
    """Return what stands in the way of the page and a sentence about it, or None when the page itself came.

    `headers` have lower-case names; `body` may be cut after ENOUGH bytes. CHALLENGE covers bot checks and consent
    walls, with any status; NOT_ARTICLE a page that says 404 in its title while the status says 200.
    """
    server = headers.get("server", "").lower()
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return Outcome.CHALLENGE, "Cloudflare asks for a browser check"
    if _CONSENT_HOSTS.match(urlsplit(url).hostname or ""):
        return Outcome.CHALLENGE, "a consent page was served instead of the article"
    if "html" not in headers.get("content-type", "html").lower():
        return None
    head = body[:_HEAD_BYTES]
    title = _title(head)
    small = len(body) <= _SMALL
    if small and (_CHECK_MARKS.search(head) or _CHECK_TITLES.search(title)):
        who = "DDoS-Guard" if "ddos-guard" in server else "Cloudflare" if "cloudflare" in server else "the site"
        return Outcome.CHALLENGE, f"{who} checks for bots: {title[:80] or 'a script'}"
    if small and _COOKIE_SCRIPT.search(head) and len(_visible(body)) < 400:
        return Outcome.CHALLENGE, "the page is only a script that sets a cookie"
    if small and _CONSENT_TITLES.search(title):
        return Outcome.CHALLENGE, f"a consent page was served: {title[:80]}"
    if status == 200 and _NOT_FOUND_TITLES.search(title):
        return Outcome.NOT_ARTICLE, f"the page says it was not found: {title[:80]}"
    return None


def _title(head: bytes) -> str:
    found = _TITLE.search(head)
    if not found:
        return ""
    try:
        text = found[1].decode("utf-8")
    except UnicodeDecodeError:
        text = found[1].decode("cp1251", "replace")
    return " ".join(text.split())


def _visible(body: bytes) -> bytes:
    bare = re.sub(rb"(?is)<(script|style|head|noscript)\b.*?</\1\s*>", b"", body)
    return b" ".join(re.sub(rb"<[^>]*>", b" ", bare).split())
