"""Turns at hosts: one request at a time to each, a pause between two, and no more downloads than can be read."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from time import monotonic

from scrapy.exceptions import IgnoreRequest

PATIENCE = 120.0  # seconds a request waits for its host; a host that wants more rest gets its request another day
LONGEST_REST = timedelta(hours=24)  # cap of Retry-After: 88 hours have been seen
_JITTER = 0.25  # share added to a pause at random, so that we do not knock in step with the clock


class HostResting(IgnoreRequest):
    """The host asked for a longer rest than a request waits. `remaining` says how long."""

    def __init__(self, host: str, remaining: timedelta) -> None:
        super().__init__(f"{host} asked us to wait; the next request is due in {remaining}")
        self.remaining = remaining


class Stopping(IgnoreRequest):
    """The crawl is stopping; the request was not sent."""


class Politeness:
    """Gives out turns. Belongs to one event loop.

    A turn at a host starts no sooner than the host's delay after the end of the last one. `downloads` turns run at
    once over all hosts, and none starts while `backlog()` answers are waiting to be read.
    """

    def __init__(
        self,
        delay: float,
        downloads: int,
        backlog: int,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._delay = delay
        self._own: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self._next_at: dict[str, float] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._downloads = asyncio.Semaphore(downloads)
        self._reading = asyncio.Semaphore(backlog)
        self._clock = clock
        self._closed = asyncio.Event()
        self._watchers: list[Callable[[], None]] = []

    def set_delay(self, host: str, seconds: float) -> None:
        """Use this pause at `host` (an outlet's own setting) instead of the general one."""
        self._own[host] = seconds

    def ask_delay(self, host: str, seconds: float) -> None:
        """Pause at least `seconds` at `host`, because its robots.txt asks for it (Crawl-delay)."""
        self._asked[host] = seconds

    def rest(self, host: str, pause: timedelta) -> None:
        """Send `host` nothing for this long."""
        until = self._clock() + min(pause, LONGEST_REST).total_seconds()
        self._next_at[host] = max(until, self._next_at.get(host, 0.0))

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the turn at `host`. Raises HostResting when that takes too long, Stopping when the crawl ends."""
        async with self._locks.setdefault(host, asyncio.Lock()):
            await self._pause(host)
            async with self._reading:  # only looks whether there is room; readers hold it
                pass
            async with self._downloads:
                self._refuse_if_closed()
                try:
                    yield
                finally:
                    delay = max(self._own.get(host, self._delay), self._asked.get(host, 0.0))
                    pause = delay * (1 + random.uniform(0, _JITTER))
                    self._next_at[host] = max(self._clock() + pause, self._next_at.get(host, 0.0))

    async def _pause(self, host: str) -> None:
        self._refuse_if_closed()
        while (wait := self._next_at.get(host, 0.0) - self._clock()) > 0:
            if wait > PATIENCE * (1 + _JITTER):
                raise HostResting(host, timedelta(seconds=round(wait)))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), wait)
            self._refuse_if_closed()

    def _refuse_if_closed(self) -> None:
        if self._closed.is_set():
            raise Stopping("the crawl is stopping")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Hold one of the places for answers that are being read; no download starts while all are taken."""
        async with self._reading:
            yield

    def on_close(self, callback: Callable[[], None]) -> None:
        """Have `callback` called when the crawl stops."""
        self._watchers.append(callback)

    def close(self) -> None:
        """Give out no more turns; requests that wait for one raise Stopping."""
        if not self._closed.is_set():
            self._closed.set()
            for callback in self._watchers:
                callback()
