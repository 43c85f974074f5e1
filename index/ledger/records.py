"""Rows become records of index.model and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, select

from index.ledger.schema import articles, versions
from index.model import (
    AlertHeader,
    Article,
    Capture,
    Door,
    DoorType,
    Evidence,
    Fact,
    Fetch,
    Item,
    LanguageGuess,
    ListLoss,
    MethodScore,
    Removed,
    RemovedKind,
    ReviewState,
    Source,
    StoredArticle,
    Verdict,
)
from index.text import clean_line, clean_text

type_of_row = Row[Any]
_Stretch = TypeVar("_Stretch", Evidence, Fact)

# --- articles ---------------------------------------------------------------------------------------------------------


def clean_article(article: Article) -> Article:
    """Return the article as it is stored: nothing either engine would refuse, and a title of one line."""
    return replace(
        article,
        title=clean_line(article.title),
        text=clean_text(article.text),
        author=None if article.author is None else clean_line(article.author),
        header=article.header and AlertHeader(*map(clean_line, astuple(article.header))),
        loss=article.loss and replace(article.loss, sentence=clean_line(article.loss.sentence)),
        removed=tuple(Removed(each.kind, clean_line(each.text)) for each in article.removed),
    )


def clean_verdict(verdict: Verdict, text: str) -> Verdict:
    """Return the verdict with its evidence and facts where they lie once `text` (what was classified) is cleaned."""
    if clean_text(text) == text:
        return verdict

    def moved(said: _Stretch) -> _Stretch:
        if said.start < 0:  # a fact that the title has
            return replace(said, text=clean_line(said.text))
        start = len(clean_text(text[: said.start]))
        stretch = clean_text(text[said.start : said.end])
        return replace(said, start=start, end=start + len(stretch), text=stretch)

    return replace(verdict, evidence=tuple(map(moved, verdict.evidence)), facts=tuple(map(moved, verdict.facts)))


def version_values(article: Article) -> dict[str, Any]:
    """Return the columns of `versions` that hold the article itself."""
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "source_id": article.source_id,
        "title": article.title,
        "text": article.text,
        "author": article.author,
        "published_at": article.published_at,
        "published_from": article.published_from,
        "modified_at": article.modified_at,
        "modified_from": article.modified_from,
        "language": article.language.language,
        "script": article.language.script,
        "confidence": article.language.confidence,
        "header": article.header and asdict(article.header),
        "loss": article.loss and asdict(article.loss),
        "removed": [[each.kind, each.text] for each in article.removed] or None,
    }


def article_of(row: type_of_row) -> Article:
    """Return the article a row of `versions` holds."""
    return Article(
        url=row.url,
        canonical_url=row.canonical_url,
        source_id=row.source_id,
        title=row.title,
        text=row.text,
        language=LanguageGuess(row.language, row.script, row.confidence),
        author=row.author,
        published_at=row.published_at,
        published_from=row.published_from,
        modified_at=row.modified_at,
        modified_from=row.modified_from,
        header=row.header and AlertHeader(**row.header),
        loss=row.loss and ListLoss(**row.loss),
        removed=tuple(Removed(RemovedKind(kind), text) for kind, text in row.removed or ()),
    )


def stored_articles() -> Select[Any]:
    """Select what stored_of needs: every article with its newest version."""
    newest = (versions.c.article_id == articles.c.id) & (versions.c.number == articles.c.version)
    columns = [column for column in articles.c if column.name not in ("source_id", "language", "version")]
    return select(*columns, *versions.c).join_from(articles, versions, newest)


def stored_of(row: type_of_row) -> StoredArticle:
    """Return the stored article of a row of stored_articles()."""
    return StoredArticle(
        id=row.id,
        article=article_of(row),
        verdict=None if row.verdict is None else verdict_of(row.verdict),
        version=row.number,
        first_seen_at=row.first_seen_at,
        changed_at=row.changed_at,
        gone_at=row.gone_at,
        cluster_id=row.cluster_id,
        state=ReviewState(row.state),
    )


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as JSON holds it."""
    return {
        "score": verdict.score,
        "flagged": verdict.flagged,
        "classes": dict(verdict.classes),
        "methods": [[method.code, method.score] for method in verdict.methods],
        "evidence": [[evidence.start, evidence.end, evidence.text] for evidence in verdict.evidence],
        "model": verdict.model,
        "facts": [astuple(fact) for fact in verdict.facts],
    }


def verdict_of(record: Mapping[str, Any]) -> Verdict:
    """Return the verdict verdict_record wrote."""
    return Verdict(
        score=record["score"],
        flagged=record["flagged"],
        classes=record["classes"],
        methods=tuple(MethodScore(code, score) for code, score in record["methods"]),
        evidence=tuple(Evidence(start, end, text) for start, end, text in record["evidence"]),
        model=record["model"],
        facts=tuple(Fact(*fact) for fact in record.get("facts", ())),  # verdicts of older models have none
    )


# --- fetches ----------------------------------------------------------------------------------------------------------


def fetch_values(fetch: Fetch) -> dict[str, Any]:
    """Return the columns of `fetches` that hold the fetch itself."""
    capture = fetch.capture
    return {
        "url": fetch.url,
        "final_url": fetch.final_url,
        "status": fetch.status,
        "fetched_at": fetch.fetched_at,
        "content_type": fetch.content_type,
        "bytes": fetch.bytes,
        "warc_file": capture and capture.warc_file,
        "warc_offset": capture and capture.warc_offset,
        "warc_length": capture and capture.warc_length,
        "body_sha256": capture and capture.body_sha256,
        "detail": clean_line(fetch.detail),
    }


def fetch_of(row: type_of_row) -> Fetch:
    """Return the fetch a row of `fetches` holds."""
    capture = None
    if row.warc_file is not None:
        capture = Capture(row.warc_file, row.warc_offset, row.warc_length, row.body_sha256)
    return Fetch(
        url=row.url,
        final_url=row.final_url,
        status=row.status,
        fetched_at=row.fetched_at,
        content_type=row.content_type,
        bytes=row.bytes,
        capture=capture,
        detail=row.detail,
    )


# --- items and sources ------------------------------------------------------------------------------------------------


def item_record(item: Item) -> dict[str, Any]:
    """Return the item as JSON holds it; what it does not say is left out."""
    record = {name: value for name, value in asdict(item).items() if value is not None}
    for name in ("published_at", "updated_at"):
        if name in record:
            record[name] = record[name].isoformat()
    return record


def item_of(record: Mapping[str, Any]) -> Item:
    """Return the item item_record wrote."""
    moments = {name: datetime.fromisoformat(record[name]) for name in ("published_at", "updated_at") if name in record}
    return Item(**{**record, **moments})


def source_record(source: Source) -> dict[str, Any]:
    """Return the source as JSON holds it."""
    return asdict(source)


def source_of(record: Mapping[str, Any]) -> Source:
    """Return the source source_record wrote."""
    doors = tuple(Door(**{**door, "type": DoorType(door["type"])}) for door in record["doors"])
    sequences = {name: tuple(record[name]) for name in ("languages", "mirrors")}
    return Source(**{**record, **sequences, "doors": doors})
