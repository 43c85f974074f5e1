"""A fetched page becomes an article's title, text, author and dates, or the word for why it is none."""

from __future__ import annotations

import logging
import re
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from itertools import chain, islice, pairwise
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tldextract
import trafilatura
from htmldate import find_date
from lxml.etree import ParserError, strip_tags
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.settings import Document

from crawler.charset import decode
from crawler.cleaning import Links, clean_paragraphs
from crawler.completion import announced_loss, complete
from crawler.metadata import Declared, read_metadata
from crawler.provenance import Dated, Exactness, best_date, dated, dated_by_age
from crawler.structure import is_front_page, refusal
from crawler.watchdog import Header, is_header_line, read_header
from index.clock import Clock, SystemClock
from index.identity import canonical_url
from index.model import Item, ListLoss, Outcome, Removed
from index.text import clean_line, clean_text

# Names of the libraries' loggers: they tell of every odd page, which is what outcomes are for.
_TALKATIVE = ("trafilatura", "htmldate", "justext", "readability", "charset_normalizer", "courlan")
_HTML_TYPES = ("html", "xml", "text/plain", "octet-stream", "unknown")
_LEAST = 40  # characters: half a sentence is no article
_DEEP = 100  # ancestors; trafilatura finds nothing from about 250 on, and real pages stay below 60
_MOST_TAGS = 150_000  # 200,000 paragraphs cost 8 s of processor time and 430 MB, real pages have a few thousand tags
_MOST_ATTRIBUTES = 2_000  # of one element: the parser's time grows with their square
_MOST_REMOVED = 200  # a page of nothing but teasers could fill the ledger
_DATE_LENGTH = 80
_DATE_STYLE = '[contains(@class,"date") or contains(@class,"time") or contains(@class,"publish")]'
_DATE_IN_ARTICLE = f".//article//*{_DATE_STYLE} | .//main//*{_DATE_STYLE}"
_DATE_AFTER_TITLE = f".//h1/following::*{_DATE_STYLE}"  # above it often stands the date of today
# What XML forbids, written out or as references: one is enough for lxml to refuse the whole text.
_CONTROLS = bytes({*range(32), 127} - {9, 10, 13})
_CONTROL_REFERENCES = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127|6553[45])|[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|7[fF]|[fF]{3}[efEF]))"
    rb"(?![\da-fA-F]);?"
)
_sites = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that came with it: never the network


@dataclass(frozen=True, slots=True)
class Page:
    """A page as fetched: raw bytes, the Content-Type header, and what its source and door are known to say."""

    url: str
    body: bytes
    content_type: str | None
    source_id: str = ""
    source_languages: tuple[str, ...] = ()
    item: Item | None = None
    timezone: str | None = None  # IANA name of the source's zone, for times that a page writes without one


@dataclass(frozen=True, slots=True)
class Extraction:
    """An article, when `outcome` is None; otherwise the word for what the page is instead, and `detail` for people.

    `text` has paragraphs separated by a blank line and list items on lines that begin with "- ". Dates are in UTC; a
    time written without a zone is taken to be in the page's `timezone`, else in UTC. `published_from` and
    `modified_from` say where they were found: json-ld, opengraph, meta, time, feed, url, header, or searched. `header`
    is that of a watchdog's alert; its lines stay in `text`. `loss` says that a list the text announces is missing.
    `removed` has up to 200 of the stretches that were taken out of the text.
    """

    outcome: Outcome | None
    title: str = ""
    text: str = ""
    author: str | None = None
    published_at: datetime | None = None
    published_from: str | None = None
    modified_at: datetime | None = None
    modified_from: str | None = None
    canonical_url: str = ""
    detail: str = ""
    header: Header | None = None
    loss: ListLoss | None = None
    removed: tuple[Removed, ...] = ()


class Extractor(Protocol):
    """Turns a page into an article's parts. Never raises for what is in the page; hostile pages may take any time."""

    def extract(self, page: Page) -> Extraction:
        """Return the article on `page`, or an outcome: EMPTY, NOT_ARTICLE, CHALLENGE or TOO_BIG."""


