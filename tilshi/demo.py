"""`tilshi demo`: the whole job on a small press world served on this machine."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import click

from index.clock import SystemClock
from index.errors import ConfigurationError
from index.options import Options
from tilshi.common import print_summary, with_json, with_options
from tilshi.crawl import crawl_and_index
from tilshi.review import open_desk, with_port

MARK = ".tilshi-demo"  # lies in folders the demo made, so that it never clears another


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Stop after the crawl instead of opening the desk.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the desk (0 = any free one).")
@with_json
@with_options
def command(options: Options, no_serve: bool, port: int | None, as_json: bool) -> None:
    """Crawl a small press world served on 127.0.0.1, judge it, and open the desk on what was found.

    Everything is real but the newsrooms: their articles were written for this demo. Each demo starts afresh in
    its data folder (default demo-data).
    """
    from tests.newsroom.server import serve
    from tests.newsroom.sources import options as newsroom_options
    from tests.newsroom.world import World

    given = click.get_current_context().params.get("data")
    folder = _fresh(options.data if given else Path("demo-data").absolute())
    began = time.monotonic()
    with serve(World(SystemClock().now())) as newsroom:
        demo = newsroom_options(newsroom, folder, misbehaviours=False)
        if not as_json:
            click.echo(
                f"{len(newsroom.world.outlets)} newsrooms are open on 127.0.0.1:{newsroom.port}; crawling them …"
            )
        summary = crawl_and_index(demo, once=True)
        print_summary(summary, time.monotonic() - began, as_json)
        if not no_serve:
            with open_desk(with_port(demo, port)) as serve_desk:
                serve_desk()


def _fresh(folder: Path) -> Path:
    """Return `folder`, empty. Raises ConfigurationError when it holds something the demo did not make."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise ConfigurationError(f"{folder} holds data that is not a demo's; name another folder with --data")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    return folder
