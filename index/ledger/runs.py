"""Runs and their tallies: one word for every page worked on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from index.errors import LedgerError
from index.ledger.base import Room
from index.ledger.contract import RunSummary
from index.ledger.schema import runs, tallies
from index.model import Outcome

_COUNT = (
    update(tallies)
    .where(tallies.c.run_id == bindparam("run"), tallies.c.outcome == bindparam("word"))
    .values(pages=tallies.c.pages + 1)
)


class Runs(Room):
    """What each run did."""

    def start_run(self, kind: str, now: datetime) -> int:
        with self._database.writing() as connection:
            key = connection.execute(insert(runs).values(kind=kind, started_at=now)).inserted_primary_key
        return int(key[0]) if key else 0

    def finish_run(self, run_id: int, now: datetime) -> RunSummary:
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run_id).values(finished_at=now))
            found = _summaries(connection, run_id=run_id)
        return self._only(found, run_id)

    def run_summary(self, run_id: int) -> RunSummary:
        with self._database.reading() as connection:
            found = _summaries(connection, run_id=run_id)
        return self._only(found, run_id)

    def runs(self, limit: int = 20) -> list[RunSummary]:
        with self._database.reading() as connection:
            return _summaries(connection, limit=limit)

    def _only(self, found: list[RunSummary], run_id: int) -> RunSummary:
        if not found:
            raise LedgerError(f"{self._database.place}: there is no run {run_id}")
        return found[0]


def count_page(connection: Connection, run_id: int, outcome: Outcome, *, is_candidate: bool) -> None:
    """Add one page to a run's tally."""
    if not connection.execute(_COUNT, {"run": run_id, "word": outcome.value}).rowcount:
        connection.execute(insert(tallies).values(run_id=run_id, outcome=outcome.value, pages=1))
    if is_candidate:
        connection.execute(update(runs).where(runs.c.id == run_id).values(candidates=runs.c.candidates + 1))


def count_poll(connection: Connection, run_id: int, *, has_failed: bool) -> None:
    """Add one poll of a door to a run."""
    counts = {"doors_polled": runs.c.doors_polled + 1, "doors_failed": runs.c.doors_failed + int(has_failed)}
    connection.execute(update(runs).where(runs.c.id == run_id).values(counts))


def _summaries(connection: Connection, *, run_id: int | None = None, limit: int = 1) -> list[RunSummary]:
    query = select(runs).order_by(runs.c.id.desc()).limit(limit)
    if run_id is not None:
        query = query.where(runs.c.id == run_id)
    found = connection.execute(query).all()
    outcomes: dict[int, dict[str, int]] = {row.id: {} for row in found}
    counted = select(tallies).where(tallies.c.run_id.in_(list(outcomes))).order_by(tallies.c.outcome)
    for row in connection.execute(counted):
        outcomes[row.run_id][row.outcome] = row.pages
    return [
        RunSummary(
            run_id=row.id,
            kind=row.kind,
            started_at=row.started_at,
            finished_at=row.finished_at,
            fetched=sum(outcomes[row.id].values()),
            outcomes=outcomes[row.id],
            articles=outcomes[row.id].get(Outcome.STORED.value, 0),
            candidates=row.candidates,
            doors_polled=row.doors_polled,
            doors_failed=row.doors_failed,
        )
        for row in found
    ]
