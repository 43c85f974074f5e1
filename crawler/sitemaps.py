"""Sitemap bytes become items; the only file that knows sitemap XML, its index files and the news extension."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from crawler.dates import read_date
from crawler.doors import MAX_ITEMS, DoorAnswer, DoorError, DoorReading
from index.model import Item
from index.text import clean_line

MAX_UNPACKED = 20 * 1024 * 1024  # of a .gz sitemap; the protocol allows 50 MB, news does not need them
MAX_CHILDREN = 3  # of an index, per poll


def read_sitemap(answer: DoorAnswer) -> DoorReading:
    """Return the items of a urlset, newest first where dates tell, or the newest children of an index.

    A last-modified time becomes an item's `updated_at` only where the sitemap looks honest: some stamp today's date
    on every address they have. Raises DoorError when the bytes are no sitemap or list nothing.
    """
    body = _unpacked(answer.body)
    listed = list(islice(_entries(body), MAX_ITEMS * 10))
    if not listed:
        raise DoorError("the answer is not a sitemap, or one that lists nothing")
    entries = [entry for _, entry in listed]
    if listed[0][0] == "sitemap":
        return DoorReading((), _children(entries, answer))
    return DoorReading(_items(entries, answer))


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        unpacked = unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error as error:
        raise DoorError(f"the packed sitemap cannot be unpacked ({error})") from error
    if unpacker.unconsumed_tail:
        raise DoorError(f"the packed sitemap unpacks to more than {MAX_UNPACKED:,} bytes")
    return unpacked


def _entries(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (url or sitemap, its fields) while reading, so that a long sitemap never stands in memory as a tree."""
    fields: dict[str, str] = {}
    events = etree.iterparse(
        io.BytesIO(body), events=("end",), recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for _, element in events:
            if not isinstance(element.tag, str):
                continue
            name = etree.QName(element).localname
            if name in ("url", "sitemap"):
                yield name, fields
                fields = {}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif name in ("loc", "lastmod", "publication_date", "title") and element.text:
                # The first loc is the page's own; image:loc and video:title come after it.
                fields.setdefault(name, element.text.strip())
    except etree.XMLSyntaxError:
        return


def _children(entries: list[dict[str, str]], answer: DoorAnswer) -> tuple[str, ...]:
    """Choose the newest children: by their date, else the last ones, since numbered children grow at the end."""
    usable = [entry for entry in entries if _is_address(entry.get("loc", ""))]
    early = datetime.min.replace(tzinfo=answer.now.tzinfo)
    order = sorted(
        range(len(usable)), key=lambda n: (read_date(usable[n].get("lastmod"), answer.zone) or early, n), reverse=True
    )
    return tuple(usable[n]["loc"] for n in order[:MAX_CHILDREN])


def _items(entries: list[dict[str, str]], answer: DoorAnswer) -> tuple[Item, ...]:
    stamps = Counter(entry.get("lastmod") for entry in entries)
    honest = len(entries) <= 3 or max(stamps.values()) <= len(entries) / 2
    found: dict[str, Item] = {}
    for entry in entries:
        if _is_address(entry.get("loc", "")):
            item = Item(
                url=entry["loc"],
                title=clean_line(entry.get("title", "")) or None,
                published_at=read_date(entry.get("publication_date"), answer.zone),
                updated_at=read_date(entry.get("lastmod"), answer.zone),
            )
            found.setdefault(item.url, item)
    early = datetime.min.replace(tzinfo=answer.now.tzinfo)
    newest = sorted(found.values(), key=lambda item: item.published_at or item.updated_at or early, reverse=True)
    kept = newest[:MAX_ITEMS]
    return tuple(kept if honest else (replace(item, updated_at=None) for item in kept))


def _is_address(loc: str) -> bool:
    try:
        parts = urlsplit(loc)
        # Seen in the wild: "https://site.kzhttps://other.kz/", two addresses glued by a template.
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "://" not in parts.netloc + parts.path
    except ValueError:
        return False
