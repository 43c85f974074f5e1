"""The record: open_ledger(options) gives it, contract.py says what it promises."""

from __future__ import annotations

from index.errors import ConfigurationError
from index.ledger.contract import Ledger
from index.ledger.ledger import SqlLedger
from index.ledger.postgresql import open_postgresql
from index.ledger.sqlite_file import open_sqlite
from index.options import Options

__all__ = ["Ledger", "open_ledger"]


def open_ledger(options: Options) -> Ledger:
    """Open the ledger the settings name, creating it or bringing its schema up to date.

    Raises LedgerError, ConfigurationError or StorageFullError with a sentence that says what to do.
    """
    setting = options.ledger
    if setting == "sqlite":
        return SqlLedger(open_sqlite(options.data))
    if setting.startswith(("postgresql://", "postgres://", "postgresql+pg8000://")):
        return SqlLedger(open_postgresql(setting))
    raise ConfigurationError(f'setting `ledger`: {setting!r} is neither "sqlite" nor a postgresql:// address')
