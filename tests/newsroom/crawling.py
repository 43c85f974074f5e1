"""A whole crawl in a process of its own: Twisted's reactor starts once a process, and a child can be killed."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.ledger.contract import RunSummary
from index.options import Options

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class StandingClock:
    """A clock that shows one moment: the crawl happens then."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True, slots=True)
class Errand:
    """One crawl to run: `at` moves its clock, `source_ids` forces these sources' doors."""

    options: Options
    at: datetime | None = None
    source_ids: tuple[str, ...] | None = None


class CrawlFailed(AssertionError):
    """The child ended without a summary; the message is what it wrote to its standard error."""


def start(
    options: Options, *, at: datetime | None = None, source_ids: Collection[str] | None = None
) -> subprocess.Popen[bytes]:
    """Start `crawl(options, once=True)` as a child process, in a process group of its own."""
    errand = Errand(options, at, tuple(source_ids) if source_ids is not None else None)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.newsroom.crawling"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdin
    child.stdin.write(pickle.dumps(errand))
    child.stdin.close()
    child.stdin = None
    return child


def run(options: Options, *, at: datetime | None = None, source_ids: Collection[str] | None = None) -> RunSummary:
    """Run `crawl(options, once=True)` in a child process and return its summary. Raises CrawlFailed."""
    with start(options, at=at, source_ids=source_ids) as child:
        out, err = child.communicate(timeout=170)
    if child.returncode != 0:
        raise CrawlFailed(err.decode())
    summary: RunSummary = pickle.loads(out)
    return summary


def main() -> None:
    """Run the errand that comes over standard input; write the summary to standard output."""
    from crawler.pipeline import crawl

    errand: Errand = pickle.load(sys.stdin.buffer)
    clock = StandingClock(errand.at) if errand.at else None
    summary = crawl(errand.options, once=True, source_ids=errand.source_ids, clock=clock)
    sys.stdout.buffer.write(pickle.dumps(summary))


if __name__ == "__main__":
    main()
