"""What a page declares about itself: title, author, dates and their origin, address, kind."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.cleaning import folded
from crawler.provenance import Dated, dated, dated_by_url
from index.text import clean_line

_ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle BlogPosting"
    " LiveBlogPosting Report TechArticle ScholarlyArticle SocialMediaPosting DiscussionForumPosting".split()
)
# By schema.org name: the OpenGraph properties and the other meta elements that say the same, best first.
_DATE_NAMES = {
    "datePublished": (
        ("article:published_time", "og:published_time", "article:published"),
        "datepublished date pubdate publishdate publish-date publish_date publication_date published_at"
        " article.published date.created article_date_original originalpublicationdate parsely-pub-date sailthru.date"
        " dc.date dc.date.issued dc.date.created dcterms.created dcterms.issued dcterms.date dateofpublication"
        " mediator_published_time cxenseparse:recs:publishtime cxenseparse:publishtime citation_publication_date"
        " ptime timestamp datecreated".split(),
    ),
    "dateModified": (
        ("article:modified_time", "og:updated_time"),
        "datemodified last-modified lastmod modified dc.date.modified dcterms.modified article.updated date.updated"
        " dateupdated revision_date".split(),
    ),
}
_LD_FAULTS = re.compile(r"[\x00-\x1f]+")
_LD_DATE = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"]{8,40})"')
_TITLE_BREAK = re.compile(r"\s+[|\-–—•·»«/:]{1,2}\s+")
_BYLINE = re.compile(r"^\s*(?:by|авторы?|текст|мәтін)\s*:?\s+", re.IGNORECASE)
_MAYBE_AUTHOR = XPath(
    './/*[@itemprop="author" or @rel="author" or contains(@class,"author") or contains(@class,"byline")]'
)
_AUTHOR_CLASSES = frozenset(
    "author byline author-name author__name byline__name article__author article-author".split()
)
_WITH_ROLE = XPath(".//*[@itemprop=$role][not(self::meta)]")


@dataclass(frozen=True, slots=True)
class Declared:
    """A page's own word. Dates come in falling order of trust; `kinds` holds schema.org types and og:type."""

    title: str | None = None
    author: str | None = None
    published: tuple[Dated, ...] = ()
    modified: tuple[Dated, ...] = ()
    address: str | None = None  # rel=canonical, else og:url, made absolute
    kinds: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_article(self) -> bool:
        """Whether the page calls itself an article."""
        return bool(self.kinds & _ARTICLE_TYPES) or "article" in self.kinds


def read_metadata(tree: HtmlElement, url: str, zone: tzinfo = UTC) -> Declared:
    """Collect what `tree` declares: JSON-LD, OpenGraph and other meta elements, marked-up elements, the URL.

    Times without a zone are taken to be in `zone`.
    """
    metas = _metas(tree)
    nodes = sorted(_linked_data(tree), key=lambda node: not _types(node) & _ARTICLE_TYPES)
    node = nodes[0] if nodes and _types(nodes[0]) & _ARTICLE_TYPES else {}
    return Declared(
        title=_title(tree, metas, node),
        author=_author(tree, metas, node),
        published=tuple(filter(None, (*_dates(tree, metas, nodes, "datePublished", zone), dated_by_url(url)))),
        modified=tuple(_dates(tree, metas, nodes, "dateModified", zone)),
        address=_address(tree, metas, url),
        kinds=frozenset().union(*map(_types, nodes), {metas.get("og:type", "").lower()} - {""}),
    )


# --- reading ----------------------------------------------------------------------------------------------------------


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Return the content of every meta element by its lower-case name, property or itemprop; the first one counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = meta.get("content")
        if content and content.strip():
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                if name := meta.get(attribute):
                    found.setdefault(name.strip().lower(), content.strip())
    return found


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from _nodes(_parsed(script.text))


def _parsed(text: str) -> Any:
    """Parse JSON as pages write it: with raw line breaks in strings, comment wrappers, a trailing semicolon."""
    text = text.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removesuffix("-->").removesuffix("//]]>")
    try:
        return json.loads(_LD_FAULTS.sub(" ", text).strip().rstrip(";"))
    except (ValueError, RecursionError):
        # Beyond repair as a whole; the dates are still readable one by one.
        return {"@type": "NewsArticle"} | dict(_LD_DATE.findall(text)) if _LD_DATE.search(text) else None


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), list | dict):
                yield from _nodes(value[key], depth + 1)


def _types(node: dict[str, Any]) -> frozenset[str]:
    kind = node.get("@type")
    return frozenset(str(k).rpartition("/")[2] for k in (kind if isinstance(kind, list) else [kind]) if k)


