"""Texts that tell of many incidents one after the other: chronicles, round-ups, annual reports.

Each incident of theirs stands in a list item, or a paragraph, that begins with a date («• 4 января 2022 года ...») and
names an act against media. A text whose incidents lie months apart looks back: it is a report (X3 of the taxonomy),
nothing in it is new today, and a reviewer who wants its incidents splits it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from classifiers.lexicon import is_method, load_lexicon, words
from classifiers.when import When, dates_in
from index.model import Fact, LanguageGuess

INCIDENT = "incident"
LEAST_LETTERS = 600  # of a text that can list incidents
LEAST_INCIDENTS = 3  # of a text that is worth splitting
REPORT_INCIDENTS = 8
REPORT_DAYS = 60  # between first and last incident: a weekly or monthly round-up tells news, a report looks back
DATE_WITHIN = 60  # characters of the item's beginning
MOST_INCIDENTS = 500  # of a text are read
MOST_DAYS = 300  # of one incident: what spans whole years is a figure
SURE, LIKELY = 0.9, 0.7  # confidence in a list item that tells of an act against media, and in any other
_PARAGRAPH = re.compile(r"[^\n]+")
_MARK = re.compile(r"\s*(?:[•·*\-–—▪●◦‣]|\d{1,3}[.)])\s+")
_YEAR = re.compile(r"\b(20\d\d)\b")
_LEANING = (11, 16)  # month and day: what dates_in reads as the nearest then is any day of that year


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int
    listed: bool  # has a list mark
    when: When
    told: bool  # the lexicon finds an act against media in it


def incidents(text: str, language: LanguageGuess, published: date | None) -> tuple[Fact, ...]:
    """Return the incidents a text lists, in its order, as facts: `value` is the day or interval (ISO 8601), `role` its
    precision, the span the whole item. Empty when it lists fewer than LEAST_INCIDENTS.

    A date without a year takes the last year that the text around the list named.
    """
    if len(text) < LEAST_LETTERS:
        return ()
    dated = list(islice(_items(text, language, published), MOST_INCIDENTS))
    told = [item for item in dated if item.told]
    if sum(item.listed for item in told) >= LEAST_INCIDENTS:
        # Then dated paragraphs around the list are its context, and an item whose words we do not know one of it.
        told = [item for item in dated if item.listed]
    if len(told) < LEAST_INCIDENTS:
        return ()
    return tuple(_fact(text, item) for item in told)


def is_report(found: Sequence[Fact]) -> bool:
    """Whether these incidents are those of a report: many, and months apart."""
    if len(found) < REPORT_INCIDENTS:
        return False
    days = sorted(date.fromisoformat(fact.value[:10]) for fact in found)
    return (days[-1] - days[0]).days >= REPORT_DAYS


def _items(text: str, language: LanguageGuess, published: date | None) -> Iterator[_Item]:
    year: int | None = None
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        mark = _MARK.match(text, start, end)
        begin = mark.end() if mark else end - len(text[start:end].lstrip())
        lead = text[begin : min(end, begin + DATE_WITHIN)]
        if any(letter.isdigit() for letter in lead):
            leaning = date(year, *_LEANING) if year else published
            when = next(iter(dates_in(lead, language.language, leaning)), None)
            if when and (when.end - when.start).days <= MOST_DAYS:
                yield _Item(begin, end, mark is not None, when, _tells_of_media(text[begin:end], language))
        years = _YEAR.findall(text, start, end)
        if years and not mark:
            year = int(years[0])


def _tells_of_media(item: str, language: LanguageGuess) -> bool:
    concepts = {concept for concept, _ in load_lexicon().find(words(item, language))}
    return not concepts.isdisjoint(("media", "platform")) and any(is_method(concept) for concept in concepts)


def _fact(text: str, item: _Item) -> Fact:
    sure = SURE if item.listed and item.told else LIKELY
    span = (item.start, item.end)
    return Fact(INCIDENT, item.when.iso, item.when.precision, *span, text[item.start : item.end], sure)
