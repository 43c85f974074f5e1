"""GET /: the queue, best first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from index.ledger.contract import Ledger
from index.model import Decision
from review.desk import Here, Visit, article_language
from review.words import LANGUAGES

router = APIRouter()

PAGE = 25
DAY = 1000  # decisions looked through for today's count; nobody decides more in a day


@router.get("/")
def queue(visit: Here, language: str | None = None, page: int = 1) -> Response:
    """Show what waits for a decision."""
    ledger = visit.desk.ledger
    language = article_language(language)
    total = visit.waiting(language)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    candidates = visit.queue(PAGE, (page - 1) * PAGE, language)
    return visit.page(
        "queue.html",
        candidates=candidates,
        language=language,
        total=total,
        sizes=[(tongue, visit.waiting(tongue)) for tongue in (None, *LANGUAGES)],
        page=page,
        pages=pages,
        per_page=PAGE,
        today=decided_today(ledger, visit.desk.reviewer, visit.now),
        quiet=None if candidates else _quiet(visit),
    )


def decided_today(ledger: Ledger, reviewer: str, now: datetime) -> dict[str, int]:
    """Return how many candidates this reviewer accepted and rejected since midnight (the machine's own zone)."""
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    counts = dict.fromkeys((decision.value for decision in Decision), 0)
    for review in ledger.reviews(limit=DAY):
        if review.decided_at < midnight:
            break
        if review.reviewer == reviewer and review.undone_at is None:
            counts[review.decision.value] += 1
    return counts


def _quiet(visit: Visit) -> dict[str, Any]:
    """Return what is worth knowing while nothing waits: is the crawl at work?"""
    ledger = visit.desk.ledger
    status = ledger.status(visit.now)
    return {
        "run": next(iter(ledger.runs(1)), None),
        "next_due_at": ledger.next_due_at(),
        "articles": status.articles,
        "troubled": sum(1 for source in status.sources if source.enabled and source.trouble),
        "pending": status.pending_verdicts,
    }
