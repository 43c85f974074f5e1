"""What changed for the search view, noted in the transaction that changed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from index.ledger.base import Room, chunks
from index.ledger.contract import OutboxEntry
from index.ledger.records import stored_articles, stored_of
from index.ledger.schema import articles, outbox
from index.model import StoredArticle
from index.text import clean_line

_FORGET = delete(outbox).where(outbox.c.article_id == bindparam("article"))
_NOTE = insert(outbox).inline()  # nobody asks for the sequence it gets


class Outbox(Room):
    """The changes the search view has not seen."""

    def outbox(self, limit: int) -> list[OutboxEntry]:
        waiting = select(outbox).where(outbox.c.refused.is_(None)).order_by(outbox.c.sequence).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(waiting).all()
            # Read after the sequences: a state may be newer than its sequence says, never older.
            stored: dict[str, StoredArticle] = {}
            for ids in chunks(row.article_id for row in rows):
                query = stored_articles().where(articles.c.id.in_(ids))
                stored |= {row.id: stored_of(row) for row in connection.execute(query)}
        return [OutboxEntry(row.sequence, row.article_id, stored.get(row.article_id)) for row in rows]

    def acknowledge(self, sequences: Sequence[int]) -> None:
        with self._database.writing() as connection:
            for some in chunks(sequences):
                connection.execute(delete(outbox).where(outbox.c.sequence.in_(some)))

    def quarantine_entry(self, sequence: int, reason: str) -> None:
        with self._database.writing() as connection:
            why = clean_line(reason) or "refused"
            connection.execute(update(outbox).where(outbox.c.sequence == sequence).values(refused=why))

    def outbox_mark(self) -> int:
        # As a writer: every sequence up to the mark is then committed, and what it stands for is visible to a rebuild.
        with self._database.writing() as connection:
            if self._database.is_sqlite:
                last = text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'")
            else:
                last = text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM outbox_sequence_seq")
            return int(connection.execute(last).scalar_one())

    def clear_outbox(self, mark: int) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(outbox).where(outbox.c.sequence <= mark))


def note_change(connection: Connection, article_ids: Iterable[str]) -> None:
    """Say that these articles changed in a way search shows. An entry already waiting gives way to the new one."""
    for article_id in article_ids:
        connection.execute(_FORGET, {"article": article_id})
        connection.execute(_NOTE, {"article_id": article_id})


def count_waiting(connection: Connection, *, refused: bool) -> int:
    """Return how many entries wait for the view, or were refused by it."""
    condition = outbox.c.refused.is_not(None) if refused else outbox.c.refused.is_(None)
    return connection.scalar(select(func.count()).select_from(outbox).where(condition)) or 0
