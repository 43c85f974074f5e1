"""Every error a user can mend, as one sentence and the exit code it ends a command with."""

from __future__ import annotations


class TilshiError(Exception):
    """Something a person can mend: the message says what, where and what to do. Exit code 1 by default."""

    exit_code = 1


class ConfigurationError(TilshiError):
    """A setting, source file or argument is wrong."""

    exit_code = 2


class HeldError(TilshiError):
    """Another process holds the data."""

    exit_code = 3


class StorageFullError(TilshiError):
    """The disk, or a limit on the database, is reached; nothing half-written was kept."""

    exit_code = 5


class LedgerError(TilshiError):
    """The ledger cannot be opened or used (corrupt, newer schema, unreachable server)."""


class SearchError(TilshiError):
    """The search engine cannot be reached or refuses; the ledger is unharmed and the outbox keeps what is due."""


class ModelError(TilshiError):
    """The classifier's model is missing, damaged, or was written by another version."""
