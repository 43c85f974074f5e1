"""Misbehaviours of doors: feeds cut off, empty or not feeds at all, interfaces switched off, sitemaps that lie."""

from __future__ import annotations

from html import escape

from index.model import DoorType
from tests.newsroom import harmless
from tests.newsroom.registry import door
from tests.newsroom.reply import Reply, Request, html, redirect

_OPENING = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Районный листок</title>'
_CLOSING = "</channel></rss>"


def feed(items: str) -> Reply:
    """Return an RSS feed around `items`."""
    return Reply((_OPENING + items + _CLOSING).encode(), content_type="application/rss+xml")


def item(address: str, title: str) -> str:
    """Return one entry of an RSS feed."""
    return f"<item><title>{escape(title)}</title><link>{escape(address)}</link></item>\n"


def _items(request: Request, *names: str) -> str:
    return "".join(item(f"{request.origin()}/news/{name}", harmless.title(name)) for name in names)


@door(DoorType.FEED, "/rss", articles=2, fails=False)
def truncated_feed(request: Request) -> Reply:
    """A feed that breaks off in its third entry."""
    text = _OPENING + _items(request, "cut-1", "cut-2") + "<item><title>Тре"
    return Reply(text.encode(), content_type="application/rss+xml")


@door(DoorType.FEED, "/rss", articles=2, fails=False)
def surrogate_feed(request: Request) -> Reply:
    """A feed with a reference to half a character."""
    return feed(_items(request, "half-1").replace("Новости", "&#xD800; Новости", 1) + _items(request, "half-2"))


@door(DoorType.FEED, "/rss", articles=1, fails=False)
def ampersand_feed(request: Request) -> Reply:
    """A feed with bare ampersands and an undeclared entity."""
    return feed(_items(request, "amp-1").replace("Новости", "Новости & погода&nbsp;", 1))


@door(DoorType.FEED, "/rss", articles=1, fails=False)
def lying_feed(request: Request) -> Reply:
    """A feed that declares utf-8 and is written in windows-1251."""
    text = _OPENING + _items(request, "lying-feed") + _CLOSING
    return Reply(text.encode("cp1251"), content_type="text/xml; charset=utf-8")


@door(DoorType.FEED, "/rss")
def html_feed(request: Request) -> Reply:
    """A front page where the feed used to be."""
    return html("<html><head><title>Районный листок</title></head><body><div id='root'></div></body></html>")


@door(DoorType.FEED, "/rss")
def empty_feed(request: Request) -> Reply:
    """A feed without an entry."""
    return feed("")


@door(DoorType.FEED, "/rss")
def no_feed_bytes(request: Request) -> Reply:
    """A feed of not one byte, with a success."""
    return Reply(b"", content_type="application/rss+xml")


@door(DoorType.FEED, "/rss")
def missing_feed(request: Request) -> Reply:
    """A feed whose address is gone."""
    return Reply(b"", 404)


@door(DoorType.FEED, "/rss")
def laughing_feed(request: Request) -> Reply:
    """A feed of entities that unfold a billion times."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss version="2.0"><channel><title>&a9;</title>'
    return Reply((text + _CLOSING).encode(), content_type="application/rss+xml")


@door(DoorType.TELEGRAM, "/s/closed_channel")
def preview_off(request: Request) -> Reply:
    """A Telegram channel whose preview is switched off."""
    return redirect("/closed_channel") if request.path.startswith("/s/") else html("<html><body>Telegram</body></html>")


@door(DoorType.WORDPRESS, "/wp-json/wp/v2/posts")
def wordpress_off(request: Request) -> Reply:
    """A WordPress interface that asks strangers to sign in."""
    body = b'{"code":"rest_not_logged_in","message":"You are not currently logged in.","data":{"status":401}}'
    return Reply(body, 401, "application/json; charset=UTF-8")


@door(DoorType.SECTION, "/novosti/")
def section_of_scripts(request: Request) -> Reply:
    """A section page that is built by a script in the reader's browser."""
    return html("<html><body><div id='app'></div><script src='/app.js'></script></body></html>")


@door(DoorType.SITEMAP, "/sitemap.xml", articles=1, fails=False)
def glued_sitemap(request: Request) -> Reply:
    """A sitemap with an address that two were glued into."""
    good = f"{request.origin()}/news/glued-1"
    glued = f"{request.origin()}https://other-paper.example/news/2"
    entries = "".join(f"<url><loc>{loc}</loc></url>" for loc in (glued, good))
    text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    return Reply(text.encode(), content_type="application/xml")
