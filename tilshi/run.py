"""`tilshi run`: crawl on schedule, index, and serve the desk, until stopped."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import click

from index.options import Options
from tilshi.common import open_options, with_options
from tilshi.review import BEHIND_PROXY, open_desk, with_port

FIRST_PAUSE_SECONDS = 5.0  # before a crawl that died is started again; doubled each time, up to
LONGEST_PAUSE_SECONDS = 600.0
HEALTHY_SECONDS = 300.0  # a crawl that lived this long starts the count anew
STOP_SECONDS = 40.0  # a crawl may take its request time-out to stop cleanly


@click.command("run")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the desk (0 = any free one).")
@BEHIND_PROXY
@with_options
def command(options: Options, port: int | None, behind_proxy: bool) -> None:
    """Crawl on schedule, index, and serve the review desk, until stopped with Ctrl-C.

    The crawl runs in a process of its own: what a hostile server does to it cannot take the desk down.
    """
    crawl = CrawlKeeper(options, click.get_current_context().params.get("config"))
    with open_desk(open_options(with_port(options, port)), behind_proxy=behind_proxy) as serve:
        crawl.start()
        try:
            serve()
        finally:
            crawl.stop()


class CrawlKeeper:
    """Keeps one `tilshi crawl` alive, starting it again with growing pauses when it dies."""

    def __init__(self, options: Options, config: Path | None) -> None:
        self._command = [sys.executable, "-m", "tilshi", "crawl", "--data", str(options.data)]
        self._command += ["--config", str(config)] if config else []
        self._stop = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="crawl-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the crawl to stop cleanly, and wait for it."""
        self._stop.set()
        if self._child and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
        self._thread.join(STOP_SECONDS)

    def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stop.is_set():
            began = time.monotonic()
            self._child = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)
            code = self._child.wait()
            if self._stop.is_set():
                return
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - began > HEALTHY_SECONDS else pause
            click.echo(f"tilshi: the crawl ended with exit code {code}; starting it again in {pause:.0f} s", err=True)
            self._stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
