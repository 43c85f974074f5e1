"""The verbs that work on data: crawl, status, search, import, index rebuild, sources, doctor, demo."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from index.ledger import open_ledger
from index.ledger.lock import hold
from index.model import Article, LanguageGuess, ListLoss
from index.options import ROOT, Options
from tests.tilshi.conftest import Desk, tilshi


def test_a_second_crawl_finds_nothing_new(crawled: Desk) -> None:
    ran = crawled.run("crawl", "--once", "--json")
    assert ran.code == 0, ran.err
    (summary,) = ran.records
    assert set(summary) == {"fetched", "outcomes", "articles", "candidates", "seconds"}
    assert (summary["fetched"], summary["articles"]) == (0, 0)


def test_naming_a_source_polls_it_though_not_due(crawled: Desk) -> None:
    before = crawled.newsroom.requests.count()
    assert crawled.run("crawl", "--once", "--source", "qala-tynysy").code == 0
    assert crawled.newsroom.requests.count() > before
    ran = crawled.run("crawl", "--once", "--source", "nobody")
    assert ran.code == 2 and "nobody" in ran.err


def test_a_crawl_of_held_data_says_who_holds_it(crawled: Desk) -> None:
    with hold(crawled.data, "crawl"):
        began = time.monotonic()
        ran = crawled.run("crawl", "--once")
    assert ran.code == 3
    assert str(os.getpid()) in ran.err and len(ran.err.strip().splitlines()) == 1
    assert time.monotonic() - began < 20  # most of it is the start of the interpreter


def test_status_for_people_and_for_machines(crawled: Desk) -> None:
    ran = crawled.run("status")
    assert ran.code == 0, ran.err
    assert "qala-tynysy" in ran.out and "queue" in ran.out
    (record,) = crawled.run("status", "--json").records
    assert record["status"]["articles"] > 80 and record["status"]["outbox"] == 0
    assert record["status"]["lost_lists"] == 0, "the press world's lists all come whole"


def test_status_counts_the_articles_whose_list_was_lost(tmp_path: Path) -> None:
    url = "https://paper.example/1"
    loss = ListLoss(4, 0, "The four attacks were:")
    lossy = Article(url, url, "paper", "Attacks", loss.sentence, LanguageGuess("en", "Latn", 1.0), loss=loss)
    with closing(open_ledger(Options(data=tmp_path))) as ledger:
        now = datetime(2026, 3, 12, tzinfo=UTC)
        ledger.import_article(ledger.start_run("import", now), lossy, None, now)
    said = tilshi("status", "--data", tmp_path).out
    assert "1 article announces a list that extraction did not find: read the original" in said
    (record,) = tilshi("status", "--data", tmp_path, "--json").records
    assert record["status"]["lost_lists"] == 1


def test_search_finds_a_case_ending_and_prints_what_it_promises(crawled: Desk) -> None:
    ran = crawled.run("search", "журналисту", "--limit", 3, "--json")
    assert ran.code == 0, ran.err
    assert 0 < len(ran.records) <= 3
    for record in ran.records:
        assert set(record) == {"id", "title", "url", "source", "language", "published_at", "score", "highlights"}
        assert record["highlights"]
    people = crawled.run("search", "журналист", "--language", "kk")
    assert " found" in people.out and "· kk ·" in people.out and "· ru ·" not in people.out


@pytest.mark.parametrize("query", ["", '"', "(", "AND OR NOT", "*", "a:b:c", "\\", "журналист -", "🔥", "x" * 5000])
def test_no_query_breaks_search(crawled: Desk, query: str) -> None:
    ran = crawled.run("search", "--", query)
    assert ran.code in (0, 2), ran.err
    assert "Traceback" not in ran.err


def test_index_rebuild_brings_a_deleted_index_back(crawled: Desk) -> None:
    before = crawled.run("search", "журналист", "--limit", 500, "--json").records
    for path in sorted((crawled.data / "search").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    lost = crawled.run("search", "журналист")
    assert lost.code == 1 and "tilshi index rebuild" in lost.err
    assert crawled.run("index", "rebuild").code == 0
    again = crawled.run("search", "журналист", "--limit", 500, "--json").records
    assert {hit["id"] for hit in again} == {hit["id"] for hit in before} != set()


def test_import_takes_the_same_path(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    rows = [
        {
            "url": "https://by.example/1",
            "title": "Тілшіні ұстады",
            "text": "Шымкентте полиция тілші Әсемді бөлімшеге алып кетті, камерасын тәркіледі.",
            "published_at": "2026-03-01T10:00:00+05:00",
        },
        {
            "url": "https://by.example/1?utm_source=x",
            "title": "Тілшіні ұстады",
            "text": "Шымкентте полиция тілші Әсемді бөлімшеге алып кетті, камерасын тәркіледі.",
        },
        {"url": "nowhere", "text": "x"},
        {"url": "https://by.example/2", "text": "Ауа райы жылы болады.", "published_at": "кеше"},
        {
            "url": "https://by.example/3",
            "title": "Ауа райы",
            "text": "Ауа райы ертең жылы болады.",
            "language": "kk",
            "source": "by-hand",
        },
    ]
    ran = desk.run("import", "-", "--json", given="".join(json.dumps(row) + "\n" for row in rows))
    assert ran.code == 1, "two lines are bad"
    assert "standard input:3: not a web address" in ran.err and "standard input:4:" in ran.err
    (summary,) = ran.records
    assert summary["articles"] == 2 and summary["candidates"] == 1
    assert sum(summary["outcomes"].values()) == summary["fetched"] == 3
    (hit,) = desk.run("search", "тілшінің", "--json").records
    assert (hit["language"], hit["published_at"]) == ("kk", "2026-03-01T05:00:00Z")


def test_sources(crawled: Desk, tmp_path: Path) -> None:
    listed = crawled.run("sources", "list", "--json").records
    assert {"qala-tynysy", "tg-dala-news"} <= {record["id"] for record in listed}
    assert crawled.run("sources", "check").code == 0
    (tmp_path / "bad.yaml").write_text("sources:\n- id: x\n  colour: red\n", encoding="utf-8")
    ran = tilshi("sources", "check", TILSHI_SOURCES=str(tmp_path))
    assert ran.code == 2
    assert "bad.yaml:3" in ran.err and "Traceback" not in ran.err


def test_the_shipped_sources_are_in_order() -> None:
    ran = tilshi("sources", "check")
    assert ran.code == 0, ran.err


def test_doctor_finds_a_sound_install_sound(crawled: Desk) -> None:
    ran = crawled.run("doctor", "--json")
    assert ran.code == 0, ran.out
    assert {record["what"] for record in ran.records} == {
        "python",
        "packages",
        "sources",
        "model",
        "data",
        "ledger",
        "search",
    }


def test_doctor_names_what_is_wrong_and_how_to_mend_it(fresh: Callable[..., Desk], tmp_path: Path) -> None:
    desk = fresh(f'model = "{tmp_path}/none"', 'search = "http://127.0.0.1:9"')
    desk.data.mkdir()
    (desk.data / "tilshi.db").write_text("not a database " * 100)
    ran = desk.run("doctor", "--json")
    assert ran.code == 1
    wrong = {record["what"]: record["detail"] for record in ran.records if not record["sound"]}
    assert set(wrong) == {"model", "ledger", "search"}
    assert "tilshi train" in wrong["model"] and "tilshi.db" in wrong["ledger"] and "127.0.0.1:9" in wrong["search"]


def test_search_trouble_does_not_stop_a_crawl(fresh: Callable[..., Desk]) -> None:
    desk = fresh('search = "http://127.0.0.1:9"')
    ran = desk.run("crawl", "--once", "--source", "qala-tynysy", "--json")
    assert ran.code == 0, ran.err
    assert ran.records[-1]["articles"] >= 9
    (record,) = desk.run("status", "--json").records
    assert record["status"]["outbox"] >= 9 and "127.0.0.1:9" in record["search"]


def test_a_crawl_without_a_model_or_with_a_broken_source_says_so_and_goes_on(
    fresh: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = fresh(f'model = "{tmp_path}/none"')
    (tmp_path / "sources" / "bad.yaml").write_text("sources:\n- id: x\n  colour: red\n", encoding="utf-8")
    ran = desk.run("crawl", "--once", "--source", "qala-tynysy", "--json")
    assert ran.code == 0, ran.err
    assert "tilshi train" in ran.err and "bad.yaml:3" in ran.err and "Traceback" not in ran.err
    (record,) = desk.run("status", "--json").records
    assert record["status"]["pending_verdicts"] == ran.records[-1]["articles"] >= 9

    (tmp_path / "sources" / "bad.yaml").unlink()
    assert fresh().run("crawl", "--once").code == 0, "the next crawl has a model and catches up"
    (record,) = desk.run("status", "--json").records
    assert record["status"]["pending_verdicts"] == 0 < record["status"]["open_candidates"]


def test_a_broken_settings_file_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    config = tmp_path / "tilshi.toml"
    config.write_text("[fetch]\ndelay = 3\n", encoding="utf-8")
    ran = tilshi("status", "--config", config)
    assert ran.code == 2
    assert ran.err.startswith(f"tilshi: {config}:2: unknown setting fetch.delay")


def test_usage_errors_exit_2() -> None:
    assert tilshi("nonsense").code == 2
    assert tilshi("search").code == 2
    assert tilshi("--help").code == 0


def test_a_full_disk_is_exit_5(fresh: Callable[..., Desk]) -> None:
    desk = fresh()
    desk.data.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(desk.data)], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root: run the tests as root to see a full disk")
    try:
        ran = desk.run("crawl", "--once")
    finally:
        subprocess.run(["umount", "--lazy", str(desk.data)], check=True)
    assert ran.code == 5, ran.err
    assert "full" in ran.err and "Traceback" not in ran.err


def test_demo_is_the_whole_job(tmp_path: Path) -> None:
    data = tmp_path / "demo"
    first = tilshi("demo", "--no-serve", "--data", data, "--json")
    assert first.code == 0, first.err
    (summary,) = first.records
    assert summary["fetched"] == sum(summary["outcomes"].values())
    assert summary["articles"] >= 80 and summary["candidates"] >= 12
    again = tilshi("demo", "--no-serve", "--data", data)
    assert again.code == 0 and "candidates for review" in again.out


def test_demo_never_clears_what_it_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    ran = tilshi("demo", "--no-serve", "--data", tmp_path)
    assert ran.code == 2 and "precious" not in ran.err
    assert (tmp_path / "precious").exists()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return int(opened.getsockname()[1])


@pytest.mark.parametrize("verb", ["review", "run", "demo"])
def test_verbs_that_serve_print_the_address_and_stop_cleanly(crawled: Desk, tmp_path: Path, verb: str) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tilshi", verb, "--port", str(port)]
    command += ["--data", str(tmp_path / "demo")] if verb == "demo" else ["--data", str(crawled.data)]
    command += [] if verb == "demo" else ["--config", str(crawled.config)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert child.stdout
        line = next(line for line in child.stdout if f"http://127.0.0.1:{port}" in line)
        assert "desk" in line
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            assert answer.status == 200
    finally:
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
    assert child.returncode in (0, 130), err
    assert "Traceback" not in err
