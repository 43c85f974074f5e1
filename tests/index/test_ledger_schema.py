"""A ledger written by an older tilshi opens, keeps its rows, and becomes what a fresh one is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import inspect

from index.identity import article_id
from index.ledger import Ledger, open_ledger, schema
from index.ledger.engine import Database
from index.model import AlertHeader, ListLoss, Outcome, Removed, RemovedKind, ReviewState
from index.options import Options
from tests.index.newsdesk import DAY, HOUR, NOON, Newsdesk, article, verdict
from tests.postgres import PostgresServer

LEDGERS = Path(__file__).parent / "ledgers"  # schema-N.ENGINE.sql: what tilshi of that schema wrote
OLD = range(1, schema.SCHEMA)
EDITED, DECIDED = "https://dala.kz/1", "https://dala.kz/2"


@pytest.fixture(params=OLD)
def ledger(request: pytest.FixtureRequest, ledger_options: Options) -> Iterator[Ledger]:
    """The ledger of an older schema, opened with today's code."""
    if ledger_options.ledger == "sqlite":
        ledger_options.data.mkdir()
        with closing(sqlite3.connect(ledger_options.data / "tilshi.db")) as connection:
            connection.executescript(script(request.param, "sqlite"))
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        server.execute(script(request.param, "postgresql"), ledger_options.ledger.rpartition("/")[2])
    with closing(open_ledger(ledger_options)) as opened:
        yield opened


def script(version: int, engine: str) -> str:
    return (LEDGERS / f"schema-{version}.{engine}.sql").read_text(encoding="utf-8")


def shape(ledger: Ledger) -> dict[str, object]:
    """Return the columns and indexes of every table, as the engine tells them."""
    database: Database = ledger._database  # type: ignore[attr-defined]
    told = inspect(database.engine)
    return {
        table: (
            {column["name"]: (str(column["type"]), column["nullable"]) for column in told.get_columns(table)},
            sorted((str(index["name"]), tuple(index["column_names"])) for index in told.get_indexes(table)),
        )
        for table in schema.metadata.tables
    }


def test_an_old_ledger_keeps_its_rows(ledger: Ledger) -> None:
    assert ledger.check() == []
    status = ledger.status(NOON)
    assert (status.schema, status.articles, status.versions, status.accepted) == (schema.SCHEMA, 2, 3, 1)
    assert status.lost_lists == 0
    edited, decided = ledger.article(article_id(EDITED)), ledger.article(article_id(DECIDED))
    assert edited is not None
    assert decided is not None
    assert edited.article == article(
        EDITED,
        "Түзетілген мәтін.",
        title="Түзетілді",
        author="Айгерім Сапарова",
        published_at=NOON - HOUR,
        published_from="json-ld",
        modified_at=NOON + DAY,
        modified_from="meta",
    )
    assert edited.verdict == replace(verdict(0.8, "Түзетілген мәтін."), facts=())  # no model suggested any then
    assert [said.text for *_, said in ledger.versions(edited.id)] == ["Бірінші мәтін.", "Түзетілген мәтін."]
    assert decided.state is ReviewState.ACCEPTED
    assert [review.reviewer for review in ledger.reviews()] == ["reviewer"]
    assert ledger.run_summary(1).outcomes == {"stored": 2, "updated": 1}
    assert len(ledger.outbox(10)) == 2


def test_an_old_ledger_takes_what_a_new_one_takes(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    brought = article(
        EDITED,
        "Төрт шабуыл болды:",
        header=AlertHeader("Алматы", "20 қараша"),
        loss=ListLoss(4, 0, "Төрт шабуыл болды:"),
        removed=(Removed(RemovedKind.PAGER, "Келесі"),),
    )
    now = NOON + 30 * DAY
    assert desk.revisit(EDITED, brought, now=now) == (Outcome.UPDATED, article_id(EDITED))
    stored = ledger.article(article_id(EDITED))
    assert stored is not None
    assert (stored.article, stored.version) == (brought, 3)
    assert ledger.status(now).lost_lists == 1
    desk.brings("https://dala.kz/3", now=now)
    assert ledger.check() == []


def test_an_old_ledger_becomes_what_a_fresh_one_is(
    ledger: Ledger, ledger_options: Options, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with ExitStack() as stack:
        setting = "sqlite"
        if ledger_options.ledger != "sqlite":
            server: PostgresServer = request.getfixturevalue("postgres_server")
            setting = stack.enter_context(server.fresh_database())
        fresh = stack.enter_context(closing(open_ledger(Options(data=tmp_path / "fresh", ledger=setting))))
        assert shape(ledger) == shape(fresh)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_ledger_of_every_older_schema_is_kept(engine: str) -> None:
    assert {path.name for path in LEDGERS.glob(f"*.{engine}.sql")} == {f"schema-{n}.{engine}.sql" for n in OLD}
