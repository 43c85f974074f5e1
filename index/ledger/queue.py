"""The candidates that wait for a person, one per cluster, best first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from index.ledger import schedule
from index.ledger.base import Room, chunks
from index.ledger.records import stored_articles, stored_of
from index.ledger.schema import articles, sources
from index.model import Candidate, ReviewState

_MEMBERS = (
    select(articles.c.id, articles.c.leads, articles.c.flagged, articles.c.state)
    .where(articles.c.cluster_id == bindparam("cluster_id"))
    .order_by(articles.c.first_seen_at, articles.c.id)
)


class Queue(Room):
    """What a reviewer sees."""

    def queue(self, now: datetime, *, limit: int = 50, offset: int = 0, language: str | None = None) -> list[Candidate]:
        best_first = (articles.c.rank.desc(), articles.c.id.desc())
        # The index alone finds the page; texts are read only for the rows on it.
        on_page = select(articles.c.id).where(articles.c.leads.is_(True))
        if language is not None:
            on_page = on_page.where(articles.c.language == language)
        query = (
            stored_articles()
            .add_columns(articles.c.rank, sources.c.name)
            .join(sources, sources.c.id == articles.c.source_id, isouter=True)
            .where(articles.c.id.in_(on_page.order_by(*best_first).limit(limit).offset(offset)))
            .order_by(*best_first)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            members = _members(connection, {row.cluster_id for row in rows})
        return [
            Candidate(
                stored=stored_of(row),
                source_name=row.name or row.source_id,
                priority=schedule.priority(row.rank, now),
                reprints=tuple(member for member in members[row.cluster_id] if member != row.id),
            )
            for row in rows
        ]

    def queue_size(self, language: str | None = None) -> int:
        query = select(func.count()).select_from(articles).where(articles.c.leads.is_(True))
        if language is not None:
            query = query.where(articles.c.language == language)
        with self._database.reading() as connection:
            return connection.scalar(query) or 0


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


def _members(connection: Connection, cluster_ids: set[str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {cluster_id: [] for cluster_id in cluster_ids}
    for some in chunks(cluster_ids):
        query = select(articles.c.cluster_id, articles.c.id).where(articles.c.cluster_id.in_(some))
        for cluster_id, article_id in connection.execute(query.order_by(articles.c.first_seen_at, articles.c.id)):
            members[cluster_id].append(article_id)
    return members
