"""kill -9 at twenty random moments while newsrooms publish, then one whole run: nothing lost, nothing twice."""

from __future__ import annotations

import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import read_capture
from index.identity import article_id
from index.ledger import open_ledger
from index.options import Options
from index.search import open_search
from tests.newsroom import crawling
from tests.newsroom.server import Newsroom, serve
from tests.newsroom.sources import options
from tests.newsroom.world import World

KILLS = 20
SEED = 7
# One outlet for each kind of door; the whole world would only take longer.
OUTLETS = ("stepnoy-kurier", "volzhskie-vedomosti", "astana-ledger", "gorod-online", "press-shield", "tg-dala-news")
DOORSTEP = 2 * len(OUTLETS)  # requests of one round before its first page: robots.txt and door of each outlet


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serve(World(only=OUTLETS)) as running:
        yield running


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_and_nothing_comes_twice(newsroom: Newsroom, tmp_path: Path) -> None:
    settings = options(newsroom, tmp_path, misbehaviours=False)
    settings = replace(settings, workers=replace(settings.workers, processes=1))  # half the time to start
    world, chance = newsroom.world, random.Random(SEED)
    held_back = world.stories()
    chance.shuffle(held_back)
    for story in held_back:
        world.withdraw(story)

    kills, held = 0, [0]
    while kills < KILLS:
        for _ in range(chance.randint(1, 3)):
            if held_back:
                world.publish(held_back.pop())
        missing = len(world.stories()) - held[-1]
        # One kill in five comes before the first page: while the crawl starts, or stands at the doors.
        moment = DOORSTEP + chance.randint(0, missing) if chance.random() < 0.8 else chance.randint(0, DOORSTEP)
        kills += _crawl_and_kill(newsroom, settings, moment, chance.uniform(0.0, 0.5))
        with contextlib.closing(open_ledger(settings)) as ledger:
            assert ledger.check() == []
            held.append(sum(1 for _ in ledger.all_articles()))
    assert held == sorted(held), "an article that was there is gone"

    assert len(set(held)) > KILLS // 4, f"the kills did not meet the crawl at work: {held}"
    assert len(held) < 2 * KILLS, f"too many crawls ended before they could be killed: {held}"

    for story in held_back:
        world.publish(story)
    crawling.run(settings, source_ids=OUTLETS)
    _check_whole(newsroom, settings)


def _crawl_and_kill(newsroom: Newsroom, settings: Options, requests: int, pause: float) -> bool:
    """Start a crawl and kill it `pause` seconds after its request number `requests` (0 = while it starts).

    Returns whether it was still at work.
    """
    newsroom.requests.clear()
    with crawling.start(settings, source_ids=OUTLETS) as child:
        _wait(lambda: newsroom.requests.count() >= requests or child.poll() is not None, 60)
        time.sleep(pause)
        child.kill()
        killed = child.wait() == -signal.SIGKILL
        # Workers that outlive their parent would hold memory, and the data, against the next run.
        _wait(lambda: not _is_alive(child.pid), 10)
    return killed


def _wait(until: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, f"waited for {seconds} s in vain"
        time.sleep(0.005)


def _is_alive(group: int) -> bool:
    """Tell whether any process of the group still runs; a zombie nobody reaped does not."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group = entry.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                return True
    return False


def _check_whole(newsroom: Newsroom, settings: Options) -> None:
    expected = [article_id(newsroom.url(story.outlet.host, story.path)) for story in newsroom.world.stories()]
    with contextlib.closing(open_ledger(settings)) as ledger:
        stored = [found.id for found in ledger.all_articles()]
        assert Counter(stored) == Counter(expected)
        assert {key: len(ledger.versions(key)) for key in stored} == dict.fromkeys(stored, 1)
        assert ledger.check() == []
        captures = {key: [fetch.capture for fetch in ledger.captures(key)] for key in stored}
        assert all(captures.values())
        for capture in (capture for of_article in captures.values() for capture in of_article):
            assert capture and read_capture(settings.data, capture)
        assert ledger.outbox(10) == []
    with contextlib.closing(open_search(settings)) as search:
        assert search.count() == len(expected)
