"""The ledger's contract: the record of everything tilshi knows. Search is a view of it and may be thrown away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from index.model import (
    Article,
    Candidate,
    Decision,
    Door,
    Fetch,
    Item,
    Outcome,
    Review,
    ReviewState,
    Source,
    StoredArticle,
    Verdict,
)


class LeaseLost(Exception):
    """The claim's lease ran out and somebody else took the work; what was brought is dropped, nothing was written."""


@dataclass(frozen=True, slots=True)
class DoorClaim:
    """A door to poll now, ours until `lease_until`."""

    source_id: str
    door: Door
    etag: str | None  # validators of the last good answer
    last_modified: str | None
    body_hash: str | None  # sha256 of the last good answer
    failures: int  # consecutive
    lease_until: datetime
    fence: int  # a settle with an older fence raises LeaseLost


@dataclass(frozen=True, slots=True)
class DoorPoll:
    """What a poll of a door brought. `items` empty and `error` set = the poll failed."""

    polled_at: datetime
    status: int | None
    items: tuple[Item, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    unchanged: bool = False  # 304, or the same bytes as before
    error: str = ""  # one sentence for people
    retry_after: timedelta | None = None
    capture: Fetch | None = None


@dataclass(frozen=True, slots=True)
class UrlClaim:
    """A URL to fetch now, ours until `lease_until`. `item` is what the door said of it."""

    url: str
    url_key: str  # identity.article_id(url)
    host: str
    source_id: str
    item: Item
    attempts: int  # earlier claims that came to no final outcome, a killed process included
    known: bool  # an article was stored from this URL before (this is a re-visit)
    etag: str | None
    last_modified: str | None
    lease_until: datetime
    fence: int


@dataclass(frozen=True, slots=True)
class PageResult:
    """What working on one URL brought: the fetch, and the article with its verdict where there is one.

    `outcome` is the crawler's own word for pages that yield no article (empty, robots, gone ...). Where `article` is
    set, leave it None: the ledger says stored, updated, unchanged or duplicate, because only it knows.
    `retry_at` asks for another attempt (server trouble); the outcome of this attempt is counted all the same.
    """

    fetch: Fetch
    outcome: Outcome | None = None
    article: Article | None = None
    verdict: Verdict | None = None  # None with an article = no model at hand; classified later
    retry_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. The outcomes sum to `fetched`."""

    run_id: int
    kind: str  # crawl, import
    started_at: datetime
    finished_at: datetime | None
    fetched: int
    outcomes: Mapping[str, int]
    articles: int  # new articles in this run
    candidates: int  # of these, flagged
    doors_polled: int = 0
    doors_failed: int = 0


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one source is doing."""

    source_id: str
    name: str
    enabled: bool
    doors: int
    failing_doors: int
    last_success_at: datetime | None  # a door answered
    last_new_at: datetime | None  # a new article came
    articles: int
    candidates: int
    next_poll_at: datetime | None
    trouble: str  # the last door error, one sentence; empty when all is well


@dataclass(frozen=True, slots=True)
class AuditFigures:
    """What people found in the audit samples of the last 90 days; decisions that could not tell (X8) do not count."""

    days: int  # whose samples were read, at least in part
    audited: int  # unflagged articles decided on as part of a sample
    missed: int  # of these, accepted as attacks
    unflagged: int  # articles of those days that the classifier did not flag
    found: int  # articles of those days that it flagged and people accepted


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """The whole ledger in numbers."""

    engine: str  # sqlite or postgresql
    schema: int
    articles: int
    versions: int
    pending_verdicts: int
    lost_lists: int  # articles whose newest version announces a list that is not there, or not whole
    flagged: int
    open_candidates: int  # clusters in the queue
    accepted: int
    rejected: int
    urls_waiting: int  # with a next visit ahead: new, to be retried, to be visited again
    urls_due: int
    outbox: int  # changes the search view does not know yet
    quarantined: int  # pages and outbox entries kept aside for good
    audit: AuditFigures
    sources: tuple[SourceStatus, ...]


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One change the search view has not seen: index this article (or drop it, when `stored` is None)."""

    sequence: int
    article_id: str
    stored: StoredArticle | None


class Ledger(Protocol):
    """The record. SQLite by default, PostgreSQL where several machines crawl; one contract test runs over both.

    May be used from several threads. Every datetime is aware, in UTC. Each method is one transaction: it happens whole
    or not at all, also under `kill -9`. Any method can raise LedgerError (unreachable, corrupt, locked longer than the
    busy time-out) or StorageFullError. Ids and keys come from index.identity.
    """

    # --- sources --------------------------------------------------------------------------------------------------

    def sync_sources(self, sources: Sequence[Source], now: datetime) -> None:
        """Make the record agree with the configured sources. New doors are due at once; doors and sources no longer
        configured (or disabled) keep their history and are not polled."""

    def sources(self) -> list[Source]:
        """Return the sources as last synced, by id."""

    # --- frontier -------------------------------------------------------------------------------------------------

    def claim_doors(
        self,
        now: datetime,
        *,
        lease: timedelta,
        limit: int,
        source_ids: Collection[str] | None = None,
        even_if_not_due: bool = False,
        polled_before: datetime | None = None,
    ) -> list[DoorClaim]:
        """Lease up to `limit` due doors, oldest due first; never one that is leased and unexpired. `even_if_not_due`
        ignores the schedule but, with `polled_before`, skips doors polled at or after that moment (so a forced run
        polls each door once)."""

    def settle_door(self, claim: DoorClaim, poll: DoorPoll, *, run_id: int | None = None) -> int:
        """Record a poll: validators, failure streak, next due time (linear back-off, see schedule.py), discovered URLs.

        An item is new when its url_key is unknown: it becomes due at once. A known URL whose item says it was updated
        later than our last visit becomes due again, once for each date it names. An item with `text` (a whole post) is
        due when unknown or when its text changed; one whose URL is no web address is passed over. With `run_id` the
        poll counts in that run's `doors_polled` and `doors_failed`. Returns how many URLs became due.
        Raises LeaseLost when the claim's fence is old."""

    def claim_urls(
        self,
        now: datetime,
        *,
        lease: timedelta,
        limit: int,
        per_host: int,
        source_ids: Collection[str] | None = None,
    ) -> list[UrlClaim]:
        """Lease up to `limit` due URLs, at most `per_host` unsettled leases per host, oldest due first.

        An expired lease makes the URL due again: that is how work of a killed process comes back."""

    def release(self, claims: Sequence[DoorClaim | UrlClaim]) -> None:
        """Give back claims that were not worked on (clean stop): due again when they were due before the claim."""

    def free_leases(self) -> int:
        """Take every lease back, whoever held it, and return how many there were: due again at once. Only for a
        process that knows it is alone with the ledger, such as the next crawl after a killed one."""

    def settle_page(self, run_id: int, claim: UrlClaim, result: PageResult) -> tuple[Outcome, str | None]:
        """Record the one outcome of one page, with everything it brought: fetch, article version, verdict, alias, URL
        state, outbox row, the run's tally. Returns the outcome and the article id it concerns, if any.

        - the article's id is identity.article_id(canonical_url); another URL holding that id → alias, `duplicate`.
          Only visits of the article's home make versions: the URL that first brought it, or its canonical address once
          that was visited
        - same content hash as the newest version → `unchanged`; different → further version, `updated`
        - `gone` for a known article sets gone_at and keeps every version
        - retry_at sets the next attempt, at most 24 h away; `quarantined`, `robots` and `gone` end the visits for good,
          every other word ends them for a URL that holds no article
        - stored candidates are due for a re-visit after 1 h, 24 h and 7 d (edits and take-downs), others after 24 h
        - an updated version of an article that was decided on does not open it again; a reprint of a text that was
          decided on shares the decision
        Raises LeaseLost when the claim's fence is old."""

    def settle_pages(
        self, run_id: int, pages: Sequence[tuple[UrlClaim, PageResult]]
    ) -> list[tuple[Outcome, str | None] | LeaseLost]:
        """Settle several pages in one transaction, as settle_page would each. A lost lease comes back in its place and
        the others are recorded; any other error raises and records none."""

    def next_due_at(self, source_ids: Collection[str] | None = None) -> datetime | None:
        """Return when the next door or URL falls due (leases count until they expire), None when there is nothing."""

    # --- runs -----------------------------------------------------------------------------------------------------

    def start_run(self, kind: str, now: datetime) -> int:
        """Open a run and return its id."""

    def finish_run(self, run_id: int, now: datetime) -> RunSummary:
        """Close a run and return its summary."""

    def run_summary(self, run_id: int) -> RunSummary:
        """Return the summary of a run, finished or not."""

    def runs(self, limit: int = 20) -> list[RunSummary]:
        """Return the newest runs first."""

    # --- articles -------------------------------------------------------------------------------------------------

    def import_article(
        self, run_id: int, article: Article, verdict: Verdict | None, now: datetime
    ) -> tuple[Outcome, str]:
        """Record an article brought by hand, by the same rules as settle_page; returns outcome and article id."""

    def article(self, article_id: str) -> StoredArticle | None:
        """Return the article with its newest version, following aliases; None when unknown."""

    def articles(self, *, after_id: str = "", limit: int = 500) -> list[StoredArticle]:
        """Return articles by id, for rebuilding views: page on with the last id."""

    def versions(self, article_id: str) -> list[tuple[int, datetime, Article]]:
        """Return (version number, seen at, article) oldest first."""

    def captures(self, article_id: str) -> list[Fetch]:
        """Return the fetches of this article's addresses, oldest first: the evidence, that of a take-down included."""

    def pending_verdicts(self, limit: int) -> list[StoredArticle]:
        """Return articles stored while no model was at hand."""

    def set_verdict(self, article_id: str, version: int, verdict: Verdict) -> None:
        """Record a verdict on that version (outbox included); ignored when a newer version exists."""

    # --- queue and reviews ----------------------------------------------------------------------------------------

    def queue(
        self, now: datetime, *, limit: int = 50, offset: int = 0, language: str | None = None, audit: int = 0
    ) -> list[Candidate]:
        """Return open candidates, best first: score weighted down with age (half after 3 days); one row per cluster.

        `audit` is the size of a day's audit sample: so many articles first seen the day before `now` (UTC) that were
        not flagged, by lot. Those not decided on yet stand among the candidates, each in a place of its own by lot,
        until the day ends."""

    def queue_size(self, language: str | None = None, *, now: datetime | None = None, audit: int = 0) -> int:
        """Return how many rows queue() has; an audit sample is counted when `now` says whose."""

    def blind(self, ids: Collection[str], now: datetime, *, audit: int) -> frozenset[str]:
        """Return which of these articles keep their verdict for after the decision, as queue() says of its rows."""

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
        """Append a decision; the whole cluster leaves the queue. The same `form_key` again returns the first review
        and writes nothing (a repeated submit). The same reviewer may decide anew: the later decision stands, and
        undoing it brings the earlier one back. A decision on an article that waits in the audit sample (of `audit` a
        day) is remembered as such. Raises Conflict when somebody else decided meanwhile."""

    def undo_review(self, reviewer: str, now: datetime, form_key: str) -> Review | None:
        """Take back this reviewer's newest decision that still stands, and return it; None when there is none.
        The same `form_key` again returns the review undone the first time."""

    def reviews(self, *, article_id: str | None = None, limit: int = 200) -> list[Review]:
        """Return reviews, newest first; of one article: those made on it and the one that stands on its cluster."""

    def review_state(self, article_id: str) -> ReviewState:
        """Return where the article stands."""

    # --- outbox ---------------------------------------------------------------------------------------------------

    def outbox(self, limit: int) -> list[OutboxEntry]:
        """Return the oldest changes the search view has not seen; an article changed twice comes once, as it is now."""

    def acknowledge(self, sequences: Sequence[int]) -> None:
        """Drop these entries (and older ones of the same articles): the view has them."""

    def quarantine_entry(self, sequence: int, reason: str) -> None:
        """Set an entry aside that the engine will never take; visible in status."""

    def outbox_mark(self) -> int:
        """Return the highest sequence given out so far; take it before a rebuild."""

    def clear_outbox(self, mark: int) -> None:
        """Forget every entry up to `mark`: the view was just rebuilt whole; what arrived meanwhile stays."""

    # --- state of the whole ---------------------------------------------------------------------------------------

    def status(self, now: datetime) -> LedgerStatus:
        """Return the whole ledger in numbers."""

    def check(self) -> list[str]:
        """Return what is wrong with the record itself, one sentence each; empty when sound."""

    def all_articles(self) -> Iterator[StoredArticle]:
        """Iterate over every article, in pages, for a rebuild."""

    def close(self) -> None:
        """Release every connection."""


class Conflict(Exception):
    """Somebody else decided this candidate meanwhile; `review` is their decision."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"{review.reviewer} already decided: {review.decision}")
        self.review = review
