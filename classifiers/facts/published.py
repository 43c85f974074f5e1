"""When a labelled article may have been published: most labels do not say, and relative words lean on it."""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from functools import lru_cache

from classifiers.corpus_file import Labelled
from classifiers.when import When, dates_in

MONTH = 32  # days; a longer time than a month says nothing of the day
_LAGS = range(6)  # days from an incident to the news of it
_FOLLOWS = 45  # days after it on which news still comes back to it
_MORE = 3
_DATES = ("day", "numeric")  # readings that do not lean on publication


def incident_day(label: Labelled) -> date | None:
    """Return the labelled day, or None where the label has none or only a month."""
    return date.fromisoformat(label.date) if label.date and len(label.date) == len("YYYY-MM-DD") else None


@lru_cache(maxsize=10_000)  # labels; bench and folds ask again
def published_day(label: Labelled) -> date | None:
    """Return the labelled day of publication, else a supposed one; None where no time read in the text can be the
    labelled day of the incident, or where different words would be it on different days.

    Supposed is one of the days after the incident on which a time read in the text is the labelled day, after every
    other date that the article names by then: news is written after what it tells. Which of several the id decides:
    were it always the first, the judge would learn that news comes out on the day itself.
    """
    day = incident_day(label)
    if label.published or not day:
        return date.fromisoformat(label.published) if label.published else None
    chance = zlib.crc32(label.id.encode())
    said = {lag: found for lag in _LAGS if (found := _saying(label, day, lag))}
    if not said or not frozenset.intersection(*said.values()):
        return None
    dates = [(when.start - day).days for when in _times(label, day, max(_LAGS)) if when.reading in _DATES]
    last = max((days for days in dates if 0 < days <= _FOLLOWS), default=None)
    if last and _saying(label, day, last + chance % _MORE):
        return day + timedelta(last + chance % _MORE)
    fewest = min(map(len, said.values()))
    lags = [lag for lag, found in said.items() if len(found) == fewest]
    return day + timedelta(lags[chance % len(lags)])


def _saying(label: Labelled, day: date, lag: int) -> frozenset[int]:
    """Return where the text says the day, were it published `lag` days later."""
    times = _times(label, day, lag)
    return frozenset(t.start_offset for t in times if t.start <= day <= t.end and (t.end - t.start).days < MONTH)


def _times(label: Labelled, day: date, lag: int) -> tuple[When, ...]:
    return dates_in(f"{label.title}\n{label.text}", label.language, day + timedelta(lag))