def _text(element: HtmlElement) -> str:
    return clean_line("".join(element.itertext()))


# --- title ------------------------------------------------------------------------------------------------------------


def _title(tree: HtmlElement, metas: dict[str, str], node: dict[str, Any]) -> str | None:
    """Choose the words a reader sees above the article.

    A heading that another place confirms is best: declared titles are often cut, or carry the source's name.
    """
    headings = [text for text in map(_text, tree.iter("h1")) if text]
    page_title = next((_text(element) for element in tree.iter("title")), "")
    declared = [
        _said(node.get("headline")),
        _said(metas.get("og:title")),
        _said(metas.get("twitter:title")),
        page_title,
    ]
    declared = [title for title in declared if title]
    for heading in headings:
        if any(_agree(heading, title) for title in declared):
            return heading
    site = _said(metas.get("og:site_name"))
    for title in declared:
        return _without_site(title, site, title is page_title)
    return headings[0] if headings else None


def _agree(heading: str, title: str) -> bool:
    a, b = folded(heading), folded(title)
    shorter = min(len(a), len(b))
    return bool(a) and (a == b or (shorter >= 15 and (a.startswith(b[:shorter]) or (len(a) == shorter and a in b))))


def _without_site(title: str, site: str, is_page_title: bool) -> str:
    pieces = _TITLE_BREAK.split(title)
    if len(pieces) < 2:
        return title
    tail = pieces[-1]
    if (site and folded(tail) == folded(site)) or (is_page_title and len(tail.split()) <= 4):
        return title[: title.rindex(tail)].rstrip(" |-–—•·»«/:")
    return title


def _said(value: Any) -> str:
    """Return a declared string as one line; pages escape them twice now and then."""
    if not isinstance(value, str):
        return ""
    return clean_line(html.unescape(html.unescape(value)))


# --- author -----------------------------------------------------------------------------------------------------------


def _author(tree: HtmlElement, metas: dict[str, str], node: dict[str, Any]) -> str | None:
    names = list(_names(node.get("author")))
    if not names:
        names = [
            metas[name]
            for name in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author")
            if name in metas
        ][:1]
    if not names:
        names = [_text(element) for element in _MAYBE_AUTHOR(tree) if _marks_author(element)][:3]
    clean = [_BYLINE.sub("", _said(name)).strip(" ,;|") for name in names]
    return ", ".join(dict.fromkeys(name for name in clean if _is_name(name))) or None


def _marks_author(element: HtmlElement) -> bool:
    if element.get("itemprop") == "author" or element.get("rel") == "author":
        return True
    return not _AUTHOR_CLASSES.isdisjoint((element.get("class") or "").split())


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value[:20]:
            yield from _names(item)
    elif isinstance(value, dict):
        yield from _names(value.get("name"))
    elif isinstance(value, str):
        yield value


def _is_name(text: str) -> bool:
    return 2 < len(text) <= 100 and not re.search(r"https?:|www\.|@|[<>{}]", text) and any(map(str.isalpha, text))


# --- dates ------------------------------------------------------------------------------------------------------------


def _dates(
    tree: HtmlElement, metas: dict[str, str], nodes: list[dict[str, Any]], role: str, zone: tzinfo
) -> Iterator[Dated]:
    """Yield the dates declared for `role` (datePublished, dateModified) in falling order of trust."""
    opengraph, names = _DATE_NAMES[role]
    said = [("json-ld", node.get(role)) for node in nodes]
    said += [("opengraph", metas.get(name)) for name in opengraph]
    said += [("meta", metas.get(name)) for name in names]
    said += [("time", value) for value in _times(tree, role)]
    for origin, value in said:
        if value and (moment := dated(value, origin, zone)):
            yield moment


def _times(tree: HtmlElement, role: str) -> Iterator[str]:
    """Yield what elements marked with `role` say; for the publication also the first time element of the article."""
    marked = _WITH_ROLE(tree, role=role)[:3]
    if role == "datePublished":
        times = [element for element in tree.iter("time") if element.get("datetime")]
        marked += [element for element in times if _is_of_article(element)][:1] or times[:1]
    for element in marked:
        yield element.get("datetime") or element.get("content") or _text(element)


def _is_of_article(element: HtmlElement) -> bool:
    return "pubdate" in element.attrib or next(element.iterancestors("article", "main"), None) is not None


# --- address ----------------------------------------------------------------------------------------------------------


def _address(tree: HtmlElement, metas: dict[str, str], url: str) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for address in (*links, metas.get("og:url")):
        if address and address.strip():
            try:
                absolute: str = urljoin(url, address.strip())
                urlsplit(absolute).port  # noqa: B018
            except ValueError:
                continue
            return absolute
    return None
