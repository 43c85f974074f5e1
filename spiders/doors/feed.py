"""A feed: RSS or Atom."""

from __future__ import annotations

from crawler.doors import DoorAnswer, DoorReading
from crawler.feeds import read_feed
from index.model import Door


def address(door: Door) -> str:
    return door.url


def read(answer: DoorAnswer) -> DoorReading:
    return DoorReading(read_feed(answer))
