"""Every origin of a date: found and named, and refused when the date cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.extraction import Extraction
from crawler.provenance import Dated, Exactness, best_date, dated, dated_by_url
from crawler.watchdog import read_header
from index.model import Item
from tests.crawler.test_extraction import NOW, URL, extract, ld, meta, page_of, text_of
from tests.crawler.test_extraction import PARAGRAPHS as TEXT

Place = Callable[[datetime], Extraction]


def day(at: datetime) -> str:
    return at.date().isoformat()


def spelled(at: datetime) -> str:
    return f"{at:%B} {at.day}, {at.year}"


def with_head(make: Callable[[str], str]) -> Place:
    return lambda at: extract(page_of(text_of(), make(day(at))))


def header_lines(label: str, at: datetime) -> Extraction:
    other = "Date" if label == "Update" else "Update"
    return extract(page_of(text_of("Location: Russia", f"{label}: {spelled(at)}", f"{other}: unknown", *TEXT)))


PUBLISHED: dict[str, Place] = {
    "json-ld": with_head(lambda said: ld(datePublished=said)),
    "opengraph": with_head(lambda said: meta("article:published_time", said)),
    "meta": with_head(lambda said: f'<meta name="pubdate" content="{said}">'),
    "time": lambda at: extract(page_of(f'<time datetime="{day(at)}">then</time>{text_of()}')),
    "url": lambda at: extract(page_of(text_of()), f"https://outlet.kz/{day(at).replace('-', '/')}/story"),
    "feed": lambda at: extract(page_of(text_of()), item=Item(URL, published_at=at)),
    "header": lambda at: header_lines("Date", at),
    "searched": lambda at: extract(page_of(f'<div class="date">{spelled(at)}</div>{text_of()}')),
}
MODIFIED: dict[str, Place] = {
    "json-ld": with_head(lambda said: ld(dateModified=said)),
    "opengraph": with_head(lambda said: meta("article:modified_time", said)),
    "meta": with_head(lambda said: f'<meta name="last-modified" content="{said}">'),
    "time": lambda at: extract(page_of(f'<time itemprop="dateModified">{day(at)}</time>{text_of()}')),
    "feed": lambda at: extract(page_of(text_of()), item=Item(URL, updated_at=at)),
    "header": lambda at: header_lines("Update", at),
}
YESTERDAY = datetime(2026, 3, 9, tzinfo=UTC)
IMPOSSIBLE = [
    datetime(1970, 1, 1, tzinfo=UTC),  # Unix time 0
    datetime(1994, 12, 31, tzinfo=UTC),
    datetime(2026, 3, 12, tzinfo=UTC),
    datetime(2034, 3, 9, tzinfo=UTC),
]


@pytest.mark.parametrize("origin", PUBLISHED)
def test_published_date_is_found_and_its_origin_named(origin: str) -> None:
    found = PUBLISHED[origin](YESTERDAY)
    assert (found.published_at, found.published_from) == (YESTERDAY, origin)


@pytest.mark.parametrize("at", IMPOSSIBLE, ids=day)
@pytest.mark.parametrize("origin", PUBLISHED)
def test_published_date_that_cannot_be_is_refused(origin: str, at: datetime) -> None:
    found = PUBLISHED[origin](at)
    assert found.outcome is None
    assert (found.published_at, found.published_from) == (None, None)


@pytest.mark.parametrize("origin", MODIFIED)
def test_modified_date_is_found_and_its_origin_named(origin: str) -> None:
    found = MODIFIED[origin](YESTERDAY)
    assert (found.modified_at, found.modified_from) == (YESTERDAY, origin)


@pytest.mark.parametrize("at", IMPOSSIBLE, ids=day)
@pytest.mark.parametrize("origin", MODIFIED)
def test_modified_date_that_cannot_be_is_refused(origin: str, at: datetime) -> None:
    found = MODIFIED[origin](at)
    assert (found.modified_at, found.modified_from) == (None, None)


def test_a_refused_date_leaves_the_place_to_the_next_origin() -> None:
    origins = list(PUBLISHED)
    head = ld(datePublished="1970-01-01T00:00:00Z") + meta("article:published_time", "2034-03-09")
    found = extract(page_of(text_of(), head), item=Item(URL, published_at=YESTERDAY))
    assert (found.published_at, found.published_from) == (YESTERDAY, "feed")
    assert origins.index("feed") > origins.index("opengraph")


def test_a_day_ahead_is_a_zone_and_not_the_future() -> None:
    def at(moment: datetime) -> Dated:
        return Dated(moment, "feed", Exactness.MOMENT)

    near, far = at(NOW + timedelta(hours=23)), at(NOW + timedelta(hours=25))
    assert best_date([near], NOW) == near
    assert best_date([far], NOW) is None
    assert best_date([], NOW) is None


def test_the_most_trusted_names_the_day_and_the_most_exact_the_moment() -> None:
    trusted = Dated(YESTERDAY, "json-ld", Exactness.DAY)
    exact = Dated(YESTERDAY + timedelta(hours=7), "feed", Exactness.MOMENT)
    another_day = Dated(YESTERDAY - timedelta(days=5), "time", Exactness.MOMENT)
    assert best_date([trusted, exact, another_day], NOW) == exact
    assert best_date([trusted, another_day], NOW) == trusted


@pytest.mark.parametrize(
    ("said", "at", "exactness"),
    [
        ("2026-03-09", YESTERDAY, Exactness.DAY),
        ("2026-03-09T08:30:00", datetime(2026, 3, 9, 3, 30, tzinfo=UTC), Exactness.TIME),
        ("2026-03-09T08:30:00+06:00", datetime(2026, 3, 9, 2, 30, tzinfo=UTC), Exactness.MOMENT),
        ("Mon, 09 Mar 2026 08:30:00 GMT", datetime(2026, 3, 9, 8, 30, tzinfo=UTC), Exactness.MOMENT),
        (1773045000, datetime(2026, 3, 9, 8, 30, tzinfo=UTC), Exactness.MOMENT),
        ("1773045000000", datetime(2026, 3, 9, 8, 30, tzinfo=UTC), Exactness.MOMENT),
        ("2026-03-09 (обновлено)", YESTERDAY, Exactness.DAY),
        ("9 наурыз 2026", YESTERDAY, Exactness.DAY),
        ("20260309", YESTERDAY, Exactness.DAY),
    ],
)
def test_dates_as_pages_write_them(said: object, at: datetime, exactness: Exactness) -> None:
    assert dated(said, "meta", ZoneInfo("Asia/Almaty")) == Dated(at, "meta", exactness)


@pytest.mark.parametrize("said", ["", "0", "soon", "2026-13-45", "20261345", "0000-00-00", None, {}, "9" * 300])
def test_what_is_no_date(said: object) -> None:
    assert dated(said, "meta") is None


@pytest.mark.parametrize(
    ("url", "at"),
    [
        ("https://outlet.kz/2026/03/09/story", YESTERDAY),
        ("https://outlet.kz/news/20260309-story", YESTERDAY),
        ("https://outlet.kz/news/09.03.2026/story", YESTERDAY),
        ("https://2026-03-09.kz/story", None),
        ("https://outlet.kz/2026/13/45/story", None),
        ("https://outlet.kz/news/202603091", None),
        ("https://outlet.kz/", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(url: str, at: datetime | None) -> None:
    assert dated_by_url(url) == (at and Dated(at, "url", Exactness.DAY))


def test_a_header_without_a_day_gives_none() -> None:
    header = read_header(["Location: Russia", "Date: March 2026", "Update: April 2026"])
    assert header is not None
    assert header.published_at is None
