"""Pages that are no article although they came as one: bot checks, consent walls, soft 404s, front pages, lists."""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.cleaning import folded
from crawler.metadata import Declared
from index.model import Outcome

_CHALLENGE_TITLE = re.compile(
    r"^\W*(?:just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|are you a (?:robot|human)|ddos-guard|access denied|please wait|one more step|security check|captcha"
    r"|проверка (?:браузера|безопасности|вашего браузера)|вы не робот|подтвердите,? что вы не робот"
    r"|доступ (?:ограничен|запрещ[её]н)|браузерді тексеру|before you continue|we value your privacy"
    r"|прежде чем (?:вы )?продолжи|жалғастырмас бұрын)",
    re.IGNORECASE,
)
_CHALLENGE_MARKS = (
    "cf-challenge", "challenge-platform", "cf_chl_opt", "__ddg", "ddos-guard/js-challenge", "smartcaptcha",
    "g-recaptcha", "h-captcha", "px-captcha", "qrator", "consent.google", "consent.yahoo", "datadome", "servicepipe",
    "variti",
)  # fmt: skip
_CHALLENGE_TEXT = re.compile(
    r"enable javascript and cookies|checking (?:if the site connection is secure|your browser before)"
    r"|needs to review the security of your connection|включите javascript"
    r"|проверяем,? что вы не робот|запросы, поступившие с вашего ip",
    re.IGNORECASE,
)
_MISSING_TITLE = re.compile(
    r"^\W*(?:(?:error|ошибка|қате)\W*)?404\b|^\W*(?:page|article|content|story)\s+(?:was\s+|could\s+)?not\s+(?:be\s+)?found"
    r"|^\W*(?:такой\s+)?страниц[аы]\s+(?:не\s+найдена|не\s+существует|удалена|не\s+обнаружена)"
    r"|^\W*материал\s+(?:не\s+найден|удал[её]н)"
    r"|^\W*(?:бет|парақша|мақала)\s+(?:табылмады|жоқ)|\b404\s*[-–—|]|[-–—|]\s*404\b",
    re.IGNORECASE,
)
_SITE_TYPES = frozenset({"WebSite", "website"})
_LIST_TYPES = frozenset({"CollectionPage", "SearchResultsPage"})
_LITTLE = 600  # characters; a bot check or an error page says less than this
_LEAST_LINKED = 4
# Of the paragraphs, those that are nothing but a link. On pages of articles hardly any is; on front pages a headline is
# followed by a sentence and an hour, but there is no heading of the first rank.
_LIST_SHARE = 0.5
_HEADLESS_SHARE = 0.2


def refusal(
    tree: HtmlElement, url: str, declared: Declared, title: str, text: str, links: Container[str]
) -> tuple[Outcome, str] | None:
    """Return the outcome and the reason when the page is no article although it has text, else None.

    `links` are the folded link texts of the page.
    """
    little = len(text) < _LITTLE
    if little and _is_challenge(tree, title, text):
        return Outcome.CHALLENGE, "a bot check or consent wall stands before the page"
    if little and _MISSING_TITLE.search(title):
        return Outcome.NOT_ARTICLE, "the page says that there is no such page, but the server did not"
    if declared.is_article:
        return None
    headed = next(tree.iter("h1"), None) is not None
    if is_front_page(url) and (not headed or declared.kinds & _SITE_TYPES):
        return Outcome.NOT_ARTICLE, "this is a front page"
    if declared.kinds & _LIST_TYPES or _is_list(text, links, _LIST_SHARE if headed else _HEADLESS_SHARE):
        is_front = bool(declared.address) and is_front_page(declared.address or "")
        reason = "the front page was served in place of an article" if is_front else "the page is a list of articles"
        return Outcome.NOT_ARTICLE, reason
    return None


def is_front_page(url: str) -> bool:
    """Whether `url` names a host and no more."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc) and not parts.path.strip("/") and not parts.query


def _is_challenge(tree: HtmlElement, title: str, text: str) -> bool:
    if _CHALLENGE_TITLE.match(title) or _CHALLENGE_TEXT.search(text):
        return True
    page_title = next((element.text or "" for element in tree.iter("title")), "")
    if _CHALLENGE_TITLE.match(page_title):
        return True
    if text:
        return False
    marks = " ".join(
        value for element in tree.iter("script", "iframe", "div", "form") for value in _telling(element)
    ).lower()
    return any(mark in marks for mark in _CHALLENGE_MARKS)


def _telling(element: HtmlElement) -> list[str]:
    return [element.get(name, "")[:300] for name in ("src", "id", "class", "action")] + [(element.text or "")[:500]]


def _is_list(text: str, links: Container[str], share: float) -> bool:
    """Whether `share` of what was found are link texts: headlines of other articles."""
    paragraphs = [folded(line) for line in text.splitlines() if line]
    linked = sum(paragraph in links for paragraph in paragraphs)
    return linked >= _LEAST_LINKED and linked > share * len(paragraphs)
