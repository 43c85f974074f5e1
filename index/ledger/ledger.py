"""The ledger over a relational database: the nouns put together."""

from __future__ import annotations

from index.ledger.articles import Articles
from index.ledger.check import Check
from index.ledger.doors import Doors
from index.ledger.frontier import Frontier
from index.ledger.outbox import Outbox
from index.ledger.pages import Pages
from index.ledger.queue import Queue
from index.ledger.reviews import Reviews
from index.ledger.runs import Runs
from index.ledger.sources import Sources
from index.ledger.status import Status


class SqlLedger(Sources, Doors, Frontier, Pages, Runs, Articles, Queue, Reviews, Outbox, Status, Check):
    """Implements index.ledger.contract.Ledger on SQLite and PostgreSQL."""

    def close(self) -> None:
        self._database.close()
