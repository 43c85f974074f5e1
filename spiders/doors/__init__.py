"""How doors are opened: for each type which address to ask, and how the answer's bytes become items.

A door's file has two functions: `address(door)` and `read(answer)`. They know nothing of fetching, so that reading can
run in a worker process, away from the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from crawler.doors import DoorAnswer, DoorReading
from index.model import Door, DoorType
from spiders.doors import feed, section, sitemap, telegram, wordpress, youtube


class Opener(Protocol):
    """A door's file."""

    def address(self, door: Door) -> str:
        """Return the address whose answer lists the door's items."""

    def read(self, answer: DoorAnswer) -> DoorReading:
        """Return the items. Raises DoorError with one sentence when the answer is not what the door should give."""


OPENERS: Mapping[DoorType, Opener] = {
    DoorType.FEED: feed,
    DoorType.SITEMAP: sitemap,
    DoorType.NEWS_SITEMAP: sitemap,
    DoorType.SECTION: section,
    DoorType.WORDPRESS: wordpress,
    DoorType.TELEGRAM: telegram,
    DoorType.YOUTUBE: youtube,
}


def read_door(kind: DoorType, answer: DoorAnswer) -> DoorReading:
    """Read an answer by the rules of its door's type; importable by name, for the worker processes."""
    return OPENERS[kind].read(answer)
