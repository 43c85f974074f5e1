"""What body extraction leaves behind of an article: other halves of a split body, lists a sentence announces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from lxml.html import HtmlElement

from crawler.cleaning import folded, is_teaser_label

_KEY = 80  # folded characters that tell one paragraph of a page from another
_SPLIT_SHARE = 0.3  # of the body's own length: less than this missing is a matter of taste, more is a loss
_SENTENCE = 40  # characters: shorter ones are labels and hours
_MOST_ITEMS = 100
_MOST_PARAGRAPHS = 2000  # each is looked for in the whole text: more would take long, and no article has them
_LISTS = ("ul", "ol")


def complete(tree: HtmlElement, paragraphs: Sequence[str]) -> list[str]:
    """Return `paragraphs` (of the article in `tree`) with what was lost put back where it stands in the page."""
    return _with_lists(tree, _with_other_halves(tree, list(paragraphs)))


def _with_other_halves(tree: HtmlElement, paragraphs: list[str]) -> list[str]:
    """Put back what stands in the same kind of container as most of the body, when much of it is missing.

    Sites cut long bodies into several containers around advertisements; extraction takes the first. Pages with several
    headings are left alone: there the next container can be the next article.
    """
    if not paragraphs or sum(1 for _ in tree.iter("h1")) > 1:
        return paragraphs
    length = sum(map(len, paragraphs))
    if sum(len(text) for p in tree.iter("p") for text in p.itertext()) < (1 + _SPLIT_SHARE) * length:
        return paragraphs
    # A container of a single paragraph is as likely a teaser.
    several = [p for p in tree.iter("p") if _has_neighbour(p)]
    if len(several) > _MOST_PARAGRAPHS:
        return paragraphs
    known = "".join(map(folded, paragraphs))
    blocks = [(_container(p), text, folded(text)[:_KEY]) for p in several if (text := _text(p))]
    weights: Counter[tuple[str, ...]] = Counter()
    for container, text, key in blocks:
        if len(text) > _SENTENCE and key in known:
            weights[container] += len(text)
    if not weights:
        return paragraphs
    (home, weight), *_ = weights.most_common(1)
    body = [(text, key) for container, text, key in blocks if container == home]
    missing = sum(len(text) for text, key in body if key not in known)
    if missing < _SPLIT_SHARE * weight:
        return paragraphs
    return _merged(paragraphs, body, known)


def _merged(paragraphs: list[str], body: Iterable[tuple[str, str]], known: str) -> list[str]:
    place = 0
    merged = list(paragraphs)
    for text, key in body:
        if key and key in known:
            place = _position(merged, key, place)
        else:
            merged.insert(place, text)
            place += 1
    return merged


def _position(paragraphs: Sequence[str], key: str, otherwise: int) -> int:
    """Return the place after the paragraph that holds `key`."""
    return next((n + 1 for n, paragraph in enumerate(paragraphs) if key in folded(paragraph)), otherwise)


def _with_lists(tree: HtmlElement, paragraphs: list[str]) -> list[str]:
    """Put back lists that a kept sentence announces with a colon: in a report they are the incidents themselves."""
    announcing = {folded(p)[-_KEY:] for p in paragraphs if p.endswith(":") and not is_teaser_label(p)}
    if not announcing:
        return paragraphs
    known = "".join(map(folded, paragraphs))
    completed = list(paragraphs)
    for listed in tree.iter(*_LISTS):
        before = _announcement(listed)
        if not before.endswith(":") or (key := folded(before)[-_KEY:]) not in announcing:
            continue
        items = [text for item in listed.iterchildren("li") if (text := _text(item))][:_MOST_ITEMS]
        lost = [f"- {text}" for text in items if folded(text)[:_KEY] not in known]
        if lost and len(lost) == len(items) and not all(map(_is_link, listed.iterchildren("li"))):
            place = next(n + 1 for n, p in enumerate(completed) if p.endswith(":") and folded(p)[-_KEY:] == key)
            completed[place:place] = lost
    return completed


def _announcement(listed: HtmlElement) -> str:
    """Return the text right before a list, which may stand alone in a wrapper."""
    for element in islice(chain([listed], listed.iterancestors()), 3):
        before = element.getprevious()
        if before is not None:
            return (before.tail or "").strip() or _text(before)
        parent = element.getparent()
        if parent is not None and (text := (parent.text or "").strip()):
            return str(text)
    return ""


def _container(element: HtmlElement) -> tuple[str, ...]:
    return tuple(f"{ancestor.tag}.{ancestor.get('class', '')}" for ancestor in islice(element.iterancestors(), 3))


def _has_neighbour(paragraph: HtmlElement) -> bool:
    return any(True for before in (True, False) for _ in paragraph.itersiblings("p", preceding=before))


def _is_link(item: HtmlElement) -> bool:
    return sum(len(_text(link)) for link in item.iter("a")) >= len(_text(item))


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
