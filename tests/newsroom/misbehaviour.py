"""Everything that goes wrong, on hosts of its own: the register filled, the feed that lists it, and who answers."""

from __future__ import annotations

from tests.newsroom import harmless, trouble_doors, trouble_pages, trouble_wire
from tests.newsroom.registry import BROKEN_DOORS, HOST, MISBEHAVIOURS, BrokenDoor, Misbehaviour
from tests.newsroom.reply import Answer, Reply, Request, html

__all__ = ["BROKEN_DOORS", "FEED_PATH", "HOST", "MISBEHAVIOURS", "BrokenDoor", "Misbehaviour", "addresses", "answer"]

FEED_PATH = "/rss.xml"
_CLOSED = "closed.localhost"
_ROOMS = (trouble_doors, trouble_pages, trouble_wire)  # importing them fills the register


def addresses(entry: Misbehaviour, port: int) -> list[str]:
    """Return the addresses of a misbehaviour, as the feed lists them."""
    origin = f"http://{entry.host}:{port}"
    return [link.format(origin=origin, port=port) for link in entry.links]


def answer(request: Request) -> Answer:
    """Return what a troubled host answers; 404 for hosts nobody registered."""
    if request.host == HOST and request.path == FEED_PATH:
        return _feed(request)
    if request.path == "/robots.txt":
        return _robots(request)
    entry = _entry(request)
    if entry:
        return entry.answer(request)
    broken = BROKEN_DOORS.get(request.host.removesuffix(f".{HOST}"))
    if broken and request.path.startswith("/news/"):
        return html(harmless.markup(request.path.rpartition("/")[2]))
    if broken:
        return broken.answer(request)
    if request.host == HOST and request.path == "/":
        return _front_page()
    return Reply(b"<h1>404</h1>", 404)


def _entry(request: Request) -> Misbehaviour | None:
    if request.host == _CLOSED:
        return MISBEHAVIOURS["robots-500"]
    if entry := MISBEHAVIOURS.get(request.host.removesuffix(f".{HOST}")):
        return entry if entry.own_host else None
    return MISBEHAVIOURS.get(request.path.rpartition("/")[2]) if request.host == HOST else None


def _robots(request: Request) -> Answer:
    if request.host == _CLOSED:
        return Reply(b"", 500)
    entry = _entry(request)
    if entry and entry.robots:
        return entry.robots(request)
    return Reply(b"User-agent: *\nAllow: /\n", content_type="text/plain")


def _feed(request: Request) -> Reply:
    listed = [
        trouble_doors.item(link, harmless.title(entry.name))
        for entry in MISBEHAVIOURS.values()
        for link in addresses(entry, request.port)
    ]
    return trouble_doors.feed("".join(listed))


def _front_page() -> Reply:
    links = "".join(f"<li><a href='/pages/{name}'>{harmless.title(name)}</a></li>" for name in MISBEHAVIOURS)
    return html(f"<html><head><title>Районный листок</title></head><body><ul>{links}</ul></body></html>")
