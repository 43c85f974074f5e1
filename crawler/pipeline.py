"""From doors to the ledger: crawl() runs the whole of it, import_articles() the part after fetching."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import worker
from crawler.archive import Archive
from crawler.fetch.politeness import Politeness
from crawler.recorder import Recorder
from crawler.sandbox import Sandbox
from crawler.settings import scrapy_settings
from crawler.sources import load_sources
from crawler.steps import Job, Steps
from index.clock import Clock, SystemClock
from index.errors import ConfigurationError
from index.indexing import Indexing
from index.ledger import open_ledger
from index.ledger.contract import Ledger, RunSummary
from index.ledger.lock import hold
from index.model import Article, Source
from index.options import Options

Progress = Callable[[RunSummary], None]
Warn = Callable[[str], None]
_PROGRESS_EVERY = 0.5  # seconds
_PENDING_AT_ONCE = 200  # articles held in memory while they are judged

log = logging.getLogger("tilshi.crawl")


def crawl(
    options: Options,
    *,
    once: bool,
    source_ids: Collection[str] | None = None,
    progress: Progress | None = None,
    warn: Warn | None = None,
    stop: threading.Event | None = None,
    index: bool = True,
    clock: Clock | None = None,
) -> RunSummary:
    """Fetch what is due, read it and record it; return what was done.

    With `once`, end when nothing is due any more: every due door was polled once, every URL that fell due on the way
    was fetched (another attempt set for later is not awaited). Otherwise watch until `stop` is set or SIGINT or
    SIGTERM arrives; either ends the crawl cleanly within 35 seconds, a second signal at once. Leases are given back.
    `source_ids` forces these sources' doors, due or not, and leaves the others alone. `progress` is called on the
    crawl's own thread with what was done so far, `warn` with a sentence about what is broken but stops nothing (a
    source file, a missing model); without it these go to the log. `index` brings the search view along.

    Runs in the main thread, or in another one without watching for signals; once per process, since Twisted's reactor
    cannot start again. Raises HeldError when another crawl is at work on this data, ConfigurationError,
    StorageFullError, LedgerError.
    """
    clock = clock or SystemClock()
    warn = warn or log.warning
    with ExitStack() as stack:
        stack.enter_context(hold(options.data, "crawl"))
        sources = _load(options, source_ids, warn)
        ledger = stack.enter_context(contextlib.closing(open_ledger(options)))
        started_at = clock.now()
        ledger.sync_sources(list(sources.values()), started_at)
        if options.ledger == "sqlite":
            # We hold the lock of this ledger's directory: whoever still holds a lease was killed.
            ledger.free_leases()
        if index:
            stack.enter_context(Indexing(options, ledger))
        judge_pending(options, ledger)
        job = Job(ledger.start_run("crawl", started_at), started_at, once, source_ids, sources)
        try:
            _work(options, job, ledger, clock, _Ears(progress, warn, stop or threading.Event()))
        finally:
            summary = ledger.finish_run(job.run_id, clock.now())
        return summary


@dataclass(frozen=True, slots=True)
class _Ears:
    """Who hears of the crawl, and how it hears that it shall stop."""

    progress: Progress | None
    warn: Warn
    stop: threading.Event


def judge_pending(options: Options, ledger: Ledger) -> int:
    """Judge the articles that were stored while no model was at hand; return how many. Does nothing without one now."""
    judged = 0
    reader: worker.Reader | None = None
    while pending := ledger.pending_verdicts(_PENDING_AT_ONCE):
        reader = reader or worker.Reader(options)
        if reader.trouble:
            break
        for stored in pending:
            _, verdict = reader.judge(stored.article, language=stored.article.language.language)
            assert verdict, "a reader without trouble has a model"
            ledger.set_verdict(stored.id, stored.version, verdict)
        judged += len(pending)
    return judged


def _load(options: Options, source_ids: Collection[str] | None, warn: Warn) -> dict[str, Source]:
    found, problems = load_sources(options.sources)
    for problem in problems:
        warn(problem)
    sources = {source.id: source for source in found}
    for name in source_ids or ():
        if name not in sources:
            raise ConfigurationError(f"there is no source {name!r} in {options.sources}; see `tilshi sources list`")
        if not sources[name].enabled:
            raise ConfigurationError(f"the source {name!r} is not enabled; write enabled: true in its file first")
    if not any(source.enabled for source in found):
        told = f": {problems[0]}" if problems else ""
        raise ConfigurationError(f"no source in {options.sources} is enabled{told}")
    return sources


def _work(options: Options, job: Job, ledger: Ledger, clock: Clock, ears: _Ears) -> None:
    workers = options.workers
    archive = Archive(options.data)
    recorder = Recorder(ledger, archive, job.run_id)
    sandbox = Sandbox(workers.processes, workers.cpu_seconds, workers.memory_mb, worker.setup, (options,))
    politeness = Politeness(options.fetch.delay_seconds, options.fetch.concurrent_requests, 2 * workers.processes + 2)
    _apply_delays(politeness, job.sources.values())
    steps = Steps(job, recorder, sandbox, politeness, clock)
    gc.collect()
    gc.freeze()  # as in worker.setup: what was loaded stays
    gc.set_threshold(50_000, 20, 20)
    try:
        with _signals_restored():
            process = _Process(_logged(scrapy_settings(options), options.data), steps)
            process.crawl("watch", steps=steps)
            process.listen(ears)
            sandbox.submit(worker.trouble).add_done_callback(lambda told: _pass_on(told, ears.warn))
            process.start(install_signal_handlers=threading.current_thread() is threading.main_thread())
    finally:
        sandbox.close(wait=False)
        recorder.close()
        try:
            archive.close()
        finally:
            ledger.release(list(steps.open.values()))
    if steps.fatal:
        raise steps.fatal


def _pass_on(told: Future[str], warn: Warn) -> None:
    """Say once that the workers have no model; why a worker could not start at all, its pages will say."""
    if not told.cancelled() and told.exception() is None and told.result():
        warn(told.result())


def _apply_delays(politeness: Politeness, sources: Iterable[Source]) -> None:
    for source in sources:
        if source.delay_seconds is not None:
            for url in (source.url, *(door.url for door in source.doors), *source.mirrors):
                politeness.set_delay((urlsplit(url).hostname or "").lower(), source.delay_seconds)


def _logged(settings: Settings, data: Path) -> Settings:
    directory = data / "logs"
    directory.mkdir(parents=True, exist_ok=True)
    settings.set("LOG_FILE", str(directory / "crawl.log"))
    return settings


@contextmanager
def _signals_restored() -> Iterator[None]:
    """Give SIGINT and SIGTERM back to whoever handled them: Scrapy keeps them after the crawl."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Process(AsyncCrawlerProcess):
    """Scrapy's process, whose stop first makes our own parts give up their waiting."""

    def __init__(self, settings: Settings, steps: Steps) -> None:
        super().__init__(settings)
        self._steps = steps
        self._listener: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        self._steps.stop()
        await super().stop()

    def listen(self, ears: _Ears) -> None:
        self._listener = asyncio.get_event_loop().create_task(self._listen(ears))

    async def _listen(self, ears: _Ears) -> None:
        while not self._steps.stopping:
            await asyncio.sleep(_PROGRESS_EVERY)
            if ears.progress:
                ears.progress(self._steps.summary())
            if ears.stop.is_set():
                self._steps.stop()


def import_articles(
    options: Options,
    articles: Iterable[tuple[Article, str | None]],
    *,
    progress: Progress | None = None,
    index: bool = True,
    clock: Clock | None = None,
) -> RunSummary:
    """Give articles brought by hand the same path from language onward; return what was done.

    Each comes with its language when that is known, or None to have it detected. `progress` is called after each.
    Raises LedgerError, StorageFullError and whatever iterating over `articles` raises; what was recorded stays.
    """
    clock = clock or SystemClock()
    reader = worker.Reader(options)
    with ExitStack() as stack:
        ledger = stack.enter_context(contextlib.closing(open_ledger(options)))
        languages = {source.id: source.languages for source in ledger.sources()}
        if index:
            stack.enter_context(Indexing(options, ledger))
        run_id = ledger.start_run("import", clock.now())
        try:
            for article, language in articles:
                judged, verdict = reader.judge(article, languages.get(article.source_id, ()), language)
                ledger.import_article(run_id, judged, verdict, clock.now())
                if progress:
                    progress(ledger.run_summary(run_id))
        finally:
            summary = ledger.finish_run(run_id, clock.now())
        return summary
