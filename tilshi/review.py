"""`tilshi review`: the review desk alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import click

from index.clock import SystemClock
from index.indexing import Indexing
from index.options import Options
from tilshi.common import open_options, with_options

BEHIND_PROXY = click.option(
    "--behind-proxy", is_flag=True, help="Listen on desk.host though others can reach it: something guards the desk."
)


@click.command("review")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the desk (0 = any free one).")
@BEHIND_PROXY
@with_options
def command(options: Options, port: int | None, behind_proxy: bool) -> None:
    """Open the review desk: the queue, the articles, your decisions."""
    with open_desk(open_options(with_port(options, port)), behind_proxy=behind_proxy) as serve:
        serve()


def with_port(options: Options, port: int | None) -> Options:
    """Return `options` with the desk on `port`, if one was asked for."""
    return options if port is None else replace(options, desk=replace(options.desk, port=port))


@contextmanager
def open_desk(options: Options, *, behind_proxy: bool = False) -> Iterator[Callable[[], None]]:
    """Yield a function that serves the desk until it is stopped, with decisions carried to the search view."""
    from index.ledger import open_ledger
    from index.search import open_search
    from review.app import create_app
    from review.serve import serve

    ledger = open_ledger(options)
    search: Any = open_search(options)
    try:
        app = create_app(ledger, search, options, SystemClock())
        with Indexing(options, ledger):
            yield lambda: serve(app, options.desk.host, options.desk.port, ready=_announce, behind_proxy=behind_proxy)
    finally:
        search.close()
        ledger.close()


def _announce(address: str) -> None:
    click.echo(f"The review desk is at {click.style(address, bold=True)}  (stop with Ctrl-C)")
