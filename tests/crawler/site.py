"""A small web site for tests: real HTTP on a free port of 127.0.0.1, every request noted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """What the site answers to one path."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    seconds: float = 0.0  # before the answer begins


@dataclass(frozen=True)
class Visit:
    """One request the site saw."""

    host: str
    path: str
    at: float
    headers: Mapping[str, str]


class Site:
    """Serves `answers` by (host, path) or by path; anything else is 404. Use as a context manager."""

    def __init__(self) -> None:
        self.answers: dict[Any, Answer | Callable[[Visit], Answer]] = {}
        self.visits: list[Visit] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str, host: str = "paper.localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def seen(self, path: str) -> list[Visit]:
        return [visit for visit in self.visits if visit.path == path]

    def _answer(self, visit: Visit) -> Answer:
        found = self.answers.get((visit.host, visit.path)) or self.answers.get(visit.path) or Answer(b"no", 404)
        return found(visit) if callable(found) else found

    def _handler(site) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = (self.headers.get("Host") or "").partition(":")[0]
                visit = Visit(host, self.path, time.monotonic(), dict(self.headers))
                site.visits.append(visit)
                answer = site._answer(visit)
                if answer.seconds:
                    time.sleep(answer.seconds)
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                try:
                    self.send_response(answer.status)
                    headers = {"Content-Type": answer.kind, "Content-Length": str(len(body)), **answer.headers}
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def article(title: str, text: str, **meta: str) -> str:
    """Return a news page in plain markup."""
    tags = "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in meta.items())
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    return (
        f"<!doctype html><html><head><title>{title}</title>{tags}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>2026</footer></body></html>"
    )


def prose(subject: str, paragraphs: int = 4) -> str:
    """Return made-up news text about `subject`, long enough to be taken for an article."""
    sentence = f"The council of the city discussed {subject} on Tuesday and asked the residents for their opinion. "
    parts = (f"{sentence}Part {n} of the report about {subject} names the costs. " * 2 for n in range(paragraphs))
    return "\n\n".join(parts)


def rss(*links: str) -> Answer:
    """Return a feed with these links."""
    items = "".join(
        f"<item><title>{link}</title><link>{link}</link><pubDate>Sat, 21 Nov 2026 09:00:00 +0500</pubDate></item>"
        for link in links
    )
    text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
    return Answer(text, kind="application/rss+xml")
