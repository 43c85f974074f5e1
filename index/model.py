"""The words of the field as frozen records: pure, no input or output.

Every datetime is aware and in UTC. Text offsets count characters of the text they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

# --- who we watch -----------------------------------------------------------------------------------------------------


class DoorType(StrEnum):
    """How a source lets us in."""

    FEED = "feed"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news_sitemap"
    SECTION = "section"
    WORDPRESS = "wordpress"
    TELEGRAM = "telegram"
    YOUTUBE = "youtube"


@dataclass(frozen=True, slots=True)
class Door:
    """One access point of a source: a feed, a sitemap, a section page."""

    type: DoorType
    url: str
    poll_minutes: int = 30
    article_pattern: str | None = None  # regular expression an article's URL must match (section pages and sitemaps)


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet or watchdog we monitor."""

    id: str
    name: str
    url: str
    languages: tuple[str, ...]
    country: str
    kind: str  # media, watchdog, official, social
    doors: tuple[Door, ...]
    family: str | None = None  # language editions of one newsroom share a family and count as one voice
    mirrors: tuple[str, ...] = ()
    enabled: bool = True
    delay_seconds: float | None = None  # pause between two requests to one host; None = the general setting
    timezone: str | None = None
    notes: str = ""


# --- getting pages ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a door, before fetching. `text` is set where the door carries whole posts (a Telegram preview)."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    text: str | None = None
    author: str | None = None


class Outcome(StrEnum):
    """What became of one page. Each page worked on gets exactly one word; the words add up to the pages fetched."""

    STORED = "stored"  # a new article
    UPDATED = "updated"  # a known article with new text: a further version
    UNCHANGED = "unchanged"  # a known article, same text
    DUPLICATE = "duplicate"  # another address of an article we hold
    EMPTY = "empty"  # a page without article text
    TOO_BIG = "too-big"  # over a size, time or memory limit
    NOT_ARTICLE = "not-article"  # a front page, a list, a soft 404, or not HTML at all
    CHALLENGE = "challenge"  # a bot check or consent wall instead of the page
    ROBOTS = "robots"  # robots.txt says no
    GONE = "gone"  # 404 or 410: never there, or taken down since
    REFUSED = "refused"  # 401, 403, 429, 451, or an address we must not visit
    SERVER_ERROR = "server-error"  # 5xx
    UNREACHABLE = "unreachable"  # no answer: DNS, connection, TLS, time-out, broken transfer
    QUARANTINED = "quarantined"  # can never be processed: kept aside with the reason


@dataclass(frozen=True, slots=True)
class Capture:
    """The evidence of one fetch: where the raw bytes lie and what they hash to.

    They are the body as it came over the wire, still packed when the server packed it.
    """

    warc_file: str
    warc_offset: int
    warc_length: int
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """One answer (or failure to answer) of a server for one URL."""

    url: str
    final_url: str
    status: int | None
    fetched_at: datetime
    content_type: str | None = None
    bytes: int = 0  # of the body as it came
    capture: Capture | None = None
    detail: str = ""  # one sentence for people: why it failed


# --- articles and what the machine says of them -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text: ru, kk, en, another ISO 639-1 code, or und; script Cyrl, Latn, Arab or Zyyy."""

    language: str
    script: str
    confidence: float


@dataclass(frozen=True, slots=True)
class AlertHeader:
    """The lines above a watchdog's alert, in its own words; empty where it has none. `date` is when it happened."""

    location: str = ""
    date: str = ""
    update: str = ""


@dataclass(frozen=True, slots=True)
class ListLoss:
    """A list that `sentence` announces and that is not in the text, or not whole."""

    announced: int | None  # None = a list without a number: "the following cases:"
    found: int
    sentence: str


class RemovedKind(StrEnum):
    """What a stretch was that stood on the page and is not the article."""

    NOTICE = "notice"  # a label the law prescribes: "foreign agent", "undesirable"
    SHARE = "share"  # a call to share, subscribe, follow, comment, report
    TEASER = "teaser"  # other articles: "read also"
    PAGER = "pager"  # the neighbours: "previous", "next"
    CREDIT = "credit"  # whose picture it is
    RIGHTS = "rights"  # who may reprint
    ABOUT = "about"  # what the organisation says of itself under everything


@dataclass(frozen=True, slots=True)
class Removed:
    """A stretch of the page that was taken out before anything read the text; one line, cut at 1,000 characters."""

    kind: RemovedKind
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """An extracted page: clean text, what was declared about it, and what a reader of the text alone would miss."""

    url: str
    canonical_url: str
    source_id: str
    title: str
    text: str  # paragraphs separated by a blank line
    language: LanguageGuess
    author: str | None = None
    published_at: datetime | None = None
    published_from: str | None = None  # where the date came from: json-ld, opengraph, meta, time, feed, url, header ...
    modified_at: datetime | None = None
    modified_from: str | None = None
    header: AlertHeader | None = None  # of a watchdog's alert; its lines stand in the text too
    loss: ListLoss | None = None
    removed: tuple[Removed, ...] = ()  # in the order of the page


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the article's text that moved the score: text[start:end]."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MethodScore:
    """A method of taxonomy.yaml and how likely it is, 0 to 1."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a reviewer would otherwise type, suggested with its span: text[start:end] of the article.

    `start` and `end` are -1 where only the title or the header of an alert has it. `kind`, and what `value` and `role`
    then are: victim (name; V1..V10), outlet (name; None), place (name; id in places.yaml), date (ISO 8601 day or
    interval; precision), perpetrator (A1..U3; roll-up A, B or U), incident (as date: one item of a text that lists
    several).
    """

    kind: str
    value: str
    role: str | None
    start: int
    end: int
    text: str
    confidence: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """The classifier's output for one article: suggestions, for people decide. `score` is a calibrated probability."""

    score: float
    flagged: bool
    classes: Mapping[str, float]  # P, N, J
    methods: tuple[MethodScore, ...]  # best first
    evidence: tuple[Evidence, ...]
    model: str  # name and hash prefix of the model that spoke
    facts: tuple[Fact, ...] = ()  # of flagged articles; of reports their incidents


# --- people -----------------------------------------------------------------------------------------------------------


class Decision(StrEnum):
    """What a reviewer said of a candidate."""

    ACCEPT = "accept"
    REJECT = "reject"


class ReviewState(StrEnum):
    """Where an article stands in review."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Review:
    """One human decision on one article. Append-only: an undo is a later review that names the one it takes back."""

    id: int
    article_id: str
    decision: Decision
    reason: str | None  # X0..X8 for a rejection
    reviewer: str
    decided_at: datetime
    undone_at: datetime | None = None
    audit: bool = False  # on an article of the audit sample: it was not flagged, a lot had chosen it


# --- records as the ledger gives them back ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the ledger holds it: its newest version, the verdict on it, and where it stands in review."""

    id: str
    article: Article
    verdict: Verdict | None  # None = pending: no model was there to speak
    version: int
    first_seen_at: datetime
    changed_at: datetime  # of the newest version
    gone_at: datetime | None
    cluster_id: str  # articles with one cluster_id tell the same text (reprints)
    state: ReviewState


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article in the queue (flagged, or of the audit sample), with the reprints that share its text."""

    stored: StoredArticle
    source_name: str
    priority: float  # queue order, higher first
    reprints: tuple[str, ...] = field(default=())  # ids of the other articles of the cluster
    blind: bool = False  # to be decided before the verdict is seen: of the audit sample, or flagged and hiding it
