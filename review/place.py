"""Where an article stands in the queue: what comes before it and after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from index.ledger.contract import Ledger
from index.model import Candidate

PAGE = 100
DEPTH = 1000  # deeper than anyone pages; an article beyond it has no neighbours


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate, its position from 1, and the ids of its neighbours."""

    candidate: Candidate
    position: int
    before: str | None
    after: str | None


def place_of(ledger: Ledger, article_id: str, now: datetime, language: str | None) -> Place | None:
    """Return where the article (or the card it is a reprint on) stands; None when it does not wait."""
    before: str | None = None
    found: Candidate | None = None
    position = 0
    for candidate in _walk(ledger, now, language):
        if found:
            return Place(found, position, before, candidate.stored.id)
        position += 1
        if article_id == candidate.stored.id or article_id in candidate.reprints:
            found = candidate
        else:
            before = candidate.stored.id
    return Place(found, position, before, None) if found else None


def _walk(ledger: Ledger, now: datetime, language: str | None) -> Iterator[Candidate]:
    for offset in range(0, DEPTH, PAGE):
        some = ledger.queue(now, limit=PAGE, offset=offset, language=language)
        yield from some
        if len(some) < PAGE:
            return
