"""The recorder: settles share a commit, nothing handed in is lost, and evidence comes before what refers to it."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive import Archive, Exchange
from crawler.recorder import Recorder
from index.ledger import open_ledger
from index.ledger.contract import DoorPoll, LeaseLost, Ledger, PageResult, UrlClaim
from index.model import Door, DoorType, Fetch, Item, Outcome, Source
from index.options import Options

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAGES = 30


def claims(ledger: Ledger, run_id: int) -> list[UrlClaim]:
    door = Door(DoorType.FEED, "https://paper.kz/rss")
    source = Source("paper", "Paper", "https://paper.kz/", ("ru",), "KZ", "media", (door,))
    ledger.sync_sources([source], NOW)
    lease = timedelta(minutes=5)
    [opened] = ledger.claim_doors(NOW, lease=lease, limit=1)
    items = tuple(Item(f"https://paper.kz/{number}") for number in range(PAGES))
    ledger.settle_door(opened, DoorPoll(NOW, 200, items), run_id=run_id)
    return ledger.claim_urls(NOW, lease=lease, limit=PAGES, per_host=PAGES)


def result(claim: UrlClaim, outcome: Outcome = Outcome.EMPTY) -> PageResult:
    return PageResult(Fetch(claim.url, claim.url, 200, NOW), outcome)


def test_settles_share_commits_and_one_lost_lease_fails_alone(tmp_path: Path) -> None:
    with closing(open_ledger(Options(data=tmp_path))) as ledger:
        run_id = ledger.start_run("crawl", NOW)
        found = claims(ledger, run_id)
        found[3] = replace(found[3], fence=found[3].fence + 1)
        recorder = Recorder(ledger, Archive(tmp_path), run_id)
        commits: list[int] = []
        together = ledger.settle_pages
        ledger.settle_pages = lambda run, pages: commits.append(len(pages)) or together(run, pages)  # type: ignore

        async def settle() -> list[object]:
            done = (recorder.settle_page(claim, result(claim)) for claim in found)
            return list(await asyncio.gather(*done, return_exceptions=True))

        answers = asyncio.run(settle())
        recorder.close()
        assert len(commits) <= 2
        assert sum(commits) == PAGES
        assert isinstance(answers.pop(3), LeaseLost)
        assert answers == [(Outcome.EMPTY, None)] * (PAGES - 1)
        assert ledger.run_summary(run_id).fetched == PAGES - 1


def test_calls_run_in_their_order_among_captures_and_settles(tmp_path: Path) -> None:
    with closing(open_ledger(Options(data=tmp_path))) as ledger:
        run_id = ledger.start_run("crawl", NOW)
        found = claims(ledger, run_id)
        archive = Archive(tmp_path)
        recorder = Recorder(ledger, archive, run_id)
        exchange = Exchange("https://paper.kz/0", NOW, 200, (), (), b"body")

        async def work() -> tuple[int, object]:
            settled = asyncio.ensure_future(recorder.settle_page(found[0], result(found[0])))
            captured = asyncio.ensure_future(recorder.capture(exchange))
            counted = asyncio.ensure_future(recorder.call(lambda: ledger.run_summary(run_id).fetched))
            await asyncio.gather(settled, captured)
            return await counted, captured.result()

        count, capture = asyncio.run(work())
        recorder.close()
        archive.close()
        assert count == 1, "the call saw the settle handed in before it"
        assert capture.warc_length > 0  # type: ignore[attr-defined]


def test_closing_finishes_what_was_handed_in(tmp_path: Path) -> None:
    with closing(open_ledger(Options(data=tmp_path))) as ledger:
        run_id = ledger.start_run("crawl", NOW)
        found = claims(ledger, run_id)
        recorder = Recorder(ledger, Archive(tmp_path), run_id)

        async def hand_in() -> None:
            tasks = [asyncio.ensure_future(recorder.settle_page(claim, result(claim))) for claim in found]
            await asyncio.sleep(0)
            for task in tasks:
                task.cancel()

        asyncio.run(hand_in())
        recorder.close()
        assert ledger.run_summary(run_id).fetched == PAGES
