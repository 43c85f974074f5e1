"""Whole crawls of a small web site, each in a process of its own, with the faults really caused."""

from __future__ import annotations

import contextlib
import gzip
import json
import signal
import socket
import sqlite3
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import read_capture
from crawler.pipeline import import_articles
from crawler.steps import body_hash
from index.clock import SystemClock
from index.identity import article_id
from index.ledger import Ledger, open_ledger
from index.ledger.contract import DoorClaim
from index.model import Article, Door, DoorType, LanguageGuess
from index.options import Options
from spiders.watch import _DISTRUSTED, _trusted
from tests.crawler.crawling import options_for, run_crawl, source, start_crawl
from tests.crawler.site import Answer, Site, Visit, article, prose, rss


@pytest.fixture
def site() -> Any:
    with Site() as site:
        yield site


def ledger_of(options: Options) -> Ledger:
    return open_ledger(options)


def publish(site: Site, count: int, host: str = "paper.localhost") -> list[str]:
    """Put articles and a feed that lists them on a host."""
    links = [site.url(f"/news/{n}-story", host) for n in range(count)]
    for n in range(count):
        page = article(f"Story number {n}", prose(f"bridge number {n} of {host}"))
        site.answers[host, f"/news/{n}-story"] = Answer(page)
    site.answers[host, "/rss"] = rss(*links)
    return links


def test_a_crawl_stores_every_article_once_with_its_evidence(site: Site, tmp_path: Path) -> None:
    links = publish(site, 5)
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")))
    summary = run_crawl(options)
    assert summary["outcomes"] == {"stored": 5}
    assert (summary["fetched"], summary["articles"]) == (5, 5)
    ledger = ledger_of(options)
    for link in links:
        stored = ledger.article(article_id(link))
        assert stored
        assert stored.article.title.startswith("Story number")
        assert stored.article.source_id == "paper"
        (fetch,) = ledger.captures(stored.id)
        assert fetch.capture
        assert b"<h1>" + stored.article.title.encode() in read_capture(options.data, fetch.capture)
    ledger.close()
    again = run_crawl(options, source_ids=["paper"])
    assert (again["fetched"], again["doors_polled"]) == (0, 1)
    assert len(site.seen("/rss")) == 2
    assert len(site.seen("/news/1-story")) == 1


def test_each_kind_of_answer_gets_its_word(site: Site, tmp_path: Path) -> None:
    words = {
        "/news/good-story-here": ("stored", Answer(article("Good story", prose("bridges")))),
        "/gone": ("gone", Answer(b"", 404)),
        "/forbidden": ("refused", Answer(b"", 403)),
        "/broken": ("server-error", Answer(b"", 502)),
        "/empty": ("empty", Answer("<html><head><title>Empty</title></head><body></body></html>")),
        "/file": ("not-article", Answer(b"%PDF-1.7", kind="application/pdf")),
        "/check": ("challenge", Answer(article("Just a moment...", "Wait"), headers={"cf-mitigated": "challenge"})),
        "/private/1": ("robots", Answer(article("Private", prose("secrets")))),
        "/big": ("too-big", Answer(b"<p>" + b"x" * 3_000_000)),
        "/packed": ("too-big", Answer(_gzip(b"<p>" + b"x" * 3_000_000), headers={"Content-Encoding": "gzip"})),
        "/slow": ("unreachable", Answer(b"", seconds=8)),
        "/loop": ("unreachable", Answer(b"", 302, {"Location": "/loop"})),
        "/away": ("refused", Answer(b"", 302, {"Location": "http://127.0.0.1:1/secret"})),
        "/inside": ("refused", Answer(b"", 302, {"Location": "http://localhost:1/secret"})),
        "/file-away": ("refused", Answer(b"", 302, {"Location": "file:///etc/passwd"})),
        "/home": ("not-article", Answer(b"", 302, {"Location": "/"})),
        "/moved": ("duplicate", Answer(b"", 301, {"Location": "/news/good-story-here"})),
    }
    for path, (_, answer) in words.items():
        site.answers[path] = answer
    site.answers["/"] = Answer(article("Home", prose("everything")))
    site.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /private/", kind="text/plain")
    site.answers["/rss"] = rss(*(site.url(path) for path in words))
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")), max_bytes=2_000_000, timeout_seconds=3.0)
    summary = run_crawl(options)
    expected: dict[str, int] = {}
    for word, _ in words.values():
        expected[word] = expected.get(word, 0) + 1
    assert summary["outcomes"] == expected, _details(options)
    assert summary["fetched"] == len(words)
    assert not site.seen("/private/1")
    assert not site.seen("/secret")


