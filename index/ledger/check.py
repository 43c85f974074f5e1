"""Whether the record is sound: the file itself, and the promises its rows make to each other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, func, or_, select

from index.errors import LedgerError
from index.ledger.base import Room
from index.ledger.schema import aliases, articles, fetches, outbox, reviews, tallies, undos, urls, versions
from index.model import ReviewState

_newest = exists().where(versions.c.article_id == articles.c.id, versions.c.number == articles.c.version)
_undone = exists().where(undos.c.review_id == articles.c.review_id)
_decided = and_(articles.c.review_id.is_not(None), articles.c.state != ReviewState.OPEN.value)
_open = and_(articles.c.review_id.is_(None), articles.c.state == ReviewState.OPEN.value)


def _missing(column: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(column.is_not(None), ~exists().where(articles.c.id == column))


def _count(table: FromClause, condition: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(table).where(condition)


def _crowded_clusters() -> Select[Any]:
    crowded = select(articles.c.cluster_id).where(articles.c.leads.is_(True)).group_by(articles.c.cluster_id)
    return select(func.count()).select_from(crowded.having(func.count() > 1).subquery())


def _miscounted_runs() -> Select[Any]:
    # Imports have no fetch, so only runs that fetched can be compared.
    fetched = select(fetches.c.run_id, func.count().label("pages")).where(fetches.c.url_key.is_not(None))
    fetched_by_run = fetched.group_by(fetches.c.run_id).subquery()
    counted = select(tallies.c.run_id, func.sum(tallies.c.pages).label("pages")).group_by(tallies.c.run_id).subquery()
    both = fetched_by_run.join(counted, counted.c.run_id == fetched_by_run.c.run_id)
    return select(func.count()).select_from(both).where(counted.c.pages < fetched_by_run.c.pages)


_PROMISES: tuple[tuple[str, Select[Any]], ...] = (
    ("articles without their newest version", _count(articles, ~_newest)),
    ("articles whose review state contradicts their review", _count(articles, ~or_(_decided, _open))),
    ("articles that stand on a review that was taken back", _count(articles, _undone)),
    (
        "articles in the queue that are not open candidates",
        _count(articles, and_(articles.c.leads.is_(True), or_(articles.c.flagged.is_(False), ~_open))),
    ),
    ("clusters with more than one place in the queue", _crowded_clusters()),
    ("URLs that name an article that is not there", _count(urls, _missing(urls.c.article_id))),
    ("aliases of an article that is not there", _count(aliases, _missing(aliases.c.article_id))),
    ("reviews of an article that is not there", _count(reviews, _missing(reviews.c.article_id))),
    ("outbox entries of an article that is not there", _count(outbox, _missing(outbox.c.article_id))),
    ("runs whose outcomes do not add up to the pages fetched", _miscounted_runs()),
)


class Check(Room):
    """The doctor of the record."""

    def check(self) -> list[str]:
        place = self._database.place
        try:
            return [f"{place}: {finding}" for finding in [*self._damage(), *self._broken_promises()]]
        except LedgerError as error:
            return [str(error)]

    def _damage(self) -> list[str]:
        if not self._database.is_sqlite:
            return []
        with self._database.reading() as connection:
            answers = connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars().all()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        found = [f"damaged ({answer}); restore a backup" for answer in answers if answer != "ok"]
        return found + ([f"{len(orphans)} rows refer to rows that are not there"] if orphans else [])

    def _broken_promises(self) -> list[str]:
        with self._database.reading() as connection:
            counts = [(connection.scalar(query) or 0, promise) for promise, query in _PROMISES]
        return [f"{count} {promise}" for count, promise in counts if count]
