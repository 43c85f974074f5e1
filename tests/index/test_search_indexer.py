"""From the ledger's outbox to the view: nothing lost, nothing twice, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from index.errors import SearchError
from index.ledger import Ledger, open_ledger
from index.model import Decision, ReviewState, StoredArticle, Verdict
from index.options import Options
from index.search import open_search
from index.search.contract import Query, Search
from index.search.indexer import drain, rebuild
from tests.elastic import elastic_url
from tests.index.newsdesk import NOON
from tests.index.press import PRESS, article

FLAGGED = Verdict(0.9, True, {}, (), (), "model")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = open_ledger(Options(data=tmp_path))
    yield ledger
    ledger.close()


@pytest.fixture(params=["embedded", "elasticsearch"])
def search(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Search]:
    address = elastic_url() if request.param == "elasticsearch" else "embedded"
    search = open_search(Options(data=tmp_path, search=address, search_index=f"drain-{uuid4().hex[:8]}"))
    yield search
    search.close()


def bring(ledger: Ledger, *stored: StoredArticle) -> list[str]:
    run = ledger.start_run("import", NOON)
    return [ledger.import_article(run, each.article, each.verdict, NOON)[1] for each in stored]


def ids(search: Search, text: str = "") -> set[str]:
    return {hit.article_id for hit in search.search(Query(text, limit=100)).hits}


def test_drain_brings_every_change_and_then_nothing(ledger: Ledger, search: Search) -> None:
    assert drain(ledger, search) == 0
    known = bring(ledger, *PRESS[:6])
    assert drain(ledger, search, batch=4) == 6
    more = bring(ledger, *PRESS[6:])
    assert drain(ledger, search, batch=2) == len(PRESS) - 6
    assert ids(search) == {*known, *more}
    assert drain(ledger, search) == 0
    assert ledger.outbox(10) == []


def test_a_decision_is_seen_in_the_view(ledger: Ledger, search: Search) -> None:
    (first, _) = bring(ledger, replace(article("a"), verdict=FLAGGED), article("b", text="Другой текст."))
    drain(ledger, search)
    ledger.record_review(first, Decision.ACCEPT, None, "somebody", NOON, "key-1")
    assert drain(ledger, search) == 1
    assert [hit.article_id for hit in search.search(Query(state=ReviewState.ACCEPTED)).hits] == [first]


def test_what_was_put_and_not_acknowledged_is_put_again(ledger: Ledger, search: Search) -> None:
    known = bring(ledger, *PRESS)
    drain(ledger, search)
    changed = replace(PRESS[0], article=replace(PRESS[0].article, text="Исправленный текст."))
    bring(ledger, changed)
    (entry,) = ledger.outbox(10)
    assert entry.stored
    search.put([(entry.sequence, entry.stored)])  # killed here
    assert drain(ledger, search) == 1
    assert ids(search, "исправленный") == {known[0]}
    assert search.count() == len(PRESS)


class Failing:
    """A view whose server goes away now and then; everything else is the real one behind it."""

    def __init__(self, search: Search, failures: int) -> None:
        self._search, self._failures = search, failures

    def __getattr__(self, name: str) -> Callable[..., object]:
        return getattr(self._search, name)  # type: ignore[no-any-return]

    def put(self, entries: list[tuple[int, StoredArticle]]) -> object:
        if self._failures:
            self._failures -= 1
            raise SearchError("the server went away")
        return self._search.put(entries)


def test_trouble_keeps_the_outbox(ledger: Ledger, search: Search) -> None:
    bring(ledger, PRESS[0])
    drain(ledger, search)
    bring(ledger, *PRESS[1:])
    failing = Failing(search, failures=2)
    for _ in range(2):
        with pytest.raises(SearchError):
            drain(ledger, failing)  # type: ignore[arg-type]
        assert len(ledger.outbox(100)) == len(PRESS) - 1
    assert drain(ledger, failing) == len(PRESS) - 1  # type: ignore[arg-type]
    assert search.count() == len(PRESS)


def test_what_is_refused_is_set_aside_with_the_reason(ledger: Ledger, search: Search) -> None:
    bring(ledger, PRESS[0])
    drain(ledger, search)
    bring(ledger, PRESS[1], article("bad", source="x" * 3000, text="Иной."), PRESS[2])
    assert drain(ledger, search) == 3
    assert search.count() == 3
    assert ledger.outbox(10) == []
    assert ledger.status(NOON).quarantined == 1


def test_rebuild_is_the_ledger_again(ledger: Ledger, search: Search) -> None:
    search.put([(1, article("stranger"))])
    known = bring(ledger, *PRESS)
    assert rebuild(ledger, search) == len(PRESS)
    assert ids(search) == set(known)
    assert ledger.outbox(10) == []


def test_what_changes_during_a_rebuild_stays_due(ledger: Ledger, search: Search) -> None:
    bring(ledger, *PRESS[:3])
    real = ledger.all_articles

    def all_articles() -> Iterator[StoredArticle]:
        yield from real()
        bring(ledger, PRESS[3])

    ledger.all_articles = all_articles  # type: ignore[method-assign]
    rebuild(ledger, search)
    assert drain(ledger, search) == 1
    assert search.count() == 4


def test_a_view_that_somebody_deleted_comes_back_whole(ledger: Ledger, search: Search) -> None:
    known = bring(ledger, *PRESS[:-1])
    drain(ledger, search)
    search.remove(known)
    assert search.count() == 0
    bring(ledger, PRESS[-1])
    assert drain(ledger, search) == len(PRESS)
    assert search.count() == len(PRESS)