class TrafilaturaExtractor:
    """Declared metadata first, trafilatura for the body on the same tree, a date search only where none is declared."""

    def __init__(self, max_html_bytes: int = 3 * 1024 * 1024, clock: Clock | None = None) -> None:
        self._max_html_bytes = max_html_bytes
        self._clock = clock or SystemClock()
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL)

    def extract(self, page: Page) -> Extraction:
        """Return the article on `page`, or why it is none."""
        if len(page.body) > self._max_html_bytes:
            detail = f"the page has {len(page.body):,} bytes, more than the {self._max_html_bytes:,} allowed"
            return _none(page, Outcome.TOO_BIG, detail)
        if detail := _bomb(page.body):
            return _none(page, Outcome.TOO_BIG, detail)
        if detail := _not_html(page):
            return _none(page, Outcome.NOT_ARTICLE, detail)
        tree = _parse(page)
        if tree is None:
            return _none(page, Outcome.EMPTY, "the page holds no elements")
        return self._read(page, tree)

    def _read(self, page: Page, tree: HtmlElement) -> Extraction:
        zone = _zone(page.timezone)
        declared = read_metadata(tree, page.url, zone)
        title = declared.title or clean_line(page.item.title or "" if page.item else "")
        author = _author(declared, page.item)
        links = Links(tree)
        paragraphs = _body(tree, page.url)
        header = read_header(paragraphs)
        kept, removed = clean_paragraphs(paragraphs, title, author or "", links, has_header=header is not None)
        text = _joined(kept)
        found = Extraction(
            None,
            title,
            text,
            author,
            canonical_url=_canonical(page.url, declared.address),
            header=header,
            loss=announced_loss(kept),
            removed=tuple(removed[:_MOST_REMOVED]),
        )
        if verdict := refusal(tree, page.url, declared, title, text, links):
            return replace(found, outcome=verdict[0], detail=verdict[1])
        if len(text) < _LEAST:
            return replace(found, outcome=Outcome.EMPTY, detail="no article text was found in the page")
        return self._dated(found, page, tree, declared, zone)

    def _dated(self, found: Extraction, page: Page, tree: HtmlElement, declared: Declared, zone: tzinfo) -> Extraction:
        now, item, header = self._clock.now(), page.item, found.header
        published = (
            best_date(_by_trust(declared.published, item.published_at if item else None), now)
            or best_date(_printed(tree, zone, now, is_alert=header is not None), now)
            or best_date(_of_header(header.published_at if header else None), now)
            or best_date(_searched(tree, page.url), now)
        )
        modified = best_date(_by_trust(declared.modified, item.updated_at if item else None), now)
        modified = modified or best_date(_of_header(header.updated_at if header else None), now)
        return replace(
            found,
            published_at=published.at if published else None,
            published_from=published.origin if published else None,
            modified_at=modified.at if modified else None,
            modified_from=modified.origin if modified else None,
        )


def warm_up() -> None:
    """Make the first pages of a process as quick as the others: the libraries build tables on first use, for 0.5 s.

    A long page and a short one, neither with a declared date, lead through all of their fallbacks.
    """
    sentence = "Редакция сообщила об этом утром в понедельник. "
    for times in (30, 1):
        html = f"<html><body><div>Обновлено: вчера</div><article><p>{sentence * times}</p></article></body></html>"
        TrafilaturaExtractor().extract(Page("https://example.org/a", html.encode(), "text/html"))


def _none(page: Page, outcome: Outcome, detail: str) -> Extraction:
    return Extraction(outcome, canonical_url=_canonical(page.url, None), detail=detail)


def _bomb(body: bytes) -> str:
    """Say what makes `body` a bomb, or nothing."""
    pieces = body.split(b"<")
    if len(pieces) > _MOST_TAGS:
        return f"the page has more than {_MOST_TAGS:,} tags"
    tags = (piece.partition(b">")[0] for piece in pieces if len(piece) > _MOST_ATTRIBUTES)
    if any(tag.count(b"=") > _MOST_ATTRIBUTES for tag in tags if tag[:1].isalpha()):
        return f"an element of the page has more than {_MOST_ATTRIBUTES:,} attributes"
    return ""


def _not_html(page: Page) -> str:
    """Say what the page is instead of HTML, or nothing."""
    kind = (page.content_type or "").partition(";")[0].strip().lower()
    if kind and not any(known in kind for known in _HTML_TYPES):
        return f"the server sent {kind}, not HTML"
    head = page.body[:2000].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if re.match(rb'[\[{]\s*["{\[\]}]', head):
        return "the page is JSON, not HTML"
    if head.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x1f\x8b")):
        return "the page is a file, not HTML"
    if re.match(rb"<\?xml[^>]*>\s*<(rss|feed|urlset|sitemapindex|rdf:RDF)\b|<(rss|urlset|sitemapindex)\b", head):
        return "the page is a feed or sitemap, not an article"
    return ""


