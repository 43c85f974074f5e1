"""The public preview of a Telegram channel (t.me/s/name): its last posts, each with its whole text."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from lxml import html

from crawler.charset import decode
from crawler.dates import read_date
from crawler.doors import DoorAnswer, DoorError, DoorReading
from index.model import Door, Item
from index.text import clean_line, clean_text


def address(door: Door) -> str:
    return door.url


def read(answer: DoorAnswer) -> DoorReading:
    if "/s/" not in urlsplit(answer.url).path:
        raise DoorError("the channel's preview is switched off: Telegram redirects to the app")
    body = decode(answer.body, answer.content_type).text
    tree = html.fromstring(body.encode() or b"<html/>", parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    # "Channel photo updated" comes as a message too, and nobody wrote it.
    messages = [e for e in tree.iter("div") if e.get("data-post") and not _has_class(e, "service_message")]
    if not messages:
        raise DoorError("the channel's preview shows no posts")
    author = _text_of(tree, "tgme_channel_info_header_title")
    items = (_item(message, answer, author) for message in reversed(messages))
    return DoorReading(tuple(item for item in items if item))


def _item(message: html.HtmlElement, answer: DoorAnswer, channel: str) -> Item | None:
    bodies = [
        element
        for element in message.iter("div")
        if _has_class(element, "tgme_widget_message_text") and not _has_class(element, "js-message_reply_text")
    ]
    text = _plain(bodies[0]) if bodies else ""
    if not text:
        return None  # a picture without words
    times = [element.get("datetime") for element in message.iter("time") if element.get("datetime")]
    return Item(
        # Resolved against the page, so that a channel has one address per post however the page was reached.
        url=urljoin(answer.url, "/" + message.get("data-post", "").strip("/")),
        published_at=read_date(times[-1], answer.zone) if times else None,
        text=text,
        author=channel or _text_of(message, "tgme_widget_message_owner_name") or None,
    )


def _plain(element: html.HtmlElement) -> str:
    """Return the text of a post: a line break stays, two of them separate paragraphs."""
    for part in element.iter():
        part.text = (part.text or "").replace("\n", " ")
        part.tail = ("\n" if part.tag == "br" else "") + (part.tail or "").replace("\n", " ")
    lines = (" ".join(line.split()) for line in clean_text(element.text_content()).split("\n"))
    blocks = "\n".join(lines).split("\n\n")
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip())


def _text_of(tree: html.HtmlElement, name: str) -> str:
    found = next((element for element in tree.iter("div", "a", "span") if _has_class(element, name)), None)
    return clean_line(found.text_content(), 200) if found is not None else ""


def _has_class(element: html.HtmlElement, name: str) -> bool:
    return name in (element.get("class") or "").split()
