"""Human decisions: appended, never changed; an undo is a row of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, insert, or_, select, update

from index.errors import LedgerError
from index.ledger.audit import open_sample
from index.ledger.base import Room
from index.ledger.contract import Conflict
from index.ledger.lookup import find_under
from index.ledger.outbox import note_change
from index.ledger.queue import refresh_clusters
from index.ledger.records import type_of_row
from index.ledger.schema import articles, reviews, undos
from index.model import Decision, Review, ReviewState
from index.text import clean_line, clean_text

_STATE = {Decision.ACCEPT: ReviewState.ACCEPTED, Decision.REJECT: ReviewState.REJECTED}


class Reviews(Room):
    """What people decided."""

    def record_review(
        self,
        article_id: str,
        decision: Decision,
        reason: str | None,
        reviewer: str,
        now: datetime,
        form_key: str,
        *,
        audit: int = 0,
    ) -> Review:
        reviewer = clean_line(reviewer)
        with self._database.writing() as connection:
            repeated = _one(connection, reviews.c.form_key == clean_text(form_key))
            if repeated is not None:
                return repeated
            article = find_under(connection, article_id)
            if article is None:
                raise LedgerError(f"{self._database.place}: there is no article {article_id}")
            earlier = None if article.review_id is None else _one(connection, reviews.c.id == article.review_id)
            if earlier is not None and earlier.reviewer != reviewer:
                raise Conflict(earlier)
            drawn = earlier.audit if earlier else article.id in {one.id for one in open_sample(connection, now, audit)}
            values = {
                "article_id": article.id,
                "cluster_id": article.cluster_id,
                "decision": decision.value,
                "reason": reason,
                "reviewer": reviewer,
                "decided_at": now,
                "form_key": form_key,
                "supersedes": article.review_id,
                "audit": drawn,
            }
            key = connection.execute(insert(reviews).values(values)).inserted_primary_key
            review = _one(connection, reviews.c.id == (key[0] if key else None))
            assert review is not None
            _apply(connection, article, review)
        return review

    def undo_review(self, reviewer: str, now: datetime, form_key: str) -> Review | None:
        with self._database.writing() as connection:
            repeated = _one(connection, undos.c.form_key == clean_text(form_key))
            if repeated is not None:
                return repeated
            standing = _all(reviews.c.reviewer == clean_line(reviewer), undos.c.review_id.is_(None))
            row = connection.execute(standing.limit(1)).one_or_none()
            if row is None:
                return None
            connection.execute(insert(undos).values(review_id=row.id, undone_at=now, form_key=form_key))
            _revert(connection, row)
            return _one(connection, reviews.c.id == row.id)

    def reviews(self, *, article_id: str | None = None, limit: int = 200) -> list[Review]:
        with self._database.reading() as connection:
            query = _all()
            if article_id is not None:
                article = find_under(connection, article_id)
                standing = None if article is None else article.review_id
                named = article_id if article is None else article.id
                query = query.where(or_(reviews.c.article_id == named, reviews.c.id == standing))
            return [_review_of(row) for row in connection.execute(query.limit(limit))]

    def review_state(self, article_id: str) -> ReviewState:
        with self._database.reading() as connection:
            article = find_under(connection, article_id)
        if article is None:
            raise LedgerError(f"{self._database.place}: there is no article {article_id}")
        return ReviewState(article.state)


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that stands."""

    id: int
    state: ReviewState


def standing_on_text(connection: Connection, cluster_id: str) -> Standing | None:
    """Return the newest decision on this very text that was not taken back."""
    row = connection.execute(_STANDING_ON_TEXT, {"cluster_id": cluster_id}).one_or_none()
    return None if row is None else Standing(row.id, _STATE[Decision(row.decision)])


def _all(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Select reviews, newest first, with the moment they were undone."""
    query = select(reviews, undos.c.undone_at).join(undos, undos.c.review_id == reviews.c.id, isouter=True)
    return query.where(*conditions).order_by(reviews.c.id.desc())


_STANDING_ON_TEXT = _all(reviews.c.cluster_id == bindparam("cluster_id"), undos.c.review_id.is_(None)).limit(1)


def _one(connection: Connection, condition: ColumnElement[bool]) -> Review | None:
    row = connection.execute(_all(condition)).one_or_none()
    return None if row is None else _review_of(row)


def _review_of(row: type_of_row) -> Review:
    return Review(
        id=row.id,
        article_id=row.article_id,
        decision=Decision(row.decision),
        reason=row.reason,
        reviewer=row.reviewer,
        decided_at=row.decided_at,
        undone_at=row.undone_at,
        audit=row.audit,
    )


def _apply(connection: Connection, article: type_of_row, review: Review) -> None:
    """Let the decision stand on the article, the open articles with its text, and those the superseded one stood on."""
    same_text = (articles.c.cluster_id == article.cluster_id) & articles.c.review_id.is_(None)
    concerned = or_(articles.c.id == article.id, same_text)
    if article.review_id is not None:
        concerned = or_(concerned, articles.c.review_id == article.review_id)
    _set_state(connection, concerned, review.id, _STATE[review.decision])


def _revert(connection: Connection, review: type_of_row) -> None:
    state = ReviewState.OPEN
    if review.supersedes is not None:
        earlier = _one(connection, reviews.c.id == review.supersedes)
        assert earlier is not None
        state = _STATE[earlier.decision]
    _set_state(connection, articles.c.review_id == review.id, review.supersedes, state)


def _set_state(
    connection: Connection, concerned: ColumnElement[bool], review_id: int | None, state: ReviewState
) -> None:
    rows = connection.execute(select(articles.c.id, articles.c.cluster_id).where(concerned)).all()
    connection.execute(update(articles).where(concerned).values(review_id=review_id, state=state.value))
    refresh_clusters(connection, {row.cluster_id for row in rows})
    note_change(connection, [row.id for row in rows])
