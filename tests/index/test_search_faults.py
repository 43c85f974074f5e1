"""Engines that are down, hung, full, damaged, foreign or killed: one sentence each, and a way back."""

from __future__ import annotations

import http.server
import json
import multiprocessing
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import elasticsearch
import pytest

from index.errors import ConfigurationError, SearchError
from index.ledger.lock import hold
from index.options import Options
from index.search import open_search
from index.search.contract import Query
from index.search.document import document_of
from index.search.elastic import ElasticSearch
from index.search.embedded import EmbeddedSearch
from tests.elastic import elastic_url
from tests.index.press import PRESS, article

EVERYTHING = Query("")


@pytest.fixture
def embedded(tmp_path: Path) -> EmbeddedSearch:
    search = EmbeddedSearch(tmp_path / "search")
    search.put(list(enumerate(PRESS, 1)))
    return search


@pytest.fixture
def server() -> Iterator[elasticsearch.Elasticsearch]:
    """A client of our own, to do harm with."""
    with elasticsearch.Elasticsearch(elastic_url()) as client:
        yield client


@pytest.fixture
def elastic() -> Iterator[ElasticSearch]:
    search = ElasticSearch(elastic_url(), f"fault-{uuid4().hex[:8]}")
    search.put(list(enumerate(PRESS, 1)))
    yield search
    search.close()


def says(error: pytest.ExceptionInfo[BaseException], *words: str) -> None:
    text = str(error.value)
    assert "\n" not in text
    assert "Traceback" not in text
    for word in words:
        assert word in text


# --- embedded ---------------------------------------------------------------------------------------------------------


def generation(search: EmbeddedSearch) -> Path:
    (folder,) = search._directory.glob("generation-*")
    return folder


def flip(folder: Path) -> None:
    for file in folder.iterdir():
        if file.is_file() and file.stat().st_size > 100:
            content = bytearray(file.read_bytes())
            content[len(content) // 2 : len(content) // 2 + 64] = os.urandom(64)
            file.write_bytes(content)


def segments_gone(folder: Path) -> None:
    for file in folder.iterdir():
        if file.suffix != ".json":
            file.unlink()


def foreign(folder: Path) -> None:
    current = folder.parent / "current"
    current.write_text(json.dumps({**json.loads(current.read_text()), "format": 99}))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "segments gone": segments_gone,
    "meta is text": lambda folder: (folder / "meta.json").write_text("hello"),
    "generation gone": shutil.rmtree,
    "current is text": lambda folder: (folder.parent / "current").write_text("hello"),
    "current is a list": lambda folder: (folder.parent / "current").write_text("[]"),
    "format of another version": foreign,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_directory_says_rebuild_and_can_be_rebuilt(embedded: EmbeddedSearch, damage: str) -> None:
    DAMAGE[damage](generation(embedded))
    reopened = EmbeddedSearch(embedded._directory)
    for work in (reopened.count, lambda: reopened.search(EVERYTHING), lambda: reopened.put([(99, PRESS[0])])):
        with pytest.raises(SearchError) as error:
            work()
        says(error, "tilshi index rebuild", str(embedded._directory))
    assert reopened.rebuild(enumerate(PRESS, 1)) == len(PRESS)
    assert reopened.search(Query("лук")).total == 1
    assert len(list(embedded._directory.glob("generation-*"))) == 1


def test_flipped_bytes_are_one_sentence_or_no_harm(embedded: EmbeddedSearch) -> None:
    flip(generation(embedded))
    reopened = EmbeddedSearch(embedded._directory)
    try:
        for text in ("лук", "", "полиция OR police", "экспорт*", '"Айгерим Бажкенову"'):
            reopened.search(Query(text))
    except SearchError as error:
        assert "tilshi index rebuild" in str(error)
    assert reopened.rebuild(enumerate(PRESS, 1)) == len(PRESS)
    assert reopened.search(Query("лук")).total == 1


def test_nothing_indexed_yet_says_so(tmp_path: Path) -> None:
    search = open_search(Options(data=tmp_path))
    assert search.count() == 0
    with pytest.raises(SearchError) as error:
        search.search(Query("слово"))
    says(error, "tilshi index rebuild")


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "search").write_text("a file is in the way")
    search = EmbeddedSearch(tmp_path / "search")
    for work in (lambda: search.put([(1, PRESS[0])]), lambda: search.rebuild([]), search.count):
        with pytest.raises(SearchError) as error:
            work()
        says(error, "search")


def _write_much(directory: Path, rounds: int) -> None:
    search = EmbeddedSearch(directory)
    for number in range(rounds):
        search.put([(number + 1, article(f"other-{number}"))])


