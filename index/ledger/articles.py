"""Articles: versions, addresses, verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from index import identity
from index.ledger import audit, schedule
from index.ledger.base import Room
from index.ledger.lookup import find, find_under, follow_alias
from index.ledger.outbox import note_change
from index.ledger.queue import refresh_clusters
from index.ledger.records import (
    article_of,
    clean_article,
    clean_verdict,
    fetch_of,
    stored_articles,
    stored_of,
    type_of_row,
    verdict_record,
    version_values,
)
from index.ledger.reviews import standing_on_text
from index.ledger.runs import count_page
from index.ledger.schema import aliases, articles, fetches, urls, versions
from index.model import Article, Fetch, Outcome, ReviewState, StoredArticle, Verdict


class Articles(Room):
    """What we hold."""

    def import_article(
        self, run_id: int, article: Article, verdict: Verdict | None, now: datetime
    ) -> tuple[Outcome, str]:
        with self._database.writing() as connection:
            recorded = record_article(connection, article, verdict, identity.article_id(article.url), now)
            is_candidate = recorded.outcome == Outcome.STORED and recorded.flagged
            count_page(connection, run_id, recorded.outcome, is_candidate=is_candidate)
        return recorded.outcome, recorded.article_id

    def article(self, article_id: str) -> StoredArticle | None:
        with self._database.reading() as connection:
            query = stored_articles().where(articles.c.id == follow_alias(connection, article_id))
            row = connection.execute(query).one_or_none()
        return None if row is None else stored_of(row)

    def articles(self, *, after_id: str = "", limit: int = 500) -> list[StoredArticle]:
        query = stored_articles().where(articles.c.id > after_id).order_by(articles.c.id).limit(limit)
        with self._database.reading() as connection:
            return [stored_of(row) for row in connection.execute(query)]

    def all_articles(self) -> Iterator[StoredArticle]:
        page = self.articles()
        while page:
            yield from page
            page = self.articles(after_id=page[-1].id)

    def versions(self, article_id: str) -> list[tuple[int, datetime, Article]]:
        with self._database.reading() as connection:
            this = versions.c.article_id == follow_alias(connection, article_id)
            rows = connection.execute(select(versions).where(this).order_by(versions.c.number)).all()
        return [(row.number, row.seen_at, article_of(row)) for row in rows]

    def captures(self, article_id: str) -> list[Fetch]:
        with self._database.reading() as connection:
            this = fetches.c.article_id == follow_alias(connection, article_id)
            rows = connection.execute(select(fetches).where(this).order_by(fetches.c.fetched_at, fetches.c.id)).all()
        return [fetch_of(row) for row in rows]

    def pending_verdicts(self, limit: int) -> list[StoredArticle]:
        query = stored_articles().where(articles.c.score.is_(None)).order_by(articles.c.id).limit(limit)
        with self._database.reading() as connection:
            return [stored_of(row) for row in connection.execute(query)]

    def set_verdict(self, article_id: str, version: int, verdict: Verdict) -> None:
        with self._database.writing() as connection:
            row = find_under(connection, article_id)
            if row is not None and row.version == version:
                _judge(connection, row, verdict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an article that was brought, and whether the verdict brought with it flags it."""

    outcome: Outcome
    article_id: str
    flagged: bool


def record_article(
    connection: Connection, article: Article, verdict: Verdict | None, key: str, now: datetime
) -> Recorded:
    """Record an article brought from the URL with this key: new, a further version, the same, or a duplicate."""
    if verdict is not None:
        verdict = clean_verdict(verdict, article.text)
    article = clean_article(article)
    # The page may name as canonical an address that itself led elsewhere.
    row = find_under(connection, identity.article_id(article.canonical_url))
    if row is None:
        article_id = identity.article_id(article.canonical_url)
        outcome = _store(connection, article_id, article, verdict, key, now)
    else:
        article_id = row.id
        is_home = row.home_key == key
        outcome = _renew(connection, row, article, verdict, now) if is_home else _add_address(connection, row, key)
    if key != article_id:
        _alias(connection, key, article_id)
    return Recorded(outcome, article_id, flagged=verdict is not None and verdict.flagged)


def set_gone(connection: Connection, article_id: str, gone_at: datetime | None, key: str) -> None:
    """Note that the article was taken down, or (None) that it is there; only its home URL can tell."""
    row = find(connection, article_id)
    if row is None or row.home_key != key or (row.gone_at is None) == (gone_at is None):
        return
    connection.execute(update(articles).where(articles.c.id == article_id).values(gone_at=gone_at))
    note_change(connection, [article_id])


