"""GET /status: how the sources are doing, what was crawled, what the search view still misses."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from index.errors import SearchError
from index.estimates import miss_rate, recall
from review.desk import Here

router = APIRouter()


@router.get("/status")
def status(visit: Here) -> Response:
    """Show tilshi's health, troubled sources first."""
    whole = visit.desk.ledger.status(visit.now)
    try:
        view, trouble = visit.desk.search.describe(), ""
    except SearchError as error:
        view, trouble = "", str(error)
    sources = sorted((s for s in whole.sources if s.enabled), key=lambda s: (not s.trouble, s.name.casefold()))
    runs = visit.desk.ledger.runs(8)
    return visit.page(
        "status.html",
        whole=whole,
        sources=sources,
        runs=runs,
        view=view,
        trouble=trouble,
        per_day=visit.desk.audit,
        missed=miss_rate(whole.audit),
        found=recall(whole.audit),
    )
