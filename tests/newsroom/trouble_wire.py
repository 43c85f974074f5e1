"""Misbehaviours of the connection and the protocol: broken transfers, refusals, redirects, answers without end."""

from __future__ import annotations

import zlib
from functools import cache

from index.model import Outcome
from tests.newsroom import harmless
from tests.newsroom.registry import page
from tests.newsroom.reply import Reply, Request, Talk, Wire, html, redirect

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"


def _send(data: bytes) -> Talk:
    def talk(wire: Wire) -> None:
        wire.out.write(data)

    return talk


# --- broken transfers -------------------------------------------------------------------------------------------------


@page(Outcome.UNREACHABLE, own_host=True)
def drip(request: Request) -> Talk:
    """One byte of the body every fifth of a second, for ever."""

    def talk(wire: Wire) -> None:
        wire.out.write(_HEAD + b"\r\n")
        while not wire.closing.wait(0.2):
            wire.out.write(b"<")
            wire.out.flush()

    return talk


@page(Outcome.UNREACHABLE, own_host=True)
def silence(request: Request) -> Talk:
    """The connection stands and nothing ever comes."""

    def talk(wire: Wire) -> None:
        wire.closing.wait(60)

    return talk


@page(Outcome.UNREACHABLE)
def reset_mid_body(request: Request) -> Talk:
    """The connection is reset after half of the body."""

    def talk(wire: Wire) -> None:
        wire.out.write(_HEAD + b"Content-Length: 5000\r\n\r\n" + harmless.markup("reset").encode()[:2000])
        wire.reset()

    return talk


@page(Outcome.UNREACHABLE)
def closed_at_once(request: Request) -> Talk:
    """The connection is closed before a single byte is sent."""
    return _send(b"")


@page(Outcome.UNREACHABLE)
def body_too_short(request: Request) -> Talk:
    """The headers promise more bytes than come."""
    body = harmless.markup("body-too-short").encode()
    return _send(_HEAD + b"Content-Length: 900000\r\n\r\n" + body)


@page(Outcome.UNREACHABLE)
def chunk_missing(request: Request) -> Talk:
    """A chunked body that ends without its last chunk."""
    chunk = harmless.markup("chunk-missing").encode()
    return _send(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(chunk) + chunk + b"\r\n")


@page(Outcome.UNREACHABLE)
def not_http(request: Request) -> Talk:
    """Another protocol answers on the port."""
    return _send(b"220 mail.example ESMTP ready\r\n")


@page(Outcome.UNREACHABLE)
def broken_gzip(request: Request) -> Reply:
    """The headers say gzip and the body is noise."""
    return Reply(b"\x1f\x8b\x08\x00" + bytes(range(256)) * 8, headers=(("Content-Encoding", "gzip"),))


@page(Outcome.UNREACHABLE, links=["https://trouble.localhost:{port}/pages/no-tls"])
def no_tls(request: Request) -> Reply:
    """An https address where plain HTTP is spoken."""
    return html(harmless.markup("no-tls"))


@page(Outcome.UNREACHABLE, links=["http://no-such-paper.invalid/news/1"])
def no_such_host(request: Request) -> Reply:
    """A host whose name has no address."""
    return html("")


# --- answers without end ----------------------------------------------------------------------------------------------


@page(Outcome.TOO_BIG, own_host=True)
def endless_headers(request: Request) -> Talk:
    """Headers that never end."""

    def talk(wire: Wire) -> None:
        wire.out.write(b"HTTP/1.1 200 OK\r\n")
        line = b"X-Filler: " + b"a" * 1000 + b"\r\n"
        while not wire.closing.is_set():
            wire.out.write(line)

    return talk


@page(Outcome.TOO_BIG)
def endless_body(request: Request) -> Talk:
    """A body that never ends."""

    def talk(wire: Wire) -> None:
        wire.out.write(_HEAD + b"\r\n<html><body>")
        while not wire.closing.is_set():
            wire.out.write(b"<p>" + b"word " * 2000 + b"</p>")

    return talk


@page(Outcome.TOO_BIG)
def twelve_megabytes(request: Request) -> Reply:
    """A page of 12 MB."""
    return Reply(_padded(12 * 1024 * 1024))


@page(Outcome.TOO_BIG)
def gzip_bomb(request: Request) -> Reply:
    """A hundred kilobytes that unpack to a hundred megabytes."""
    return Reply(_bomb(), headers=(("Content-Encoding", "gzip"),))


