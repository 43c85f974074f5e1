"""Misbehaviours of what is on the page: walls, pages that are no articles, hostile markup, wrong letters, robots."""

from __future__ import annotations

from functools import cache

from index.model import Outcome
from tests.newsroom import harmless
from tests.newsroom.registry import page
from tests.newsroom.reply import Reply, Request, html

# --- walls ------------------------------------------------------------------------------------------------------------

_CHECK = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head><body><div class="main-wrapper" role="main">
<h1 class="zone-name-title">{host}</h1><h2 id="challenge-running">Checking if the site connection is secure</h2>
<noscript>Enable JavaScript and cookies to continue</noscript></div>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=8a1f"></script></body></html>"""


@page(Outcome.CHALLENGE)
def challenge_with_200(request: Request) -> Reply:
    """A bot check that calls itself a success."""
    return html(_CHECK.format(host=request.host))


@page(Outcome.CHALLENGE)
def challenge_with_403(request: Request) -> Reply:
    """A bot check with the status and headers it really has."""
    return html(_CHECK.format(host=request.host), 403, ("cf-mitigated", "challenge"), ("Server", "cloudflare"))


@page(Outcome.CHALLENGE)
def challenge_in_russian(request: Request) -> Reply:
    """A DDoS-Guard check page in Russian."""
    return html(
        "<html><head><title>DDoS-Guard</title></head><body><h1>Проверка браузера перед переходом на сайт</h1>"
        "<p>Этот процесс автоматический. Ваш браузер перенаправит вас через пять секунд.</p>"
        '<script src="/.well-known/ddos-guard/js-challenge/index.js"></script></body></html>',
        200,
        ("Server", "ddos-guard"),
    )


@page(Outcome.CHALLENGE)
def cookie_script(request: Request) -> Reply:
    """A page that is only a script which sets a cookie and loads the page again."""
    return html(
        "<html><head></head><body><script>var a=[104,52,19];document.cookie='__test='+a.join('')+'; path=/';"
        "location.href='/pages/cookie-script?i=1';</script><noscript>Включите JavaScript</noscript></body></html>"
    )


@page(Outcome.CHALLENGE)
def consent_wall(request: Request) -> Reply:
    """A consent page where the article should be."""
    return html(
        '<html lang="ru"><head><title>Прежде чем продолжить</title></head><body><form action="/consent" method="post">'
        "<h1>Прежде чем продолжить</h1><p>Мы и наши партнеры храним данные на вашем устройстве.</p>"
        '<button name="yes">Принять все</button><button name="no">Отклонить</button></form></body></html>'
    )


# --- no articles ------------------------------------------------------------------------------------------------------


@page(Outcome.NOT_ARTICLE)
def soft_404(request: Request) -> Reply:
    """A page that says it was not found, with the status of one that was."""
    return html(
        "<html><head><title>Страница не найдена — Районный листок</title></head><body><h1>Страница не найдена</h1>"
        "<p>Возможно, она удалена или вы ошиблись адресом. Вернитесь на главную.</p></body></html>"
    )


@page(Outcome.EMPTY)
def empty_article(request: Request) -> Reply:
    """The frame of a page around an article that is not there."""
    return html(
        "<html><head><title>Районный листок</title></head><body><nav><a href='/'>Главная</a></nav>"
        "<article><div class='text'></div></article><footer></footer></body></html>"
    )


@page(Outcome.EMPTY)
def no_bytes(request: Request) -> Reply:
    """A success without a single byte."""
    return Reply(b"")


@page(Outcome.EMPTY, forbidden=("127.0.0.1",))
def meta_refresh_to_loopback(request: Request) -> Reply:
    """A page that sends the reader to our own machine from inside."""
    target = f"http://127.0.0.1:{request.port}/secret"
    return html(f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head><body></body></html>')


@page(Outcome.NOT_ARTICLE)
def pdf(request: Request) -> Reply:
    """A PDF file behind a news address."""
    objects = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj"
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + objects + b"\ntrailer<</Root 1 0 R>>\n%%EOF"
    return Reply(body, content_type="application/pdf")


@page(Outcome.NOT_ARTICLE)
def image(request: Request) -> Reply:
    """A picture that is announced as a page."""
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c6360000002000005"
        "00017a5eab3f0000000049454e44ae426082"
    )  # fmt: skip
    return Reply(pixel)


@page(Outcome.NOT_ARTICLE)
def json(request: Request) -> Reply:
    """The answer of an interface for programs."""
    return Reply(b'{"status":"ok","items":[{"id":1,"title":"x"}]}', content_type="application/json")


# --- hostile markup ---------------------------------------------------------------------------------------------------


@page(Outcome.TOO_BIG, own_host=True)
def attribute_bomb(request: Request) -> Reply:
    """One element with two hundred thousand attributes: two minutes of work for a parser."""
    return Reply(_attributes())


@page(Outcome.STORED, says=harmless.sentences("nesting-1000")[-1])
def nesting_1000(request: Request) -> Reply:
    """An article inside a thousand boxes."""
    opened = harmless.markup("nesting-1000").replace("<article>", "<div>" * 1000 + "<article>")
    return html(opened.replace("</article>", "</article>" + "</div>" * 1000))


@page(Outcome.STORED, says=harmless.sentences("script-in-text")[2], says_not="alert(")
def script_in_text(request: Request) -> Reply:
    """An article with a script between its paragraphs."""
    return html(harmless.markup("script-in-text").replace("</p>\n<p>", "</p><script>alert('x')</script>\n<p>"))


