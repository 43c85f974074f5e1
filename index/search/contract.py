"""The search view's contract: find articles in three languages; rebuilt from the ledger whenever it is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from index.model import ReviewState, StoredArticle


@dataclass(frozen=True, slots=True)
class Query:
    """What a researcher asks. `text` is what was typed: words, "a phrase", -not; empty text matches everything.

    `published_from` is inclusive, `published_to` is not; either leaves undated articles out.
    """

    text: str = ""
    language: str | None = None
    source_id: str | None = None
    state: ReviewState | None = None
    flagged: bool | None = None
    published_from: datetime | None = None
    published_to: datetime | None = None
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Highlight:
    """A snippet of title or text; `spans` are the matched stretches inside `text` (start, end)."""

    field: str  # title or text
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found."""

    article_id: str
    title: str
    url: str
    source_id: str
    language: str
    published_at: datetime | None
    score: float  # the verdict's probability, not the relevance
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits; `total` counts all matches."""

    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An article the engine will never take, with the reason."""

    article_id: str
    reason: str


class Search(Protocol):
    """The view. tantivy embedded by default, Elasticsearch where one machine is not enough; same answers from both.

    Ids are the ledger's article ids, so writing twice changes nothing. An older state never overwrites a newer one.
    Any method can raise SearchError (unreachable, refused, damaged): the caller keeps the outbox and tries again.
    May be used from several threads of one process.
    """

    def put(self, entries: Sequence[tuple[int, StoredArticle]]) -> list[Refusal]:
        """Index (sequence, article) pairs; durable and visible when this returns. Transient trouble raises, and the
        whole batch may be put again; an article that can never be taken comes back as a Refusal."""

    def remove(self, article_ids: Sequence[str]) -> None:
        """Drop these articles."""

    def search(self, query: Query) -> SearchPage:
        """Return the matches: most relevant first, newer first among equals; newest first when the text is empty."""

    def count(self) -> int:
        """Return how many articles the view holds."""

    def rebuild(self, entries: Iterable[tuple[int, StoredArticle]]) -> int:
        """Replace the whole view; searches answer from the old one until the new one is complete. Returns the count."""

    def describe(self) -> str:
        """Return one line for status: engine, version, size. Raises SearchError when it does not answer."""

    def close(self) -> None:
        """Release files and connections."""
