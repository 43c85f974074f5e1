"""Settling a page: everything one visit brought, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from index.ledger import schedule
from index.ledger.articles import record_article, set_gone
from index.ledger.base import Room
from index.ledger.contract import LeaseLost, PageResult, UrlClaim
from index.ledger.lookup import find
from index.ledger.records import fetch_values, type_of_row
from index.ledger.runs import count_page
from index.ledger.schema import fetches, urls
from index.model import Outcome

# After these words a URL is not visited again, whatever it once brought.
_LAST_WORDS = frozenset({Outcome.GONE, Outcome.ROBOTS, Outcome.QUARANTINED})

Settled = tuple[Outcome, str | None]


# Built once: every page runs them, and building costs more than running.
_URL = select(urls).where(urls.c.key == bindparam("url")).with_for_update()
_WRITE_URL = update(urls).where(urls.c.key == bindparam("url_key"))
_LOG = insert(fetches).inline()


class Pages(Room):
    """The outcome of each visit."""

    def settle_page(self, run_id: int, claim: UrlClaim, result: PageResult) -> Settled:
        with self._database.writing() as connection:
            return _settle(connection, run_id, claim, result)

    def settle_pages(self, run_id: int, pages: Sequence[tuple[UrlClaim, PageResult]]) -> list[Settled | LeaseLost]:
        settled: list[Settled | LeaseLost] = []
        with self._database.writing() as connection:
            for claim, result in pages:
                try:
                    settled.append(_settle(connection, run_id, claim, result))
                except LeaseLost as lost:  # nothing was written for this one
                    settled.append(lost)
        return settled


def _settle(connection: Connection, run_id: int, claim: UrlClaim, result: PageResult) -> Settled:
    url = connection.execute(_URL, {"url": claim.url_key}).one_or_none()
    if url is None or url.fence != claim.fence:
        raise LeaseLost(claim.url)
    now = result.fetch.fetched_at
    outcome, article_id, is_candidate = _record(connection, url, result)
    visit = {"run_id": run_id, "url_key": url.key, "article_id": article_id, "outcome": outcome.value}
    connection.execute(_LOG, visit | fetch_values(result.fetch))
    count_page(connection, run_id, outcome, is_candidate=is_candidate)
    values: dict[str, object] = {
        "state": outcome.value,
        "article_id": article_id,
        "visited_at": now,
        "lease_until": None,
        "fence": url.fence + 1,
    }
    if result.retry_at is not None:
        values["due_at"] = schedule.next_attempt(now, result.retry_at)
    else:
        values |= {"attempts": 0, "due_at": _next_visit(connection, url.key, article_id, outcome, now)}
    if result.article is not None or outcome == Outcome.UNCHANGED:
        values |= {
            "etag": result.etag or (url.etag if outcome == Outcome.UNCHANGED else None),
            "last_modified": result.last_modified or (url.last_modified if outcome == Outcome.UNCHANGED else None),
        }
    connection.execute(_WRITE_URL, values | {"url_key": url.key})
    return outcome, article_id


def _record(connection: Connection, url: type_of_row, result: PageResult) -> tuple[Outcome, str | None, bool]:
    """Return outcome, article id, and whether this is a new candidate."""
    now = result.fetch.fetched_at
    if result.article is not None:
        recorded = record_article(connection, result.article, result.verdict, url.key, now)
        return recorded.outcome, recorded.article_id, recorded.outcome == Outcome.STORED and recorded.flagged
    if result.outcome is None:
        raise ValueError(f"{url.url}: a page was settled with neither outcome nor article")
    if url.article_id is not None and result.outcome in (Outcome.GONE, Outcome.UNCHANGED):
        set_gone(connection, url.article_id, now if result.outcome == Outcome.GONE else None, url.key)
    return result.outcome, url.article_id, False


def _next_visit(
    connection: Connection, key: str, article_id: str | None, outcome: Outcome, now: datetime
) -> datetime | None:
    """Return when to look at this URL again; None when the visit said its last word."""
    article = None if article_id is None else find(connection, article_id)
    if article is None:
        return None
    if article.home_key != key or outcome in _LAST_WORDS:
        return None
    return schedule.next_visit(article.first_seen_at, now, candidate=article.flagged)
