"""robots.txt by RFC 9309, where Scrapy's own reading is too kind: a server in trouble forbids everything."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.coding import head
from crawler.fetch import challenge
from crawler.fetch.politeness import HostResting, Politeness, Stopping
from index.clock import Clock
from index.model import Outcome

MAX_BYTES = 500 * 1024  # RFC 9309 asks to read at least this much
FRESH = timedelta(hours=24)
RETRY = timedelta(minutes=10)  # after robots.txt could not be had
_LONGEST_REDIRECTS = 5


class RobotsDisallow(IgnoreRequest):
    """robots.txt forbids the address."""


class RobotsUnknown(IgnoreRequest):
    """robots.txt cannot be had just now, which forbids all until it can. Its cause, if any, is a failed fetch."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows. `rules` None with `reason` = nothing for now; None without = everything."""

    read_at: datetime
    rules: Protego | None = None
    reason: str = ""
    error: Exception | None = None

    def is_fresh(self, now: datetime) -> bool:
        return now - self.read_at < (RETRY if self.reason else FRESH)


class RobotsRules:
    """A downloader middleware that lets through what robots.txt allows, and hands its Crawl-delay to politeness."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"])
        self._politeness: Politeness = crawler.spider.politeness  # type: ignore[union-attr]
        self._clock: Clock = crawler.spider.clock  # type: ignore[union-attr]
        self._known: dict[str, Rules] = {}
        self._asking: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsRules:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        rules = await self._rules_of(f"{parts.scheme}://{parts.netloc}")
        if rules.reason:
            raise RobotsUnknown(rules.reason) from rules.error
        if rules.rules and not rules.rules.can_fetch(request.url, self._agent):
            raise RobotsDisallow(f"robots.txt of {parts.netloc} forbids this address")

    async def _rules_of(self, origin: str) -> Rules:
        now = self._clock.now()
        known = self._known.get(origin)
        if known and known.is_fresh(now):
            return known
        # Requests to one host arrive together; one of them asks, the others wait for the same answer.
        task = self._asking.get(origin)
        if task is None:
            task = self._asking[origin] = asyncio.ensure_future(self._ask(origin, known))
            task.add_done_callback(lambda _: self._asking.pop(origin, None))
        return await asyncio.shield(task)

    async def _ask(self, origin: str, last: Rules | None) -> Rules:
        request = Request(
            f"{origin}/robots.txt",
            meta={"is_robots": True, "redirect_ttl": _LONGEST_REDIRECTS},
            dont_filter=True,
        )
        now = self._clock.now()
        try:
            rules = self._read(await self._crawler.engine.download_async(request), now)
        except (Stopping, HostResting):
            raise
        except Exception as error:
            rules = Rules(now, None, f"robots.txt of {origin} cannot be had", error)
        if rules.reason and last and not last.reason and now - last.read_at < 2 * FRESH:
            rules = Rules(now - FRESH + RETRY, last.rules)  # the last good copy serves a while longer
        self._known[origin] = rules
        if rules.rules and (delay := rules.rules.crawl_delay(self._agent)):
            self._politeness.ask_delay((urlsplit(origin).hostname or "").lower(), float(delay))
        return rules

    def _read(self, response: Response, now: datetime) -> Rules:
        """Turn an answer into rules: 404 and 410 allow all; 5xx and 429 forbid; so do 401 and 403, unlike the RFC."""
        status = response.status
        if status in (404, 410):
            return Rules(now)
        if status != 200:
            forbids = status in (401, 403, 429) or status >= 500
            return Rules(now, None, f"robots.txt answered with status {status}" if forbids else "")
        headers = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        text = head(response.body, headers.get("content-encoding", ""), MAX_BYTES)
        met = challenge.look(status, headers, text, response.url)
        if met and met[0] is Outcome.CHALLENGE:
            return Rules(now, None, f"instead of robots.txt: {met[1]}")
        body = text.lstrip(b"\xef\xbb\xbf \r\n\t")
        if body[:1] == b"<":
            return Rules(now)  # a site that answers every address with a page has no robots.txt
        return Rules(now, Protego.parse(body.decode("utf-8", "replace")))
