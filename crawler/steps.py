"""The steps between an answer and its record, and the supply of work: what is claimed ends in exactly one settle."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

from crawler import worker
from crawler.archive import Exchange
from crawler.extraction import Page
from crawler.fetch.politeness import Politeness, Stopping
from crawler.outcomes import Trouble, pause_before_retry
from crawler.recorder import Recorder
from crawler.sandbox import Sandbox, TaskKilled
from crawler.worker import Reading
from index.clock import Clock
from index.errors import TilshiError
from index.ledger.contract import DoorClaim, DoorPoll, LeaseLost, PageResult, RunSummary, UrlClaim
from index.model import Fetch, Outcome, Source

_T = TypeVar("_T")
Claim = DoorClaim | UrlClaim

LEASE = timedelta(minutes=20)  # longer than PER_HOST requests of 30 s each, with a Crawl-delay of 120 s between them
PER_HOST = 8  # claims of one host at a time: enough that it never waits for us, too few to crowd out the others
ROOM = 200  # claims at a time, over all hosts
_DOORS_AT_ONCE = 32
_NAP = 5.0  # seconds between two looks for work when there is none
_GULP = 1.0  # seconds between two claims while there is enough to do: each costs a transaction
_CRASH_PAUSE = timedelta(minutes=10)

log = logging.getLogger("tilshi.crawl")


@dataclass(frozen=True, slots=True)
class Job:
    """What one call of crawl() is to do."""

    run_id: int
    started_at: datetime
    once: bool
    source_ids: Collection[str] | None  # only these, due or not; None = whatever is due
    sources: Mapping[str, Source]


class Steps:
    """Claims work, reads answers in the sandbox and settles them. Belongs to one event loop."""

    def __init__(self, job: Job, recorder: Recorder, sandbox: Sandbox, politeness: Politeness, clock: Clock) -> None:
        self.job = job
        self.politeness = politeness
        self.clock = clock
        self.open: dict[int, Claim] = {}  # claimed and not settled; what is left at the end is released
        self.fatal: TilshiError | None = None  # why the crawl cannot go on
        self.stopping = False
        self._recorder = recorder
        self._sandbox = sandbox
        self._outcomes: Counter[str] = Counter()
        self._candidates = 0
        self._changed = asyncio.Event()
        self._claimed_at = 0.0  # by the monotonic clock
        self._filled = 0  # open claims after the last claim

    # --- the supply of work ---------------------------------------------------------------------------------------

    async def claims(self) -> AsyncIterator[Claim]:
        """Yield work as it falls due: forever, or with `once` until nothing is due and nothing is open."""
        while not self.stopping:
            self._changed.clear()
            found = 0
            for claim in await self._claim():
                found += 1
                yield claim
            if found:
                continue
            if self.job.once and not self.open:
                return
            await self._nap()

    async def _claim(self) -> list[Claim]:
        room = ROOM - len(self.open)
        if self.stopping or not self._is_hungry(room):
            return []
        self._claimed_at = monotonic()
        try:
            claims = await self._recorder.call(lambda: self._claim_in_thread(room))
        except TilshiError as error:
            self.fail(error)
            return []
        self._filled = len(self.open)
        return claims

    def _is_hungry(self, room: int) -> bool:
        """Tell whether to claim: nothing is open, or there is room, and half is done or some time has passed."""
        if not self.open:
            return True
        waited = monotonic() - self._claimed_at
        return room >= ROOM // 4 and (len(self.open) <= self._filled // 2 or waited >= _GULP)

    def _claim_in_thread(self, room: int) -> list[Claim]:
        ledger, now, job = self._recorder.ledger, self.clock.now(), self.job
        doors = ledger.claim_doors(
            now,
            lease=LEASE,
            limit=min(room, _DOORS_AT_ONCE),
            source_ids=job.source_ids,
            even_if_not_due=job.source_ids is not None,
            # Forced doors are polled once; and with `once` a door is polled once however short its interval.
            polled_before=job.started_at if job.once or job.source_ids is not None else None,
        )
        urls = ledger.claim_urls(
            now, lease=LEASE, limit=max(room - len(doors), 1), per_host=PER_HOST, source_ids=job.source_ids
        )
        claims: list[Claim] = [*doors, *urls]
        # Noted here, not by the coroutine: should that be cancelled while it waits, nothing claimed is forgotten.
        self.open.update((id(claim), claim) for claim in claims)
        return claims

    async def _nap(self) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), _GULP if self.open else _NAP)
        except TimeoutError:
            return

    def stop(self) -> None:
        """Take no more work; what waits for its turn is given back."""
        self.stopping = True
        self.politeness.close()
        self._changed.set()

    def fail(self, error: TilshiError) -> None:
        """Stop because of an error that no other page would escape."""
        self.fatal = self.fatal or error
        self.stop()

    # --- one claim, from answer to settle -------------------------------------------------------------------------

    async def finish(self, claim: Claim, work: Awaitable[None]) -> None:
        """Run what ends in the claim's settle, and see to it that it does."""
        try:
            await work
        except LeaseLost:
            log.warning("%s: somebody else has taken this over; our answer is dropped", _url_of(claim))
        except TilshiError as error:
            self.fail(error)
            return  # stays open, so that it is released
        except Stopping:
            return
        except Exception as error:
            log.exception("%s: this should not have happened", _url_of(claim))
            await self._give_up(claim, error)
        self.open.pop(id(claim), None)
        self._changed.set()

    async def _give_up(self, claim: Claim, error: Exception) -> None:
        detail = f"working on it failed with {type(error).__name__}: {str(error)[:200]}"
        try:
            await self.settle_trouble(claim, Trouble(Outcome.QUARANTINED, detail))
        except LeaseLost:
            return
        except TilshiError as fatal:
            self.fail(fatal)

    async def capture(self, exchange: Exchange) -> Fetch:
        """Keep the answer as evidence, before anything interprets it."""
        headers = {name.lower(): value for name, value in exchange.response_headers}
        kept = await self._recorder.capture(exchange)
        return Fetch(
            url=exchange.redirects[0] if exchange.redirects else exchange.url,
            final_url=exchange.url,
            status=exchange.status,
            fetched_at=exchange.fetched_at,
            content_type=headers.get("content-type"),
            bytes=len(exchange.payload),
            capture=kept,
        )

    async def read(self, function: Callable[..., _T], *arguments: Any) -> _T:
        """Run `function` in the sandbox; no download starts while too many answers wait here."""
        async with self.politeness.reading():
            result: _T = await asyncio.wrap_future(self._sandbox.submit(function, *arguments))
            return result

    async def settle_article(self, claim: UrlClaim, fetch: Fetch, payload: bytes, headers: Mapping[str, str]) -> None:
        """Read a page and record what it is. `headers` of the answer have lower-case names."""
        source = self.job.sources.get(claim.source_id)
        languages, zone = (source.languages, source.timezone) if source else ((), None)
        page = Page(fetch.final_url, payload, fetch.content_type, claim.source_id, languages, claim.item, zone)
        reading = self.read(worker.read_page, page, headers.get("content-encoding", ""))
        await self._settle_reading(claim, fetch, reading, headers)

    async def settle_post(self, claim: UrlClaim) -> None:
        """Record a post that its door carried whole."""
        source, now = self.job.sources.get(claim.source_id), self.clock.now()
        text = claim.item.text or ""
        kept = await self._recorder.capture_post(claim.url, text, now)
        fetch = Fetch(claim.url, claim.url, None, now, "text/plain; charset=utf-8", len(text.encode()), kept)
        languages = source.languages if source else ()
        reading = self.read(worker.read_post, claim.source_id, languages, claim.item)
        await self._settle_reading(claim, fetch, reading, {})

    async def _settle_reading(
        self, claim: UrlClaim, fetch: Fetch, reading: Awaitable[Reading], validators: Mapping[str, str]
    ) -> None:
        try:
            read = await reading
        except TaskKilled as killed:
            await self.settle_trouble(claim, _trouble_of(killed, claim.attempts), fetch)
            return
        if read.outcome is Outcome.UNREACHABLE:
            pause = pause_before_retry(read.outcome, claim.attempts)
            await self.settle_trouble(claim, Trouble(read.outcome, read.detail, pause), fetch)
            return
        result = PageResult(
            fetch=replace(fetch, detail=read.detail),
            outcome=read.outcome,
            article=read.article,
            verdict=read.verdict,
            etag=validators.get("etag"),
            last_modified=validators.get("last-modified"),
        )
        outcome = await self._settle(claim, result)
        if outcome is Outcome.STORED and read.verdict and read.verdict.flagged:
            self._candidates += 1

    async def settle_unchanged(self, claim: UrlClaim, fetch: Fetch) -> None:
        """Record that the server says the page is as we know it (304)."""
        await self._settle(claim, PageResult(fetch, Outcome.UNCHANGED))

    async def settle_trouble(self, claim: Claim, trouble: Trouble, fetch: Fetch | None = None) -> None:
        """Record that there is no page, or that a door did not open."""
        now = self.clock.now()
        if isinstance(claim, DoorClaim):
            status = fetch.status if fetch else None
            poll = DoorPoll(now, status, error=trouble.detail, retry_after=trouble.pause, capture=fetch)
            await self.settle_door(claim, poll)
            return
        fetch = replace(fetch or Fetch(claim.url, claim.url, None, now), detail=trouble.detail)
        await self._settle(claim, PageResult(fetch, trouble.outcome, retry_at=trouble.retry_at(now)))

    async def settle_door(self, claim: DoorClaim, poll: DoorPoll) -> None:
        """Record a poll."""
        await self._recorder.call(lambda: self._recorder.ledger.settle_door(claim, poll, run_id=self.job.run_id))

    async def _settle(self, claim: UrlClaim, result: PageResult) -> Outcome:
        outcome, _ = await self._recorder.settle_page(claim, result)
        self._outcomes[outcome.value] += 1
        return outcome

    def summary(self) -> RunSummary:
        """Return what the run did so far."""
        return RunSummary(
            run_id=self.job.run_id,
            kind="crawl",
            started_at=self.job.started_at,
            finished_at=None,
            fetched=self._outcomes.total(),
            outcomes=dict(self._outcomes),
            articles=self._outcomes[Outcome.STORED.value],
            candidates=self._candidates,
        )


def body_hash(*bodies: bytes) -> str:
    """Return one hash for all the bodies a poll brought."""
    return hashlib.sha256(b"".join(hashlib.sha256(body).digest() for body in bodies)).hexdigest()


def _url_of(claim: Claim) -> str:
    return claim.door.url if isinstance(claim, DoorClaim) else claim.url


def _trouble_of(killed: TaskKilled, attempts: int) -> Trouble:
    if killed.reason == "time":
        return Trouble(Outcome.TOO_BIG, "reading the page took longer than a page may take")
    if killed.reason == "memory":
        return Trouble(Outcome.TOO_BIG, "reading the page took more memory than a page may take")
    if attempts == 0:
        return Trouble(Outcome.QUARANTINED, "the reader crashed on the page; it gets one more try", _CRASH_PAUSE)
    return Trouble(Outcome.QUARANTINED, "the reader crashed on the page twice")
