"""What a server answers: ordinary replies, and conversations that break the rules of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import BinaryIO
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server understood it. `host` comes without the port and in lower case."""

    method: str
    host: str
    port: int
    target: str  # path and query, as sent
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, the last value of each."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}

    def origin(self, host: str | None = None) -> str:
        """Return `http://host:port` for this host or another one of the world."""
        return f"http://{host or self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reply:
    """An ordinary answer. With `modified_at` set it carries validators and may turn into a 304."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wire:
    """The bare connection, for answers that no web framework would give."""

    out: BinaryIO
    reset: Callable[[], None]  # drops the connection with a reset instead of a goodbye
    closing: Event  # set when the server stops; endless answers end then


Talk = Callable[[Wire], None]
Answer = Reply | Talk


def redirect(location: str, status: int = 302, *headers: tuple[str, str]) -> Reply:
    """Return a redirect to `location`."""
    return Reply(b"", status, headers=(("Location", location), *headers))


def html(text: str, status: int = 200, *headers: tuple[str, str]) -> Reply:
    """Return a UTF-8 page."""
    return Reply(text.encode(), status, headers=headers)
