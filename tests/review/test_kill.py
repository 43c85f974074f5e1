"""`kill -9` while people decide: what was acknowledged stays, what is sent again is not counted twice."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from index.ledger import open_ledger
from index.options import ROOT, Options
from tests.review.conftest import Stage

KILLS = 5
OWN = {"Sec-Fetch-Site": "same-origin"}


@contextmanager
def desk(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "tests.review.serve_desk", str(data)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip().rstrip("/")
        finally:
            process.kill()


def submit(url: str, article_id: str, choice: str, key: str) -> int | None:
    """Send a decision; return the number of the review it was acknowledged with, None when the desk died."""
    try:
        answer = httpx.post(
            f"{url}/articles/{article_id}/decision",
            data={"choice": choice, "form_key": key, "after": article_id},
            headers=OWN,
            timeout=20,
        )
    except httpx.TransportError:
        return None
    found = re.search(r"decided=(\d+)", answer.headers.get("location", ""))
    return int(found[1]) if found else None


def test_no_acknowledged_decision_is_lost_and_none_is_kept_twice(stage: Stage) -> None:
    luck, article_id = random.Random(7), stage.id_of("reporter-beaten")
    acknowledged: dict[str, int] = {}
    for kill in range(KILLS):
        unsure = ""
        with desk(stage.data) as (process, url):
            killer = threading.Timer(luck.uniform(0.1, 0.6), process.send_signal, [signal.SIGKILL])
            killer.start()
            for number in range(1000):
                key = f"killed-desk-{kill:04}-{number:04}"
                review = submit(url, article_id, "accept" if number % 2 else "X3", key)
                if review is None:
                    unsure = key
                    break
                acknowledged[key] = review
            killer.join()
        with desk(stage.data) as (_, url):
            again = submit(url, article_id, "X3", unsure)
            assert again is not None
            acknowledged[unsure] = again
            assert submit(url, article_id, "accept", unsure) == again
    reviews = open_ledger(Options(data=stage.data)).reviews(limit=10**6)
    assert len(acknowledged) > KILLS
    assert sorted(review.id for review in reviews) == sorted(acknowledged.values())


def test_the_desk_stops_cleanly_when_told_to(stage: Stage) -> None:
    with desk(stage.data) as (process, url):
        assert httpx.get(url + "/", timeout=20).status_code == 200
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) in (0, -signal.SIGTERM)
        assert time.monotonic() - started < 10