def test_two_processes_write_in_turn_and_a_third_reads(tmp_path: Path) -> None:
    directory = tmp_path / "search"
    here, reader = EmbeddedSearch(directory), EmbeddedSearch(directory)
    here.put([(1, article("first"))])
    other = multiprocessing.get_context("spawn").Process(target=_write_much, args=(directory, 20))
    other.start()
    for number in range(20):
        here.put([(number + 1, article(f"here-{number}"))])
        assert reader.search(EVERYTHING).total >= number + 2
    other.join(60)
    assert other.exitcode == 0
    assert reader.count() == 41


def test_a_reader_survives_a_rebuild_elsewhere(embedded: EmbeddedSearch) -> None:
    reader = EmbeddedSearch(embedded._directory)
    assert reader.count() == len(PRESS)
    embedded.rebuild([(1, PRESS[0])])
    assert reader.count() == 1


def test_a_killed_writer_leaves_a_sound_index(tmp_path: Path) -> None:
    directory = tmp_path / "search"
    context = multiprocessing.get_context("spawn")
    for round in range(3):
        writer = context.Process(target=_write_much, args=(directory, 10_000))
        writer.start()
        deadline = time.monotonic() + 30
        search = EmbeddedSearch(directory)
        before = search.count()
        while search.count() < before + 3 and time.monotonic() < deadline and not round:
            time.sleep(0.01)
        time.sleep(0.3 * round)
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        count = search.count()
        assert search.put([(10**9 + round, article("after"))]) == []
        assert search.search(EVERYTHING).total in (count, count + 1)


