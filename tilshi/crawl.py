"""`tilshi crawl`: poll doors, fetch pages, store articles and verdicts."""

from __future__ import annotations

import time

import click

from index.errors import TilshiError
from index.ledger.contract import RunSummary
from index.options import Options
from tilshi.common import open_options, print_summary, with_json, with_options
from tilshi.progress import ProgressLine


@click.command("crawl")
@click.option("--source", "source_ids", multiple=True, metavar="ID", help="Only this source, due or not (repeatable).")
@click.option("--once", is_flag=True, help="Do what is due now, then stop; without it, go on until stopped.")
@with_json
@with_options
def command(options: Options, source_ids: tuple[str, ...], once: bool, as_json: bool) -> None:
    """Crawl the sources that are due, and end with a summary."""
    began = time.monotonic()
    summary = crawl_and_index(options, once=once, source_ids=source_ids)
    print_summary(summary, time.monotonic() - began, as_json)
    if summary.doors_polled and summary.doors_failed == summary.doors_polled and not summary.fetched:
        raise TilshiError("no source answered; `tilshi status` names the trouble of each")


def crawl_and_index(options: Options, *, once: bool, source_ids: tuple[str, ...] = ()) -> RunSummary:
    """Crawl, keep the search index up to date meanwhile, and show how far it has come."""
    from crawler.pipeline import crawl

    line = ProgressLine()

    def warn(sentence: str) -> None:
        click.echo(f"tilshi: {sentence}; the rest goes on", err=True)

    try:
        return crawl(open_options(options), once=once, source_ids=source_ids or None, progress=line.tell, warn=warn)
    finally:
        line.close()