def _store(
    connection: Connection, article_id: str, article: Article, verdict: Verdict | None, key: str, now: datetime
) -> Outcome:
    cluster_id = _cluster_of(article, article_id)
    # Reprints of a text that was decided on do not come back as news.
    review = standing_on_text(connection, cluster_id)
    values = {
        "id": article_id,
        "home_key": key,
        "source_id": article.source_id,
        "language": article.language.language,
        "version": 1,
        "content_hash": identity.content_hash(article.title, article.text),
        "cluster_id": cluster_id,
        "first_seen_at": now,
        "changed_at": now,
        "leads": False,
        "state": ReviewState.OPEN.value if review is None else review.state.value,
        "review_id": None if review is None else review.id,
        "lot": audit.lot(article_id, now),
        **_verdict_columns(verdict, article.published_at, now),
    }
    connection.execute(insert(articles), values)
    _add_version(connection, article_id, 1, article, verdict, now)
    refresh_clusters(connection, [cluster_id])
    note_change(connection, [article_id])
    return Outcome.STORED


def _renew(
    connection: Connection, row: type_of_row, article: Article, verdict: Verdict | None, now: datetime
) -> Outcome:
    content_hash = identity.content_hash(article.title, article.text)
    if content_hash == row.content_hash:
        set_gone(connection, row.id, None, row.home_key)
        if verdict is not None and row.score is None:
            _judge(connection, row, verdict)
        return Outcome.UNCHANGED
    cluster_id = _cluster_of(article, row.id)
    values = {
        "source_id": article.source_id,
        "language": article.language.language,
        "version": row.version + 1,
        "content_hash": content_hash,
        "cluster_id": cluster_id,
        "changed_at": now,
        "gone_at": None,
        **_verdict_columns(verdict, article.published_at, row.first_seen_at),
    }
    if row.review_id is None and (review := standing_on_text(connection, cluster_id)) is not None:
        values |= {"state": review.state.value, "review_id": review.id}
    connection.execute(update(articles).where(articles.c.id == row.id).values(values))
    _add_version(connection, row.id, row.version + 1, article, verdict, now)
    refresh_clusters(connection, [row.cluster_id, cluster_id])
    note_change(connection, [row.id])
    return Outcome.UPDATED


def _add_address(connection: Connection, row: type_of_row, key: str) -> Outcome:
    if key == row.id:  # the canonical address itself: from now on visits go there
        old_home = (urls.c.key == row.home_key) & urls.c.lease_until.is_(None)
        connection.execute(update(urls).where(old_home).values(due_at=None))
        connection.execute(update(articles).where(articles.c.id == row.id).values(home_key=key))
    return Outcome.DUPLICATE


def _alias(connection: Connection, key: str, article_id: str) -> None:
    if not connection.execute(update(aliases).where(aliases.c.key == key).values(article_id=article_id)).rowcount:
        connection.execute(insert(aliases).values(key=key, article_id=article_id))


def _cluster_of(article: Article, article_id: str) -> str:
    # Texts without a letter would all be reprints of each other.
    return identity.cluster_id(article.text) if any(map(str.isalnum, article.text)) else article_id


def _verdict_columns(
    verdict: Verdict | None, published_at: datetime | None, first_seen_at: datetime
) -> dict[str, object]:
    if verdict is None:
        return {"score": None, "flagged": False, "rank": None}
    rank = schedule.queue_rank(verdict.score, published_at, first_seen_at) if verdict.flagged else None
    return {"score": verdict.score, "flagged": verdict.flagged, "rank": rank}


def _add_version(
    connection: Connection, article_id: str, number: int, article: Article, verdict: Verdict | None, now: datetime
) -> None:
    values = {
        "article_id": article_id,
        "number": number,
        "seen_at": now,
        "verdict": None if verdict is None else verdict_record(verdict),
        **version_values(article),
    }
    connection.execute(insert(versions), values)


def _judge(connection: Connection, row: type_of_row, verdict: Verdict) -> None:
    """Set the verdict on the newest version of the article in `row`."""
    newest = (versions.c.article_id == row.id) & (versions.c.number == row.version)
    published_at = connection.scalar(select(versions.c.published_at).where(newest))
    connection.execute(update(versions).where(newest).values(verdict=verdict_record(verdict)))
    values = _verdict_columns(verdict, published_at, row.first_seen_at)
    connection.execute(update(articles).where(articles.c.id == row.id).values(values))
    if verdict.flagged:
        _visit_as_candidate(connection, row)
    refresh_clusters(connection, [row.cluster_id])
    note_change(connection, [row.id])


def _visit_as_candidate(connection: Connection, row: type_of_row) -> None:
    home = select(urls.c.visited_at, urls.c.due_at).where(urls.c.key == row.home_key, urls.c.lease_until.is_(None))
    url = connection.execute(home).one_or_none()
    if url is None or url.visited_at is None:
        return
    due_at = schedule.next_visit(row.first_seen_at, url.visited_at, candidate=True)
    if due_at is not None and (url.due_at is None or due_at < url.due_at):
        connection.execute(update(urls).where(urls.c.key == row.home_key).values(due_at=due_at))
