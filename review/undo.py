"""POST /undo: take back the newest decision that still stands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from review.decide import FormKey, address
from review.desk import Here, article_language

router = APIRouter()


@router.post("/undo")
def undo(visit: Here, form_key: FormKey, language: Annotated[str, Form()] = "") -> Response:
    """Take the decision back and show its article again, saying what was undone."""
    review = visit.desk.ledger.undo_review(visit.desk.reviewer, visit.now, form_key)
    tongue = article_language(language)
    if review is None:
        return visit.message(200, visit.words("undo.nothing.title"), visit.words("undo.nothing"))
    return RedirectResponse(
        address(f"/articles/{review.article_id}", language=tongue, undone=review.id), status_code=303
    )
