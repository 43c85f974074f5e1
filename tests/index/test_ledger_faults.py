"""What breaks a ledger: files that are not ours, damage, locks, full disks, servers that are not there."""

from __future__ import annotations

import os
import random
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from index.errors import ConfigurationError, LedgerError, StorageFullError
from index.ledger import engine, open_ledger, schema
from index.options import Options
from tests.index.newsdesk import NOON, Newsdesk, article, page, source
from tests.postgres import PostgresServer


def filled(data: Path, articles: int = 30) -> Path:
    """Make a ledger with some articles, close it, and return its file."""
    ledger = open_ledger(Options(data=data))
    run = ledger.start_run("import", NOON)
    for n in range(articles):
        url = f"https://dala.kz/{n}"
        ledger.import_article(run, article(url, f"{url} " * 300), None, NOON)
    ledger.close()
    return data / "tilshi.db"


def _text(path: Path) -> None:
    path.write_text("this is a letter to my aunt\n" * 100)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _directory(path: Path) -> None:
    path.mkdir()


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def _torn_header(path: Path) -> None:
    filled(path.parent)
    with path.open("r+b") as file:
        file.seek(16)
        file.write(os.urandom(64))


def _flipped(path: Path) -> None:
    filled(path.parent)
    size = path.stat().st_size
    chance = random.Random(7)
    with path.open("r+b") as file:
        for page in range(4096, size, 4096):  # near the head of each: elsewhere a page may well be empty
            file.seek(page + chance.randrange(64))
            file.write(bytes([chance.randrange(256)]))


def _garbled(path: Path) -> None:
    """Damage a name that SQLite quotes when it complains."""
    filled(path.parent)
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE runs", b"CREATE TABL\xab \xabuns"))


def _truncated(path: Path) -> None:
    filled(path.parent)
    os.truncate(path, path.stat().st_size // 2)


def _newer(path: Path) -> None:
    filled(path.parent)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA + 1}")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_text, "is not a tilshi ledger; restore a backup"),
        (_empty, "is not a tilshi ledger; restore a backup"),
        (_directory, "cannot be read"),
        (_foreign, "is the database of another program"),
        (_torn_header, "restore a backup"),
        (_flipped, "is damaged.*restore a backup"),
        (_garbled, "is damaged.*restore a backup"),
        (_truncated, "is damaged.*restore a backup"),
        (_newer, "was written by a newer tilshi"),
    ],
)
def test_what_is_no_sound_ledger_is_refused_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "tilshi.db"
    spoil(path)
    before = None if path.is_dir() else path.read_bytes()
    with pytest.raises(LedgerError, match=sentence) as refusal:
        open_ledger(Options(data=tmp_path))
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert before is None or path.read_bytes() == before
    assert list(tmp_path.glob("*.new-*")) == []


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.chmod(0)
    with pytest.raises(LedgerError, match=r"cannot be read .*check who owns it"):
        open_ledger(Options(data=tmp_path))


def test_a_data_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="the data directory cannot be made"):
        open_ledger(Options(data=tmp_path / "file" / "data"))


def test_damage_met_later_is_a_sentence_too(tmp_path: Path) -> None:
    path = filled(tmp_path)
    ledger = open_ledger(Options(data=tmp_path))
    size = path.stat().st_size
    with path.open("r+b") as file:
        for page in range(1, size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 64)
    with pytest.raises(LedgerError, match="is damaged; stop tilshi and restore a backup"):
        list(ledger.all_articles())
    (finding, *_) = ledger.check()
    assert "damaged" in finding
    ledger.close()


def test_a_locked_ledger_waits_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path)
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    ledger = open_ledger(Options(data=tmp_path))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="is locked by another process"):
            ledger.start_run("crawl", NOON)
        assert len(ledger.articles()) == 30, "reading goes on"
        other.execute("ROLLBACK")
    assert ledger.start_run("crawl", NOON)
    ledger.close()


def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room(tmp_path: Path) -> None:
    filled(tmp_path, 5)
    ledger = open_ledger(Options(data=tmp_path))
    desk = Newsdesk(ledger)
    urls = [f"https://dala.kz/full/{n}" for n in range(50)]
    desk.discover(*urls)
    connections = ledger._database.engine  # type: ignore[attr-defined]
    with connections.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
    stored = 0
    with pytest.raises(StorageFullError, match="the disk is full; nothing was lost"):
        for claim in desk.claim(limit=50, per_host=50):
            desk.settle(claim, page(claim.url, article=article(claim.url, f"{claim.url} " * 500)))
            stored += 1
    assert 0 < stored < 50
    assert len(ledger.articles()) == 5 + stored == 5 + ledger.run_summary(desk.run).fetched
    with connections.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    ledger.free_leases()
    for claim in desk.claim(limit=99, per_host=99):
        desk.settle(claim, page(claim.url, article=article(claim.url, claim.url)))
    assert ledger.check() == []
    assert len(ledger.articles()) == 55
    ledger.close()


