"""The newsroom on the wire: a threaded HTTP/1.1 server on the loopback that routes by the Host header."""

from __future__ import annotations

import gzip
import hashlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO, cast

from tests.newsroom import misbehaviour, site
from tests.newsroom.reply import Answer, Reply, Request, Wire
from tests.newsroom.world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that reached the server: when it came and when its answer was ready, in seconds of a steady clock."""

    host: str
    path: str
    method: str
    status: int | None  # None = no proper answer was given
    user_agent: str
    came_at: float
    done_at: float


class RequestLog:
    """Every request the server got, in order of answering. May be read while the server runs."""

    def __init__(self) -> None:
        self._asked: list[Asked] = []
        self._lock = threading.Lock()

    def add(self, asked: Asked) -> None:
        with self._lock:
            self._asked.append(asked)

    def all(self, host: str | None = None, path: str | None = None) -> list[Asked]:
        """Return the requests to one host, or for one path (without query) there."""
        with self._lock:
            return [a for a in self._asked if host in (None, a.host) and path in (None, a.path.partition("?")[0])]

    def count(self, host: str | None = None, path: str | None = None) -> int:
        """Return how many requests there were to one host, or for one path there."""
        return len(self.all(host, path))

    def clear(self) -> None:
        """Forget what was asked so far."""
        with self._lock:
            self._asked.clear()


class Newsroom:
    """A running server. `requests` tells who asked for what, `world` may be changed while it runs."""

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.requests = RequestLog()
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.newsroom = self
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="newsroom", daemon=True)
        self._thread.start()

    def url(self, host: str, path: str = "/") -> str:
        """Return the address of a path on one of the world's hosts."""
        return f"http://{host}:{self.port}{path}"

    def answer(self, request: Request) -> Answer:
        """Return what the world says to a request."""
        outlet = self.world.outlets.get(request.host.removeprefix("www.").removesuffix(".localhost"))
        if outlet:
            return site.answer(self.world, outlet, request)
        return misbehaviour.answer(request)

    def close(self) -> None:
        """Stop serving; endless answers end."""
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def serve(world: World, port: int = 0) -> Iterator[Newsroom]:
    """Serve `world` on 127.0.0.1 while the block runs; port 0 takes a free one."""
    newsroom = Newsroom(world, port)
    try:
        yield newsroom
    finally:
        newsroom.close()


class _Server(ThreadingHTTPServer):
    newsroom: Newsroom
    daemon_threads = True
    block_on_close = False  # a client may keep its connection open for ever
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a client hangs up: crawlers do when they have seen enough."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def version_string(self) -> str:
        return "nginx"

    def setup(self) -> None:
        super().setup()
        self._newsroom = cast(_Server, self.server).newsroom

    def do_GET(self) -> None:
        came_at = time.monotonic()
        host = (self.headers.get("Host") or "").lower()
        name = host.rpartition(":")[0] if ":" in host else host
        request = Request(self.command, name, self._newsroom.port, self.path, dict(self.headers))
        answer = self._newsroom.answer(request)
        if isinstance(answer, Reply):
            self._send(answer, partial(self._log, name, came_at))
            return
        self.close_connection = True
        try:
            answer(Wire(cast(BinaryIO, self.wfile), self._reset, self._newsroom.closing))
        finally:
            self._log(name, came_at, None)

    do_HEAD = do_GET

    def _log(self, host: str, came_at: float, status: int | None) -> None:
        agent = self.headers.get("User-Agent", "")
        self._newsroom.requests.add(Asked(host, self.path, self.command, status, agent, came_at, time.monotonic()))

    def _send(self, reply: Reply, log: Callable[[int], None]) -> None:
        headers = list(reply.headers)
        etag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        status, body = reply.status, reply.body
        if reply.modified_at and status == 200:
            headers += [("ETag", etag), ("Last-Modified", format_datetime(reply.modified_at, usegmt=True))]
            if self._is_known(etag, reply):
                status, body = 304, b""
        # Encoded bodies of misbehaviours come with their own Content-Encoding.
        encoded = any(name == "Content-Encoding" for name, _ in headers)
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 500 and not encoded:
            body = gzip.compress(body, 6, mtime=0)
            headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        log(status)  # before the first byte: whoever has the answer finds itself in the log
        self.send_response(status)
        if reply.content_type and status != 304:
            self.send_header("Content-Type", reply.content_type)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _is_known(self, etag: str, reply: Reply) -> bool:
        """Tell whether the client holds this very body; If-None-Match comes before If-Modified-Since (RFC 9110)."""
        if said := self.headers.get("If-None-Match"):
            return etag in [entry.strip().removeprefix("W/") for entry in said.split(",")]
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return reply.modified_at is not None and reply.modified_at <= since

    def _reset(self) -> None:
        self.wfile.flush()
        # A linger of zero seconds makes close() send RST instead of FIN.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep silent; the request log has it all."""
