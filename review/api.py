"""GET /api/...: the same answers as JSON, for reading only. Moments are ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException

from index.model import Candidate, StoredArticle
from index.search.contract import Hit, Query
from review.desk import Here, article_language
from review.rendering import iso

router = APIRouter(prefix="/api")

MOST = 200  # rows in one answer
DEPTH = 10_000  # hits an engine pages through (Elasticsearch's own limit)


@router.get("/queue")
def queue(visit: Here, language: str | None = None, limit: int = 50, offset: int = 0) -> dict[str, Any]:
    """Return {"total", "candidates": [article with source_name, priority, reprints]}, best first: what was flagged; the
    audit sample is for people to read."""
    ledger, language = visit.desk.ledger, article_language(language)
    some = ledger.queue(visit.now, limit=min(max(limit, 0), MOST), offset=max(offset, 0), language=language)
    return {"total": ledger.queue_size(language), "candidates": [_candidate(candidate) for candidate in some]}


@router.get("/articles/{article_id}")
def article(visit: Here, article_id: str) -> dict[str, Any]:
    """Return one article with text, verdict and the decisions on it."""
    ledger = visit.desk.ledger
    stored = ledger.article(article_id)
    if stored is None:
        raise HTTPException(404, f"there is no article {article_id}")
    reviews = [_plain(asdict(review)) for review in ledger.reviews(article_id=stored.id)]
    return {**_article(stored), "text": stored.article.text, "reviews": reviews}


@router.get("/search")
def search(visit: Here, q: str = "", language: str | None = None, limit: int = 20, offset: int = 0) -> dict[str, Any]:
    """Return {"total", "hits"}; a hit has the fields of `tilshi search --json`."""
    limit, offset = min(max(limit, 1), MOST), min(max(offset, 0), DEPTH - MOST)
    found = visit.desk.search.search(Query(q.strip(), article_language(language), limit=limit, offset=offset))
    return {"total": found.total, "hits": [_hit(hit) for hit in found.hits]}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    more = {"source_name": candidate.source_name, "priority": candidate.priority, "reprints": candidate.reprints}
    return {**_article(candidate.stored), **more}


def _article(stored: StoredArticle) -> dict[str, Any]:
    told = asdict(stored.article)
    del told["text"]
    rest = asdict(stored)
    del rest["article"]
    flat: dict[str, Any] = _plain(
        {**rest, **told, "language": stored.article.language.language, "script": stored.article.language.script}
    )
    return flat


def _hit(hit: Hit) -> dict[str, Any]:
    told: dict[str, Any] = _plain(asdict(hit))
    return {"id": told.pop("article_id"), **told}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
