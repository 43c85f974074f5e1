"""When it happened: the days an article names, best those of the sentences that report the act.

By rule, not learned: labelled articles have no day of publication, on which relative words lean.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from classifiers.facts.reading import MOST_LETTERS, Line, Mention, Reading, mention
from classifiers.when import When, dates_in

RECENT = 400  # days before publication: news recalls what is older
_END_BEFORE = re.compile(r"\b(?:until|till|by|before|up to|до|к|по|на)\s*$", re.IGNORECASE)  # how long, not when
_END_AFTER = re.compile(r"\s*(?:дейін|шейін)")
_IN_NAMES = ("today", "tonight", "сегодня", "бүгін")
_HEADER = re.compile(r"^\s*(?:date|дата|күні|уақыты|when|когда)\s*[:—–-]", re.IGNORECASE)
# In log-odds, beside those of the sentence: how a day is named says how likely it is that of the incident.
PRECISIONS = {"exact": 1.0, "night": 1.5, "range": -1.5, "approx": -0.5, "month": -1.0, "year": -3.0}
_DECLARED, _IN_HEADER, _BEFORE_ACT, _AFTER_ACT, _OLD, _UNTIL = 4.0, 3.0, -1.5, -3.0, -2.0, -4.0
_BEST = 4.0  # log-odds of a sentence beyond this say nothing more
_READ = 5  # lines
_LEAST = 0.45  # confidence


@dataclass(frozen=True, slots=True)
class Day:
    """An ISO 8601 day or interval, how precisely it is named, and where."""

    value: str
    precision: str
    mention: Mention
    confidence: float


def incident_days(reading: Reading, published: date | None, header: str = "") -> list[Day]:
    """Return the days on which it may have happened, likeliest first; `header` is what a watchdog declares."""
    language = reading.language.language
    declared = {when.iso for when in dates_in(header, language, published)} if header else set()
    found: dict[str, Day] = {}
    for when in _named(reading, published):
        line = reading.line_at(when.start_offset)
        if line is None or (published and when.start > published):
            continue
        spot = mention(line, when.start_offset - line.start, when.end_offset - line.start)
        if spot is None or _is_name(spot):
            continue
        odds = _odds(reading, line, when, published) + _DECLARED * (when.iso in declared)
        day = Day(when.iso, when.precision, spot, round(1 / (1 + math.exp(-odds / 2)), 3))
        known = found.get(day.value)
        if day.confidence >= _LEAST and (known is None or known.confidence < day.confidence):
            found[day.value] = day
    return sorted(found.values(), key=lambda day: -day.confidence)


def declared_day(header: str, language: str, published: date | None) -> tuple[str, str] | None:
    """Return the day that the header of an alert declares, with its precision."""
    for when in dates_in(header, language, published) if header else ():
        if published is None or when.start <= published:
            return when.iso, when.precision
    return None


def _named(reading: Reading, published: date | None) -> Iterator[When]:
    """Return the times named by the paragraphs of the strongest lines and of those beside them: a date without a year
    may lean on its paragraph's."""
    body = [line for line in reading.lines if not line.is_title]
    top = {line.number for line in sorted(body, key=lambda line: -line.value)[:_READ]}
    near = [line for line in body if not top.isdisjoint(range(line.number - 1, line.number + 2))]
    spans = {_paragraph(reading.text, line.start) for line in [*body[:1], *near]}
    for start, end in sorted(spans):
        for when in dates_in(reading.text[start:end], reading.language.language, published):
            yield replace(when, start_offset=start + when.start_offset, end_offset=start + when.end_offset)


def _paragraph(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, min(len(text) if end < 0 else end, at + MOST_LETTERS)


def _is_name(spot: Mention) -> bool:
    """Tell whether the word is part of a name: the portal Alatau Today."""
    before = spot.line.row[spot.first - 1] if spot.first else None
    return bool(before and before.capital and spot.said.lower() in _IN_NAMES)


def _odds(reading: Reading, line: Line, when: When, published: date | None) -> float:
    odds = min(line.value, _BEST)
    for other in reading.lines:  # a heading stands before what it dates
        after = other.number - line.number
        if after in (1, -1) and not other.is_title and other.value > line.value:
            odds = max(odds, min(other.value, _BEST) + (_BEFORE_ACT if after > 0 else _AFTER_ACT))
    odds += PRECISIONS[when.precision] + _IN_HEADER * bool(_HEADER.match(line.text))
    at = when.start_offset - line.start
    odds += _UNTIL * bool(
        _END_BEFORE.search(line.text[:at]) or _END_AFTER.match(line.text, when.end_offset - line.start)
    )
    return odds + _OLD * bool(published and (published - when.end).days > RECENT)
