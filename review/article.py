"""GET /articles/{id}: one article, why it was flagged, and the decision to take."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import APIRouter
from fastapi.responses import Response

from index.model import Removed, RemovedKind, StoredArticle
from review.desk import Here, Visit, article_language
from review.place import place_of

router = APIRouter()


@router.get("/articles/{article_id}")
def article(visit: Here, article_id: str, language: str | None = None, version: int | None = None) -> Response:
    """Show one article; `version` an older text of it; `language` keeps the queue's filter."""
    ledger = visit.desk.ledger
    stored = ledger.article(article_id)
    if stored is None:
        return not_found(visit)
    language = article_language(language)
    versions = ledger.versions(stored.id)
    newest = (stored.version, stored.changed_at, stored.article)
    shown_version, _, shown = next((entry for entry in versions if entry[0] == version), newest)
    names = {source.id: source.name for source in ledger.sources()}
    place = place_of(visit, stored.id, language)
    return visit.page(
        "article.html",
        stored=stored,
        shown=shown,
        shown_version=shown_version,
        removed=_by_kind(shown.removed),
        place=place,
        place_total=visit.waiting(language),
        blind=place is not None and place.candidate.blind,
        language=language,
        versions=versions,
        captures=ledger.captures(stored.id),
        reviews=ledger.reviews(article_id=stored.id),
        reprints=_reprints(visit, stored, place.candidate.reprints if place else ()),
        names=names,
    )


def not_found(visit: Visit) -> Response:
    """Return the page that says this article is unknown."""
    return visit.message(404, visit.words("missing.title"), visit.words("missing.article"))


def _by_kind(removed: Collection[Removed]) -> dict[RemovedKind, list[str]]:
    """Return what was removed, notices first: they are what a reviewer should know of."""
    texts = {kind: [each.text for each in removed if each.kind is kind] for kind in RemovedKind}
    return {kind: found for kind, found in texts.items() if found}


def _reprints(visit: Visit, stored: StoredArticle, ids: tuple[str, ...]) -> list[StoredArticle]:
    others = (visit.desk.ledger.article(other) for other in ids)
    return [other for other in others if other is not None and other.id != stored.id]
