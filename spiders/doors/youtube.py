"""The feed of a YouTube channel: a video's title and description are all the text there is."""

from __future__ import annotations

from dataclasses import replace

from crawler.doors import DoorAnswer, DoorReading
from crawler.feeds import read_entries
from index.model import Door


def address(door: Door) -> str:
    return door.url


def read(answer: DoorAnswer) -> DoorReading:
    return DoorReading(
        tuple(replace(item, text=description or item.title) for item, description in read_entries(answer))
    )
