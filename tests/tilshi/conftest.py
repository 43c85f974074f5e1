"""A command line run as people run it, and the press world crawled once for all tests that look at the result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.options import ROOT
from tests.newsroom.server import Newsroom, serve
from tests.newsroom.sources import write_sources
from tests.newsroom.world import World

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def tilshi(*arguments: object, given: str = "", **environ: str) -> Ran:
    """Run `tilshi` with `arguments` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-m", "tilshi", *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | environ,
        timeout=SECONDS,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class Desk:
    """A settings file, a data folder, and the newsroom both belong to."""

    newsroom: Newsroom
    config: Path
    data: Path

    def run(self, *arguments: object, given: str = "", **environ: str) -> Ran:
        verb, *rest = arguments
        if verb in ("index", "sources", "elasticsearch"):
            verb, rest = verb, [rest[0], "--config", self.config, "--data", self.data, *rest[1:]]
            return tilshi(verb, *rest, given=given, **environ)
        return tilshi(verb, "--config", self.config, "--data", self.data, *rest, given=given, **environ)


def open_desk(newsroom: Newsroom, folder: Path, *more: str) -> Desk:
    """Write the settings and sources of `newsroom` into `folder`; `more` are further lines of the settings."""
    write_sources(folder / "sources", newsroom, misbehaviours=False)
    config = folder / "tilshi.toml"
    lines = [
        f'sources = "{folder / "sources"}"',
        *more,
        "[fetch]",
        "delay_seconds = 0.0",
        "timeout_seconds = 5.0",
        'hosts = {"*.localhost" = "127.0.0.1"}',
    ]
    config.write_text("\n".join(lines), encoding="utf-8")
    return Desk(newsroom, config, folder / "data")


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Newsroom]:
    with serve(World()) as opened:
        yield opened


@pytest.fixture(scope="session")
def crawled(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk whose newsroom was crawled once."""
    desk = open_desk(newsroom, tmp_path_factory.mktemp("crawled"))
    ran = desk.run("crawl", "--once", "--json")
    assert ran.code == 0, ran.err
    return desk


@pytest.fixture
def fresh(newsroom: Newsroom, tmp_path: Path) -> Callable[..., Desk]:
    """Make a desk with nothing crawled yet."""
    return lambda *more: open_desk(newsroom, tmp_path, *more)
