"""How each kind of phrase that names a time is turned into days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from classifiers.when_words import Speech

_Value = TypeVar("_Value", int, str)
PRECISIONS = EXACT, NIGHT, MONTH, YEAR, RANGE, APPROX = "exact", "night", "month", "year", "range", "approx"
_AHEAD = timedelta(days=45)  # a date without a year is the latest that is no further than this after publication
_DAY = timedelta(days=1)
_LOCATIVE = re.compile(r"(?<!казан)(?<!маусым)[дт][ае]$")


class Span(NamedTuple):
    """Days from start to end, both included, and how precisely they were named."""

    start: date
    end: date
    precision: str


class Unknowable(Exception):
    """The phrase names a time that cannot be told, or none at all."""


class Phrase:
    """What a phrase says, part by part, with the years it leaves to the reader."""

    def __init__(
        self, found: re.Match[str], speech: Speech, today: date | None, year: int | None, last: date | None = None
    ) -> None:
        self._said = {name: value for name, value in found.groupdict().items() if value is not None}
        self._speech = speech
        self._today = today
        self._year = year
        self.last = last  # day named before this phrase
        self.text = found[0]

    @property
    def today(self) -> date:
        if self._today is None:
            raise Unknowable
        return self._today

    @property
    def has_year(self) -> bool:
        return not {"y", "y2"}.isdisjoint(self._said)

    def __contains__(self, name: str) -> bool:
        return name in self._said

    def day(self, *names: str) -> int:
        """Return the number in the first of these parts that was said; month() likewise."""
        said = self._first(*names)
        if digits := re.match(r"\d+", said):
            return int(digits[0])
        return sum(self._value(self._speech.ordinals, word) for word in re.findall(r"\w+", said))

    def month(self, *names: str) -> int:
        said = self._first(*names)
        return int(said) if said.isdigit() else self._value(self._speech.months, said)

    def weekday(self, *names: str) -> int:
        return self._value(self._speech.weekdays, self._first(*(names or ("w", "w2"))))

    def number(self) -> int:
        said = self._said.get("n", "1")
        return int(said) if said.isdigit() else self._value(self._speech.numbers, said)

    def unit(self) -> str:
        return self._value(self._speech.units, self._first("u"))

    def season(self) -> int:
        return self._value(self._speech.seasons, self._first("s"))

    def part(self) -> str:
        return self._value(self._speech.parts, self._said["p"]) if "p" in self._said else ""

    def year(self, *numbers: str) -> int | None:
        """Return the year named with the first of `numbers` ("" or "2") that has one, or None."""
        for number in numbers or ("", "2"):
            if said := self._said.get(f"y{number}"):
                return int(said)
            if said := self._said.get(f"r{number}"):
                return self.today.year + self._value(self._speech.years, said)
        return None

    def on(self, day: int, month: int, year: int | None) -> date:
        """Return that day of the year named, else of the paragraph's year, else the latest by publication."""
        year = year or self._year
        if year:
            return date(year, month, day)
        for year in range(self.today.year + 1, self.today.year - 8, -1):  # back to the last leap year at least
            if day <= monthrange(year, month)[1] and date(year, month, day) <= self.today + _AHEAD:
                return date(year, month, day)
        raise Unknowable

    def _first(self, *names: str) -> str:
        return next(self._said[name] for name in names if name in self._said)

    @staticmethod
    def _value(table: Mapping[str, _Value], said: str) -> _Value:
        return next(value for pattern, value in table.items() if re.fullmatch(pattern, said))


# --- readings ---------------------------------------------------------------------------------------------------------


def _numeric(said: Phrase) -> Span:
    day = date(said.year() or 0, said.month("m", "m2"), said.day("d", "d2"))
    return Span(day, day, EXACT)


def _one_day(said: Phrase) -> Span:
    day = said.on(said.day("d"), said.month("m"), said.year())
    return Span(day, day, APPROX if said.part() else EXACT)


