"""The ledger under test: the same contract over SQLite and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from index.ledger import Ledger, open_ledger
from index.options import Options
from tests import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.PostgresServer]:
    """A running PostgreSQL server."""
    if not postgres.is_installed():
        pytest.skip(postgres.MISSING)
    with postgres.running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_options(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Options]:
    """Settings that name a fresh, empty ledger."""
    with ExitStack() as stack:
        setting = "sqlite"
        if request.param == "postgresql":
            server: postgres.PostgresServer = request.getfixturevalue("postgres_server")
            setting = stack.enter_context(server.fresh_database())
        yield Options(data=tmp_path / "data", ledger=setting)


@pytest.fixture
def ledger(ledger_options: Options) -> Iterator[Ledger]:
    """A fresh, empty ledger; it must be sound when the test is done."""
    opened = open_ledger(ledger_options)
    yield opened
    assert opened.check() == []
    opened.close()
