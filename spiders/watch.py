"""The one spider: asks the ledger what is due, fetches it, and hands every answer on to be read and settled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import Exchange
from crawler.coding import Garbled, Oversized, decoded, head
from crawler.doors import MAX_ITEMS, DoorAnswer, DoorError
from crawler.fetch import challenge
from crawler.fetch.download import retry_after
from crawler.fetch.politeness import Stopping
from crawler.outcomes import Trouble, of_failure, of_status, pause_before_retry
from crawler.sandbox import TaskKilled
from crawler.steps import Claim, Steps, body_hash
from index.ledger.contract import DoorClaim, DoorPoll, UrlClaim
from index.model import DoorType, Fetch, Item, Outcome
from spiders.doors import OPENERS, read_door

# Stored in place of a validator that lied (the same ETag over other bytes); such a door is asked without one.
_DISTRUSTED = "distrusted"
# In one hour of six, a different one for each door, validators are not sent: a server that answers 304 for ever would
# otherwise hide its news from us.
_UNCONDITIONAL_HOURS = 6


class WatchSpider(Spider):
    """Opens doors and fetches pages. Made by crawler.pipeline, which gives it the steps of the work."""

    name = "watch"

    def __init__(self, steps: Steps, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.steps = steps
        self.politeness = steps.politeness
        self.clock = steps.clock
        self._posts: set[asyncio.Task[None]] = set()

    async def start(self) -> AsyncIterator[Request]:
        async for claim in self.steps.claims():
            if isinstance(claim, UrlClaim) and claim.item.text is not None:
                # The door brought the whole post: nothing is left to fetch.
                task = asyncio.ensure_future(self.steps.finish(claim, self.steps.settle_post(claim)))
                self._posts.add(task)
                task.add_done_callback(self._posts.discard)
                continue
            try:
                yield self._request(claim)
            except ValueError as error:
                trouble = Trouble(Outcome.QUARANTINED, f"the address cannot be requested ({error})")
                await self.steps.finish(claim, self.steps.settle_trouble(claim, trouble))

    def _request(self, claim: Claim) -> Request:
        if isinstance(claim, DoorClaim):
            url, headers = OPENERS[claim.door.type].address(claim.door), self._door_validators(claim)
        else:
            url, headers = claim.url, _conditional(claim.etag, claim.last_modified) if claim.known else {}
        return Request(
            url,
            headers=headers,
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"claim": claim},
            dont_filter=True,
        )

    async def answered(self, response: Response, claim: Claim) -> None:
        """Settle a claim the server answered."""
        work = self._door(response, claim) if isinstance(claim, DoorClaim) else self._page(response, claim)
        await self.steps.finish(claim, work)

    async def failed(self, failure: Failure) -> None:
        """Settle a claim that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        claim: Claim = request.cb_kwargs["claim"]
        error = failure.value
        if error is None or isinstance(error, Stopping):
            return  # stays open and is released when the crawl ends
        attempts = claim.attempts if isinstance(claim, UrlClaim) else 0
        trouble = of_failure(error, request.url, attempts)
        if isinstance(claim, DoorClaim) and trouble.outcome is not Outcome.REFUSED:
            trouble = Trouble(trouble.outcome, trouble.detail)  # the door's own schedule backs off
        await self.steps.finish(claim, self.steps.settle_trouble(claim, trouble))

    # --- pages ----------------------------------------------------------------------------------------------------

    async def _page(self, response: Response, claim: UrlClaim) -> None:
        headers = _plain_headers(response)
        if response.status == 304 and claim.known:
            fetch = Fetch(claim.url, response.url, 304, self.clock.now())
            await self.steps.settle_unchanged(claim, fetch)
            return
        fetch = await self.steps.capture(_exchange(response, self.clock.now()))
        trouble = self._obstacle(response, claim, headers)
        if trouble:
            await self.steps.settle_trouble(claim, trouble, fetch)
        else:
            await self.steps.settle_article(claim, fetch, response.body, headers)

    def _obstacle(self, response: Response, claim: UrlClaim, headers: Mapping[str, str]) -> Trouble | None:
        start = _start_of(response, headers)
        if met := challenge.look(response.status, headers, start, response.url):
            return Trouble(*met, pause_before_retry(met[0], claim.attempts))
        told = retry_after(headers.get("retry-after"), self.clock.now())
        # Scrapy follows redirects to http and https alone and hands the others over as they came.
        if 300 <= response.status < 400 and urlsplit(headers.get("location", "")).scheme:
            return Trouble(Outcome.REFUSED, "the address leads to one that is neither http nor https")
        if trouble := of_status(response.status, claim.attempts, claim.known, told):
            return trouble
        if urlsplit(response.url).path in ("", "/") and urlsplit(claim.url).path not in ("", "/"):
            return Trouble(Outcome.NOT_ARTICLE, "the address leads to the front page")
        return None

    # --- doors ----------------------------------------------------------------------------------------------------

    async def _door(self, response: Response, claim: DoorClaim) -> None:
        now, headers = self.clock.now(), _plain_headers(response)
        if response.status == 304:
            await self.steps.settle_door(claim, DoorPoll(now, 304, unchanged=True))
            return
        told = retry_after(headers.get("retry-after"), now)
        trouble = challenge.look(response.status, headers, _start_of(response, headers), response.url)
        status_trouble = of_status(response.status, 0, known=True)
        if trouble or status_trouble:
            error = trouble[1] if trouble else status_trouble.detail if status_trouble else ""
            await self.steps.settle_door(claim, DoorPoll(now, response.status, error=error, retry_after=told))
            return
        try:
            body = self._body(response)
        except DoorError as error:
            await self.steps.settle_door(claim, DoorPoll(now, response.status, error=str(error)))
            return
        if claim.body_hash == body_hash(body):
            await self.steps.settle_door(claim, DoorPoll(now, response.status, unchanged=True))
            return
        fetch = await self.steps.capture(_exchange(response, now))
        try:
            items, hashed = await self._read_all(response, body, claim)
        except (DoorError, TaskKilled) as error:
            detail = str(error) if isinstance(error, DoorError) else f"reading it was stopped ({error.reason})"
            await self.steps.settle_door(claim, DoorPoll(now, response.status, error=detail, capture=fetch))
            return
        if hashed == claim.body_hash:
            await self.steps.settle_door(claim, DoorPoll(now, response.status, unchanged=True))
            return
        etag, last_modified = _trusted(claim, headers, hashed)
        poll = DoorPoll(now, response.status, items, etag, last_modified, hashed, capture=fetch)
        await self.steps.settle_door(claim, poll)

    async def _read_all(self, response: Response, body: bytes, claim: DoorClaim) -> tuple[tuple[Item, ...], str]:
        """Return the items of an answer and of the further addresses it names, with the hash of all the bytes."""
        kind = claim.door.type
        reading = await self.steps.read(read_door, kind, self._answer(response, body, claim))
        items, bodies = list(reading.items), [body]
        errors: list[str] = []
        for url in reading.more_urls:
            try:
                more = await self.crawler.engine.download_async(Request(url, dont_filter=True))
                if more.status != 200:
                    raise DoorError(f"{url} answered with status {more.status}")
                body = self._body(more)
                items += (await self.steps.read(read_door, kind, self._answer(more, body, claim))).items
                bodies.append(body)
            except Stopping:
                raise
            except Exception as error:  # one child of several may fail, and the others still count
                errors.append(str(error) or type(error).__name__)
        if errors and not items:
            raise DoorError(errors[0])
        return tuple(items[:MAX_ITEMS]), body_hash(*bodies)

    def _body(self, response: Response) -> bytes:
        """Unpack the answer of a door. Done here: doors are few, and their bodies are compared however packed."""
        try:
            return decoded(response.body, _coding(response), self.crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        except (Oversized, Garbled) as error:
            raise DoorError(str(error)) from None

    def _answer(self, response: Response, body: bytes, claim: DoorClaim) -> DoorAnswer:
        source = self.steps.job.sources.get(claim.source_id)
        content_type = response.headers.get("Content-Type")
        return DoorAnswer(
            url=response.url,
            body=body,
            content_type=content_type.decode("latin-1") if content_type else None,
            now=self.clock.now(),
            zone=ZoneInfo(source.timezone) if source and source.timezone else UTC,
            article_pattern=claim.door.article_pattern,
        )

    def _door_validators(self, claim: DoorClaim) -> dict[str, str]:
        hour = int(self.clock.now().timestamp()) // 3600 + sum(claim.door.url.encode())
        # The index of a sitemap may stand still while its children change.
        indexed = claim.door.type in (DoorType.SITEMAP, DoorType.NEWS_SITEMAP)
        if indexed or claim.etag == _DISTRUSTED or hour % _UNCONDITIONAL_HOURS == 0:
            return {}
        return _conditional(claim.etag, claim.last_modified)


def _conditional(etag: str | None, last_modified: str | None) -> dict[str, str]:
    # Both go back byte for byte as they came: some servers compare them as text.
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def _trusted(claim: DoorClaim, headers: Mapping[str, str], hashed: str) -> tuple[str | None, str | None]:
    etag, last_modified = headers.get("etag"), headers.get("last-modified")
    same = etag == claim.etag if etag else last_modified is not None and last_modified == claim.last_modified
    if claim.etag == _DISTRUSTED or (same and claim.body_hash and claim.body_hash != hashed):
        return _DISTRUSTED, None
    return etag, last_modified


def _coding(response: Response) -> str:
    return b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")


def _start_of(response: Response, headers: Mapping[str, str]) -> bytes:
    try:
        return head(response.body, headers.get("content-encoding", ""), challenge.ENOUGH)
    except Garbled:
        return b""  # its reader will say so


def _plain_headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1", "replace")
        for name, values in response.headers.items()
    }


def _exchange(response: Response, now: datetime) -> Exchange:
    request = response.request
    assert request is not None
    return Exchange(
        url=response.url,
        fetched_at=now,
        status=response.status,
        request_headers=_header_list(request.headers),
        response_headers=_header_list(response.headers),
        payload=response.body,
        redirects=tuple(request.meta.get("redirect_urls", ())),
        address=str(response.ip_address) if response.ip_address else None,
    )


def _header_list(headers: Any) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]
