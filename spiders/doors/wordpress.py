"""The REST interface of WordPress: it lists what was changed last, so edits are seen without fetching a page."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.charset import decode
from crawler.dates import read_date
from crawler.doors import DoorAnswer, DoorError, DoorReading
from crawler.feeds import plain_line
from index.model import Door, Item

_QUERY = {"per_page": "20", "orderby": "modified", "_fields": "link,title,date_gmt,modified_gmt"}


def address(door: Door) -> str:
    parts = urlsplit(door.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return urlunsplit(parts._replace(query=urlencode(_QUERY | query, safe=",")))


def read(answer: DoorAnswer) -> DoorReading:
    try:
        posts = json.loads(decode(answer.body, answer.content_type).text)
    except (ValueError, RecursionError):
        raise DoorError("the answer is not JSON; the WordPress interface may be switched off") from None
    if not isinstance(posts, list):
        told = posts.get("message") or posts.get("code") if isinstance(posts, dict) else None
        raise DoorError(f"WordPress answered without a list of posts: {plain_line(str(told), 200)}")
    items = [item for post in posts if isinstance(post, dict) and (item := _item(post, answer))]
    if not items:
        raise DoorError("WordPress lists no posts")
    return DoorReading(tuple(items))


def _item(post: dict[str, Any], answer: DoorAnswer) -> Item | None:
    link, title = post.get("link"), post.get("title")
    if not isinstance(link, str):
        return None
    try:
        url = urljoin(answer.url, link)
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")):
        return None
    text = title.get("rendered") if isinstance(title, dict) else title
    return Item(
        url=url,
        title=plain_line(text if isinstance(text, str) else None) or None,
        published_at=_moment(post.get("date_gmt")),
        updated_at=_moment(post.get("modified_gmt")),
    )


def _moment(value: Any) -> datetime | None:
    # The *_gmt fields are UTC by definition and carry no zone.
    return read_date(value) if isinstance(value, str) else None