def _parse(page: Page) -> HtmlElement | None:
    body = decode(page.body, page.content_type).text.encode("utf-8", "replace").translate(None, _CONTROLS)
    body = _CONTROL_REFERENCES.sub(b"", body.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b""))
    parser = HTMLParser(
        encoding="utf-8",
        huge_tree=True,  # without it whatever lies 256 elements deep is dropped in silence; the page's size is capped
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    try:
        # As bytes: a lone surrogate in a str would end the article there.
        return document_fromstring(body, parser=parser)
    except (ParserError, ValueError):
        return None


def _body(tree: HtmlElement, url: str) -> list[str]:
    """Return the paragraphs of the article in `tree`, list items with "- " before them."""
    text = _trafilatura(tree, url)
    if not text and _is_deep(tree):
        flat = copy(tree)
        strip_tags(flat, "div", "section", "span", "font", "center")
        text = _trafilatura(flat, url)
    lines = (line.strip() for line in clean_text(text.replace("\\r\\n", "\n")).splitlines())
    return complete(tree, [line for line in lines if line])


def _trafilatura(tree: HtmlElement, url: str) -> str:
    try:
        document = trafilatura.bare_extraction(tree, url=url, favor_recall=True, include_comments=False)
    except RecursionError:
        return ""
    return (document.text or "") if isinstance(document, Document) else ""


def _is_deep(tree: HtmlElement) -> bool:
    return any(
        sum(1 for _ in element.iterancestors()) > _DEEP for element in islice(tree.iter("p", "div"), 0, 5000, 10)
    )


def _joined(paragraphs: list[str]) -> str:
    return "\n".join(paragraphs[:1] + [_separated(a, b) for a, b in pairwise(paragraphs)])


def _separated(before: str, paragraph: str) -> str:
    in_list = before.startswith("- ") and paragraph.startswith("- ")
    return paragraph if in_list else "\n" + paragraph


def _author(declared: Declared, item: Item | None) -> str | None:
    return declared.author or (clean_line(item.author) or None if item and item.author else None)


def _by_trust(declared: tuple[Dated, ...], said_by_feed: datetime | None) -> list[Dated]:
    """Put the feed's date after what the page declares in its head and before what stands in its body and address."""
    feed = [Dated(said_by_feed, "feed", Exactness.MOMENT)] if said_by_feed else []
    head = [date for date in declared if date.origin not in ("time", "url")]
    return [*head, *feed, *(date for date in declared if date.origin in ("time", "url"))]


def _of_header(day: datetime | None) -> list[Dated]:
    return [Dated(day, "header", Exactness.DAY)] if day else []


def _printed(tree: HtmlElement, zone: tzinfo, now: datetime, *, is_alert: bool) -> list[Dated]:
    """Look for a date nobody declared where the page's own style names say that one stands.

    "Вчера, 15:30" counts from `now`, since such pages write it anew for each reader. In an alert the labelled lines
    are its header's, and say when it happened or was updated.
    """
    for element in islice(chain(tree.xpath(_DATE_IN_ARTICLE), tree.xpath(_DATE_AFTER_TITLE)), 20):
        text = clean_line("".join(element.itertext()))
        if len(text) >= _DATE_LENGTH or (is_alert and is_header_line(text)):
            continue
        if date := dated(text, "searched", zone) or dated_by_age(text, "searched", now, zone):
            return [date]
    return []


def _searched(tree: HtmlElement, url: str) -> list[Dated]:
    """Look for a date anywhere in the page."""
    try:
        day = find_date(tree, url=url, original_date=True, extensive_search=True)
    except MemoryError:
        raise
    except Exception:  # its patterns meet text nobody foresaw; an article without a date is better than none
        return []
    # The first of January is what it makes of a year alone, mostly of a copyright line.
    date = None if day is None or day.endswith("-01-01") else dated(day, "searched")
    return [date] if date else []


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _canonical(url: str, declared: str | None) -> str:
    """Return the declared address if it can be this article's, else the page's own."""
    for address in (declared, url):
        try:
            if address and (address is url or _is_own_address(address, url)):
                return canonical_url(address)
        except ValueError:
            continue
    return url


def _is_own_address(address: str, url: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and not is_front_page(address) and _site(address) == _site(url)


def _site(url: str) -> str:
    found = _sites(url)
    return found.top_domain_under_public_suffix or re.sub(r"^(www|amp|m)\.", "", urlsplit(url).hostname or "")
