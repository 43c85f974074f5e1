"""What opening a door gives: the answer of the server, and the items read from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from index.model import Item

MAX_ITEMS = 5000  # of one door in one poll; more is an archive, not news (50,000 feed items take 2.5 s to parse)


class DoorError(Exception):
    """What came through the door cannot be read as what the door is; the message is one sentence for people."""


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """The bytes a server gave for a door. `url` is the address after redirects, against which links are resolved."""

    url: str
    body: bytes
    now: datetime
    content_type: str | None = None
    zone: tzinfo = UTC  # of times that name none
    article_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class DoorReading:
    """The items of a door, and further addresses that belong to the same poll (the children of a sitemap index)."""

    items: tuple[Item, ...]
    more_urls: tuple[str, ...] = ()
