"""`tilshi index rebuild`: make the search view anew from the ledger."""

from __future__ import annotations

import time

import click

from index.options import Options
from tilshi.common import open_options, plural, print_json, with_json, with_options
from tilshi.progress import ProgressLine


@click.group("index")
def command() -> None:
    """Look after the search index."""


@command.command("rebuild")
@with_json
@with_options
def rebuild(options: Options, as_json: bool) -> None:
    """Make the whole index anew from the ledger; the old one answers until the new one is complete."""
    from index.ledger import open_ledger
    from index.search import indexer, open_search

    began = time.monotonic()
    ledger = open_ledger(open_options(options))
    search = open_search(options)
    line = ProgressLine()
    try:
        count = indexer.rebuild(ledger, search, lambda done: line.show({"articles indexed": done}))
    finally:
        line.close()
        search.close()
        ledger.close()
    seconds = time.monotonic() - began
    if as_json:
        print_json({"articles": count, "seconds": round(seconds, 1)})
    else:
        click.echo(f"{plural(count, 'article')} indexed in {seconds:.0f} s")
