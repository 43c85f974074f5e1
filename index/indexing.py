"""Keeps the search view up to date while something else works; trouble with search never stops that."""

from __future__ import annotations

import logging
import threading
import time

from index.errors import TilshiError
from index.ledger.contract import Ledger
from index.options import Options
from index.search import open_search
from index.search.contract import Search
from index.search.indexer import drain

_EVERY = 3.0  # seconds between two looks into the outbox, at least
_SHARE = 0.1  # of the time may go into indexing: large batches cost less, and a crawl in full swing needs the processor
_LATEST = 30.0  # seconds between two looks, at most
_LONGEST_WAIT = 60.0  # seconds, after repeated trouble

log = logging.getLogger("tilshi.index")


class Indexing:
    """A thread that drains the outbox while the block runs, and once more at its end."""

    def __init__(self, options: Options, ledger: Ledger) -> None:
        self._options = options
        self._ledger = ledger
        self._search: Search | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="indexing", daemon=True)

    def __enter__(self) -> Indexing:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ending.set()
        self._thread.join()
        if self._search:
            self._search.close()

    def _work(self) -> None:
        wait = _EVERY
        while not self._ending.wait(wait):
            began = time.monotonic()
            if self._drain():
                wait = min(max(_EVERY, (time.monotonic() - began) / _SHARE), _LATEST)
            else:
                wait = min(wait * 2, _LONGEST_WAIT)
        self._drain()

    def _drain(self) -> bool:
        try:
            self._search = self._search or open_search(self._options)
            drain(self._ledger, self._search)
        except TilshiError as error:
            log.warning("%s", error)
            return False
        except Exception:
            log.exception("the search view could not be brought up to date")
            return False
        return True
