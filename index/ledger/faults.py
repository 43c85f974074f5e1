"""Turns what a database engine throws into one sentence a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from index.errors import LedgerError, StorageFullError, TilshiError

# By the start of SQLite's error name. What is not listed is a bug of ours and keeps its traceback.
_SQLITE: tuple[tuple[str, str], ...] = (
    ("SQLITE_BUSY", "is locked by another process; wait for it to finish, or see who holds the file"),
    ("SQLITE_LOCKED", "is locked by another process; wait for it to finish, or see who holds the file"),
    ("SQLITE_CORRUPT", "is damaged; stop tilshi and restore a backup"),
    ("SQLITE_NOTADB", "is not a database; restore a backup, or move the file away to start afresh"),
    ("SQLITE_CANTOPEN", "cannot be opened; check that the directory exists and is yours"),
    ("SQLITE_PERM", "cannot be opened; check who owns it"),
    ("SQLITE_AUTH", "cannot be opened; check who owns it"),
    ("SQLITE_READONLY", "cannot be written; check who owns it and its directory"),
    ("SQLITE_IOERR", "cannot be read or written (input/output error); check the disk"),
    ("SQLITE_PROTOCOL", "cannot be locked; the ledger must lie on a local disk, not on a network share"),
    ("SQLITE_NOMEM", "cannot be used: memory is exhausted"),
)
# By SQLSTATE or its class (PostgreSQL manual, appendix A).
_POSTGRESQL: tuple[tuple[str, str], ...] = (
    ("08", "does not answer; start the server or correct the setting `ledger`"),
    ("28", "refuses the user or password; correct the setting `ledger`"),
    ("3D", "has no such database; create it (createdb) or correct the setting `ledger`"),
    ("42501", "does not permit this; grant the user the right to create and write tables"),
    ("25006", "is read-only; connect to the primary server"),
    ("53300", "has no free connection; raise max_connections or stop a client"),
    ("53", "has run out of a resource; look into the server's log"),
    ("40", "gave up on two transactions that waited for each other; run the command again"),
    ("55P03", "is locked by another process; wait for it to finish"),
    ("57", "is shutting down or was interrupted; run the command again when it is back"),
    ("58", "reports a disk error; look into the server's log"),
    ("XX", "reports damaged data; restore a backup"),
)
_UNREACHABLE = "does not answer; start the server or correct the setting `ledger`"


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise LedgerError or StorageFullError, naming `place`, where the block meets trouble a user can mend."""
    try:
        yield
    except DBAPIError as error:
        fault = _fault(error, place)
        if fault is None:
            raise
        raise fault from error
    except (sqlite3.Error, OSError) as error:
        fault = _sqlite_fault(error, place) if isinstance(error, sqlite3.Error) else None
        raise fault or LedgerError(f"{place}: {_UNREACHABLE} ({error})") from error
    except UnicodeDecodeError as error:  # SQLite's own message quotes what is damaged
        raise LedgerError(f"{place}: is damaged; stop tilshi and restore a backup") from error
    except PoolTimeout as error:
        raise LedgerError(f"{place}: every connection is busy; try again in a moment") from error


def _fault(error: DBAPIError, place: str) -> TilshiError | None:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _sqlite_fault(original, place)
    details = original.args[0] if original is not None and original.args else None
    if not isinstance(details, dict):  # the driver itself failed: no connection, a broken one, a time-out
        is_lost = error.connection_invalidated or type(original).__name__ == "InterfaceError"
        return LedgerError(f"{place}: {_UNREACHABLE} ({original})") if is_lost else None
    return _postgresql_fault(str(details.get("C", "")), str(details.get("M", "")), place)


def _sqlite_fault(error: sqlite3.Error, place: str) -> TilshiError | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL":
        return StorageFullError(f"{place}: the disk is full; nothing was lost: free some space and go on")
    for prefix, sentence in _SQLITE:
        if name.startswith(prefix):
            return LedgerError(f"{place}: {sentence}")
    return None


def _postgresql_fault(code: str, message: str, place: str) -> TilshiError | None:
    if code == "53100":
        return StorageFullError(f"{place}: the server's disk is full; nothing was lost: free some space and go on")
    for prefix, sentence in _POSTGRESQL:
        if code.startswith(prefix):
            return LedgerError(f"{place}: {sentence} ({message})")
    return None
