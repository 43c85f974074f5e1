"""A section page: the list of an outlet that offers no feed."""

from __future__ import annotations

from crawler.doors import DoorAnswer, DoorReading
from crawler.sections import read_section
from index.model import Door


def address(door: Door) -> str:
    return door.url


def read(answer: DoorAnswer) -> DoorReading:
    return DoorReading(read_section(answer))
