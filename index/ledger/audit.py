"""The audit sample: a few articles of each day that the classifier did not flag, drawn by lot for a person to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from sqlalchemy import ColumnElement, Connection, and_, func, select

from index.ledger import schedule
from index.ledger.contract import AuditFigures
from index.ledger.schema import articles, reviews
from index.model import Decision, ReviewState

WINDOW = 90  # days the figures look back: a miss rate over many models would be that of none
DECOYS = 8  # one flagged article in so many looks like those of the sample while that waits
CANNOT_TELL = "X8"  # a decision that says neither hit nor miss
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DRAWS = 1 << 40  # lots in a day: two articles almost never share one
# Where the sample stands in the queue: among the flagged, but the surest come before it.
LOWEST_PLACE, HIGHEST_PLACE = 0.2, 0.9
_UNFLAGGED: ColumnElement[bool] = and_(articles.c.flagged.is_(False), articles.c.score.is_not(None))


@dataclass(frozen=True, slots=True)
class Drawn:
    """An article of the sample that waits for a decision; `rank` is its place in the queue (see schedule.py)."""

    id: str
    language: str
    rank: float


def lot(article_id: str, first_seen_at: datetime) -> int:
    """Return the article's lot: the day (UTC) it was first seen, then a keyed hash of its id.

    The lowest lots of a day are its sample: the same for every desk, whatever is decided or brought meanwhile.
    """
    return _day(first_seen_at) * _DRAWS + _hash(article_id, "lot")


def is_decoy(lot: int | None) -> bool:
    """Whether a flagged article with this lot hides the sample by looking like it; old articles have no lot."""
    return lot is not None and lot % DECOYS == 0


def open_sample(connection: Connection, now: datetime, per_day: int) -> list[Drawn]:
    """Return what waits of the sample of `per_day` articles from the day before `now`, in no telling order.

    That day is over, so nothing that arrives moves the sample; who is decided on is not replaced. One of a cluster
    stands for all, and none whose text waits in the queue anyway.
    """
    first_lots = (
        select(articles.c.id, articles.c.language, articles.c.cluster_id, articles.c.first_seen_at, articles.c.state)
        .where(_UNFLAGGED, _of_day(_day(now) - 1))
        .order_by(articles.c.lot)
        .limit(max(per_day, 0))
    )
    rows = [row for row in connection.execute(first_lots) if row.state == ReviewState.OPEN.value]
    if not rows:
        return []
    waiting = articles.c.leads.is_(True) & articles.c.cluster_id.in_({row.cluster_id for row in rows})
    taken = set(connection.scalars(select(articles.c.cluster_id).where(waiting)))
    sample = []
    for row in rows:
        if row.cluster_id not in taken:
            taken.add(row.cluster_id)
            sample.append(Drawn(row.id, row.language, _place(row.id, row.first_seen_at)))
    return sample


def audit_figures(connection: Connection, now: datetime) -> AuditFigures:
    """Return what the decisions on samples of the last WINDOW days found, and how much lay on the days they cover."""
    stands = select(articles.c.id).where(articles.c.review_id == reviews.c.id).exists()
    told = (
        select(articles.c.lot, reviews.c.decision)
        .join_from(reviews, articles, articles.c.id == reviews.c.article_id)
        .where(reviews.c.audit.is_(True), articles.c.lot >= (_day(now) - WINDOW) * _DRAWS, stands.correlate(reviews))
        .where(func.coalesce(reviews.c.reason, "") != CANNOT_TELL)
    )
    rows = connection.execute(told).all()
    days = {row.lot // _DRAWS for row in rows}
    return AuditFigures(
        days=len(days),
        audited=len(rows),
        missed=sum(row.decision == Decision.ACCEPT.value for row in rows),
        unflagged=sum(_unflagged(connection, day) for day in days),
        found=_found(connection, days),
    )


def _unflagged(connection: Connection, day: int) -> int:
    return connection.scalar(select(func.count()).select_from(articles).where(_UNFLAGGED, _of_day(day))) or 0


def _found(connection: Connection, days: set[int]) -> int:
    if not days:
        return 0
    decided = (articles.c.review_id.is_not(None), articles.c.state == ReviewState.ACCEPTED.value)
    lots = select(articles.c.lot).where(*decided, articles.c.flagged, articles.c.lot >= min(days) * _DRAWS)
    return sum(drawn // _DRAWS in days for drawn in connection.scalars(lots))


def _of_day(day: int) -> ColumnElement[bool]:
    return and_(articles.c.lot >= day * _DRAWS, articles.c.lot < (day + 1) * _DRAWS)


def _place(article_id: str, first_seen_at: datetime) -> float:
    share = _hash(article_id, "place") / _DRAWS
    return schedule.queue_rank(LOWEST_PLACE + share * (HIGHEST_PLACE - LOWEST_PLACE), None, first_seen_at)


def _day(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(days=1)


def _hash(article_id: str, key: str) -> int:
    return int.from_bytes(blake2b(article_id.encode(), digest_size=5, key=key.encode()).digest())
