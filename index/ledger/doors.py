"""Polling doors: leases, validators, failures, and the URLs a poll discovers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from index.identity import article_id, canonical_url
from index.ledger import schedule
from index.ledger.base import Room, chunks
from index.ledger.contract import DoorClaim, DoorPoll, LeaseLost
from index.ledger.records import fetch_values, item_of, item_record, type_of_row
from index.ledger.runs import count_poll
from index.ledger.schema import doors, fetches, urls
from index.model import Door, DoorType, Item
from index.text import clean_line, clean_text

_LONGEST_URL = 4096  # longer ones are traps, not articles; servers refuse them at 8 KB


class Doors(Room):
    """The access points of the sources."""

    def claim_doors(
        self,
        now: datetime,
        *,
        lease: timedelta,
        limit: int,
        source_ids: Collection[str] | None = None,
        even_if_not_due: bool = False,
        polled_before: datetime | None = None,
    ) -> list[DoorClaim]:
        conditions = [doors.c.active, or_(doors.c.lease_until.is_(None), doors.c.lease_until <= now)]
        if not even_if_not_due:
            conditions.append(doors.c.due_at <= now)
        if polled_before is not None:
            conditions.append(or_(doors.c.polled_at.is_(None), doors.c.polled_at < polled_before))
        if source_ids is not None:
            conditions.append(doors.c.source_id.in_(list(source_ids)))
        query = select(doors).where(*conditions).order_by(doors.c.due_at, doors.c.id).limit(limit)
        with self._database.claiming() as connection:
            rows = connection.execute(query.with_for_update(skip_locked=True)).all()
            _lease(connection, rows, now + lease)
        return [_claim_of(row, now + lease) for row in rows]

    def settle_door(self, claim: DoorClaim, poll: DoorPoll, *, run_id: int | None = None) -> int:
        with self._database.writing() as connection:
            door = connection.execute(select(doors).where(_is(claim)).with_for_update()).one_or_none()
            if door is None or door.fence != claim.fence:
                raise LeaseLost(claim.door.url)
            has_failed = bool(poll.error) and not poll.items
            _record_poll(connection, door, poll, has_failed)
            if run_id is not None:
                count_poll(connection, run_id, has_failed=has_failed)
            if poll.capture is not None:
                values = fetch_values(poll.capture)
                connection.execute(insert(fetches).values(run_id=run_id, door_id=door.id, **values))
            return discover(connection, claim.source_id, poll.items, poll.polled_at)


def release_door(connection: Connection, claim: DoorClaim) -> None:
    """Undo a claim: the door is due when it was due before."""
    connection.execute(
        update(doors)
        .where(_is(claim), doors.c.fence == claim.fence)
        .values(due_at=doors.c.was_due_at, lease_until=None, fence=doors.c.fence + 1)
    )


def _is(claim: DoorClaim) -> ColumnElement[bool]:
    same_door = and_(doors.c.type == claim.door.type.value, doors.c.url == claim.door.url)
    return and_(doors.c.source_id == claim.source_id, same_door)


def _lease(connection: Connection, rows: Iterable[type_of_row], until: datetime) -> None:
    for ids in chunks(row.id for row in rows):
        connection.execute(
            update(doors)
            .where(doors.c.id.in_(ids))
            .values(was_due_at=doors.c.due_at, due_at=until, lease_until=until, fence=doors.c.fence + 1)
        )


def _claim_of(row: type_of_row, lease_until: datetime) -> DoorClaim:
    return DoorClaim(
        source_id=row.source_id,
        door=Door(DoorType(row.type), row.url, row.poll_minutes, row.article_pattern),
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        failures=row.failures,
        lease_until=lease_until,
        fence=row.fence + 1,
    )


def _record_poll(connection: Connection, door: type_of_row, poll: DoorPoll, has_failed: bool) -> None:
    failures = door.failures + 1 if has_failed else 0
    interval = timedelta(minutes=door.poll_minutes)
    values: dict[str, object] = {
        "failures": failures,
        "trouble": clean_line(poll.error),
        "polled_at": poll.polled_at,
        "due_at": schedule.next_poll(poll.polled_at, interval, failures, poll.retry_after),
        "lease_until": None,
        "fence": door.fence + 1,
    }
    if not has_failed:
        values["succeeded_at"] = poll.polled_at
        for name in ("etag", "last_modified", "body_hash"):
            # An unchanged door need not repeat its validators.
            values[name] = getattr(poll, name) or (getattr(door, name) if poll.unchanged else None)
    connection.execute(update(doors).where(doors.c.id == door.id).values(values))


# --- what a poll discovers --------------------------------------------------------------------------------------------


def discover(connection: Connection, source_id: str, items: Iterable[Item], now: datetime) -> int:
    """Record the items of a poll; returns how many URLs became due. An item without a usable address is passed over."""
    found = _by_key(items)
    known: dict[str, type_of_row] = {}
    for keys in chunks(found):
        known |= {row.key: row for row in connection.execute(select(urls).where(urls.c.key.in_(keys)))}
    fresh = [_new_url(key, item, source_id, now) for key, item in found.items() if key not in known]
    if fresh:
        connection.execute(insert(urls), fresh)
    renewed = 0
    for key, row in known.items():
        renewed += _renew(connection, row, found[key], now)
    return len(fresh) + renewed


def _by_key(items: Iterable[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        try:
            key = article_id(item.url)
        except ValueError:
            continue
        if len(item.url) <= _LONGEST_URL:
            found.setdefault(key, _clean_item(item))
    return found


def _clean_item(item: Item) -> Item:
    def line(value: str | None) -> str | None:
        return None if value is None else clean_line(value)

    text = None if item.text is None else clean_text(item.text)
    return replace(item, url=clean_text(item.url), title=line(item.title), author=line(item.author), text=text)


def _new_url(key: str, item: Item, source_id: str, now: datetime) -> dict[str, object]:
    return {
        "key": key,
        "url": item.url,
        "host": urlsplit(canonical_url(item.url)).netloc,
        "source_id": source_id,
        "item": item_record(item),
        "text_hash": _text_hash(item),
        "due_at": now,
    }


def _text_hash(item: Item) -> str | None:
    return None if item.text is None else hashlib.sha256(item.text.encode()).hexdigest()


def _renew(connection: Connection, row: type_of_row, item: Item, now: datetime) -> bool:
    """Make a known URL due again when the door says that it changed after our last look."""
    is_leased = row.lease_until is not None and row.lease_until > now
    is_due = row.due_at is not None and row.due_at <= now
    if is_leased or is_due or not _has_changed(row, item):
        return False
    connection.execute(
        update(urls)
        .where(urls.c.key == row.key)
        .values(item=item_record(item), text_hash=_text_hash(item) or row.text_hash, due_at=now, lease_until=None)
    )
    return True


def _has_changed(row: type_of_row, item: Item) -> bool:
    if item.text is not None:
        return bool(_text_hash(item) != row.text_hash)
    if item.updated_at is None or row.visited_at is None or item.updated_at <= row.visited_at:
        return False
    # A date in the future stays later than every visit: only a new date is news.
    known: Item = item_of(row.item)
    return item.updated_at != known.updated_at
