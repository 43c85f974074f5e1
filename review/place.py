"""Where an article stands in the queue: what comes before it and after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.model import Candidate
from review.desk import Visit

PAGE = 100
DEPTH = 1000  # deeper than anyone pages; an article beyond it has no neighbours


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate, its position from 1, and the ids of its neighbours."""

    candidate: Candidate
    position: int
    before: str | None
    after: str | None


def place_of(visit: Visit, article_id: str, language: str | None) -> Place | None:
    """Return where the article (or the card it is a reprint on) stands; None when it does not wait."""
    before: str | None = None
    found: Candidate | None = None
    position = 0
    for candidate in _walk(visit, language):
        if found:
            return Place(found, position, before, candidate.stored.id)
        position += 1
        if article_id == candidate.stored.id or article_id in candidate.reprints:
            found = candidate
        else:
            before = candidate.stored.id
    return Place(found, position, before, None) if found else None


def _walk(visit: Visit, language: str | None) -> Iterator[Candidate]:
    for offset in range(0, DEPTH, PAGE):
        some = visit.queue(PAGE, offset, language)
        yield from some
        if len(some) < PAGE:
            return