def test_a_ledger_made_by_two_at_once_is_one(tmp_path: Path) -> None:
    first, second = open_ledger(Options(data=tmp_path)), open_ledger(Options(data=tmp_path))
    first.sync_sources([source()], NOON)
    assert second.sources() == [source()]
    first.close()
    second.close()


# --- migrations -------------------------------------------------------------------------------------------------------


def _add_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE sources ADD COLUMN colour TEXT")


def _break_down(connection: Connection) -> None:
    _add_column(connection)
    connection.exec_driver_sql("SELECT nonsense FROM nowhere")


def _next_schema(monkeypatch: pytest.MonkeyPatch, step: Callable[[Connection], None]) -> int:
    upcoming = schema.SCHEMA + 1
    monkeypatch.setattr(schema, "SCHEMA", upcoming)
    monkeypatch.setattr(schema, "MIGRATIONS", {upcoming: step})
    return upcoming


def test_a_migration_keeps_a_copy_and_happens_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    old = schema.SCHEMA
    upcoming = _next_schema(monkeypatch, _add_column)
    for _ in range(2):
        ledger = open_ledger(Options(data=tmp_path))
        assert (ledger.status(NOON).schema, len(ledger.articles()), ledger.check()) == (upcoming, 30, [])
        ledger.close()
    with closing(sqlite3.connect(tmp_path / f"tilshi.db.before-v{upcoming}")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (old,)
        assert copy.execute("SELECT count(*) FROM articles").fetchone() == (30,)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path)
    old = schema.SCHEMA
    with monkeypatch.context() as patch:
        _next_schema(patch, _break_down)
        with pytest.raises(Exception, match="nowhere"):
            open_ledger(Options(data=tmp_path))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (old,)
        columns = {row[1] for row in connection.execute("PRAGMA table_info(sources)")}
    assert "colour" not in columns
    open_ledger(Options(data=tmp_path)).close()


def test_a_migration_on_postgresql(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres_server.fresh_database() as address:
        open_ledger(Options(ledger=address)).close()
        with monkeypatch.context() as patch:
            upcoming = _next_schema(patch, _add_column)
            for _ in range(2):
                ledger = open_ledger(Options(ledger=address))
                assert ledger.status(NOON).schema == upcoming
                ledger.close()
        with pytest.raises(LedgerError, match="was written by a newer tilshi"):
            open_ledger(Options(ledger=address))


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(LedgerError, match="does not answer; start the server") as refusal:
        open_ledger(Options(ledger=f"postgresql://tilshi:hush@127.0.0.1:{_closed_port()}/tilshi"))
    assert "hush" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_database_that_is_not_there_or_not_ours(postgres_server: PostgresServer) -> None:
    with pytest.raises(LedgerError, match="has no such database; create it"):
        open_ledger(Options(ledger=postgres_server.address("nowhere")))
    with postgres_server.fresh_database() as address:
        postgres_server.execute("CREATE TABLE articles (recipe text)", address.rpartition("/")[2])
        with pytest.raises(LedgerError, match=r"tables of another program \(articles\)"):
            open_ledger(Options(ledger=address))


def test_a_server_that_goes_away_and_comes_back(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as address:
        ledger = open_ledger(Options(ledger=address))
        ledger.sync_sources([source()], NOON)
        postgres_server.stop()
        try:
            with pytest.raises(LedgerError, match=r"does not answer|is shutting down"):
                ledger.sources()
        finally:
            postgres_server.start()
        assert ledger.sources() == [source()]
        ledger.close()


def test_a_server_on_a_unix_socket(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as address:
        ledger = open_ledger(Options(ledger=postgres_server.socket_address(address.rpartition("/")[2])))
        assert ledger.status(NOON).engine == "postgresql"
        ledger.close()


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("mysql://localhost/x", "neither"),
        ("postgresql://user@host:port/x", "not an address"),
        ("postgresql://user@host/x?colour=red", "unknown parameter colour"),
        ("postgresql://user@host/x?sslmode=maybe", "'maybe' is not one of"),
    ],
)
def test_settings_that_name_no_ledger(setting: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        open_ledger(Options(ledger=setting))
