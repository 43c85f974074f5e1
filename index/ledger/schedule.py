"""When to come back: polls, attempts, re-visits, and the order of the queue. Pure."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

# Servers ask for up to 88 h, but a source must be looked at every day: nothing is ever given up.
LONGEST_WAIT = timedelta(hours=24)
# Edits and take-downs come early; after a week a text stands.
CANDIDATE_VISITS = (timedelta(hours=1), timedelta(hours=24), timedelta(days=7))
ARTICLE_VISITS = (timedelta(hours=24),)
# After this long a candidate counts half: today's 0.6 comes before a 0.9 of five days ago.
HALF_LIFE = timedelta(days=3)
_SMALLEST_SCORE = 1e-9  # keeps the logarithm finite
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_poll(
    polled_at: datetime, interval: timedelta, failures: int = 0, retry_after: timedelta | None = None
) -> datetime:
    """Return when to poll a door again: its interval, times the failures in a row, at most a day (or its interval)."""
    wait = max(interval, min(interval * failures, LONGEST_WAIT))
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_WAIT))
    return polled_at + wait


def next_attempt(now: datetime, retry_at: datetime) -> datetime:
    """Return when to try a URL again: as asked, at most a day from now."""
    return min(retry_at, now + LONGEST_WAIT)


def next_visit(first_seen_at: datetime, visited_at: datetime, *, candidate: bool) -> datetime | None:
    """Return when to look at an article again after the visit at `visited_at`; None when it was seen often enough."""
    for age in CANDIDATE_VISITS if candidate else ARTICLE_VISITS:
        if first_seen_at + age > visited_at:
            return first_seen_at + age
    return None


def queue_rank(score: float, published_at: datetime | None, first_seen_at: datetime) -> float:
    """Return a number that orders the queue the same way at every moment, so that an index can hold it.

    Every score halves at the same pace, so log2(score) minus age differs from this number by the same amount for all.
    An article dated later than we saw it counts from when we saw it.
    """
    since = min(published_at or first_seen_at, first_seen_at)
    return math.log2(max(score, _SMALLEST_SCORE)) + (since - _EPOCH) / HALF_LIFE


def priority(rank: float, now: datetime) -> float:
    """Return the score weighted down with age at `now` that belongs to a queue rank."""
    return float(2.0 ** (rank - (now - _EPOCH) / HALF_LIFE))
