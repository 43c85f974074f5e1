"""The whole way on real pages: serve them on this machine, crawl them with tilshi, compare with gold and with peers.

Run as `python -m bench.real_pages [FOLDER] [--rounds N]`; the folder holds gold.jsonl and html/ (default
../shared/data/pages). Prints outcomes, text F1 by language beside plain trafilatura, title and date accuracy, and
pages per second of (a) a bare Scrapy download, (b) Scrapy with trafilatura in the callback, (c) tilshi end to end, all
in one interleaved run: read the ratios.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import trafilatura

from bench.extraction import FOLDER, Gold, f1, load, precision_recall
from bench.page_server import Key, answer, serving
from index.identity import article_id
from index.ledger import open_ledger
from index.model import StoredArticle
from index.options import load_options

HOSTS = 8  # the speed run's pages stand on so many hosts, as the pages of many outlets would
COPIES = 8  # of every page in a speed round: unique addresses, enough work to outweigh the start
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Site:
    """Pages to serve: where each stands, and the sitemap of each host."""

    answers: dict[Key, bytes]
    urls: list[str]
    sources: list[dict[str, object]]
    hosts: dict[str, str]


def main() -> None:
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    arguments.add_argument("--rounds", type=int, default=2)
    said = arguments.parse_args()
    pages = load(said.folder)
    with serving() as (port, pipe), tempfile.TemporaryDirectory() as folder:
        measure_quality(pages, port, pipe, Path(folder))
        measure_speed(pages, port, pipe, Path(folder), said.rounds)


# --- quality ----------------------------------------------------------------------------------------------------------


def measure_quality(pages: list[Gold], port: int, pipe: Connection, folder: Path) -> None:
    """Crawl every page under its own address and compare what the ledger holds with gold."""
    site = own_addresses(pages, port)
    teach(pipe, site)
    summary, data = crawl(site, folder / "quality")
    print(f"crawled {summary['fetched']} of {len(pages)} pages: {summary['outcomes']}")
    assert summary["fetched"] == len(pages) == sum(summary["outcomes"].values()), "every page gets one outcome"
    ledger = open_ledger(load_options(environ={}, data=data))
    try:
        found = {page.id: ledger.article(article_id(at_port(page.url, port))) for page in pages}
    finally:
        ledger.close()
    print_f1(pages, found)
    print_facts(pages, found)


def print_f1(pages: list[Gold], found: dict[str, StoredArticle | None]) -> None:
    ways: dict[str, Callable[[Gold], str]] = {
        "tilshi crawl": lambda page: stored.article.text if (stored := found[page.id]) else "",
        "trafilatura default": lambda page: trafilatura.extract(page.body, url=page.url) or "",
        "trafilatura recall": lambda page: trafilatura.extract(page.body, url=page.url, favor_recall=True) or "",
    }
    pairs: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for page in pages:
        for name, way in ways.items():
            pairs[name, page.language].append(precision_recall(way(page), page.text))
    languages = sorted({page.language for page in pages})
    print(f"{'text F1 (4-word shingles)':28}" + "".join(f"{language:>8}" for language in languages))
    for name in ways:
        print(f"{name:28}" + "".join(f"{f1(pairs[name, language]):8.4f}" for language in languages))


def print_facts(pages: list[Gold], found: dict[str, StoredArticle | None]) -> None:
    titles, days = [], []
    for page in pages:
        stored = found[page.id]
        if page.title:
            titles.append(stored is not None and letters(stored.article.title) == letters(page.title))
        if page.date:
            moment = stored.article.published_at if stored else None
            days.append(moment is not None and moment.date().isoformat() == page.date)
    print(f"titles right {sum(titles)} of {len(titles)}; publication days right (in UTC) {sum(days)} of {len(days)}")


def letters(text: str) -> str:
    """Return the letters and digits of `text`, small."""
    return "".join(c for c in text.casefold() if c.isalnum())


def at_port(url: str, port: int) -> str:
    """Return `url` as the bench serves it: over HTTP, at our port."""
    parts = urlsplit(url)
    return parts._replace(scheme="http", netloc=f"{parts.hostname}:{port}").geturl()


def own_addresses(pages: list[Gold], port: int) -> Site:
    """Return the pages at their own hosts and paths, all of which lead to this machine."""
    answers: dict[Key, bytes] = {}
    by_host: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        url = at_port(page.url, port)
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        answers[parts.hostname or "", path] = answer(page.body, "text/html")
        by_host[parts.hostname or ""].append(url)
    return with_sitemaps(answers, by_host, port)


def with_sitemaps(answers: dict[Key, bytes], by_host: dict[str, list[str]], port: int) -> Site:
    """Return the site with one sitemap and one source for each host."""
    sources: list[dict[str, object]] = []
    for number, (host, urls) in enumerate(by_host.items()):
        entries = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
        xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        answers[host, "/bench-sitemap.xml"] = answer(xml.encode(), "application/xml")
        home = f"http://{host}:{port}/"
        door = {"type": "sitemap", "url": f"{home}bench-sitemap.xml"}
        sources.append(
            {"id": f"bench-{number}", "name": host, "url": home, "languages": ["en", "ru", "kk"], "country": "INT"}
            | {"kind": "media", "doors": [door]}
        )
    return Site(
        answers, [url for urls in by_host.values() for url in urls], sources, dict.fromkeys(by_host, "127.0.0.1")
    )


# --- speed ------------------------------------------------------------------------------------------------------------


def measure_speed(pages: list[Gold], port: int, pipe: Connection, folder: Path, rounds: int) -> None:
    """Print pages per second of the three ways, taking turns, start and stop of each process included."""
    site = many_copies(pages, port)
    teach(pipe, site)
    listing = folder / "urls.txt"
    listing.write_text("\n".join(url.replace(urlsplit(url).hostname or "", "127.0.0.1", 1) for url in site.urls))
    count = len(site.urls)
    rates: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds):
        for name in ("download", "inline"):
            rates[name].append(count / timed(partial(run_peer, name, listing)))
        rates["tilshi"].append(count / timed(partial(crawl_all, site, folder / f"speed-{turn}")))
        print(f"round {turn + 1}: " + ", ".join(f"{name} {rate[-1]:.1f} pages/s" for name, rate in rates.items()))
    middle = {name: statistics.median(rate) for name, rate in rates.items()}
    ways = {"download": "(a) bare Scrapy download", "inline": "(b) Scrapy, trafilatura inline", "tilshi": "(c) tilshi"}
    for name, way in ways.items():
        print(f"{way:32}{middle[name]:7.1f} pages/s  {middle[name] / middle['inline']:6.2f} x (b)")


def many_copies(pages: list[Gold], port: int) -> Site:
    """Return COPIES of each page at addresses of its own, spread over HOSTS hosts."""
    answers: dict[Key, bytes] = {}
    by_host: dict[str, list[str]] = defaultdict(list)
    packed = [(page, answer(page.body, "text/html")) for page in pages]
    for copy in range(COPIES):
        for number, (page, content) in enumerate(packed):
            host, path = f"p{number % HOSTS}.localhost", f"/news/{copy}/{page.id}.html"
            answers[host, path] = answers["127.0.0.1", path] = content
            by_host[host].append(f"http://{host}:{port}{path}")
    return with_sitemaps(answers, by_host, port)


def run_peer(name: str, listing: Path) -> None:
    subprocess.run([sys.executable, "-m", "bench.peers", name, str(listing)], cwd=ROOT, check=True)


def crawl_all(site: Site, folder: Path) -> None:
    summary, _ = crawl(site, folder)
    assert summary["fetched"] == len(site.urls), f"{summary} should hold {len(site.urls)} pages"


def timed(work: Callable[[], object]) -> float:
    """Return the seconds `work` took."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


# --- both -------------------------------------------------------------------------------------------------------------


def teach(pipe: Connection, site: Site) -> None:
    """Give the server what it is to serve."""
    pipe.send(site.answers)
    pipe.recv()


def crawl(site: Site, folder: Path) -> tuple[dict[str, Any], Path]:
    """Run `tilshi crawl --once` over the site; return its summary and the data folder."""
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "bench.yaml").write_text(json.dumps({"sources": site.sources}), encoding="utf-8")
    hosts = ", ".join(f'"{host}" = "{address}"' for host, address in site.hosts.items())
    config = folder / "tilshi.toml"
    config.write_text(
        f'sources = "{folder / "sources"}"\n[fetch]\ndelay_seconds = 0.0\nhosts = {{ {hosts} }}\n', encoding="utf-8"
    )
    data = folder / "data"
    command = [
        sys.executable,
        "-m",
        "tilshi",
        "crawl",
        "--once",
        "--json",
        "--config",
        str(config),
        "--data",
        str(data),
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1]), data


if __name__ == "__main__":
    main()
