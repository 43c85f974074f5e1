"""Feeds as servers really send them: cut short, wrongly declared, hostile, empty."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.dates import read_date
from crawler.doors import DoorAnswer, DoorError
from crawler.feeds import MAX_BYTES, read_entries, read_feed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def answer(body: bytes | str, content_type: str | None = "application/rss+xml") -> DoorAnswer:
    return DoorAnswer("https://paper.kz/rss", body.encode() if isinstance(body, str) else body, NOW, content_type)


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f"{head}<rss version='2.0'><channel><title>f</title>{''.join(items)}</channel></rss>"


def item(link: str = "https://paper.kz/a", title: str = "Заголовок", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def test_an_rss_item_comes_with_title_date_and_author() -> None:
    (read,) = read_feed(
        answer(rss(item(more="<pubDate>Sat, 21 Nov 2026 09:00:00 +0500</pubDate><author>А. Тілші</author>")))
    )
    assert (read.url, read.title, read.author) == ("https://paper.kz/a", "Заголовок", "А. Тілші")
    assert read.published_at == datetime(2026, 11, 21, 4, tzinfo=UTC)
    assert read.text is None


def test_an_atom_entry_comes_with_both_its_dates() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">A &amp;lt;b&amp;gt;</title>
      <link rel="self" href="https://paper.kz/self"/><link rel="alternate" href="/news/1"/>
      <published>2026-11-20T10:00:00Z</published><updated>2026-11-21T10:00:00+05:00</updated></entry></feed>"""
    (read,) = read_feed(answer(feed))
    assert read.url == "https://paper.kz/news/1"
    assert read.published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert read.updated_at == datetime(2026, 11, 21, 5, tzinfo=UTC)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@b.kz", ""])
def test_a_link_that_is_no_web_address_is_left_out(link: str) -> None:
    items = read_feed(answer(rss(item(link), item("https://paper.kz/b"))))
    assert [read.url for read in items] == ["https://paper.kz/b"]


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x110000;", "&#0;", "&#xFFFE;", "\x00", "\x0b", "&#99999999;"])
def test_a_character_xml_forbids_costs_no_item(reference: str) -> None:
    items = read_feed(answer(rss(item(title=f"A{reference}B"), item("https://paper.kz/b", title="x & y <b"))))
    assert items[0].title == "AB"
    assert len(items) >= 1


def test_a_feed_cut_in_the_middle_gives_what_came() -> None:
    whole = rss(*(item(f"https://paper.kz/{n}") for n in range(10)))
    assert len(read_feed(answer(whole[: len(whole) // 2]))) >= 3


@pytest.mark.parametrize("content_type", [None, "text/xml; charset=utf-8", "application/xml; charset=windows-1251"])
@pytest.mark.parametrize("declared", ['encoding="windows-1251"', ""])
def test_windows_1251_is_read_whatever_the_header_claims(content_type: str | None, declared: str) -> None:
    text = rss(item(title="Суд над журналисткой начался во вторник"), head=f'<?xml version="1.0" {declared}?>')
    (read,) = read_feed(answer(text.encode("cp1251"), content_type))
    assert read.title == "Суд над журналисткой начался во вторник"


@pytest.mark.parametrize("body", ["", "   \n", "ok", "<!doctype html><html><body><p>Новости</p></body></html>", rss()])
def test_an_answer_that_lists_nothing_is_an_error(body: str) -> None:
    with pytest.raises(DoorError) as raised:
        read_feed(answer(body))
    assert "\n" not in str(raised.value)


def test_a_feed_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(DoorError, match="bytes"):
        read_feed(answer(b" " * (MAX_BYTES + 1)))


def test_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{levels}]>' + rss(item(title="&l8;"), head="")
    try:
        read = read_feed(answer(bomb))
    except DoorError:
        return
    assert len(read[0].title or "") < 10_000


def test_a_body_that_names_a_file_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_text(rss(item("https://secret.kz/a")))
    with pytest.raises(DoorError):
        read_feed(answer(str(secret)))


def test_one_address_listed_twice_is_one_item() -> None:
    assert len(read_feed(answer(rss(item(), item(title="again"))))) == 1


def test_descriptions_come_as_plain_text() -> None:
    ((_, text),) = read_entries(answer(rss(item(more="<description>&lt;p&gt;a&lt;br&gt;b&lt;/p&gt;</description>"))))
    assert text == "a\nb"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 21 Nov 2026 09:00:00 +0500", "2026-11-21T04:00:00"),
        ("Sat, 21 Nov 2026 09:00:00 GMT", "2026-11-21T09:00:00"),
        ("Sat, 21 Nov 2026 09:00:00 MSK", "2026-11-21T06:00:00"),
        ("Sat, 21 Nov 2026 09:00:00 ALMT", "2026-11-21T04:00:00"),
        ("Сб, 21 ноя 2026 09:00:00 +0600", "2026-11-21T03:00:00"),
        ("2026-11-21T09:00:00+05:00", "2026-11-21T04:00:00"),
        ("2026-11-21T09:00:00.123Z", "2026-11-21T09:00:00.123000"),
        ("2026-11-21", "2026-11-21T00:00:00"),
        ("19 сентября 2026 года, 14:05", "2026-09-19T14:05:00"),
        ("5 мая 2024", "2024-05-05T00:00:00"),
        ("2024 ж. 5 наурыз", "2024-03-05T00:00:00"),
        ("2026 жылғы 21 қараша, 18:30", "2026-11-21T18:30:00"),
        ("21 қараша 2026", "2026-11-21T00:00:00"),
        ("21 qaraşa 2026, 10:00", "2026-11-21T10:00:00"),
        ("01.02.2024 10:15", "2024-02-01T10:15:00"),
        ("November 21, 2026", "2026-11-21T00:00:00"),
        ("вчера", None),
        ("31.02.2026", None),
        ("", None),
        (None, None),
        ("9" * 500, None),
    ],
)
def test_dates_in_the_spellings_of_the_region(text: str | None, expected: str | None) -> None:
    assert read_date(text) == (datetime.fromisoformat(expected + "Z") if expected else None)
