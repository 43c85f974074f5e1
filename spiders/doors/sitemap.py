"""A sitemap, a news sitemap, or the index of several."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from crawler.doors import DoorAnswer, DoorReading
from crawler.sitemaps import read_sitemap
from index.model import Door, Item

MAX_AGE = timedelta(days=14)  # what a sitemap dates earlier is archive: fetching it is not watching the news


def address(door: Door) -> str:
    return door.url


def read(answer: DoorAnswer) -> DoorReading:
    reading = read_sitemap(answer)
    pattern = re.compile(answer.article_pattern) if answer.article_pattern else None

    def is_wanted(item: Item) -> bool:
        dated = item.published_at or item.updated_at
        fresh = dated is None or answer.now - dated <= MAX_AGE
        return fresh and (pattern is None or bool(pattern.search(item.url)))

    return replace(reading, items=tuple(filter(is_wanted, reading.items)))
