"""The whole ledger in numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, func, literal_column, select

from index.ledger import schema
from index.ledger.audit import audit_figures
from index.ledger.base import Room
from index.ledger.contract import LedgerStatus, SourceStatus
from index.ledger.outbox import count_waiting
from index.ledger.schema import articles, doors, sources, urls, versions
from index.model import Outcome, ReviewState

# Written into the statement, not bound: only so does SQLite see that the partial index serves.
_QUARANTINED: ColumnElement[str] = literal_column(f"'{Outcome.QUARANTINED.value}'")


class Status(Room):
    """How the whole stands."""

    def status(self, now: datetime) -> LedgerStatus:
        with self._database.reading() as connection:
            stored = _article_figures(connection)
            states = _review_states(connection)
            return LedgerStatus(
                engine=connection.dialect.name,
                schema=schema.SCHEMA,
                articles=sum(row.articles for row in stored.values()),
                versions=_count(connection, versions),
                pending_verdicts=_count(connection, articles, articles.c.score.is_(None)),
                lost_lists=_lost_lists(connection),
                flagged=sum(row.candidates for row in stored.values()),
                open_candidates=_count(connection, articles, articles.c.leads.is_(True)),
                accepted=states.get(ReviewState.ACCEPTED.value, 0),
                rejected=states.get(ReviewState.REJECTED.value, 0),
                urls_waiting=_count(connection, urls, urls.c.due_at.is_not(None)),
                urls_due=_count(connection, urls, urls.c.due_at.is_not(None), urls.c.due_at <= now),
                outbox=count_waiting(connection, refused=False),
                quarantined=_count(connection, urls, urls.c.state == _QUARANTINED)
                + count_waiting(connection, refused=True),
                audit=audit_figures(connection, now),
                sources=_sources(connection, stored),
            )


def _count(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _lost_lists(connection: Connection) -> int:
    newest = (versions.c.article_id == articles.c.id) & (versions.c.number == articles.c.version)
    lost = select(func.count()).select_from(versions).join(articles, newest).where(versions.c.loss.is_not(None))
    return connection.scalar(lost) or 0


def _review_states(connection: Connection) -> dict[str, int]:
    decided = articles.c.review_id.is_not(None)
    query = select(articles.c.state, func.count()).where(decided).group_by(articles.c.state)
    return {row[0]: row[1] for row in connection.execute(query)}


def _sources(connection: Connection, stored: dict[str, Any]) -> tuple[SourceStatus, ...]:
    polled = _door_figures(connection)
    found = []
    for row in connection.execute(select(sources).where(sources.c.configured).order_by(sources.c.id)):
        door = polled.get(row.id)
        article = stored.get(row.id)
        found.append(
            SourceStatus(
                source_id=row.id,
                name=row.name,
                enabled=row.active,
                doors=door.doors if door else 0,
                failing_doors=door.failing if door else 0,
                last_success_at=door.succeeded_at if door else None,
                last_new_at=article.newest_at if article else None,
                articles=article.articles if article else 0,
                candidates=article.candidates if article else 0,
                next_poll_at=door.due_at if door else None,
                trouble=_trouble(connection, row.id) if door and door.failing else "",
            )
        )
    return tuple(found)


def _door_figures(connection: Connection) -> dict[str, Any]:
    query = select(
        doors.c.source_id,
        func.count().label("doors"),
        func.sum(case((doors.c.failures > 0, 1), else_=0)).label("failing"),
        func.max(doors.c.succeeded_at).label("succeeded_at"),
        func.min(doors.c.due_at).label("due_at"),
    )
    rows = connection.execute(query.where(doors.c.active).group_by(doors.c.source_id))
    return {row.source_id: row for row in rows}


def _article_figures(connection: Connection) -> dict[str, Any]:
    query = select(
        articles.c.source_id,
        func.count().label("articles"),
        func.sum(case((articles.c.flagged, 1), else_=0)).label("candidates"),
        func.max(articles.c.first_seen_at).label("newest_at"),
    )
    return {row.source_id: row for row in connection.execute(query.group_by(articles.c.source_id))}


def _trouble(connection: Connection, source_id: str) -> str:
    failing = select(doors.c.trouble).where(doors.c.source_id == source_id, doors.c.active, doors.c.failures > 0)
    return connection.scalar(failing.order_by(doors.c.polled_at.desc()).limit(1)) or ""