def _days(said: Phrase) -> Span:
    """Read the last day first: of "28 февраля - 3 марта 2023" only it has a year."""
    if "d" not in said or "d2" not in said:
        end = said.on(said.day("d2", "d"), said.month("m2", "m"), said.year())
        return Span(end - _DAY, end, RANGE)
    end = said.on(said.day("d2"), said.month("m2", "m"), said.year("2", ""))
    year = said.year("", "2") or end.year
    day, month = said.day("d"), said.month("m", "m2")
    if (month, day) > (end.month, end.day) and year == end.year:
        year -= 1
    start = date(year, month, day)
    if start > end:
        raise Unknowable
    return Span(start, end, RANGE)


def _night(said: Phrase) -> Span:
    return _days(said)._replace(precision=NIGHT)


def _night_at(said: Phrase) -> Span:
    """Read "ночью 5 января": the early hours of that day, or its late ones; nobody can tell."""
    return _one_day(said)._replace(precision=NIGHT)


def _night_to(said: Phrase) -> Span:
    """Read "the night of January 5": it begins that evening."""
    day = said.on(said.day("d", "d2"), said.month("m", "m2"), said.year("2"))
    return Span(day, day + _DAY, NIGHT)


def _month_span(year: int, month: int, count: int = 1) -> tuple[date, date]:
    last_year, last = divmod(year * 12 + month + count - 2, 12)
    return date(year, month, 1), date(last_year, last + 1, monthrange(last_year, last + 1)[1])


def _part_of(start: date, end: date, part: str) -> Span:
    """Take a third of a span for its beginning, middle or end."""
    third = ((end - start).days + 1) // 3 * _DAY
    if part == "early":
        return Span(start, start + third - _DAY, APPROX)
    if part == "middle":
        return Span(start + third, end - third, APPROX)
    return Span(end - third + _DAY if part == "late" else start, end, APPROX)


def _month(said: Phrase) -> Span:
    month = said.month("m")
    year = said.year() or said.on(1, month, None).year
    start, end = _month_span(year, month)
    return _part_of(start, end, said.part()) if said.part() else Span(start, end, MONTH)


def _locative_month(said: Phrase) -> Span:
    """Read a Kazakh month alone only where its ending says "in": the names of months are other words too."""
    if not _LOCATIVE.search(said.text):
        raise Unknowable
    return _month(said)


def _months(said: Phrase) -> Span:
    first, last = said.month("m"), said.month("m2")
    end_year = said.year("2", "") or said.on(1, last, None).year
    if said.year("2") is None and said.year("") is not None and last < first:
        end_year += 1
    start_year = said.year("", "2") if said.year("") is not None else end_year - (first > last)
    start, end = date(start_year or end_year, first, 1), _month_span(end_year, last)[1]
    if start > end:
        raise Unknowable
    return Span(start, end, RANGE)


def _year(said: Phrase) -> Span:
    year = said.year()
    if year is None:
        raise Unknowable
    start, end = date(year, 1, 1), date(year, 12, 31)
    return _part_of(start, end, said.part()) if said.part() else Span(start, end, YEAR)


def _years(said: Phrase) -> Span:
    first, last = said.year(""), said.year("2")
    if first is None or last is None or not first < last <= first + 100:
        raise Unknowable
    return Span(date(first, 1, 1), date(last, 12, 31), RANGE)


def _season(said: Phrase) -> Span:
    """Take three months; the winter of 2023 is the one that 2023 began in."""
    month, year = said.season(), said.year()
    if year is None:
        raise Unknowable
    return Span(*_month_span(year - (month == 12), month, 3), APPROX)


def _since(reading: Callable[[Phrase], Span]) -> Callable[[Phrase], Span]:
    def read(said: Phrase) -> Span:
        start = reading(said).start
        end = max(said.today, start)
        return Span(start, end, RANGE)

    return read


def _since_day(said: Phrase) -> Span:
    day = said.on(said.day("d", "d2"), said.month("m", "m2"), said.year())
    return Span(day, day, EXACT)


def _weekday(said: Phrase) -> Span:
    day = said.today - (said.today.weekday() - said.weekday()) % 7 * _DAY
    return Span(day, day, EXACT)


