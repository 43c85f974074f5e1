"""The headers of watchdogs' alerts: the Location, Date and Update lines that stand above the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from classifiers.places import Place, places_in
from classifiers.when import When, dates_in

_DEPTH = 8  # paragraphs: title, a sentence on the case, the header
_LONGEST = 200  # characters of a header line
# By field: what the line is called in English, Russian, and Kazakh in both alphabets.
_LABELS = {
    "location": r"location|place|место(?:\s+(?:события|происшествия|инцидента))?|локация|регион|город"
    r"|(?:оқиға\s+)?ор(?:ны|ын)|(?:оқиға\s+)?жері|(?:oqi[gğǵ]a\s+)?or(?:ny|yn)|(?:oqi[gğǵ]a\s+)?jer[iı]",
    "happened": r"date(?:\s+of\s+(?:the\s+)?(?:incident|alert|attack))?|дата(?:\s+(?:события|происшествия|инцидента))?"
    r"|(?:оқиға\s+)?күні|(?:oqi[gğǵ]a\s+)?k[uüú]n[iı]",
    "updated": r"updated?(?:\s+on)?|last\s+updated?|обновлен[оие]{1,2}|дата\s+обновления"
    r"|жаңарт(?:ылды|ылған|у)(?:\s+күні)?"
    r"|ja[nńñ]art(?:yldy|yl[gğǵ]an|[uýū])(?:\s+k[uüú]n[iı])?",
}
_LABEL = re.compile(
    "|".join(rf"(?P<{field}>(?:^|(?<=[\s|;]))(?:{names})\s*:)" for field, names in _LABELS.items()), re.IGNORECASE
)
_KAZAKH = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІğǵñńşūıýäöüĞǴÑŃŞŪÝÄÖÜ]|jyl")  # ignoring case, ı would be any i
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What a watchdog's alert says above its text: the words, and what they mean where that can be told.

    `happened` is when it happened or was first reported, which is not when the alert appeared; `updated` is a day.
    """

    location: str = ""
    places: tuple[Place, ...] = ()  # their offsets are those of `location`
    happened: When | None = None  # its offsets are those of the words after the label
    updated: date | None = None

    @property
    def updated_at(self) -> datetime | None:
        """The day of the update as midnight UTC, as for every date without an hour."""
        return datetime(self.updated.year, self.updated.month, self.updated.day, tzinfo=UTC) if self.updated else None


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


def _fields(line: str) -> dict[str, str]:
    """Return what each label on `line` announces; nothing when the line does not begin with one."""
    labels = list(_LABEL.finditer(line))
    if not labels or line[: labels[0].start()].strip("-•* "):
        return {}
    ends = [label.start() for label in labels[1:]] + [len(line)]
    values = (line[label.end() : end].strip(" |;,") for label, end in zip(labels, ends, strict=True))
    return {str(label.lastgroup): value for label, value in zip(labels, values, strict=True) if value}


def _header(said: dict[str, str]) -> Header | None:
    location = said.get("location", "")
    places = places_in(location, _language(location))
    happened, updated = (_day(said.get(field, "")) for field in ("happened", "updated"))
    if not (happened or updated):
        return None
    return Header(location, places, happened, updated.start if updated else None)


def _day(words: str) -> When | None:
    return next(iter(dates_in(words, _language(words), None)), None)


def _language(words: str) -> str:
    if _KAZAKH.search(words):
        return "kk"
    return "ru" if _CYRILLIC.search(words) else "en"
