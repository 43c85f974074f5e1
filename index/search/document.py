"""An article as the engines hold it, and a hit made of what they held: the same in both."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.model import StoredArticle
from index.search.analysis import terms_of
from index.search.contract import Hit, Refusal
from index.search.highlights import highlights
from index.search.query import Node

# Raise it with any change of analysis, fields or their meaning: an index of another format has to be rebuilt.
FORMAT = 4
REACHABLE = 10_000  # hits of one question that can be paged to: a server's default window
# Stands between title and text, so that no phrase crosses from one to the other. Not a word, so it is never asked for.
_BOUNDARY = "¶"
_LONGEST_KEYWORD = 1000  # far below what either engine takes for one term (Lucene: 32,766 bytes)


@dataclass(frozen=True, slots=True)
class Document:
    """One article, analysed. Times are in milliseconds since 1970; term fields are words separated by spaces."""

    id: str
    sequence: int
    language: str
    source_id: str
    state: str
    flagged: bool
    published: int | None
    recency: int  # sorts newest first, and no two articles alike
    exact: str  # words of title and text as they stand
    stems: str
    title: str  # stems of the title alone
    names: str
    shown: Mapping[str, Any]  # what a hit is made of; plain JSON


def document_of(sequence: int, stored: StoredArticle) -> Document:
    """Analyse an article. Raises ValueError, with a reason for people, on what no engine can hold."""
    article = stored.article
    for name, value in (("id", stored.id), ("source", article.source_id), ("language", article.language.language)):
        if not value or len(value) > _LONGEST_KEYWORD:
            raise ValueError(f"its {name} has {len(value)} characters; 1 to {_LONGEST_KEYWORD} can be indexed")
    language, script = article.language.language, article.language.script
    title, text = _encodable(article.title), _encodable(article.text)
    in_title, in_text = terms_of(title, language, script), terms_of(text, language, script)
    shown = {
        "title": title,
        "text": text,
        "url": _encodable(article.canonical_url),
        "source_id": article.source_id,
        "language": language,
        "script": script,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "score": stored.verdict.score if stored.verdict else 0.0,
    }
    return Document(
        id=stored.id,
        sequence=sequence,
        language=language,
        source_id=article.source_id,
        state=str(stored.state),
        flagged=bool(stored.verdict and stored.verdict.flagged),
        published=milliseconds(article.published_at) if article.published_at else None,
        recency=_recency(stored),
        exact=_line(in_title.exact, in_text.exact),
        stems=_line(in_title.stems, in_text.stems),
        title=" ".join(in_title.stems),
        names=" ".join(in_title.names + in_text.names),
        shown=shown,
    )


def documents_of(entries: Iterable[tuple[int, StoredArticle]]) -> tuple[list[Document], list[Refusal]]:
    """Analyse a batch: the newest state of each article in it, and what no engine can hold."""
    newest = {stored.id: (sequence, stored) for sequence, stored in sorted(entries, key=lambda entry: entry[0])}
    documents, refusals = [], []
    for sequence, stored in newest.values():
        try:
            documents.append(document_of(sequence, stored))
        except ValueError as error:
            refusals.append(Refusal(stored.id, str(error)))
    return documents, refusals


def hit_of(article_id: str, shown: Mapping[str, Any], tree: Node) -> Hit:
    """Make a hit of `Document.shown`."""
    published_at = shown["published_at"]
    return Hit(
        article_id=article_id,
        title=shown["title"],
        url=shown["url"],
        source_id=shown["source_id"],
        language=shown["language"],
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        score=shown["score"],
        highlights=highlights(tree, shown["title"], shown["text"], shown["language"], shown["script"]),
    )


def milliseconds(moment: datetime) -> int:
    """Return milliseconds since 1970, rounded down."""
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


def _recency(stored: StoredArticle) -> int:
    """Return seconds, then 26 bits of the id: dates without a time tie often, and paging needs one order everywhere.

    A date in the future counts as the moment we first saw the article, so that it is not sorted first for ever.
    """
    moment = min(stored.article.published_at or stored.first_seen_at, stored.first_seen_at)
    return (milliseconds(moment) // 1000) * 2**26 + (zlib.crc32(stored.id.encode()) & (2**26 - 1))


def _line(title: Iterable[str], text: Iterable[str]) -> str:
    return f" {_BOUNDARY} ".join((" ".join(title), " ".join(text)))


def _encodable(text: str) -> str:
    """Replace lone surrogates, one character by one: they are not UTF-8, and one would fail a whole batch."""
    return text.encode("utf-8", "replace").decode("utf-8")