def _locative_weekday(said: Phrase) -> Span:
    """Read a Kazakh weekday alone only where its ending says "on": without it, "жұма" is the Friday prayer as well."""
    if not _LOCATIVE.search(said.text):
        raise Unknowable
    return _weekday(said)


def _night_weekday(said: Phrase) -> Span:
    morning = said.today - (said.today.weekday() - said.weekday("w2")) % 7 * _DAY
    return Span(morning - _DAY, morning, NIGHT)


def _last_weekday(said: Phrase) -> Span:
    day = said.today - ((said.today.weekday() - said.weekday() - 1) % 7 + 1) * _DAY
    return Span(day, day, EXACT)


def _last_weekend(said: Phrase) -> Span:
    sunday = said.today - (said.today.isoweekday() % 7) * _DAY
    return Span(sunday - _DAY, sunday, RANGE)


def _last_night(said: Phrase) -> Span:
    return Span(said.today - _DAY, said.today, NIGHT)


def _unit(before: int) -> Callable[[Phrase], Span]:
    """Read the week, month or year that lies so many before the one of publication."""

    def read(said: Phrase) -> Span:
        unit, today = said.unit(), said.today
        if unit == "week":
            monday = today - (today.weekday() + 7 * before) * _DAY
            return Span(monday, monday + 6 * _DAY, RANGE)
        if unit == "month":
            year, month = divmod(today.year * 12 + today.month - 1 - before, 12)
            return Span(*_month_span(year, month + 1), MONTH)
        if unit == "year":
            return Span(date(today.year - before, 1, 1), date(today.year - before, 12, 31), YEAR)
        raise Unknowable

    return read


def _ago(said: Phrase) -> Span:
    count, today = said.number(), said.today
    unit = said.unit()
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
        return Span(*_month_span(year, month + 1), APPROX)
    if unit == "year":
        return Span(date(today.year - count, 1, 1), date(today.year - count, 12, 31), APPROX)
    day = today - count * (7 if unit == "week" else 1) * _DAY
    return Span(day, day, EXACT if unit == "day" and count < 7 else APPROX)


def _half_year(said: Phrase) -> Span:
    year, month = divmod(said.today.year * 12 + said.today.month - 7, 12)
    return Span(*_month_span(year, month + 1), APPROX)


def _lately(said: Phrase) -> Span:
    return Span(said.today - 6 * _DAY, said.today, APPROX)


def _beside_last(days: int) -> Callable[[Phrase], Span]:
    """Read "the same day" or "the day before": so many days from the one named last, else from that of publication
    where it speaks of the past."""

    def read(said: Phrase) -> Span:
        if said.last is None and days >= 0:
            raise Unknowable
        day = (said.last or said.today) + days * _DAY
        return Span(day, day, EXACT)

    return read


def _shift(days: int) -> Callable[[Phrase], Span]:
    def read(said: Phrase) -> Span:
        day = said.today + days * _DAY
        return Span(day, day, EXACT)

    return read


READINGS: dict[str, Callable[[Phrase], Span]] = {
    "numeric": _numeric, "night": _night, "night_at": _night_at, "night_to": _night_to, "days": _days,
    "months": _months, "since_day": _since(_since_day), "since_month": _since(_month), "since_year": _since(_year),
    "since_season": _since(_season), "day": _one_day, "month": _month, "locative_month": _locative_month,
    "season": _season, "year": _year, "years": _years, "last_night": _last_night, "last_weekday": _last_weekday,
    "weekday": _weekday, "locative_weekday": _locative_weekday, "night_weekday": _night_weekday,
    "last_unit": _unit(1), "this_unit": _unit(0), "last_weekend": _last_weekend, "ago": _ago,
    "half_year": _half_year, "lately": _lately, "-2": _shift(-2), "-1": _shift(-1), "0": _shift(0), "1": _shift(1),
    "day_before": _beside_last(-1), "same_day": _beside_last(0), "next_day": _beside_last(1),
}  # fmt: skip