@cache
def _attributes() -> bytes:
    attributes = " ".join(f"a{n}=x" for n in range(200_000))
    return harmless.markup("attribute-bomb", extra=f"<div {attributes}>x</div>").encode()


# --- letters ----------------------------------------------------------------------------------------------------------


@page(Outcome.STORED, says=harmless.sentences("lying-charset")[1], says_not="\ufffd")
def lying_charset(request: Request) -> Reply:
    """The header says utf-8, the bytes and the meta element say windows-1251."""
    return Reply(harmless.markup("lying-charset", '<meta charset="windows-1251">').encode("cp1251"))


@page(Outcome.STORED, says=harmless.sentences("no-charset")[1], says_not="\ufffd")
def no_charset(request: Request) -> Reply:
    """Windows-1251 without a word about it."""
    return Reply(harmless.markup("no-charset").encode("cp1251"), content_type="text/html")


@page(Outcome.STORED, says=harmless.sentences("lone-surrogates")[-1])
def lone_surrogates(request: Request) -> Reply:
    """Halves of characters, as bytes and as references."""
    text = harmless.markup("lone-surrogates").replace("района за", "района &#xD83D; \ud83d за", 2)
    return Reply(text.encode("utf-8", "surrogatepass"))


@page(Outcome.STORED, says=harmless.sentences("nul-bytes")[-1], says_not="\x00")
def nul_bytes(request: Request) -> Reply:
    """Zero bytes between the words."""
    return html(harmless.markup("nul-bytes").replace("новостях", "\x00 новостях \x00"))


@page(Outcome.STORED, says=harmless.sentences("wrong-content-type")[1])
def wrong_content_type(request: Request) -> Reply:
    """An article that is announced as a download."""
    body = harmless.markup("wrong-content-type", '<meta charset="utf-8">').encode()
    return Reply(body, content_type="application/octet-stream")


@page(Outcome.STORED, says=harmless.sentences("no-content-type")[1])
def no_content_type(request: Request) -> Reply:
    """An article that is not announced at all."""
    return Reply(harmless.markup("no-content-type", '<meta charset="utf-8">').encode(), content_type="")


# --- what the page says of itself -------------------------------------------------------------------------------------

_COPY = "{origin}/pages/three-copies?id=7"
_PUBLISHED = '<meta property="article:published_time" content="{}">'


@page([Outcome.STORED, Outcome.DUPLICATE, Outcome.DUPLICATE], links=[_COPY, _COPY + "&view=print", _COPY + "&sid=a1"])
def three_copies(request: Request) -> Reply:
    """One article under three addresses that only its rel=canonical makes one."""
    canonical = f'<link rel="canonical" href="{request.origin()}/pages/three-copies?id=7">'
    return html(harmless.markup("three-copies", canonical))


@page(Outcome.STORED, undated=True)
def future_date(request: Request) -> Reply:
    """An article from the year 2093."""
    return html(harmless.markup("future-date", _PUBLISHED.format("2093-05-01T10:00:00Z")))


@page(Outcome.STORED, undated=True)
def date_1970(request: Request) -> Reply:
    """An article from the first second of computer time."""
    return html(harmless.markup("date-1970", _PUBLISHED.format("1970-01-01T00:00:00Z")))


@page(Outcome.STORED)
def foreign_canonical(request: Request) -> Reply:
    """An article that claims to be another site's front page."""
    return html(harmless.markup("foreign-canonical", '<link rel="canonical" href="https://other-paper.example/">'))


# --- robots.txt -------------------------------------------------------------------------------------------------------


@page(Outcome.ROBOTS, links=["{origin}/private/1"], pages_forbidden=True, own_host=True,
      robots=lambda request: Reply(b"User-agent: *\nDisallow: /private/\n", content_type="text/plain"))  # fmt: skip
def robots_disallow(request: Request) -> Reply:
    """A page that robots.txt forbids."""
    return html(harmless.markup("robots-disallow"))


@page(Outcome.ROBOTS, links=["http://closed.localhost:{port}/news/1"], pages_forbidden=True)
def robots_500(request: Request) -> Reply:
    """A host whose robots.txt answers 500, which forbids everything."""
    return html(harmless.markup("robots-500"))


@page(Outcome.ROBOTS, own_host=True, pages_forbidden=True, robots=lambda request: Reply(b"", 403))
def robots_403(request: Request) -> Reply:
    """A host that does not even show its robots.txt."""
    return html(harmless.markup("robots-403"))


@page(Outcome.STORED, own_host=True, robots=lambda request: Reply(b"", 404))
def robots_404(request: Request) -> Reply:
    """A host without robots.txt."""
    return html(harmless.markup("robots-404"))


@page(Outcome.STORED, own_host=True, robots=lambda request: html(harmless.markup("robots-page")))
def robots_page(request: Request) -> Reply:
    """A host that answers every address with a page, robots.txt too."""
    return html(harmless.markup("robots-page"))


# --- links that must never be followed --------------------------------------------------------------------------------


@page(None, links=["javascript:alert(document.domain)"])
def javascript_link(request: Request) -> Reply:
    """A link in a feed that is a script."""
    return html("")


@page(None, links=["file:///etc/passwd"])
def file_link(request: Request) -> Reply:
    """A link in a feed that names a file on our own disk."""
    return html("")
