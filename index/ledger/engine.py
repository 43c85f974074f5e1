"""A database with three kinds of transaction: reading, writing (one at a time), claiming (side by side)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from index.ledger.faults import translated

BUSY_SECONDS = 10.0  # how long a transaction waits for another one
_WRITERS = 0x74696C73  # advisory locks of PostgreSQL: any numbers, the same in every tilshi
_CLAIMERS = _WRITERS + 1


class Database:
    """One SQLite file or PostgreSQL database. `place` names it in messages."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place
        self.is_sqlite = engine.dialect.name == "sqlite"
        # Threads of one process queue here: SQLite's own waiting is a sleep loop without order.
        self._turn: AbstractContextManager[object] = threading.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            event.listen(engine, "begin", _begin_sqlite)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection whose transaction changes nothing."""
        with translated(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection that is the only writer of the record.

        Article, cluster, review and outbox rows hang together; one writer at a time keeps them so without row locks in
        many orders, and makes outbox sequences visible in the order they were given out. The crawl is bound by
        politeness, far below what one writer commits.
        """
        with self._begun(_WRITERS) as connection:
            yield connection

    @contextmanager
    def claiming(self) -> Iterator[Connection]:
        """Yield a connection for leasing: on PostgreSQL it waits for other claims (they count leases per host), never
        for a writer."""
        with self._begun(_CLAIMERS) as connection:
            yield connection

    @contextmanager
    def _begun(self, lock: int) -> Iterator[Connection]:
        with translated(self.place), self._turn, self.engine.connect() as connection:
            writer = connection.execution_options(tilshi_writes=True)
            with writer.begin():
                if not self.is_sqlite:
                    writer.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
                yield writer

    def close(self) -> None:
        """Release every connection."""
        self.engine.dispose()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads first and writes later fails at once when another one wrote in between.
    immediate = connection.get_execution_options().get("tilshi_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Set up a fresh SQLite connection: our own BEGIN, durable commits, enforced references."""
    connection.isolation_level = None
    cursor = connection.cursor()
    # The first statement, because switching to WAL may itself have to wait.
    cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
