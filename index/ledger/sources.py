"""The sources and their doors as last configured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from index.ledger.base import Room
from index.ledger.records import source_of, source_record
from index.ledger.schema import doors, sources
from index.model import Door, Source


class Sources(Room):
    """Who we watch."""

    def sync_sources(self, sources: Sequence[Source], now: datetime) -> None:
        with self._database.writing() as connection:
            _retire_all(connection)
            known = set(connection.scalars(select(_table.c.id)))
            for source in sources:
                _write_source(connection, source, is_known=source.id in known)
                _write_doors(connection, source, now)

    def sources(self) -> list[Source]:
        query = select(sources.c.record).where(sources.c.configured).order_by(sources.c.id)
        with self._database.reading() as connection:
            return [source_of(record) for record in connection.scalars(query)]


_table = sources


def _retire_all(connection: Connection) -> None:
    connection.execute(update(_table).values(configured=False, active=False))
    connection.execute(update(doors).values(active=False))


def _write_source(connection: Connection, source: Source, *, is_known: bool) -> None:
    values = {
        "name": source.name,
        "configured": True,
        "active": source.enabled,
        "record": source_record(source),
    }
    if is_known:
        connection.execute(update(_table).where(_table.c.id == source.id).values(values))
    else:
        connection.execute(insert(_table).values(id=source.id, **values))


def _write_doors(connection: Connection, source: Source, now: datetime) -> None:
    query = select(doors.c.type, doors.c.url, doors.c.id).where(doors.c.source_id == source.id)
    known = {(row.type, row.url): row.id for row in connection.execute(query)}
    for door in {(door.type.value, door.url): door for door in source.doors}.values():
        values = _door_values(door, source)
        row_id = known.get((door.type.value, door.url))
        if row_id is None:
            connection.execute(insert(doors).values(source_id=source.id, due_at=now, **values))
        else:
            connection.execute(update(doors).where(doors.c.id == row_id).values(values))


def _door_values(door: Door, source: Source) -> dict[str, object]:
    return {
        "type": door.type.value,
        "url": door.url,
        "poll_minutes": door.poll_minutes,
        "article_pattern": door.article_pattern,
        "active": source.enabled,
    }
