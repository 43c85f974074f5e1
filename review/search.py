"""GET /search: find articles in everything stored."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from index.errors import SearchError
from index.model import ReviewState
from index.search.contract import Query, SearchPage
from review.desk import Here, article_language

router = APIRouter()

PAGE = 20
LAST_PAGE = 500  # engines refuse to page on for ever (Elasticsearch: 10,000 hits)


@router.get("/search")
def search(visit: Here, q: str = "", language: str | None = None, state: str | None = None, page: int = 1) -> Response:
    """Show what matches, or say why the engine does not answer; the rest of the desk works without it."""
    language = article_language(language)
    known = {item.value: item for item in ReviewState}
    page = min(max(page, 1), LAST_PAGE)
    wish = Query(q.strip(), language, state=known.get(state or ""), limit=PAGE, offset=(page - 1) * PAGE)
    found, trouble = SearchPage(0, ()), ""
    try:
        found = visit.desk.search.search(wish)
    except SearchError as error:
        trouble = str(error)
    names = {source.id: source.name for source in visit.desk.ledger.sources()}
    pages = min(LAST_PAGE, max(1, -(-found.total // PAGE)))
    return visit.page(
        "search.html",
        503 if trouble else 200,
        wish=wish,
        found=found,
        blind=visit.blind([hit.article_id for hit in found.hits]),
        trouble=trouble,
        names=names,
        page=page,
        pages=pages,
        states=list(ReviewState),
    )
