"""What every noun of the ledger stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from index.ledger.engine import Database

_T = TypeVar("_T")
_CHUNK = 500  # values in one IN (...): every SQLite takes 999 parameters


class Room:
    """A part of the ledger: the methods of one noun over the shared database."""

    def __init__(self, database: Database) -> None:
        self._database = database


def chunks(values: Iterable[_T]) -> Iterator[list[_T]]:
    """Yield the values in lists short enough for one IN clause."""
    rest = list(values)
    for start in range(0, len(rest), _CHUNK):
        yield rest[start : start + _CHUNK]
