"""The durable list of URLs to fetch: leases that come back when their holder dies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select, update

from index.ledger.base import Room, chunks
from index.ledger.contract import DoorClaim, UrlClaim
from index.ledger.doors import release_door
from index.ledger.records import item_of, type_of_row
from index.ledger.schema import doors, sources, urls


class Frontier(Room):
    """What is due, and who works on it."""

    def claim_urls(
        self,
        now: datetime,
        *,
        lease: timedelta,
        limit: int,
        per_host: int,
        source_ids: Collection[str] | None = None,
    ) -> list[UrlClaim]:
        with self._database.claiming() as connection:
            leased = _leases_by_host(connection, now)
            full = [host for host, count in leased.items() if count >= per_host]
            due: list[type_of_row] = []
            for host in connection.scalars(_waiting_hosts(now, limit, source_ids, full)).all():
                free = per_host - leased.get(host, 0)
                due += connection.execute(_oldest_of_host(host, now, free, source_ids)).all()
            chosen = sorted(due, key=lambda row: (row.due_at, row.key))[:limit]
            _lease(connection, chosen, now + lease)
        return [_claim_of(row, now + lease) for row in chosen]

    def release(self, claims: Sequence[DoorClaim | UrlClaim]) -> None:
        with self._database.writing() as connection:
            for claim in claims:
                if isinstance(claim, DoorClaim):
                    release_door(connection, claim)
                else:
                    _release_url(connection, claim)

    def free_leases(self) -> int:
        freed = 0
        with self._database.writing() as connection:
            for table in (doors, urls):
                # The attempt stays counted: a page that kills its reader must not come back for ever.
                back = {"due_at": table.c.was_due_at, "lease_until": None, "fence": table.c.fence + 1}
                freed += connection.execute(update(table).where(table.c.lease_until.is_not(None)).values(back)).rowcount
        return freed

    def next_due_at(self, source_ids: Collection[str] | None = None) -> datetime | None:
        named = None if source_ids is None else list(source_ids)
        by_door = select(func.min(doors.c.due_at)).where(doors.c.active)
        if named is not None:
            by_door = by_door.where(doors.c.source_id.in_(named))
        by_url = select(urls.c.due_at).where(urls.c.due_at.is_not(None), _is_watched(named))
        with self._database.reading() as connection:
            moments = (
                connection.scalar(by_door),
                connection.scalar(by_url.order_by(urls.c.due_at).limit(1)),
            )
        return min((moment for moment in moments if moment is not None), default=None)


def _is_watched(source_ids: Collection[str] | None) -> ColumnElement[bool]:
    watched = select(sources.c.id).where(sources.c.active)
    if source_ids is not None:
        watched = watched.where(sources.c.id.in_(list(source_ids)))
    return urls.c.source_id.in_(watched)


def _leases_by_host(connection: Connection, now: datetime) -> dict[str, int]:
    query = (
        select(urls.c.host, func.count())
        .where(urls.c.lease_until.is_not(None), urls.c.lease_until > now)
        .group_by(urls.c.host)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _waiting_hosts(now: datetime, limit: int, source_ids: Collection[str] | None, full: Collection[str]) -> Select[Any]:
    """Select the hosts with a due URL, the one that waited longest first.

    Steps from host to host through the index instead of reading the whole backlog.
    """
    waiting = (urls.c.due_at.is_not(None), _is_watched(source_ids))
    hosts = select(func.min(urls.c.host).label("host")).where(*waiting).cte("hosts", recursive=True)
    following = select(func.min(urls.c.host)).where(*waiting, urls.c.host > hosts.c.host).scalar_subquery()
    hosts = hosts.union_all(select(following).where(hosts.c.host.is_not(None)))
    oldest = select(urls.c.due_at).where(urls.c.host == hosts.c.host, *waiting).order_by(urls.c.due_at).limit(1)
    free = select(hosts.c.host, oldest.scalar_subquery().label("oldest")).where(
        hosts.c.host.is_not(None), hosts.c.host.not_in(full)
    )
    due = free.cte("due")
    return select(due.c.host).where(due.c.oldest <= now).order_by(due.c.oldest, due.c.host).limit(limit)


def _oldest_of_host(host: str, now: datetime, limit: int, source_ids: Collection[str] | None) -> Select[Any]:
    query = select(urls).where(urls.c.host == host, urls.c.due_at.is_not(None), urls.c.due_at <= now)
    query = query.where(_is_watched(source_ids)).order_by(urls.c.due_at, urls.c.key).limit(limit)
    return query.with_for_update(of=urls, skip_locked=True)


def _lease(connection: Connection, rows: Sequence[type_of_row], until: datetime) -> None:
    for keys in chunks(row.key for row in rows):
        connection.execute(
            update(urls)
            .where(urls.c.key.in_(keys))
            .values(
                was_due_at=urls.c.due_at,
                due_at=until,
                lease_until=until,
                attempts=urls.c.attempts + 1,
                fence=urls.c.fence + 1,
            )
        )


def _release_url(connection: Connection, claim: UrlClaim) -> None:
    connection.execute(
        update(urls)
        .where(urls.c.key == claim.url_key, urls.c.fence == claim.fence)
        .values(
            due_at=urls.c.was_due_at,
            lease_until=None,
            attempts=case((urls.c.attempts > 0, urls.c.attempts - 1), else_=0),
            fence=urls.c.fence + 1,
        )
    )


def _claim_of(row: type_of_row, lease_until: datetime) -> UrlClaim:
    return UrlClaim(
        url=row.url,
        url_key=row.key,
        host=row.host,
        source_id=row.source_id,
        item=item_of(row.item),
        attempts=row.attempts,
        known=row.article_id is not None,
        etag=row.etag,
        last_modified=row.last_modified,
        lease_until=lease_until,
        fence=row.fence + 1,
    )
