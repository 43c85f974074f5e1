"""The candidates that wait for a person, one per cluster, best first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from index.ledger import schedule
from index.ledger.audit import Drawn, is_decoy, open_sample
from index.ledger.base import Room, chunks
from index.ledger.records import stored_articles, stored_of, type_of_row
from index.ledger.schema import articles, sources
from index.model import Candidate, ReviewState

_MEMBERS = (
    select(articles.c.id, articles.c.leads, articles.c.flagged, articles.c.state)
    .where(articles.c.cluster_id == bindparam("cluster_id"))
    .order_by(articles.c.first_seen_at, articles.c.id)
)


class Queue(Room):
    """What a reviewer sees."""

    def queue(
        self, now: datetime, *, limit: int = 50, offset: int = 0, language: str | None = None, audit: int = 0
    ) -> list[Candidate]:
        with self._database.reading() as connection:
            sample = open_sample(connection, now, audit)
            places = _page(connection, _in_language(sample, language), language, limit, offset)
            rows = _rows(connection, places)
            members = _members(connection, {row.cluster_id for row in rows.values()})
        drawn = {one.id for one in sample}
        return [
            Candidate(
                stored=stored_of(rows[article_id]),
                source_name=rows[article_id].name or rows[article_id].source_id,
                priority=schedule.priority(rank, now),
                reprints=tuple(member for member in members[rows[article_id].cluster_id] if member != article_id),
                blind=_is_blind(article_id, rows[article_id].lot, drawn),
            )
            for article_id, rank in places.items()
        ]

    def queue_size(self, language: str | None = None, *, now: datetime | None = None, audit: int = 0) -> int:
        query = select(func.count()).select_from(articles).where(articles.c.leads.is_(True))
        if language is not None:
            query = query.where(articles.c.language == language)
        with self._database.reading() as connection:
            sample = open_sample(connection, now, audit) if now else []
            return (connection.scalar(query) or 0) + len(_in_language(sample, language))

    def blind(self, ids: Collection[str], now: datetime, *, audit: int) -> frozenset[str]:
        with self._database.reading() as connection:
            drawn = {one.id for one in open_sample(connection, now, audit)}
            leading = select(articles.c.id, articles.c.lot).where(articles.c.leads.is_(True), articles.c.id.in_(ids))
            lots = {row.id: row.lot for row in connection.execute(leading)} if drawn else {}
        return frozenset(one for one in ids if _is_blind(one, lots.get(one), drawn))


def _is_blind(article_id: str, lot: int | None, drawn: set[str]) -> bool:
    """Whether an article is of the sample, or hides it while it waits."""
    return article_id in drawn or (bool(drawn) and is_decoy(lot))


def refresh_clusters(connection: Connection, cluster_ids: Iterable[str]) -> None:
    """Let the first open flagged article of each cluster stand in the queue, and no other.

    The first seen leads, so that a card does not change its address while a reviewer reads it.
    """
    for cluster_id in set(cluster_ids):
        rows = connection.execute(_MEMBERS, {"cluster_id": cluster_id}).all()
        waiting = [row.id for row in rows if row.flagged and row.state == ReviewState.OPEN.value]
        leader = waiting[0] if waiting else None
        for row in rows:
            if row.leads != (row.id == leader):
                connection.execute(update(articles).where(articles.c.id == row.id).values(leads=row.id == leader))


def _in_language(sample: list[Drawn], language: str | None) -> list[Drawn]:
    return [one for one in sample if language in (None, one.language)]


def _page(
    connection: Connection, sample: list[Drawn], language: str | None, limit: int, offset: int
) -> dict[str, float]:
    """Return the ids on a page of the queue, best first, with their ranks."""
    # Every candidate before this one stands before the page, wherever the sample stands.
    first = max(0, offset - len(sample))
    leading = select(articles.c.id, articles.c.rank).where(articles.c.leads.is_(True))
    if language is not None:
        leading = leading.where(articles.c.language == language)
    best_first = (articles.c.rank.desc(), articles.c.id.desc())
    rows = connection.execute(leading.order_by(*best_first).limit(offset - first + limit).offset(first))
    places = [(row.rank, row.id) for row in rows] + [(one.rank, one.id) for one in sample]
    places.sort(reverse=True)
    return {article_id: rank for rank, article_id in places[offset - first : offset - first + limit]}


def _rows(connection: Connection, ids: Iterable[str]) -> dict[str, type_of_row]:
    rows: dict[str, type_of_row] = {}
    for some in chunks(ids):
        query = stored_articles().add_columns(sources.c.name).where(articles.c.id.in_(some))
        query = query.join(sources, sources.c.id == articles.c.source_id, isouter=True)
        rows |= {row.id: row for row in connection.execute(query)}
    return rows


def _members(connection: Connection, cluster_ids: set[str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {cluster_id: [] for cluster_id in cluster_ids}
    for some in chunks(cluster_ids):
        query = select(articles.c.cluster_id, articles.c.id).where(articles.c.cluster_id.in_(some))
        for cluster_id, article_id in connection.execute(query.order_by(articles.c.first_seen_at, articles.c.id)):
            members[cluster_id].append(article_id)
    return members
