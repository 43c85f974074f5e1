"""Doors and frontier, over both engines: what is due, who may work on it, what comes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from index.ledger import Ledger, open_ledger
from index.ledger.contract import DoorPoll, LeaseLost, UrlClaim
from index.model import Item, Outcome
from index.options import Options
from tests.index.newsdesk import DAY, HOUR, LEASE, MINUTE, NOON, Newsdesk, article, fetch, page, source, verdict


def test_sources_come_back_as_synced(ledger: Ledger) -> None:
    synced = [source("b", enabled=False, timezone="Asia/Almaty"), source("a", delay_seconds=2.5, family="ab")]
    ledger.sync_sources(synced, NOON)
    assert ledger.sources() == [synced[1], synced[0]]


def test_a_removed_or_disabled_source_is_not_worked_on_and_keeps_its_history(ledger: Ledger) -> None:
    desk = Newsdesk(ledger, source("dala"), source("qala"))
    desk.discover("https://dala.kz/1", "https://dala.kz/2")
    desk.revisit("https://dala.kz/1")
    ledger.sync_sources([replace(source("dala"), enabled=False)], NOON)
    assert ledger.claim_doors(NOON + DAY, lease=LEASE, limit=10, even_if_not_due=True) == []
    assert desk.claim(NOON + DAY) == []
    assert ledger.next_due_at() is None
    ledger.sync_sources([source("dala")], NOON)
    assert [claim.url for claim in desk.claim(NOON)] == ["https://dala.kz/2"]
    assert ledger.status(NOON).articles == 1


def test_doors_are_claimed_once_oldest_first(ledger: Ledger) -> None:
    ledger.sync_sources([source("late", doors=2)], NOON + MINUTE)
    ledger.sync_sources([source("late", doors=2), source("early")], NOON)
    claims = ledger.claim_doors(NOON + HOUR, lease=LEASE, limit=2)
    assert [claim.source_id for claim in claims] == ["early", "late"]
    assert len(ledger.claim_doors(NOON + HOUR, lease=LEASE, limit=9)) == 1
    assert ledger.claim_doors(NOON + HOUR, lease=LEASE, limit=9, even_if_not_due=True) == []


def test_an_expired_door_lease_is_taken_over_and_the_old_holder_refused(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    old = desk.door()
    new = desk.door(NOON + LEASE)
    with pytest.raises(LeaseLost):
        ledger.settle_door(old, DoorPoll(NOON, 200, (Item("https://dala.kz/1"),)))
    assert ledger.next_due_at() == new.lease_until
    assert ledger.settle_door(new, DoorPoll(NOON + LEASE, 200)) == 0
    with pytest.raises(LeaseLost):
        ledger.settle_door(new, DoorPoll(NOON + LEASE, 200))


def test_a_forced_run_polls_each_door_once(ledger: Ledger) -> None:
    desk = Newsdesk(ledger, source(doors=2), source("qala"))
    start = NOON + MINUTE
    polled = 0
    while claims := ledger.claim_doors(
        start, lease=LEASE, limit=1, source_ids=["dala"], even_if_not_due=True, polled_before=start
    ):
        ledger.settle_door(claims[0], DoorPoll(start, 200), run_id=desk.run)
        polled += 1
    assert polled == 2
    assert ledger.run_summary(desk.run).doors_polled == 2


def test_validators_are_kept_while_a_door_is_unchanged_and_through_failures(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    ledger.settle_door(desk.door(), DoorPoll(NOON, 200, etag='"1"', last_modified="Sat", body_hash="ff"))
    now = NOON + HOUR
    ledger.settle_door(desk.door(now), DoorPoll(now, 304, unchanged=True))
    now += HOUR
    ledger.settle_door(desk.door(now), DoorPoll(now, 500, error="the server is unwell"), run_id=desk.run)
    claim = desk.door(now + HOUR)
    assert (claim.etag, claim.last_modified, claim.body_hash, claim.failures) == ('"1"', "Sat", "ff", 1)
    ledger.settle_door(claim, DoorPoll(now, 200, etag='"2"'))
    claim = desk.door(now + 2 * HOUR)
    assert (claim.etag, claim.last_modified, claim.failures) == ('"2"', None, 0)
    assert ledger.run_summary(desk.run).doors_failed == 1


def test_failures_back_off_and_show_in_status(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    now = NOON
    for failures in (1, 2, 3):
        ledger.settle_door(desk.door(now), DoorPoll(now, None, error="no answer\nfrom \u202edala.kz"))
        due_at = ledger.next_due_at()
        assert due_at == now + failures * 30 * MINUTE
        now = due_at
    (status,) = ledger.status(now).sources
    assert (status.failing_doors, status.trouble, status.last_success_at) == (1, "no answer from dala.kz", None)
    ledger.settle_door(desk.door(now), DoorPoll(now, 429, error="too many", retry_after=timedelta(hours=88)))
    assert ledger.next_due_at() == now + DAY


def test_a_poll_discovers_each_address_once(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    urls = [
        "https://dala.kz/1",
        "http://www.dala.kz/1/?utm_source=rss",
        "https://dala.kz/2",
        "javascript:alert(1)",
        "://",
    ]
    assert desk.discover(*urls, "https://dala.kz/\ud800", "https://dala.kz/" + "x" * 5000) == 2
    assert desk.discover(*urls) == 0
    assert {claim.url for claim in desk.claim()} == {"https://dala.kz/1", "https://dala.kz/2"}


def test_what_a_door_said_reaches_the_claim_cleaned(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    item = Item(
        "https://t.me/dala/7", "Тақырып\x00", NOON, NOON + HOUR, "Бірінші\x00 \ud800абзац\r\n\nекінші", "\u202eДала"
    )
    assert desk.discover(items=(item,)) == 1
    (claim,) = desk.claim()
    assert claim.item == replace(item, title="Тақырып", text="Бірінші абзац\n\nекінші", author="Дала")
    assert (claim.host, claim.source_id, claim.attempts, claim.known) == ("t.me", "dala", 0, False)


def test_a_known_url_is_due_again_when_its_item_was_updated_after_our_visit(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    desk.visit(url)
    assert desk.discover(items=(Item(url, updated_at=NOON - HOUR),), now=NOON + MINUTE) == 0
    future = (Item(url, updated_at=NOON + 365 * DAY),)
    assert desk.discover(items=future, now=NOON + MINUTE) == 1
    assert desk.discover(items=future, now=NOON + MINUTE) == 0, "it is due already"
    assert desk.revisit(url, now=NOON + MINUTE)[0] == Outcome.UNCHANGED
    assert desk.discover(items=future, now=NOON + 2 * MINUTE) == 0, "a date in the future is news once"
    assert desk.discover(items=(Item(url, updated_at=NOON + 366 * DAY),), now=NOON + 2 * MINUTE) == 1


def test_a_whole_post_is_due_when_its_text_changed(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://t.me/dala/7"
    assert desk.discover(items=(Item(url, text="Бір"),)) == 1
    desk.revisit(url)
    assert desk.discover(items=(Item(url, text="Бір"),), now=NOON + MINUTE) == 0
    assert desk.discover(items=(Item(url, text="Екі"),), now=NOON + MINUTE) == 1
    (claim,) = desk.claim(NOON + MINUTE)
    assert (claim.item.text, claim.known) == ("Екі", True)


def test_urls_are_claimed_fairly_over_hosts_oldest_first(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    desk.discover(*(f"https://big.kz/{n}" for n in range(50)))
    desk.discover("https://a.kz/1", "https://b.kz/1", now=NOON + MINUTE)
    claims = desk.claim(NOON + HOUR, limit=4, per_host=2)
    hosts = [claim.host for claim in claims]
    assert (hosts[:2], sorted(hosts[2:])) == (["big.kz", "big.kz"], ["a.kz", "b.kz"])
    assert desk.claim(NOON + HOUR, limit=9, per_host=2) == [], "every host has its share out or nothing due"
    desk.settle(claims[0], page(claims[0].url, outcome=Outcome.EMPTY))
    assert [claim.host for claim in desk.claim(NOON + HOUR, limit=9, per_host=2)] == ["big.kz"]


def test_claims_of_named_sources_only(ledger: Ledger) -> None:
    desk = Newsdesk(ledger, source("dala"), source("qala"))
    for claim in ledger.claim_doors(NOON, lease=LEASE, limit=2):
        ledger.settle_door(claim, DoorPoll(NOON, 200, (Item(f"https://{claim.source_id}.kz/1"),)))
    claims = ledger.claim_urls(NOON, lease=LEASE, limit=9, per_host=9, source_ids=["qala"])
    assert [claim.url for claim in claims] == ["https://qala.kz/1"]
    assert ledger.next_due_at(["qala"]) == NOON + LEASE
    assert ledger.next_due_at(["dala"]) == NOON
    assert ledger.next_due_at([]) is None
    assert desk.claim()[0].source_id == "dala"


def test_work_of_a_killed_process_comes_back(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    desk.discover("https://dala.kz/1")
    (lost,) = desk.claim()
    assert desk.claim(NOON + LEASE - MINUTE) == []
    assert ledger.next_due_at() == NOON + LEASE
    (taken,) = desk.claim(NOON + LEASE)
    assert (taken.attempts, lost.attempts) == (1, 0)
    with pytest.raises(LeaseLost):
        desk.settle(lost, page(lost.url, article=article(lost.url)))
    assert ledger.run_summary(desk.run).fetched == 0
    assert desk.settle(taken, page(taken.url, article=article(taken.url)))[0] == Outcome.STORED


def test_released_claims_are_due_again_without_counting_an_attempt(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    desk.discover("https://dala.kz/1")
    door = ledger.claim_doors(NOON + HOUR, lease=LEASE, limit=1)[0]
    (claim,) = desk.claim(NOON + HOUR)
    ledger.release([claim, door])
    ledger.release([claim, door])
    assert ledger.next_due_at() == NOON
    (again,) = desk.claim(NOON + HOUR)
    assert (again.attempts, again.fence > claim.fence) == (0, True)
    with pytest.raises(LeaseLost):
        desk.settle(claim, page(claim.url, outcome=Outcome.EMPTY))
    ledger.release([claim])
    assert desk.claim(NOON + HOUR) == [], "an old claim cannot release a new one"


def test_freed_leases_are_due_at_once_and_their_holders_refused(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    desk.discover("https://dala.kz/1")
    desk.door(NOON + HOUR)
    (claim,) = desk.claim(NOON + HOUR)
    assert ledger.free_leases() == 2
    assert ledger.free_leases() == 0
    with pytest.raises(LeaseLost):
        desk.settle(claim, page(claim.url, outcome=Outcome.EMPTY))
    assert desk.claim(NOON + HOUR)[0].attempts == 1
    assert desk.door(NOON + HOUR)


def test_a_retry_waits_counts_its_attempts_and_ends(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    desk.discover(url)
    (claim,) = desk.claim()
    broken = page(url, outcome=Outcome.SERVER_ERROR, retry_at=NOON + HOUR)
    assert desk.settle(claim, broken) == (Outcome.SERVER_ERROR, None)
    assert desk.claim(NOON + HOUR - MINUTE) == []
    (claim,) = desk.claim(NOON + HOUR)
    assert claim.attempts == 1
    desk.settle(claim, replace(broken, retry_at=NOON + 90 * DAY))
    (claim,) = desk.claim(NOON + DAY)
    assert claim.attempts == 2
    desk.settle(claim, page(url, outcome=Outcome.QUARANTINED))
    assert desk.claim(NOON + 90 * DAY) == []
    assert ledger.run_summary(desk.run).outcomes == {"server-error": 2, "quarantined": 1}
    assert ledger.status(NOON).quarantined == 1


@pytest.mark.parametrize(("score", "ages"), [(0.1, [DAY]), (0.9, [HOUR, DAY, 7 * DAY])])
def test_candidates_are_visited_again_three_times_and_others_once(
    ledger: Ledger, score: float, ages: list[timedelta]
) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    desk.brings(url, score)
    ledger.sync_sources([replace(source(), doors=())], NOON)
    seen = []
    while moment := ledger.next_due_at():
        outcome, _ = desk.revisit(url, article(url, f"Мәтін {url}"), verdict(score), moment)
        seen.append((outcome, moment - NOON))
    assert seen == [(Outcome.UNCHANGED, age) for age in ages]


def test_a_passing_trouble_does_not_end_the_watch_on_an_article(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    desk.brings(url)
    (claim,) = desk.claim(NOON + HOUR)
    desk.settle(claim, page(url, NOON + HOUR, outcome=Outcome.CHALLENGE))
    (claim,) = desk.claim(NOON + DAY)
    desk.settle(claim, page(url, NOON + DAY, outcome=Outcome.GONE))
    assert desk.claim(NOON + 30 * DAY) == []


def test_page_validators_come_back_with_the_next_claim(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    desk.discover(url)
    (claim,) = desk.claim()
    desk.settle(claim, page(url, article=article(url), etag='"1"', last_modified="Sat"))
    (claim,) = desk.claim(NOON + DAY)
    assert (claim.etag, claim.last_modified) == ('"1"', "Sat")
    assert desk.settle(claim, page(url, NOON + DAY, outcome=Outcome.UNCHANGED))[0] == Outcome.UNCHANGED


def test_two_workers_never_hold_the_same_work(ledger_options: Options) -> None:
    workers = [open_ledger(ledger_options) for _ in range(2)]
    desk = Newsdesk(workers[0], *(source(f"s{n}") for n in range(20)))
    desk.discover(*(f"https://h{n % 8}.kz/{n}" for n in range(200)))

    def work(ledger: Ledger) -> tuple[list[str], list[str]]:
        doors = [c.door.url for _ in range(9) for c in ledger.claim_doors(NOON, lease=LEASE, limit=1)]
        claimed: list[UrlClaim] = []
        while claims := ledger.claim_urls(NOON, lease=LEASE, limit=5, per_host=200):
            claimed += claims
            for claim in claims:
                ledger.settle_page(desk.run, claim, page(claim.url, article=article(claim.url, claim.url)))
        return doors, [claim.url for claim in claimed]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, workers * 2))
    doors = [door for found, _ in results for door in found]
    urls = [url for _, found in results for url in found]
    assert len(doors) == len(set(doors)) == 19
    assert len(urls) == len(set(urls)) == 200
    assert workers[0].run_summary(desk.run).outcomes == {"stored": 200}
    assert workers[1].check() == []
    for worker in workers:
        worker.close()


def test_workers_share_the_limit_of_a_host(ledger_options: Options) -> None:
    workers = [open_ledger(ledger_options) for _ in range(2)]
    desk = Newsdesk(workers[0])
    desk.discover(*(f"https://one.kz/{n}" for n in range(50)))
    with ThreadPoolExecutor(4) as pool:
        claims = pool.map(lambda worker: worker.claim_urls(NOON, lease=LEASE, limit=9, per_host=3), workers * 4)
        assert sum(map(len, claims)) == 3
    for worker in workers:
        worker.close()


def test_one_article_brought_by_two_workers_at_once_is_stored_once(ledger_options: Options) -> None:
    workers = [open_ledger(ledger_options) for _ in range(4)]
    desk = Newsdesk(workers[0])
    urls = [f"https://dala.kz/{n}?" for n in range(12)]
    desk.discover(*urls)
    claims = desk.claim(limit=12, per_host=12)
    canonical = "https://dala.kz/story"

    def settle(pair: tuple[Ledger, UrlClaim]) -> Outcome:
        brought = article(pair[1].url, canonical_url=canonical)
        return pair[0].settle_page(desk.run, pair[1], page(pair[1].url, article=brought, verdict=verdict()))[0]

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(settle, zip(workers * 3, claims, strict=True)))
    assert outcomes == ["duplicate"] * 11 + ["stored"]
    assert workers[0].queue_size() == 1
    for worker in workers:
        worker.close()


def test_the_poll_of_a_door_leaves_its_fetch_in_the_log(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    poll = DoorPoll(NOON, 200, (Item("https://dala.kz/1"),), capture=fetch("https://dala.kz/rss/0"))
    assert ledger.settle_door(desk.door(), poll, run_id=desk.run) == 1
    desk.revisit("https://dala.kz/1")
    assert ledger.finish_run(desk.run, NOON).fetched == 1, "a door is no page"
