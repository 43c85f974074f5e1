"""Dates named in a text: days, spans, nights, months and relative words, resolved against the day of publication.

Own rules, because dateparser 1.5 gives one moment where a phrase names a span, and says nothing of precision. Of the
single days in tests/classifiers/test_when.py it finds, given the bare phrase and its language, 13 of 20 Russian, 18 of
21 English and 5 of 26 Kazakh ones: it knows neither Kazakh case endings nor weekdays as news uses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from classifiers.lexicon import fold
from classifiers.when_readings import EXACT, NIGHT, READINGS, Phrase, Unknowable
from classifiers.when_words import DASH, SPEECHES, Speech
from index.model import LanguageGuess

_LATIN = LanguageGuess("kk", "Latn", 1.0)
_YEAR = r"(?:19|20)\d\d"
_SLOT = re.compile(r"\{([A-Za-z]+)(\d?)\}")
_NUMERIC = re.compile(
    rf"(?<![\w.:/-])(?:(?P<d>\d{{1,2}})([./])(?P<m>\d{{1,2}})\2(?P<y>{_YEAR})"
    rf"|(?P<y2>{_YEAR})-(?P<m2>\d\d)-(?P<d2>\d\d))(?![\w:/-]|\.\d)"
)
_LOOSE = frozenset(("weekday", "last_weekday", "locative_weekday", "-1", "0"))  # left out beside a full date
_BETWEEN = re.compile(r"[\s,(]*(?:on\s+|the\s+)?[)]?")


@dataclass(frozen=True, slots=True)
class When:
    """A time named by text[start_offset:end_offset]: the days from `start` to `end`, both included.

    `precision` is exact (one day), night (its evening's day and its morning's), month, year, range, or approx;
    `reading` is what kind of phrase names it, one of classifiers/when_readings.py.
    """

    start: date
    end: date
    precision: str
    start_offset: int
    end_offset: int
    reading: str = field(default="", compare=False)

    @property
    def iso(self) -> str:
        """The day, or the interval, as ISO 8601 writes it."""
        first, last = self.start.isoformat(), self.end.isoformat()
        return first if first == last else f"{first}/{last}"


def dates_in(text: str, language: str, published: date | datetime | None) -> tuple[When, ...]:
    """Return the times that `text` (in ru, kk or en; others are read as en) names, in order.

    `published` is the day on which relative words and dates without a year lean; without it these are left out. A
    date without a year that follows a full one in the same paragraph takes its year. "The same day" and "the day
    before" lean on the day named last.
    """
    speech = SPEECHES.get(language, SPEECHES["en"])
    folded = fold(text, _LATIN if language == "kk" and text.count("a") > text.count("а") else None)
    today = published.date() if isinstance(published, datetime) else published
    taken: list[tuple[int, int, str, re.Match[str]]] = []
    covered = bytearray(len(text))
    for reading, pattern in _phrases(language if language in SPEECHES else "en"):
        for found in pattern.finditer(folded):
            start, end = found.span()
            if not any(covered[start:end]) and _capitalised(text, found, speech):
                covered[start:end] = b"\1" * (end - start)
                taken.append((start, end, reading, found))
    taken.sort(key=lambda one: one[:2])
    return tuple(_resolved(folded, taken, speech, today))


def _resolved(
    text: str, taken: list[tuple[int, int, str, re.Match[str]]], speech: Speech, today: date | None
) -> Iterator[When]:
    year: int | None = None
    last: date | None = None
    paragraph = 0
    full = [(start, end) for start, end, reading, _ in taken if reading in ("day", "numeric")]
    for start, end, reading, found in taken:
        if text.find("\n", paragraph, start) >= 0:
            year, paragraph = None, start
        if reading in _LOOSE and _beside(text, start, end, full):
            continue
        phrase = Phrase(found, speech, today, year, last)
        try:
            span = READINGS[reading](phrase)
        except (Unknowable, ValueError, OverflowError):
            continue
        if phrase.has_year and span.precision == EXACT:
            year = span.start.year
        if span.precision in (EXACT, NIGHT):
            last = span.end if span.precision == EXACT else span.start
        yield When(*span, start, end, reading)


def _beside(text: str, start: int, end: int, full: list[tuple[int, int]]) -> bool:
    """Whether a full date stands right before or after: "Thursday, February 23" is one day, named twice."""
    return any(
        (end <= other and _BETWEEN.fullmatch(text, end, other))
        or (last <= start and _BETWEEN.fullmatch(text, last, start))
        for other, last in full
    )


def _capitalised(text: str, found: re.Match[str], speech: Speech) -> bool:
    """Whether English months and weekdays are written as such: "may", "march" and "sun" are other words."""
    if speech is not SPEECHES["en"]:
        return True
    names = [name for name in ("m", "m2", "w") if found.groupdict().get(name)]
    return all(text[found.start(name)].isupper() or text[found.start(name)].isdigit() for name in names)


# --- phrases ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _phrases(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    speech = SPEECHES[language]
    parts = {name: _either(table) for name, table in zip("mwnupRs", _tables(speech), strict=True)}
    fixed = speech.parts_of_phrases
    year_before = rf"(?:{{Y}}{fixed['year']}[,\s]*|{{R}}\s+)" if language == "kk" else ""
    parts |= {"d": fixed["day"], "Y": _YEAR, "unit": parts["u"]}
    plain = {"y": fixed["year"], "yb": year_before, "ye": fixed["year"], "this": fixed["this"], "last": fixed["last"]}
    plain["DASH"] = DASH

    def filled(pattern: str, copy: str = "") -> str:
        def fill(slot: re.Match[str]) -> str:
            name, number = slot[1], slot[2] or copy
            if name in plain:
                return f"(?:{filled(plain[name], number)})"
            return f"(?P<{ {'Y': 'y', 'R': 'r', 'unit': 'u'}.get(name, name) }{number}>{parts[name]})"

        return _SLOT.sub(fill, pattern)

    compiled = [(reading, re.compile(rf"(?<![\w-])(?:{filled(pattern)})(?!\w)")) for reading, pattern in speech.phrases]
    return (("numeric", _NUMERIC), *compiled)


def _tables(speech: Speech) -> tuple[dict[str, int] | dict[str, str], ...]:
    return (speech.months, speech.weekdays, speech.numbers | {r"\d{1,3}": 0}, speech.units, speech.parts, speech.years,
            speech.seasons)  # fmt: skip


def _either(table: dict[str, int] | dict[str, str]) -> str:
    return f"(?:{'|'.join(table)})"