@cache
def _padded(size: int) -> bytes:
    return harmless.markup("twelve-megabytes").encode().ljust(size, b" ")


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(b"<p>" + b"0" * 1_000_000) for _ in range(100)) + packer.flush()


# --- refusals ---------------------------------------------------------------------------------------------------------


def _status(code: int, *headers: tuple[str, str]) -> Reply:
    return html(f"<html><head><title>{code}</title></head><body><h1>{code}</h1></body></html>", code, *headers)


@page(Outcome.SERVER_ERROR)
def status_500(request: Request) -> Reply:
    """The server fails."""
    return _status(500)


@page(Outcome.SERVER_ERROR, own_host=True)
def status_503(request: Request) -> Reply:
    """The server is overloaded and says when to come again."""
    return _status(503, ("Retry-After", "3600"))


@page(Outcome.REFUSED, own_host=True)
def status_429(request: Request) -> Reply:
    """We have asked too often, says the server."""
    return _status(429, ("Retry-After", "900"))


@page(Outcome.REFUSED)
def status_401(request: Request) -> Reply:
    """A password is wanted."""
    return _status(401, ("WWW-Authenticate", 'Basic realm="editors"'))


@page(Outcome.REFUSED)
def status_403(request: Request) -> Reply:
    """The page is forbidden."""
    return _status(403)


@page(Outcome.REFUSED)
def status_451(request: Request) -> Reply:
    """The page is withheld for legal reasons."""
    return _status(451)


@page(Outcome.GONE)
def status_404(request: Request) -> Reply:
    """There is no such page."""
    return _status(404)


@page(Outcome.GONE)
def status_410(request: Request) -> Reply:
    """The page was taken down for good."""
    return _status(410)


# --- redirects --------------------------------------------------------------------------------------------------------


@page(Outcome.STORED)
def moved(request: Request) -> Reply:
    """The article moved and the server says where to."""
    return html(harmless.markup("moved")) if "new" in request.query else redirect("/pages/moved?new=1", 301)


@page(Outcome.UNREACHABLE)
def redirect_loop(request: Request) -> Reply:
    """Two addresses that send the reader to each other."""
    return redirect("/pages/redirect-loop?" + ("b" if "a" in request.target.partition("?")[2] else "a"))


@page(Outcome.UNREACHABLE)
def cookie_wall(request: Request) -> Reply:
    """A redirect to the same address until a cookie comes back."""
    return redirect("/pages/cookie-wall", 302, ("Set-Cookie", "seen=1; Path=/"))


@page(Outcome.NOT_ARTICLE)
def redirect_to_front_page(request: Request) -> Reply:
    """The article is gone and its address leads to the front page."""
    return redirect("/")


@page(Outcome.NOT_ARTICLE)
def redirect_without_location(request: Request) -> Reply:
    """A redirect that does not say where to."""
    return Reply(b"", 302)


@page(Outcome.REFUSED)
def redirect_to_private_address(request: Request) -> Reply:
    """A redirect into somebody's office network."""
    return redirect("http://10.20.30.40/admin")


@page(Outcome.REFUSED, forbidden=("127.0.0.1",))
def redirect_to_loopback(request: Request) -> Reply:
    """A redirect to our own machine."""
    return redirect(f"http://127.0.0.1:{request.port}/secret")


@page(Outcome.REFUSED, forbidden=("2130706433", "127.0.0.1"))
def redirect_to_disguised_loopback(request: Request) -> Reply:
    """A redirect to our own machine, spelled as one number."""
    return redirect(f"http://2130706433:{request.port}/secret")


@page(Outcome.REFUSED)
def redirect_to_metadata_service(request: Request) -> Reply:
    """A redirect to the address where cloud machines keep their keys."""
    return redirect("http://169.254.169.254/latest/meta-data/")


@page(Outcome.REFUSED)
def redirect_to_file(request: Request) -> Reply:
    """A redirect to a file on our own disk."""
    return redirect("file:///etc/passwd")


@page(Outcome.REFUSED, links=["http://127.0.0.1:{port}/secret"], forbidden=("127.0.0.1",))
def link_to_loopback(request: Request) -> Reply:
    """A feed whose link leads to our own machine."""
    return html("")
