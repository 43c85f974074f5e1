"""A section page becomes items: the links on it that look like articles."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml import html

from crawler.charset import decode
from crawler.doors import DoorAnswer, DoorError
from index.identity import canonical_url
from index.model import Item
from index.text import clean_line

MAX_LINKS = 300  # of one page; the longest section page seen listed 148 articles
# Without a pattern in the source file, an article's address carries a number of three digits or a slug of three words.
_LIKELY = re.compile(r"/\d{4}/\d{2}/|\d{3,}|[^/\-_]+(?:[-_][^/\-_]+){2,}")
_NEVER = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|docx?|xlsx?|css|js|xml|rss)$"
    r"|/(?:tags?|author|authors|category|categories|page|search|login|register|rss|feed|wp-admin|wp-login)(?:/|$)",
    re.IGNORECASE,
)


def read_section(answer: DoorAnswer) -> tuple[Item, ...]:
    """Return the article links of a section page in page order, titled with the longest text that links there.

    Only links on the page's own host count. Raises DoorError when none is found: either the page is built by a script,
    or the pattern in the source file no longer fits.
    """
    tree = html.fromstring(decode(answer.body, answer.content_type).text.encode() or b"<html/>", parser=_parser())
    pattern = re.compile(answer.article_pattern) if answer.article_pattern else None
    here = canonical_url(answer.url)
    host = urlsplit(here).netloc
    titles: dict[str, str] = {}
    addresses: dict[str, str] = {}
    base = _base(tree, answer.url)
    for anchor in tree.iter("a"):
        url = _address(anchor.get("href"), base)
        if not url or not (pattern.search(url) if pattern else _looks_like_article(url)):
            continue
        key = canonical_url(url)
        if key == here or urlsplit(key).netloc != host:
            continue
        text = clean_line(anchor.text_content() or anchor.get("title") or "", 300)
        addresses.setdefault(key, url)
        titles[key] = max(titles.get(key, ""), text, key=len)
        if len(addresses) >= MAX_LINKS:
            break
    if not addresses:
        raise DoorError("the section page has no link that looks like an article; see article_pattern of this door")
    return tuple(Item(url=addresses[key], title=titles[key] or None) for key in addresses)


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", huge_tree=False)


def _base(tree: html.HtmlElement, url: str) -> str:
    element = tree.find(".//base[@href]")
    try:
        return urljoin(url, element.get("href").strip()) if element is not None else url
    except ValueError:
        return url


def _address(href: str | None, base: str) -> str | None:
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = urljoin(base, href.strip()).partition("#")[0]
        canonical_url(url)
    except ValueError:
        return None
    return url


def _looks_like_article(url: str) -> bool:
    parts = urlsplit(url)
    path = parts.path
    return not _NEVER.search(path) and bool(_LIKELY.search(path) or re.search(r"(?:^|&)(?:id|p|nid)=\d+", parts.query))
