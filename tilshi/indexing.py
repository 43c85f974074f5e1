"""A thread that carries the ledger's outbox to the search view while another verb works."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.errors import HeldError, TilshiError
from index.ledger.contract import Ledger
from index.ledger.lock import hold
from index.options import Options

PAUSE_SECONDS = 2.0  # between two looks at the outbox: a decision shows in the search box about as soon


class Indexer:
    """Drains the outbox until stopped. Only one process at a time does it; the others try again later."""

    def __init__(self, options: Options, ledger: Ledger, report: Callable[[str], None]) -> None:
        self._options, self._ledger, self._report = options, ledger, report
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="indexer", daemon=True)
        self._said = ""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop after one last look at the outbox."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        stopping = False
        while not stopping:
            stopping = self._stop.wait(PAUSE_SECONDS)
            try:
                drain_once(self._options, self._ledger)
                self._said = ""
            except HeldError:
                continue  # the process that holds the index drains it
            except TilshiError as error:
                if str(error) != self._said:  # say a trouble once, not every two seconds
                    self._said = str(error)
                    self._report(f"{error}; what is not indexed yet waits in the outbox")


def drain_once(options: Options, ledger: Ledger) -> int:
    """Carry everything in the outbox to the search view. Raises HeldError when another process is at it."""
    from index.search import indexer, open_search

    if not ledger.outbox(1):
        return 0
    with hold(options.data, "index"):
        search = open_search(options)
        try:
            return indexer.drain(ledger, search)
        finally:
            search.close()


@contextmanager
def indexing(options: Options, ledger: Ledger, report: Callable[[str], None]) -> Iterator[None]:
    """Keep the search view up to date while the block runs, and once more at its end."""
    indexer = Indexer(options, ledger, report)
    indexer.start()
    try:
        yield
    finally:
        indexer.stop()
