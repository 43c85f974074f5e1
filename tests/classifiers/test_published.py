"""On which day a labelled article without one may have been published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from classifiers.corpus_file import Labelled
from classifiers.facts.published import incident_day, published_day

DAY = date(2025, 2, 26)  # a Wednesday


def label(text: str, id: str = "one", **known: str) -> Labelled:
    return Labelled(id, "en", "", text, "", True, ("P3",), None, None, (), id, **{"date": "2025-02-26", **known})  # type: ignore[arg-type]


def test_a_labelled_day_is_kept() -> None:
    assert published_day(label("Nobody says when.", published="2025-03-09")) == date(2025, 3, 9)


@pytest.mark.parametrize(("text", "lag"), [("He was beaten today.", 0), ("He was beaten three days ago.", 3)])
def test_a_relative_word_tells_the_day(text: str, lag: int) -> None:
    found = published_day(label(text))
    assert found and (found - DAY).days == lag


def test_a_date_leaves_several_days_and_the_id_takes_one() -> None:
    lags = {
        (found - DAY).days for id in "abcdefghijkl" if (found := published_day(label("It was on February 26.", id)))
    }
    assert len(lags) > 1 and lags <= set(range(6))


def test_news_is_written_after_what_it_tells() -> None:
    found = published_day(label("He was beaten on February 26. On March 8 his camera was found."))
    assert found and found >= date(2025, 3, 8)


@pytest.mark.parametrize("text", ["Nobody says when.", "It was in 2025.", "He was beaten today, or yesterday."])
def test_nobody_can_tell(text: str) -> None:
    assert published_day(label(text)) is None


def test_a_month_is_no_day() -> None:
    one = replace(label("It was in February."), date="2025-02")
    assert (incident_day(one), published_day(one)) == (None, None)
