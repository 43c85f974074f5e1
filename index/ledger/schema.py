"""The ledger's tables, and the steps that lead from each older schema to this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    false,
)

from index.ledger.columns import Json, Moment, Number, Words

SCHEMA = 3


def _to_2(connection: Connection) -> None:
    """What extraction found out beside the text."""
    for column in ("header", "loss", "removed"):
        connection.exec_driver_sql(f"ALTER TABLE versions ADD COLUMN {column} TEXT")
    index = "CREATE INDEX versions_with_loss ON versions (article_id, number) WHERE loss IS NOT NULL"
    connection.exec_driver_sql(index)


def _to_3(connection: Connection) -> None:
    """The audit sample: the lots it is drawn by, and the decisions that were taken on it. Old articles get no lot."""
    number, yes, no = ("INTEGER", 1, 0) if connection.dialect.name == "sqlite" else ("BIGINT", "true", "false")
    connection.exec_driver_sql(f"ALTER TABLE articles ADD COLUMN lot {number}")
    connection.exec_driver_sql(f"ALTER TABLE reviews ADD COLUMN audit BOOLEAN NOT NULL DEFAULT {no}")
    unflagged = (
        f"CREATE INDEX articles_audit ON articles (lot, flagged, score) WHERE flagged IS {no} AND score IS NOT NULL"
    )
    connection.exec_driver_sql(unflagged)
    connection.exec_driver_sql(f"CREATE INDEX reviews_audit ON reviews (article_id) WHERE audit IS {yes}")


# Step n takes a ledger of schema n-1 to schema n, inside one transaction. Add the step here, raise SCHEMA, and keep a
# ledger of the old schema in tests/index/ledgers.
MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {2: _to_2, 3: _to_3}
APPLICATION_ID = 0x74696C73  # "tils": marks an SQLite file as ours

metadata = MetaData()

# --- who we watch -----------------------------------------------------------------------------------------------------

sources = Table(
    "sources",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("configured", Boolean, nullable=False),  # named in the last sync
    Column("active", Boolean, nullable=False),  # configured and enabled
    Column("record", Json, nullable=False),
)

doors = Table(
    "doors",
    metadata,
    Column("id", Number, primary_key=True),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Column("type", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("poll_minutes", Integer, nullable=False),
    Column("article_pattern", Words),
    Column("active", Boolean, nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_hash", Words),
    Column("failures", Integer, nullable=False, default=0),
    Column("trouble", Words, nullable=False, default=""),
    Column("polled_at", Moment),
    Column("succeeded_at", Moment),
    Column("due_at", Moment, nullable=False),  # while leased: when the lease runs out
    Column("was_due_at", Moment),
    Column("lease_until", Moment),
    Column("fence", Integer, nullable=False, default=0),
    UniqueConstraint("source_id", "type", "url"),
)

# --- the frontier -----------------------------------------------------------------------------------------------------

urls = Table(
    "urls",
    metadata,
    Column("key", Words, primary_key=True),
    Column("url", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Column("item", Json, nullable=False),
    Column("text_hash", Words),  # of a whole post
    Column("state", Words),  # the last outcome; NULL = never visited
    Column("attempts", Integer, nullable=False, default=0),  # claims since the last final outcome
    Column("etag", Words),
    Column("last_modified", Words),
    Column("visited_at", Moment),
    Column("article_id", Words),
    Column("due_at", Moment),  # NULL = nothing more to do; while leased: when the lease runs out
    Column("was_due_at", Moment),
    Column("lease_until", Moment),
    Column("fence", Integer, nullable=False, default=0),
)


def _partial(name: str, *columns: Column[object], where: object) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


# A claim walks this index host by host, so a backlog of one host never slows the others.
_partial("urls_due_by_host", urls.c.host, urls.c.due_at, urls.c.source_id, where=urls.c.due_at.is_not(None))
_partial("urls_due", urls.c.due_at, urls.c.source_id, where=urls.c.due_at.is_not(None))
_partial("urls_leased", urls.c.host, urls.c.lease_until, where=urls.c.lease_until.is_not(None))
_partial("urls_quarantined", urls.c.key, where=urls.c.state == "quarantined")

fetches = Table(
    "fetches",
    metadata,
    Column("id", Number, primary_key=True),
    Column("run_id", Number, ForeignKey("runs.id")),
    Column("door_id", Number, ForeignKey("doors.id")),
    Column("url_key", Words),
    Column("article_id", Words, index=True),
    Column("outcome", Words),
    Column("url", Words, nullable=False),
    Column("final_url", Words, nullable=False),
    Column("status", Integer),
    Column("fetched_at", Moment, nullable=False),
    Column("content_type", Words),
    Column("bytes", Number, nullable=False),
    Column("warc_file", Words),
    Column("warc_offset", Number),
    Column("warc_length", Number),
    Column("body_sha256", Words),
    Column("detail", Words, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Number, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("candidates", Integer, nullable=False, default=0),
    Column("doors_polled", Integer, nullable=False, default=0),
    Column("doors_failed", Integer, nullable=False, default=0),
)

tallies = Table(
    "tallies",
    metadata,
    Column("run_id", Number, ForeignKey("runs.id"), primary_key=True),
    Column("outcome", Words, primary_key=True),
    Column("pages", Integer, nullable=False),
)

# --- articles ---------------------------------------------------------------------------------------------------------

# What every list and the queue needs of an article's newest version stands here; the text stays in `versions`.
articles = Table(
    "articles",
    metadata,
    Column("id", Words, primary_key=True),
    Column("home_key", Words, nullable=False),  # the URL whose visits make versions; other addresses are aliases
    Column("source_id", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", Words, nullable=False),
    Column("cluster_id", Words, nullable=False, index=True),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("gone_at", Moment),
    Column("score", Float),  # NULL = no verdict yet
    Column("flagged", Boolean, nullable=False),
    Column("rank", Float),  # queue order, see schedule.py; NULL unless flagged
    Column("leads", Boolean, nullable=False),  # stands in the queue for its cluster
    Column("state", Words, nullable=False),
    Column("review_id", Number, ForeignKey("reviews.id")),  # the decision that stands
    Column("lot", Number),  # see audit.py; NULL = stored before there was an audit sample
)
_partial("articles_queue", articles.c.rank, articles.c.id, where=articles.c.leads.is_(True))
_partial(
    "articles_queue_language", articles.c.language, articles.c.rank, articles.c.id, where=articles.c.leads.is_(True)
)
_partial("articles_pending", articles.c.id, where=articles.c.score.is_(None))
_partial(
    "articles_audit",
    articles.c.lot,
    articles.c.flagged,
    articles.c.score,
    where=articles.c.flagged.is_(False) & articles.c.score.is_not(None),
)
_partial("articles_reviewed", articles.c.review_id, where=articles.c.review_id.is_not(None))
Index("articles_of_source", articles.c.source_id, articles.c.flagged, articles.c.first_seen_at)

versions = Table(
    "versions",
    metadata,
    Column("article_id", Words, ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("url", Words, nullable=False),
    Column("canonical_url", Words, nullable=False),
    Column("source_id", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("author", Words),
    Column("published_at", Moment),
    Column("published_from", Words),
    Column("modified_at", Moment),
    Column("modified_from", Words),
    Column("language", Words, nullable=False),
    Column("script", Words, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("verdict", Json),
    Column("header", Json),
    Column("loss", Json),
    Column("removed", Json),
)
_partial("versions_with_loss", versions.c.article_id, versions.c.number, where=versions.c.loss.is_not(None))

aliases = Table(
    "aliases",
    metadata,
    Column("key", Words, primary_key=True),
    Column("article_id", Words, ForeignKey("articles.id"), nullable=False),
)

# --- people -----------------------------------------------------------------------------------------------------------

# Both tables only ever grow: a decision taken back keeps its row and gets one in `undos`.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Number, primary_key=True),
    Column("article_id", Words, nullable=False, index=True),
    Column("cluster_id", Words, nullable=False, index=True),  # the text that was decided on
    Column("decision", Words, nullable=False),
    Column("reason", Words),
    Column("reviewer", Words, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("form_key", Words, nullable=False, unique=True),
    Column("supersedes", Number, ForeignKey("reviews.id")),  # the same reviewer's earlier decision this one replaces
    Column("audit", Boolean, nullable=False, server_default=false()),  # on an article of the audit sample
)
_partial("reviews_audit", reviews.c.article_id, where=reviews.c.audit.is_(True))
Index("reviews_by_reviewer", reviews.c.reviewer, reviews.c.id)

undos = Table(
    "undos",
    metadata,
    Column("review_id", Number, ForeignKey("reviews.id"), primary_key=True),
    Column("undone_at", Moment, nullable=False),
    Column("form_key", Words, nullable=False, unique=True),
)

# --- what the search view has yet to hear -----------------------------------------------------------------------------

# One row per article: a further change replaces the row and takes a new, higher sequence that is never given out twice.
outbox = Table(
    "outbox",
    metadata,
    Column("sequence", Number, primary_key=True),
    Column("article_id", Words, nullable=False, unique=True),
    Column("refused", Words),  # why the engine will never take it
    sqlite_autoincrement=True,
)
