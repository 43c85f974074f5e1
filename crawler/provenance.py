"""A date, where it was found, how exact it is, and which of several to believe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import IntEnum
from typing import Any

from crawler.dates import read_age, read_date

_EPOCH = re.compile(r"1\d{9}(\d{3})?")
_CLOCK = re.compile(r"\d:\d\d|\dT\d\d")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_DAY_IN_URL = re.compile(r"(?<!\d)(20\d\d)[/\-_.]?(0[1-9]|1[0-2])[/\-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST_IN_URL = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[\-_.](0[1-9]|1[0-2])[\-_.](20\d\d)(?!\d)")
_ELSEWHERE = timezone(timedelta(hours=14))
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before it there were no news pages: such a date is a default value
_SAME = timedelta(hours=36)  # one date written in two zones, once with and once without its hour


class Exactness(IntEnum):
    """How much of a moment was written down."""

    DAY = 0
    TIME = 1  # without a zone: may be hours off
    MOMENT = 2


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment, in UTC, and its origin: json-ld, opengraph, meta, time, feed, url, header or searched.

    What was written without a zone is taken to be in the source's, or in UTC.
    """

    at: datetime
    origin: str
    exactness: Exactness


def dated(value: Any, origin: str, zone: tzinfo = UTC) -> Dated | None:
    """Read a date as pages write it: what crawler.dates reads, Unix time, or anything that begins with an ISO day.

    A time without a zone is taken to be in `zone`; a day stays that day, as midnight UTC.
    """
    text = value.strip() if isinstance(value, str) else str(value)
    if _EPOCH.fullmatch(text):
        return Dated(datetime.fromtimestamp(int(text[:10]), UTC), origin, Exactness.MOMENT)
    at = read_date(text)
    if at is None:
        return _first_day(_DAY.match(text), origin)
    if not _CLOCK.search(text):
        return Dated(at, origin, Exactness.DAY)
    if read_date(text, _ELSEWHERE) == at:
        return Dated(at, origin, Exactness.MOMENT)
    return Dated(read_date(text, zone) or at, origin, Exactness.TIME)


def dated_by_age(text: str, origin: str, now: datetime, zone: tzinfo = UTC) -> Dated | None:
    """Read "вчера, 15:30", "3 hours ago" and the like, as written at `now`; a day without an hour is midnight UTC."""
    at = read_age(text, now, zone)
    if at is None:
        return None
    if _CLOCK.search(text) or at.time() != datetime.min.time():
        return Dated(at, origin, Exactness.TIME)
    return Dated(at, origin, Exactness.DAY)


def dated_by_url(url: str) -> Dated | None:
    """Return the day written in the path of `url`, as in /2024/02/25/ or /20240225-."""
    path = url.partition("://")[2].partition("/")[2]
    if found := _first_day(_DAY_IN_URL.search(path), "url"):
        return found
    if day_first := _DAY_FIRST_IN_URL.search(path):
        return dated("-".join(reversed(day_first.groups())), "url")
    return None


def best_date(dates: Iterable[Dated], now: datetime) -> Dated | None:
    """Choose from dates in falling order of trust: the most trusted names the day, the most exact near it the moment.

    One that is not plausible is no date.
    """
    plausible = [date for date in dates if is_plausible(date.at, now)]
    near = [date for date in plausible if abs(date.at - plausible[0].at) <= _SAME]
    return max(near, key=lambda date: date.exactness, default=None)  # of equals the first, the most trusted


def is_plausible(at: datetime, now: datetime) -> bool:
    """Whether a page can be dated `at`: not more than a day in the future (zones), nor from before the web."""
    return _EARLIEST <= at <= now + timedelta(days=1)


def _first_day(found: re.Match[str] | None, origin: str) -> Dated | None:
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return Dated(datetime(year, month, day, tzinfo=UTC), origin, Exactness.DAY)
    except ValueError:
        return None
