"""What body extraction leaves behind of an article: other halves of a split body, lists a sentence announces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from lxml.html import HtmlElement

from classifiers.sentences import split_sentences
from crawler.cleaning import folded, is_teaser_label
from index.model import ListLoss
from index.text import clean_line

_KEY = 80  # folded characters that tell one paragraph of a page from another
_SPLIT_SHARE = 0.3  # of the body's own length: less than this missing is a matter of taste, more is a loss
_SENTENCE = 40  # characters: shorter ones are labels and hours
_MOST_ITEMS = 100
_MOST_PARAGRAPHS = 2000  # each is looked for in the whole text: more would take long, and no article has them
_LISTS = ("ul", "ol")
# Numbers as they stand before what is listed, in the case forms of an announcement.
_NUMBERS = (
    {
        word: number
        for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
    }
    | {"две": 2, "два": 2, "двух": 2, "двое": 2, "три": 3, "трёх": 3, "трех": 3, "трое": 3, "четыре": 4, "четырёх": 4}
    | {"четырех": 4, "четверо": 4, "пять": 5, "пяти": 5, "пятеро": 5, "шесть": 6, "шести": 6, "семь": 7, "семи": 7}
    | {"восемь": 8, "девять": 9, "десять": 10}
    | {word: number for number, word in enumerate("екі үш төрт бес алты жеті сегіз тоғыз".split(), 2)}
    | {"eki": 2, "üş": 3, "úsh": 3, "tört": 4, "tórt": 4, "bes": 5, "alty": 6, "jeti": 7, "segiz": 8}
)
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_LISTED = (
    r"attack|case|incident|episode|journalist|reporter|blogger|editor|outlet|violation|threat|arrest|detention|fact|event"
    r"|reason|demand|charge|people|person|individual|name|victim|нападени|случа|инцидент|эпизод|журналист|корреспондент"
    r"|блогер|редактор|издани|редакци|нарушени|угроз|задержани|арест|факт|событи|причин|требовани|обвинени|человек|имен"
    r"|пострадавш|атак|шабуыл|оқиға|жағдай|дерек|журналист|тілші|блогер|редактор|басылым|адам|қатер|себеп|талап|есім"
    r"|şabuyl|shabýyl|shabuyl|oqiğa|oqıǵa|jağda|jaǵda|derek|jurnalis|tılşı|tilshi|adam"
)
_NO_DAY = "".join(
    f"(?<!{month} )"
    for month in "january february march april may june july august september october november december".split()
)
# Greedy in front, so that the number nearest to what is listed counts: "since 5 February four attacks"; nor is a day of
# the month a number of things: "the February 5 attacks".
_COUNTED = re.compile(
    rf".*\b(?:(?P<word>{_NUMBER})|{_NO_DAY}(?P<digits>[2-9]|1\d))\s+(?:[^\W\d]+\s+){{0,3}}?(?:{_LISTED})\w*",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    rf"\b(?:the\s+following|следующ\w+|келесі|мына(?:дай|лар)|төмендегі(?:дей)?)\s+(?:[^\W\d]+\s+){{0,2}}?(?:{_LISTED})\w*",
    re.IGNORECASE,
)
# What follows these is speech.
_SPOKEN = re.compile(
    r"\b(?:sa(?:id|ys)|told\b.*|wrote|writes|added|asked|сказал\w*|заявил\w*|написал\w*|пишет|пишут|сообщил\w*|рассказал\w*"
    r"|добавил\w*|спросил\w*|деді|дейді|айтты|жазды|хабарлады|мәлімдеді)\s*:$",
    re.IGNORECASE,
)
_LIKE_ITEM = re.compile(
    r"[-–—•·*▪■►]\s|\(?\d{1,2}[.)]\s|(?:\S+\s+){0,2}\d{1,2}(?:-\d{1,2})?\s+[^\W\d]|[^\W\d]+\s+\d{1,2}\b|.{3,60}\s[–—]\s|(?:[^.:]|\b\w\.){3,60}:\s"
)


def complete(tree: HtmlElement, paragraphs: Sequence[str]) -> list[str]:
    """Return `paragraphs` (of the article in `tree`) with what was lost put back where it stands in the page."""
    return _with_lists(tree, _with_other_halves(tree, list(paragraphs)))


def announced_loss(paragraphs: Sequence[str]) -> ListLoss | None:
    """Return the first list that a sentence announces and that is not there, or is too short; None when all are whole.

    Where no number is said ("the following cases:") a list has at least one entry.
    """
    for number, paragraph in enumerate(paragraphs):
        line = paragraph.rstrip()
        if not line.endswith(":") or _SPOKEN.search(line) or is_teaser_label(line):
            continue
        found = next((n for n, p in enumerate(paragraphs[number + 1 :]) if not _LIKE_ITEM.match(p)), None)
        found = len(paragraphs) - number - 1 if found is None else found
        if said := _COUNTED.match(line):
            announced = int(said["digits"]) if said["digits"] else _NUMBERS[said["word"].lower()]
            if found < announced:
                return ListLoss(announced, found, _last_sentence(line))
        elif not found and _FOLLOWING.search(line):
            return ListLoss(None, 0, _last_sentence(line))
    return None


def _last_sentence(paragraph: str) -> str:
    return clean_line(split_sentences(paragraph)[-1].text)


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
