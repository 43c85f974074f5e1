"""What every page needs: the desk, and one visit of one reviewer to it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from index.clock import Clock
from index.ledger.contract import Ledger
from index.model import Candidate, Review
from index.options import Options
from index.search.contract import Search
from index.text import clean_line
from review.rendering import Speech, environment
from review.taxonomy import Taxonomy, load_taxonomy
from review.words import LANGUAGES, choose_language, words

COOKIE = "lang"
RECENT = 200  # how many of the newest decisions are looked through for the one to undo or to confirm


@dataclass
class Desk:
    """Everything a page works with; one for each app."""

    ledger: Ledger
    search: Search
    options: Options
    clock: Clock
    taxonomy: Taxonomy = field(default_factory=load_taxonomy)
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.templates = environment(self.taxonomy)

    @property
    def reviewer(self) -> str:
        """Return the name decisions are signed with, as the ledger writes it."""
        return clean_line(self.options.desk.reviewer)

    @property
    def audit(self) -> int:
        """Return the size of a day's audit sample."""
        return self.options.desk.audit_per_day


class Visit:
    """One request: the desk, the hour and the language it is answered in."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.desk: Desk = request.app.state.desk
        self.now: datetime = self.desk.clock.now()
        self.asked_language = request.query_params.get("lang")
        accepted = request.headers.get("accept-language", "")
        self.language = choose_language(self.asked_language, request.cookies.get(COOKIE), accepted)
        self.words = words(self.language)
        self.say = Speech(self.words, self.now)

    def queue(self, limit: int, offset: int = 0, language: str | None = None) -> list[Candidate]:
        """Return rows of the queue, the audit sample among them."""
        return self.desk.ledger.queue(self.now, limit=limit, offset=offset, language=language, audit=self.desk.audit)

    def blind(self, ids: Collection[str]) -> frozenset[str]:
        """Return which of these articles are read before their verdict is shown."""
        return self.desk.ledger.blind(ids, self.now, audit=self.desk.audit)

    def waiting(self, language: str | None = None) -> int:
        """Return how many rows the queue has."""
        return self.desk.ledger.queue_size(language, now=self.now, audit=self.desk.audit)

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page of the desk; knows what waits and what could be taken back."""
        ledger = self.desk.ledger
        recent = ledger.reviews(limit=RECENT)
        standing = next((r for r in recent if r.reviewer == self.desk.reviewer and r.undone_at is None), None)
        return self._render(
            template,
            status,
            waiting=self.waiting(),
            undoable=standing and self.spoken(standing),
            decided=self._named(recent, "decided"),
            undone=self._named(recent, "undone"),
            **context,
        )

    def message(self, status: int, title: str, sentence: str) -> HTMLResponse:
        """Return a page that says one thing and asks neither ledger nor search, for they may be what is broken."""
        nothing = {"waiting": None, "undoable": None, "decided": None, "undone": None}
        return self._render("message.html", status, title=title, sentence=sentence, **nothing)

    def spoken(self, review: Review) -> dict[str, Any]:
        """Return a review with the title of its article, for a template."""
        stored = self.desk.ledger.article(review.article_id)
        return {"review": review, "title": stored.article.title if stored else review.article_id}

    def here(self, **changes: str | int | None) -> str:
        """Return the address of this page with some query parameters changed; what confirmed a decision is dropped."""
        dropped = {"decided", "undone", "lang", *changes}
        query = [pair for pair in self.request.query_params.multi_items() if pair[0] not in dropped]
        query += [(name, str(value)) for name, value in changes.items() if value is not None]
        path = "/" + self.request.url.path.lstrip("/")  # two slashes would name another host
        return f"{path}?{urlencode(query)}" if query else path

    def _named(self, recent: list[Review], parameter: str) -> dict[str, Any] | None:
        named = self.request.query_params.get(parameter)
        return next((self.spoken(r) for r in recent if str(r.id) == named), None)

    def _render(self, template: str, status: int, **context: Any) -> HTMLResponse:
        html = self.desk.templates.get_template(template).render(
            t=self.words,
            say=self.say,
            visit=self,
            languages=[words(language) for language in LANGUAGES],
            form_key=secrets.token_urlsafe(18),
            **context,
        )
        response = HTMLResponse(html, status_code=status, headers={"Content-Language": self.language})
        if self.asked_language in LANGUAGES:
            response.set_cookie(COOKIE, self.language, max_age=31536000, httponly=True, samesite="strict")
        return response


Here = Annotated[Visit, Depends(Visit)]


def article_language(language: str | None) -> str | None:
    """Return the language filter of an address, None when it names no language of ours."""
    return language if language in LANGUAGES else None
