"""The one thread that waits for the disk: captures and ledger calls, many to one sync, never on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal, TypeVar

from crawler.archive import Archive, Exchange
from index.ledger.contract import LeaseLost, Ledger, PageResult, UrlClaim
from index.model import Capture, Outcome

_T = TypeVar("_T")
_BATCH = 64  # settles that share one sync of the archive and one commit of the ledger, at most
_GATHER = 0.1  # seconds a settle waits for others to share them with


@dataclass(slots=True)
class _Job:
    future: asyncio.Future[Any]
    call: Callable[[], Any]
    page: tuple[UrlClaim, PageResult] | None = None  # a settle, which may share a transaction with others
    is_write: bool = False  # to the archive: must lie on the disk before any later settle
    result: Any = None
    error: BaseException | None = None


class Recorder:
    """Runs jobs for coroutines of one event loop. `close` finishes what was handed in."""

    def __init__(self, ledger: Ledger, archive: Archive, run_id: int) -> None:
        self.ledger = ledger
        self._archive = archive
        self._run_id = run_id
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    async def capture(self, exchange: Exchange) -> Capture:
        """Write an exchange to the archive."""
        return await self._do(lambda: self._archive.write(exchange), is_write=True)

    async def capture_post(self, url: str, text: str, seen_at: Any) -> Capture:
        """Write a post to the archive."""
        return await self._do(lambda: self._archive.write_post(url, text, seen_at), is_write=True)

    async def settle_page(self, claim: UrlClaim, result: PageResult) -> tuple[Outcome, str | None]:
        """Settle a page, after its capture is safe on the disk."""
        call = lambda: self.ledger.settle_page(self._run_id, claim, result)  # noqa: E731
        settled: tuple[Outcome, str | None] = await self._do(call, page=(claim, result))
        return settled

    async def call(self, function: Callable[[], _T]) -> _T:
        """Run any other ledger call; captures written before are safe on the disk when it runs."""
        return await self._do(function)

    def close(self) -> None:
        """Finish every job handed in, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    async def _do(self, call: Callable[[], _T], **about: Any) -> _T:
        future: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(future, call, **about))
        return await future

    def _work(self) -> None:
        waiting: list[_Job] = []  # settles and, last, the call that ends the gathering
        deadline = 0.0
        while True:
            job = self._next(deadline if waiting else None)
            if isinstance(job, _Job) and job.is_write:
                _run(job, job.call)
                self._answer([job])
                continue
            if isinstance(job, _Job):
                if not waiting:
                    deadline = monotonic() + _GATHER
                waiting.append(job)
                if job.page and len(waiting) < _BATCH:
                    continue
            self._record(waiting)
            self._answer(waiting)
            waiting = []
            if job is None:
                return

    def _next(self, deadline: float | None) -> _Job | Literal["late"] | None:
        """Return the next job, None at the end, or "late" when the deadline comes first."""
        try:
            return self._jobs.get(timeout=None if deadline is None else max(deadline - monotonic(), 0.0))
        except queue.Empty:
            return "late"

    def _record(self, jobs: Sequence[_Job]) -> None:
        if not jobs:
            return
        try:
            self._archive.sync()
        except Exception as error:
            for job in jobs:
                job.error = error
            return
        pages = [job for job in jobs if job.page]
        if len(pages) > 1:
            self._settle_together(pages)
        for job in jobs:
            if job.result is None and job.error is None:
                _run(job, job.call)

    def _settle_together(self, jobs: Sequence[_Job]) -> None:
        try:
            settled = self.ledger.settle_pages(self._run_id, [job.page for job in jobs if job.page])
        except Exception:
            return  # one of them spoils the transaction: each is settled by itself, so that only that one fails
        for job, result in zip(jobs, settled, strict=True):
            if isinstance(result, LeaseLost):
                job.error = result
            else:
                job.result = result

    def _answer(self, jobs: Sequence[_Job]) -> None:
        if not jobs:
            return
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits for the answers
            jobs[0].future.get_loop().call_soon_threadsafe(_deliver, jobs)


def _run(job: _Job, call: Callable[[], Any]) -> None:
    try:
        job.result = call()
    except Exception as error:
        job.error = error


def _deliver(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
