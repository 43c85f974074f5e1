"""`tilshi extract`: what the extractor makes of pages, from disk or from the web."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import click

from index.model import ListLoss
from index.options import Options
from tilshi.common import plain, print_json, with_json, with_options
from tilshi.lines import BadLine, open_lines, read_record, report_bad

_TOLD = (
    *("title", "text", "author", "published_at", "published_from", "modified_at", "modified_from", "canonical_url"),
    *("header", "loss", "removed"),
)
IN_FLIGHT = 4  # pages waiting for each worker: keeps them busy without holding a whole archive in memory


@dataclass(frozen=True, slots=True)
class Given:
    """A page to extract, or what is wrong with it; `place` is (file, line number, line) of a JSON line."""

    id: Any
    url: str
    path: str | None = None
    content_type: str | None = None
    place: tuple[str, int, str] | None = None
    problem: str = ""


@click.command("extract")
@click.argument("pages", nargs=-1, required=True, metavar="PATH-or-URL... | -")
@with_json
@with_options
def command(options: Options, pages: tuple[str, ...], as_json: bool) -> int:
    """Extract pages and print one JSON line for each, in order.

    With - standard input holds JSON Lines {"id", "path", "url"[, "content_type"]}. Out comes id, outcome ("article",
    or why there is none), title, text, author, published_at, modified_at, language, canonical_url, where each date came
    from, the header of a watchdog's alert, a list that was announced and lost, and what was removed from the page. A
    lost list is also told in a sentence on standard error, unless --json is given.
    """
    from crawler.sandbox import Sandbox
    from crawler.worker import setup

    given = _from_lines() if pages == ("-",) else (_from_argument(page) for page in pages)
    workers = options.workers
    failed = 0
    with Sandbox(workers.processes, workers.cpu_seconds, workers.memory_mb, setup=setup, setup_args=(options,)) as box:
        for one, answer in _in_order(box, given, options):
            failed += _print(one, answer, as_json)
    return 1 if failed else 0


def _from_lines() -> Iterator[Given]:
    for number, line in enumerate(open_lines("-"), 1):
        try:
            record = read_record(line, required=("path",), texts=("url", "content_type"))
        except BadLine as problem:
            yield Given(None, "", place=("-", number, line), problem=str(problem))
            continue
        yield Given(
            record.get("id"), record["url"], record["path"], record["content_type"] or None, ("-", number, line)
        )


def _from_argument(page: str) -> Given:
    return Given(page, page) if page.startswith(("http://", "https://")) else Given(page, "", page)


def _in_order(box: Any, given: Iterable[Given], options: Options) -> Iterator[tuple[Given, Future[Any] | str]]:
    waiting: deque[tuple[Given, Future[Any] | str]] = deque()
    for one in given:
        waiting.append((one, _start(box, one, options)))
        if len(waiting) > IN_FLIGHT * options.workers.processes:
            yield waiting.popleft()
    yield from waiting


def _start(box: Any, one: Given, options: Options) -> Future[Any] | str:
    from crawler.extraction import Page
    from crawler.worker import read_page

    if one.problem:
        return one.problem
    try:
        body, content_type, url = _bytes(one, options)
    except (OSError, ValueError) as error:
        return f"{one.path or one.url}: cannot be read ({error})"
    future: Future[Any] = box.submit(read_page, Page(url or one.url, body, one.content_type or content_type))
    return future


def _bytes(one: Given, options: Options) -> tuple[bytes, str | None, str]:
    if one.path is not None:
        return Path(one.path).read_bytes(), None, one.url
    request = Request(one.url, headers={"User-Agent": options.fetch.user_agent})
    with urlopen(request, timeout=options.fetch.timeout_seconds) as answer:
        body = answer.read(options.fetch.max_bytes + 1)
        if len(body) > options.fetch.max_bytes:
            raise ValueError(f"over {options.fetch.max_bytes} bytes")
        return body, answer.headers.get("Content-Type"), answer.url


def _print(one: Given, answer: Future[Any] | str, as_json: bool) -> int:
    from crawler.sandbox import TaskKilled

    if isinstance(answer, str):
        if one.place:
            report_bad(one.place[0], one.place[1], one.place[2], BadLine(answer))
        else:
            click.echo(f"tilshi: {answer}", err=True)
            print_json({"id": one.id, "error": answer})
        return 1
    try:
        reading = answer.result()
    except TaskKilled as killed:
        print_json({"id": one.id, "outcome": "too-big", "detail": f"the page cost too much {killed.reason}"})
        return 0
    print_json(_record(one, reading))
    if not as_json and reading.article and reading.article.loss:
        click.echo(f"tilshi: {one.path or one.url}: {_loss(reading.article.loss)}", err=True)
    return 0


def _loss(loss: ListLoss) -> str:
    announced = "a list" if loss.announced is None else f"a list of {loss.announced}"
    return f"announces {announced}, {loss.found} found: read the original (“{loss.sentence}”)"


def _record(one: Given, reading: Any) -> dict[str, Any]:
    article = reading.article
    said = {"id": one.id, "outcome": str(reading.outcome) if reading.outcome else "article", "detail": reading.detail}
    said |= {name: plain(getattr(article, name)) if article else None for name in _TOLD}
    return said | {"language": article.language.language if article else None}