def _details(options: Options) -> list[Any]:
    with sqlite3.connect(options.data / "tilshi.db") as connection:
        return connection.execute("select url, outcome, detail from fetches").fetchall()


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body)


def test_endless_headers_end(site: Site, tmp_path: Path) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    pouring = threading.Thread(target=_pour_headers, args=(server,), daemon=True)
    pouring.start()
    site.answers["/rss"] = rss(f"http://endless.localhost:{port}/news/story")
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")))
    begun = time.monotonic()
    assert run_crawl(options)["outcomes"] == {"too-big": 1}, _details(options)
    assert time.monotonic() - begun < 30
    pouring.join()
    server.close()


def _pour_headers(server: socket.socket) -> None:
    """Answer robots.txt with 404 and the next request with headers that never end."""
    while True:
        connection, _ = server.accept()
        with connection:
            if b"robots.txt" in connection.recv(4096):
                connection.sendall(b"HTTP/1.1 404 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                continue
            with contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while True:
                    connection.sendall(b"X-More: " + b"y" * 1000 + b"\r\n")
            return


@pytest.mark.parametrize("robots", [Answer(b"", 500), Answer(b"", 403), Answer(b"", 429)])
def test_a_host_whose_robots_txt_fails_gets_no_request(site: Site, tmp_path: Path, robots: Answer) -> None:
    publish(site, 3)
    site.answers["/robots.txt"] = robots
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")))
    summary = run_crawl(options)
    assert (summary["doors_polled"], summary["doors_failed"]) == (1, 1)
    assert {visit.path for visit in site.visits} == {"/robots.txt"}
    assert len(site.visits) == 1, "one request asks for the rules, however many want to know"


@pytest.mark.slow
def test_crawl_delay_and_the_pause_between_requests_are_kept(site: Site, tmp_path: Path) -> None:
    publish(site, 3, "slow.localhost")
    publish(site, 3, "quick.localhost")
    site.answers["slow.localhost", "/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.7", kind="text/plain")
    options = options_for(
        tmp_path,
        source("slow", "feed", site.url("/rss", "slow.localhost")),
        source("quick", "feed", site.url("/rss", "quick.localhost")),
        delay_seconds=0.2,
    )
    assert run_crawl(options)["articles"] == 6
    for host, pause in (("slow.localhost", 0.7), ("quick.localhost", 0.2)):
        times = [visit.at for visit in site.visits if visit.host == host][1:]
        assert len(times) == 4
        assert all(later - earlier >= pause for earlier, later in pairwise(times)), host


def test_a_host_that_asks_for_rest_gets_it(site: Site, tmp_path: Path) -> None:
    links = publish(site, 4)
    answers = [Answer(b"", 429, {"Retry-After": "3600"})]
    for link in links:
        site.answers["paper.localhost", link[link.index("/news") :]] = lambda visit: answers[0]
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")))
    assert run_crawl(options)["outcomes"] == {"refused": 4}
    assert sum(visit.path.startswith("/news") for visit in site.visits) == 1


def test_one_source_in_trouble_does_not_hold_up_the_others(site: Site, tmp_path: Path) -> None:
    publish(site, 3)
    broken = "- {id: broken, name: b}\n"
    options = options_for(
        tmp_path,
        broken,
        source("paper", "feed", site.url("/rss")),
        source("nowhere", "feed", "http://no-such-name.invalid/rss"),
        source("refusing", "feed", "http://refusing.localhost:1/rss"),
        source("private", "feed", "http://169.254.169.254/latest"),
        source("html", "feed", site.url("/rss", "html.localhost")),
    )
    site.answers["html.localhost", "/rss"] = Answer("<html><body>Moved</body></html>")
    summary = run_crawl(options)
    assert summary["outcomes"] == {"stored": 3}
    assert (summary["doors_polled"], summary["doors_failed"]) == (5, 4)
    ledger = ledger_of(options)
    trouble = {status.source_id: status.trouble for status in ledger.status(_now()).sources}
    ledger.close()
    assert "no address" in trouble["nowhere"] or "not a public address" in trouble["nowhere"]
    assert "refuses connections" in trouble["refusing"]
    assert "not a public address" in trouble["private"]
    assert "not a feed" in trouble["html"]
    assert trouble["paper"] == ""


def _now() -> Any:
    return SystemClock().now()


def test_validators_are_sent_and_believed_until_they_lie(site: Site, tmp_path: Path) -> None:
    claim = DoorClaim("a", Door(DoorType.FEED, "u"), '"v1"', "Mon", body_hash(b"old"), 0, datetime.now(UTC), 1)
    assert _trusted(claim, {"etag": '"v2"', "last-modified": "Mon"}, body_hash(b"new")) == ('"v2"', "Mon")
    assert _trusted(claim, {"etag": '"v1"'}, body_hash(b"new")) == (_DISTRUSTED, None)
    publish(site, 1)
    seen = site.answers["paper.localhost", "/rss"]
    assert isinstance(seen, Answer)

    def conditional(visit: Visit) -> Answer:
        if visit.headers.get("If-None-Match") == 'W/"1"':
            return Answer(b"", 304)
        return Answer(seen.body, headers={"ETag": 'W/"1"'}, kind=seen.kind)

    site.answers["paper.localhost", "/rss"] = conditional
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")))
    run_crawl(options)
    assert run_crawl(options, source_ids=["paper"])["doors_failed"] == 0
    assert len(site.seen("/rss")) == 2


def test_a_telegram_post_is_stored_whole_without_being_fetched(site: Site, tmp_path: Path) -> None:
    site.answers["/s/dala"] = Answer(
        '<div class="tgme_widget_message" data-post="dala/1"><div class="tgme_widget_message_text">Editors of the city'
        ' paper were called to the police today.<br><br>More to come.</div><time datetime="2026-11-20T10:00:00Z"></div>'
    )
    options = options_for(tmp_path, source("tg", "telegram", site.url("/s/dala", "tg.localhost")))
    assert run_crawl(options)["outcomes"] == {"stored": 1}
    assert not site.seen("/dala/1")
    ledger = ledger_of(options)
    stored = ledger.article(article_id(site.url("/dala/1", "tg.localhost")))
    assert stored
    (fetch,) = ledger.captures(stored.id)
    ledger.close()
    assert stored.article.text.endswith("More to come.")
    assert stored.article.title.startswith("Editors of the city paper")
    assert fetch.capture
    assert read_capture(options.data, fetch.capture).decode() == stored.article.text


def test_a_sitemap_index_is_followed_to_its_children(site: Site, tmp_path: Path) -> None:
    publish(site, 4)
    locs = "".join(f"<url><loc>{site.url(f'/news/{n}-story')}</loc></url>" for n in range(4))
    site.answers["/map.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{site.url('/1.xml')}</loc></sitemap><sitemap><loc>{site.url('/missing.xml')}</loc>"
        "</sitemap></sitemapindex>",
        kind="application/xml",
    )
    site.answers["/1.xml"] = Answer(f"<urlset>{locs}</urlset>", kind="application/xml")
    options = options_for(tmp_path, source("paper", "news_sitemap", site.url("/map.xml")))
    assert run_crawl(options)["outcomes"] == {"stored": 4}


def test_nothing_tells_servers_who_sent_us_and_we_say_who_we_are(site: Site, tmp_path: Path) -> None:
    publish(site, 2)
    site.answers["/old"] = Answer(b"", 302, {"Location": "/news/1-story", "Set-Cookie": "a=1"})
    site.answers["paper.localhost", "/rss"] = rss(site.url("/old"), site.url("/news/0-story"))
    run_crawl(options_for(tmp_path, source("paper", "feed", site.url("/rss"))))
    assert len(site.visits) >= 5
    for visit in site.visits:
        assert visit.headers["User-Agent"].startswith("tilshi/")
        assert not {"Referer", "Cookie"} & set(visit.headers)


# --- stopping and dying -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_signal_stops_cleanly_and_the_next_crawl_finishes(site: Site, tmp_path: Path) -> None:
    publish(site, 30)
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")), delay_seconds=0.3, timeout_seconds=30.0)
    site.answers["paper.localhost", "/news/7-story"] = Answer(b"", seconds=40)
    process = start_crawl(options)
    _until(lambda: len(site.visits) > 5)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=40)
    assert time.monotonic() - begun < 20
    first = json.loads(output)
    assert 0 < first["fetched"] < 30, errors
    assert first["fetched"] == sum(first["outcomes"].values())
    site.answers["paper.localhost", "/news/7-story"] = Answer(article("Story number 7", prose("bridge 7")))
    second = run_crawl(options_for(tmp_path, source("paper", "feed", site.url("/rss"))))
    assert first["articles"] + second["articles"] == 30
    assert second["outcomes"] == {"stored": second["fetched"]}


