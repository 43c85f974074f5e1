"""The whole job over a real PostgreSQL and a real Elasticsearch: the same hits as over SQLite and tantivy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests import postgres
from tests.elastic import elastic_url
from tests.tilshi.conftest import Desk

QUERIES = ("журналист", '"полиция"', "тілші OR редакция", "editor -charged", "Шымкент*")


@pytest.fixture
def database() -> Iterator[str]:
    if not postgres.is_installed():
        pytest.skip(postgres.MISSING)
    with postgres.running_server() as server, server.fresh_database() as address:
        yield address


@pytest.mark.slow
def test_both_engines_from_one_setting_each(crawled: Desk, fresh: Callable[..., Desk], database: str) -> None:
    desk = fresh(f'ledger = "{database}"', f'search = "{elastic_url()}"', 'search_index = "tilshi-whole-job"')
    ran = desk.run("crawl", "--once", "--json")
    assert ran.code == 0, ran.err
    (status,) = desk.run("status", "--json").records
    (other,) = crawled.run("status", "--json").records
    assert status["status"]["engine"] == "postgresql" and "lasticsearch" in status["search"]
    assert status["status"]["articles"] == other["status"]["articles"] == ran.records[-1]["articles"]
    assert status["status"]["outbox"] == 0
    for query in QUERIES:
        ours = desk.run("search", query, "--limit", 200, "--json").records
        theirs = crawled.run("search", query, "--limit", 200, "--json").records
        assert ours and {hit["id"] for hit in ours} == {hit["id"] for hit in theirs}, query
        highlights = {hit["id"]: hit["highlights"] for hit in theirs}
        assert all(hit["highlights"] == highlights[hit["id"]] for hit in ours), query
    assert desk.run("index", "rebuild").code == 0
    assert desk.run("doctor").code == 0
    again = desk.run("crawl", "--once", "--json")
    assert again.code == 0 and again.records[-1]["fetched"] == 0
