"""The headers of watchdogs' alerts: the Location, Date and Update lines that stand above the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from classifiers.places import Place, places_in
from classifiers.when import When, dates_in
from index.model import AlertHeader

_DEPTH = 8  # paragraphs: title, a sentence on the case, the header
_LONGEST = 200  # characters of a header line
# By field: what the line is called in English, Russian, and Kazakh in both alphabets.
_LABELS = {
    "location": r"location|place|место(?:\s+(?:события|происшествия|инцидента))?|локация|регион|город"
    r"|(?:оқиға\s+)?ор(?:ны|ын)|(?:оқиға\s+)?жері|(?:oqi[gğǵ]a\s+)?or(?:ny|yn)|(?:oqi[gğǵ]a\s+)?jer[iı]",
    "date": r"date(?:\s+of\s+(?:the\s+)?(?:incident|alert|attack))?|дата(?:\s+(?:события|происшествия|инцидента))?"
    r"|(?:оқиға\s+)?күні|(?:oqi[gğǵ]a\s+)?k[uüú]n[iı]",
    "update": r"updated?(?:\s+on)?|last\s+updated?|обновлен[оие]{1,2}|дата\s+обновления"
    r"|жаңарт(?:ылды|ылған|у)(?:\s+күні)?"
    r"|ja[nńñ]art(?:yldy|yl[gğǵ]an|[uýū])(?:\s+k[uüú]n[iı])?",
}
_LABEL = re.compile(
    "|".join(rf"(?P<{field}>(?:^|(?<=[\s|;]))(?:{names})\s*:)" for field, names in _LABELS.items()), re.IGNORECASE
)
_KAZAKH = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІğǵñńşūıýäöüĞǴÑŃŞŪÝÄÖÜ]|jyl")  # ignoring case, ı would be any i
_DAYS = ("exact", "night", "range")  # precisions that name the days themselves
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What a watchdog's alert says above its text: the words, and what they mean where that can be told.

    `happened` is when it happened or was first reported; `updated` is a day.
    """

    words: AlertHeader
    places: tuple[Place, ...] = ()  # their offsets are those of `words.location`
    happened: When | None = None  # its offsets are those of `words.date`
    updated: date | None = None

    @property
    def location(self) -> str:
        """Where it happened, in the watchdog's words."""
        return self.words.location

    @property
    def published_at(self) -> datetime | None:
        """The last day of `happened`, before which no alert can have appeared; None when the header names no days but
        a month or a year. Midnight UTC, as every date without an hour."""
        return _midnight(self.happened.end) if self.happened and self.happened.precision in _DAYS else None

    @property
    def updated_at(self) -> datetime | None:
        """The day of the update as midnight UTC."""
        return _midnight(self.updated) if self.updated else None


def read_header(paragraphs: Sequence[str]) -> Header | None:
    """Return the header among the first of `paragraphs`, or None.

    One labelled line alone is no header, since stories begin like that too. The fields may stand on lines of their own
    or all on one.
    """
    said: dict[str, str] = {}
    for paragraph in paragraphs[:_DEPTH]:
        if len(paragraph) <= _LONGEST and ":" in paragraph:
            said = _fields(paragraph) | said
    return _header(said) if len(said) >= 2 else None


def is_header_line(line: str) -> bool:
    """Whether `line` begins with a label of a header, as "Update: 12 April" does."""
    return len(line) <= _LONGEST and bool(_fields(line))


def without_header(text: str) -> str:
    """Return `text`, of an article that has a header, with blanks in place of the header's lines: offsets stay."""
    lines = text.split("\n")
    read = [number for number, line in enumerate(lines) if line][:_DEPTH]
    for number in filter(lambda number: is_header_line(lines[number]), read):
        lines[number] = " " * len(lines[number])
    return "\n".join(lines)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _fields(line: str) -> dict[str, str]:
    """Return what each label on `line` announces; nothing when the line does not begin with one."""
    labels = list(_LABEL.finditer(line))
    if not labels or line[: labels[0].start()].strip("-•* "):
        return {}
    ends = [label.start() for label in labels[1:]] + [len(line)]
    values = (line[label.end() : end].strip(" |;,") for label, end in zip(labels, ends, strict=True))
    return {str(label.lastgroup): value for label, value in zip(labels, values, strict=True) if value}


def _header(said: dict[str, str]) -> Header | None:
    words = AlertHeader(**said)
    happened, updated = _day(words.date), _day(words.update)
    if not (happened or updated):
        return None
    places = places_in(words.location, _language(words.location))
    return Header(words, places, happened, updated.start if updated else None)


def _day(words: str) -> When | None:
    return next(iter(dates_in(words, _language(words), None)), None)


def _language(words: str) -> str:
    if _KAZAKH.search(words):
        return "kk"
    return "ru" if _CYRILLIC.search(words) else "en"
