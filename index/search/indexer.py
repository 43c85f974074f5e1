"""The way from the ledger to the search view: drain the outbox, or rebuild the whole view."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from index.ledger.contract import Ledger
from index.model import StoredArticle
from index.search.contract import Search


def drain(ledger: Ledger, search: Search, batch: int = 500) -> int:
    """Bring every change in the outbox to the view and return how many there were.

    An article the engine will never take is set aside with the reason. Killed between put and acknowledge, the next
    drain puts the same again, which changes nothing. An empty view is rebuilt whole: it is new, or somebody deleted it.
    Raises SearchError (the outbox keeps what is due) or LedgerError.
    """
    done = 0
    while entries := ledger.outbox(batch):
        if not done and search.count() == 0:
            return rebuild(ledger, search)
        refusals = {
            refusal.article_id: refusal.reason
            for refusal in search.put([(entry.sequence, entry.stored) for entry in entries if entry.stored])
        }
        if dropped := [entry.article_id for entry in entries if not entry.stored]:
            search.remove(dropped)
        for entry in entries:
            if entry.article_id in refusals:
                ledger.quarantine_entry(entry.sequence, refusals[entry.article_id])
        ledger.acknowledge([entry.sequence for entry in entries if entry.article_id not in refusals])
        done += len(entries)
    return done


def rebuild(ledger: Ledger, search: Search, progress: Callable[[int], None] | None = None) -> int:
    """Replace the view by what the ledger holds and return how many articles that is; searches go on meanwhile.

    `progress` is told how many articles were handed over so far.
    """
    mark = ledger.outbox_mark()
    count = search.rebuild(_counted(ledger, mark, progress))
    ledger.clear_outbox(mark)
    return count


def _counted(ledger: Ledger, mark: int, progress: Callable[[int], None] | None) -> Iterator[tuple[int, StoredArticle]]:
    for number, stored in enumerate(ledger.all_articles(), 1):
        yield mark, stored
        if progress:
            progress(number)
