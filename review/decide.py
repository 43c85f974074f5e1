"""POST /articles/{id}/decision: save a decision and go on to the next article."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from index.ledger.contract import Conflict
from index.model import Decision, ReviewState
from review.article import not_found
from review.desk import Here, Visit, article_language

router = APIRouter()

ACCEPT = "accept"
FormKey = Annotated[str, Form(min_length=16, max_length=64, pattern=r"^[\w-]+$")]


@router.post("/articles/{article_id}/decision")
def decide(
    visit: Here,
    article_id: str,
    choice: Annotated[str, Form()],
    form_key: FormKey,
    after: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
) -> Response:
    """Record `choice` (accept, or the code of a rejection's reason); `after` is the article to show next."""
    desk = visit.desk
    stored = desk.ledger.article(article_id)
    if stored is None:
        return not_found(visit)
    if choice != ACCEPT and choice not in desk.taxonomy.reasons:
        return visit.message(400, visit.words("bad.title"), visit.words("bad.choice"))
    decision, reason = (Decision.ACCEPT, None) if choice == ACCEPT else (Decision.REJECT, choice)
    tongue = article_language(language)
    onward = _onward(visit, stored.id, after, tongue)
    try:
        review = desk.ledger.record_review(
            stored.id, decision, reason, desk.reviewer, visit.now, form_key, audit=desk.audit
        )
    except Conflict as conflict:
        return visit.page(
            "conflict.html",
            409,
            stored=stored,
            theirs=conflict.review,
            decision=decision,
            reason=reason,
            onward=address(onward, language=tongue),
        )
    return RedirectResponse(address(onward, language=tongue, decided=review.id), status_code=303)


def _onward(visit: Visit, article_id: str, after: str, language: str | None) -> str:
    """Return the path to go on to: the article after this one, unless somebody decided that meanwhile."""
    if not after:
        return "/"
    if after == article_id:  # a decision changed outside the queue: stay
        return f"/articles/{article_id}"
    following = visit.desk.ledger.article(after)
    if following is not None and following.state is ReviewState.OPEN:
        return f"/articles/{following.id}"
    best = [candidate.stored.id for candidate in visit.queue(2, language=language)]
    return next((f"/articles/{other}" for other in best if other != article_id), "/")


def address(path: str, **query: str | int | None) -> str:
    """Return `path` with the query parameters that are set."""
    said = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(said)}" if said else path
