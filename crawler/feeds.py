"""RSS and Atom bytes become items; the only file that knows feedparser."""

from __future__ import annotations

import html
import io
import re
from typing import Any
from urllib.parse import urljoin

import feedparser
from w3lib.html import remove_tags

from crawler.charset import decode
from crawler.dates import read_date
from crawler.doors import MAX_ITEMS, DoorAnswer, DoorError
from index.model import Item
from index.text import clean_line, clean_text

MAX_BYTES = 5 * 1024 * 1024  # a bigger feed is refused: 200,000 nested tags take 3.9 s
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,8}));")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_feed(answer: DoorAnswer) -> tuple[Item, ...]:
    """Return the items of a feed, in its order, one per address. Broken XML gives what can be read.

    Raises DoorError when the bytes are no feed, or a feed that lists nothing: a server that answers 200 with an empty
    channel or a front page is failing, however politely.
    """
    return tuple(item for item, _ in read_entries(answer))


def read_entries(answer: DoorAnswer) -> list[tuple[Item, str]]:
    """Return each item with the description the feed gives of it, as plain text."""
    if len(answer.body) > MAX_BYTES:
        raise DoorError(f"the feed has {len(answer.body):,} bytes; more than {MAX_BYTES:,} are not read")
    if not answer.body.strip():
        raise DoorError("the server answered with nothing where a feed should be")
    parsed = _parse(_repair(answer))
    if not parsed.entries and not parsed.get("version"):
        raise DoorError(f"the answer is not a feed: it begins with {clean_line(decode(answer.body).text[:200], 60)!r}")
    found: dict[str, tuple[Item, str]] = {}
    for entry in parsed.entries[:MAX_ITEMS]:
        if read := _read_entry(entry, answer):
            found.setdefault(read[0].url, read)
    if not found:
        raise DoorError(f"the feed lists no article ({len(parsed.entries)} entries without a usable link)")
    return list(found.values())


def _parse(text: str) -> Any:
    # As a stream of bytes: feedparser opens a str or bytes argument that happens to name a file or an address.
    stream = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8"))
    return feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)


def _repair(answer: DoorAnswer) -> str:
    """Decode the feed and drop what XML forbids: one `&#xD800;` would raise out of feedparser and lose the feed."""
    text = decode(answer.body, answer.content_type).text
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).lstrip()
    return _REFERENCE.sub(_sound_reference, _FORBIDDEN.sub("", text))


def _sound_reference(found: re.Match[str]) -> str:
    point = int(found[1], 16) if found[1] else int(found[2])
    allowed = (
        point in (9, 10, 13) or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or 0x10000 <= point <= 0x10FFFF
    )
    return found[0] if allowed else ""


def _read_entry(entry: Any, answer: DoorAnswer) -> tuple[Item, str] | None:
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    try:
        url = urljoin(answer.url, link.strip()) if link else ""
    except ValueError:
        return None
    if not url.lower().startswith(("http://", "https://")):
        return None
    item = Item(
        url=url,
        title=plain_line(entry.get("title")) or None,
        published_at=read_date(entry.get("published") or entry.get("created"), answer.zone),
        # Past feedparser's own get(), which answers with `published` where there is no `updated`.
        updated_at=read_date(dict.get(entry, "updated"), answer.zone),
        author=plain_line(entry.get("author"), 200) or None,
    )
    return item, plain_text(entry.get("summary"))


def plain_line(markup: str | None, limit: int = 1000) -> str:
    """Return a title as feeds write it (escaped markup and all) as one clean line."""
    return clean_line(html.unescape(remove_tags(html.unescape(markup or ""))), limit)


def plain_text(markup: str | None) -> str:
    """Return a description as plain text with its line breaks."""
    text = re.sub(r"(?i)<(br|/p|/div|/li)\b[^>]*>", "\n", markup or "")
    return clean_text(html.unescape(remove_tags(text))).strip()
