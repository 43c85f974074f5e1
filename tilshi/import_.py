"""`tilshi import`: articles brought by hand take the same path from language onward."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from index.identity import canonical_url
from index.model import Article, LanguageGuess
from index.options import Options
from index.text import clean_line, clean_text
from tilshi.common import open_options, print_summary, with_json, with_options
from tilshi.lines import BadLine, open_lines, read_record
from tilshi.progress import ProgressLine

BY_HAND = "import"  # the source of an article whose line names none
UNTOLD = LanguageGuess("und", "Zyyy", 0.0)  # the pipeline finds it out


@click.command("import")
@click.argument("file")
@with_json
@with_options
def command(options: Options, file: str, as_json: bool) -> int:
    """Store the articles of FILE (or - for standard input).

    Each line is {"url", "title", "text"[, "published_at", "source", "language"]}. Their language is told, they are
    judged, stored and indexed as if crawled. A bad line is named and the others go on.
    """
    from crawler.pipeline import import_articles

    began = time.monotonic()
    bad: list[int] = []
    line = ProgressLine()
    try:
        summary = import_articles(open_options(options), _articles(file, bad), progress=line.tell)
    finally:
        line.close()
    print_summary(summary, time.monotonic() - began, as_json)
    return 1 if bad else 0


def _articles(file: str, bad: list[int]) -> Iterator[tuple[Article, str | None]]:
    for number, line in enumerate(open_lines(file), 1):
        try:
            yield _article(line)
        except (BadLine, ValueError) as problem:
            bad.append(number)
            place = "standard input" if file == "-" else file
            click.echo(f"tilshi: {place}:{number}: {problem}; the other lines go on", err=True)


def _article(line: str) -> tuple[Article, str | None]:
    record = read_record(line, required=("url", "text"), texts=("title", "published_at", "source", "language"))
    canonical_url(record["url"])  # raises ValueError when it is no web address
    published = _moment(record["published_at"])
    article = Article(
        url=record["url"],
        canonical_url=record["url"],
        source_id=record["source"] or BY_HAND,
        title=clean_line(record["title"]),
        text=clean_text(record["text"]),
        language=UNTOLD,
        published_at=published,
        published_from="import" if published else None,
    )
    return article, record["language"] or None


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadLine(f'"published_at" is not a date in ISO 8601: {text!r}') from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