def test_a_writer_who_never_ends_is_named(embedded: EmbeddedSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.search.embedded._TURN", 0.2)
    with hold(embedded._directory, "writing"):
        with pytest.raises(SearchError) as error:
            embedded.put([(99, PRESS[0])])
        says(error, str(os.getpid()))
        assert embedded.count() == len(PRESS)


# --- Elasticsearch ----------------------------------------------------------------------------------------------------


def every_method(search: ElasticSearch) -> list[Any]:
    return [
        lambda: search.put([(1, PRESS[0])]),
        lambda: search.remove(["a"]),
        lambda: search.search(Query("слово")),
        search.count,
        lambda: search.rebuild([(1, PRESS[0])]),
        search.describe,
    ]


def test_server_down() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    search = ElasticSearch(f"http://somebody:secret@127.0.0.1:{port}", "tilshi")
    for method in every_method(search):
        with pytest.raises(SearchError) as error:
            method()
        says(error, f"http://127.0.0.1:{port}", "cannot be reached")
        assert "secret" not in str(error.value)
    search.close()


def test_hung_port_ends_at_the_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hung:
        search = ElasticSearch(f"http://127.0.0.1:{hung.getsockname()[1]}", "tilshi", seconds=0.3)
        for method in every_method(search):
            began = time.monotonic()
            with pytest.raises(SearchError) as error:
                method()
            says(error, "did not answer within 0.3 s")
            assert time.monotonic() - began < 2
        search.close()


@contextmanager
def answering(status: int, body: object, *, product: bool = True) -> Iterator[str]:
    """Run a server that gives one answer to everything."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if product:
                self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


BLOCK = {
    "error": {
        "type": "cluster_block_exception",
        "reason": "index [tilshi] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]",
    }
}
ANSWERS = {
    "overloaded": (429, {"error": {"type": "es_rejected_execution_exception", "reason": "queue full"}}, "overloaded"),
    "flood stage": (429, BLOCK, "watermark"),
    "flood stage of older servers": (403, BLOCK, "watermark"),
    "unavailable": (503, {"error": {"type": "master_not_discovered_exception", "reason": None}}, "503"),
    "login refused": (401, {"error": {"type": "security_exception", "reason": "missing authentication"}}, "password"),
    "not JSON": (200, b"<html>", "cannot be reached"),
    "error page of a proxy": (502, b"<html>", "cannot be reached"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_a_server_in_trouble_is_one_sentence(case: str) -> None:
    status, body, word = ANSWERS[case]
    with answering(status, body) as url:
        search = ElasticSearch(url, "tilshi")
        for method in every_method(search):
            with pytest.raises(SearchError) as error:
                method()
            says(error, url, word)
        search.close()


def test_another_product_is_one_sentence() -> None:
    with answering(200, {}, product=False) as url:
        search = ElasticSearch(url, "tilshi")
        with pytest.raises(SearchError) as error:
            search.count()
        says(error, "not Elasticsearch")
        search.close()


@pytest.mark.parametrize("address", ["http://", "http://host:port", "http://[::1", "http://host:99999999"])
def test_an_address_that_is_none_is_a_matter_of_configuration(address: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        open_search(Options(search=address))
    says(error, "search must be")


def test_index_deleted(elastic: ElasticSearch, server: elasticsearch.Elasticsearch) -> None:
    assert elastic.search(EVERYTHING).total == len(PRESS)
    server.indices.delete(index=[*server.indices.get(index=elastic._alias)])
    with pytest.raises(SearchError) as error:
        elastic.search(EVERYTHING)
    says(error, "tilshi index rebuild")
    assert elastic.count() == 0
    assert elastic.rebuild(enumerate(PRESS, 1)) == len(PRESS)
    assert elastic.search(EVERYTHING).total == len(PRESS)
    assert len(server.indices.get(index=f"{elastic._alias}*")) == 1


def test_wrong_typed_document_is_refused_alone(elastic: ElasticSearch) -> None:
    good, bad = document_of(50, article("good")), document_of(51, article("bad"))
    (refusal,) = elastic._bulk(elastic._alias, [good, replace(bad, flagged="perhaps")])  # type: ignore[arg-type]
    assert refusal.article_id == "bad"
    assert "perhaps" in refusal.reason
    elastic.put([(52, article("other"))])
    assert elastic.count() == len(PRESS) + 2


def test_partial_failure_acknowledges_nothing_transient() -> None:
    items = [{"index": {"_id": "a", "status": 201}}, {"index": {"_id": "b", "status": 429, "error": {"type": "busy"}}}]
    with answering(200, {"errors": True, "took": 1, "items": items}) as url:
        search = ElasticSearch(url, "tilshi")
        with pytest.raises(SearchError) as error:
            search._bulk("tilshi", [document_of(1, article("a")), document_of(2, article("b"))])
        says(error, "overloaded")
        search.close()


def test_index_of_another_format_says_rebuild(elastic: ElasticSearch, server: elasticsearch.Elasticsearch) -> None:
    server.indices.put_mapping(index=elastic._alias, meta={"format": 99})
    reopened = ElasticSearch(elastic_url(), elastic._alias)
    for work in (lambda: reopened.search(EVERYTHING), lambda: reopened.put([(99, PRESS[0])])):
        with pytest.raises(SearchError) as error:
            work()
        says(error, "99", "tilshi index rebuild")
    assert reopened.rebuild(enumerate(PRESS, 1)) == len(PRESS)
    assert reopened.search(EVERYTHING).total == len(PRESS)
    reopened.close()


def test_an_index_of_somebody_else_is_left_alone(server: elasticsearch.Elasticsearch) -> None:
    name = f"theirs-{uuid4().hex[:8]}"
    server.index(index=name, id="1", document={"their": "work"}, refresh=True)
    search = ElasticSearch(elastic_url(), name)
    for method in every_method(search):
        with pytest.raises(SearchError) as error:
            method()
        says(error, "search_index")
    assert server.count(index=name)["count"] == 1
    search.close()


def test_writes_blocked_by_the_server(elastic: ElasticSearch, server: elasticsearch.Elasticsearch) -> None:
    server.indices.put_settings(index=elastic._alias, settings={"index.blocks.read_only_allow_delete": True})
    with pytest.raises(SearchError) as error:
        elastic.put([(99, article("late"))])
    says(error, "watermark")
    assert elastic.search(EVERYTHING).total == len(PRESS)
    server.indices.put_settings(index=elastic._alias, settings={"index.blocks.read_only_allow_delete": None})
    assert elastic.put([(99, article("late"))]) == []
    assert elastic.count() == len(PRESS) + 1


def test_what_is_put_while_a_rebuild_runs_is_in_the_new_index(elastic: ElasticSearch) -> None:
    other = ElasticSearch(elastic_url(), elastic._alias)

    def entries() -> Iterator[Any]:
        yield from ((20, stored) for stored in PRESS)
        other.put([(21, article("late", title="Опоздавшая")), (22, replace(PRESS[2], id="ru-market"))])

    assert elastic.rebuild(entries()) == len(PRESS) + 1
    assert elastic.search(Query("опоздавшая")).total == 1
    other.close()


def test_a_rebuild_that_was_killed_is_swept_by_the_next(
    elastic: ElasticSearch, server: elasticsearch.Elasticsearch
) -> None:
    server.indices.create(index=f"{elastic._alias}-torn", aliases={elastic._building: {}})
    assert elastic.rebuild(enumerate(PRESS, 1)) == len(PRESS)
    assert len(server.indices.get(index=f"{elastic._alias}*")) == 1


def test_a_batch_too_long_for_one_request_is_halved(monkeypatch: pytest.MonkeyPatch, elastic: ElasticSearch) -> None:
    real = elastic._client.bulk
    sizes: list[int] = []

    def bulk(*, operations: list[Any], **rest: Any) -> Any:
        sizes.append(len(operations) // 2)
        if len(operations) > 6:
            # A server of ours that takes 100 MB a request cannot be made to refuse a small one.
            with answering(413, {"error": "too long"}) as url, elasticsearch.Elasticsearch(url) as strict:
                return strict.bulk(operations=operations, **rest)
        return real(operations=operations, **rest)

    monkeypatch.setattr(elastic._client, "bulk", bulk)
    assert elastic.put([(100 + number, article(f"n{number}")) for number in range(10)]) == []
    assert sizes == [10, 5, 2, 3, 5, 2, 3]
    assert elastic.count() == len(PRESS) + 10
