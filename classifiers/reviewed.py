"""People's decisions as labelled articles: what `tilshi train --with-reviews` learns from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from classifiers.corpus_file import Labelled
from index.ledger.contract import Ledger
from index.model import Article, Decision, Review

REGISTER = "review"
# A known incident told again is an attack all the same: the reviewer saw nothing new, the classifier was right.
STILL_AN_ATTACK = frozenset({"X4", "X5"})
SAYS_NOTHING = frozenset({"X7", "X8"})  # out of scope, or cannot tell: no lesson either way


@dataclass(frozen=True, slots=True)
class Lesson:
    """One decision as a labelled article, and when it was taken."""

    label: Labelled
    decided_at: datetime


def lessons(ledger: Ledger) -> list[Lesson]:
    """Return what the standing decisions teach, oldest first: one lesson for each text (reprints share it), as the
    reviewer saw it then."""
    taught: dict[str, Lesson] = {}
    for review in _standing(ledger):
        stored = ledger.article(review.article_id)
        if stored is None or (review.reason in SAYS_NOTHING):
            continue
        taught.setdefault(stored.cluster_id, _lesson(review, _seen_then(ledger, review), stored.cluster_id))
    return sorted(taught.values(), key=lambda lesson: lesson.decided_at)


def _standing(ledger: Ledger) -> Iterator[Review]:
    """Yield the newest decision on each article that was not taken back."""
    decided: set[str] = set()
    for review in ledger.reviews(limit=2**31 - 1):
        if review.undone_at is None and review.article_id not in decided:
            decided.add(review.article_id)
            yield review


def _seen_then(ledger: Ledger, review: Review) -> Article:
    versions = ledger.versions(review.article_id)
    return next((article for _, at, article in reversed(versions) if at <= review.decided_at), versions[0][2])


def _lesson(review: Review, article: Article, cluster: str) -> Lesson:
    label = Labelled(
        id=review.article_id,
        language=article.language.language,
        title=article.title,
        text=article.text,
        register=REGISTER,
        flagged=review.decision is Decision.ACCEPT or review.reason in STILL_AN_ATTACK,
        methods=(),
        reason=review.reason,
        trap=None,
        evidence=(),
        incident=f"review-{cluster}",
    )
    return Lesson(label, review.decided_at)