@pytest.mark.slow
def test_a_second_signal_stops_at_once(site: Site, tmp_path: Path) -> None:
    publish(site, 3)
    for n in range(3):
        site.answers["paper.localhost", f"/news/{n}-story"] = Answer(b"", seconds=40)
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")), timeout_seconds=30.0)
    process = start_crawl(options)
    _until(lambda: any(visit.path.startswith("/news") for visit in site.visits))
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert time.monotonic() - begun < 4, errors
    assert json.loads(output)["fetched"] == 0


@pytest.mark.slow
def test_a_killed_crawl_loses_nothing_and_stores_nothing_twice(site: Site, tmp_path: Path) -> None:
    links = publish(site, 25)
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")), delay_seconds=0.05)
    for round_ in range(3):
        process = start_crawl(options)
        seen = len(site.visits)
        _until(lambda seen=seen: len(site.visits) > seen + 3)  # type: ignore[misc]
        time.sleep(0.1 * round_)
        process.kill()
        process.communicate()
    run_crawl(options)
    ledger = ledger_of(options)
    stored = {entry.id for entry in ledger.all_articles()}
    assert stored == {article_id(link) for link in links}
    assert all(len(ledger.versions(entry)) == 1 for entry in stored)
    assert not ledger.check()
    ledger.close()


