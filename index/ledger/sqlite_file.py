"""Opens tilshi.db: ours and sound, or refused with a sentence; never a fresh ledger on top of something else."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event

from index.errors import LedgerError
from index.ledger import schema
from index.ledger.engine import BUSY_SECONDS, Database, prepare_sqlite
from index.ledger.faults import translated

NAME = "tilshi.db"
_MAGIC = b"SQLite format 3\x00"
_CHECKED_AT_START = 32 * 1024 * 1024  # bytes; a full check of a bigger file would delay every command: `tilshi doctor`


def open_sqlite(data: Path) -> Database:
    """Open (or create) the ledger in the data directory and bring it to the current schema."""
    path = data / NAME
    with translated(str(path)):
        _ensure_directory(data)
        if not path.exists():
            _create(path)
        _check_ours(path)
        _upgrade(path)
        return Database(_engine(path), str(path))


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_SECONDS},
        pool_size=8,
        max_overflow=24,
        pool_timeout=3 * BUSY_SECONDS,
    )
    event.listen(engine, "connect", prepare_sqlite)
    return engine


def _ensure_directory(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(
            f"{data}: the data directory cannot be made ({error.strerror}); name another with --data"
        ) from error


def _create(path: Path) -> None:
    # Built aside and linked into place: who dies half-way leaves no tilshi.db, and no existing file is ever replaced.
    fresh = path.with_name(f"{NAME}.new-{uuid.uuid4().hex}")
    try:
        engine = create_engine(URL.create("sqlite", database=str(fresh)))
        try:
            with engine.begin() as connection:
                schema.metadata.create_all(connection)
                _stamp(connection, schema.SCHEMA)
        finally:
            engine.dispose()
        with suppress(FileExistsError):  # another process was first: its ledger is the one
            os.link(fresh, path)
        _sync_directory(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _stamp(connection: Connection, version: int) -> None:
    connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {version}")


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_ours(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise LedgerError(f"{path}: cannot be read ({error.strerror}); check who owns it") from error
    if start != _MAGIC:
        raise LedgerError(f"{path}: is not a tilshi ledger; restore a backup, or move the file away to start afresh")
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != schema.APPLICATION_ID:
            raise LedgerError(f"{path}: is the database of another program; name another directory with --data")
        if path.stat().st_size <= _CHECKED_AT_START:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if answer != "ok":
                raise LedgerError(f"{path}: is damaged ({answer}); stop tilshi and restore a backup")


def _upgrade(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > schema.SCHEMA:
            raise LedgerError(
                f"{path}: was written by a newer tilshi (schema {found}, not {schema.SCHEMA}); upgrade tilshi"
            )
        if found == schema.SCHEMA:
            return
        with closing(sqlite3.connect(path.with_name(f"{NAME}.before-v{schema.SCHEMA}"))) as copy:
            connection.backup(copy)
    _migrate(path)


def _migrate(path: Path) -> None:
    database = Database(_engine(path), str(path))
    try:
        with database.writing() as connection:
            # Asked again inside the transaction: another process may have done it meanwhile.
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            for version in range(found + 1, schema.SCHEMA + 1):
                schema.MIGRATIONS[version](connection)
            _stamp(connection, schema.SCHEMA)
    finally:
        database.close()