def test_a_second_crawl_of_the_same_data_is_refused(site: Site, tmp_path: Path) -> None:
    publish(site, 1)
    site.answers["paper.localhost", "/rss"] = Answer(b"", seconds=20)
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")), timeout_seconds=20.0)
    process = start_crawl(options)
    _until(lambda: bool(site.visits))
    refused = run_crawl(options)
    assert refused["kind"] == "HeldError"
    assert str(process.pid) in refused["error"]
    process.kill()
    process.communicate()


def test_articles_brought_by_hand_take_the_same_path(tmp_path: Path) -> None:
    options = options_for(tmp_path, source("paper", "feed", "https://paper.kz/rss"))
    text = "Полиция задержала корреспондента газеты у здания суда во вторник. " * 5
    brought = [
        Article(url, url, "paper", "Задержан корреспондент", text, LanguageGuess("und", "Zyyy", 0.0))
        for url in ("https://paper.kz/1", "https://paper.kz/1?utm_source=x", "https://paper.kz/2")
    ]
    seen: list[int] = []
    summary = import_articles(
        options, [(article, None) for article in brought], progress=lambda s: seen.append(s.fetched), index=False
    )
    assert (summary.kind, summary.fetched, seen) == ("import", 3, [1, 2, 3])
    assert sum(summary.outcomes.values()) == 3
    assert summary.articles == 2
    ledger = ledger_of(options)
    stored = ledger.article(article_id("https://paper.kz/1"))
    ledger.close()
    assert stored
    assert stored.article.language.language == "ru"
    assert stored.verdict is None, "no model, no verdict"


def test_an_unknown_source_is_one_sentence(site: Site, tmp_path: Path) -> None:
    options = options_for(tmp_path, source("paper", "feed", site.url("/rss")))
    assert run_crawl(options, source_ids=["papper"])["kind"] == "ConfigurationError"


def _until(condition: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
