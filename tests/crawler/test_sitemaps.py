"""Sitemaps, honest and lying, and section pages."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from crawler.doors import MAX_ITEMS, DoorAnswer, DoorError
from crawler.sections import MAX_LINKS, read_section
from crawler.sitemaps import MAX_CHILDREN, MAX_UNPACKED, read_sitemap

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/image">'
)


def answer(body: bytes | str, pattern: str | None = None) -> DoorAnswer:
    raw = body.encode() if isinstance(body, str) else body
    return DoorAnswer("https://paper.kz/news/", raw, NOW, article_pattern=pattern)


def urlset(*entries: str) -> str:
    return HEAD + "".join(f"<url>{entry}</url>" for entry in entries) + "</urlset>"


def test_a_news_sitemap_gives_title_and_date() -> None:
    entry = (
        "<loc>https://paper.kz/a</loc><news:news><news:publication_date>2026-11-21T09:00:00+05:00"
        "</news:publication_date><news:title>Тақырып</news:title></news:news>"
        "<image:image><image:loc>https://paper.kz/a.jpg</image:loc><image:title>photo</image:title></image:image>"
    )
    (item,) = read_sitemap(answer(urlset(entry))).items
    assert (item.url, item.title) == ("https://paper.kz/a", "Тақырып")
    assert item.published_at == datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_items_come_newest_first_and_capped() -> None:
    entries = [
        f"<loc>https://paper.kz/{n}</loc><lastmod>{(NOW - timedelta(minutes=n)).isoformat()}</lastmod>"
        for n in range(MAX_ITEMS + 10)
    ]
    items = read_sitemap(answer(urlset(*reversed(entries)))).items
    assert len(items) == MAX_ITEMS
    assert items[0].url == "https://paper.kz/0"


def test_a_sitemap_that_stamps_today_on_everything_says_nothing_about_changes() -> None:
    lying = urlset(*(f"<loc>https://paper.kz/{n}</loc><lastmod>2026-11-21</lastmod>" for n in range(9)))
    honest = urlset(*(f"<loc>https://paper.kz/{n}</loc><lastmod>2026-11-{n + 10}</lastmod>" for n in range(9)))
    assert not any(item.updated_at for item in read_sitemap(answer(lying)).items)
    assert all(item.updated_at for item in read_sitemap(answer(honest)).items)


@pytest.mark.parametrize(
    "loc", ["https://paper.kzhttps://other.kz/", "javascript:x", "/relative", "ftp://paper.kz/a", "http://[::1"]
)
def test_an_address_glued_or_foreign_is_left_out(loc: str) -> None:
    items = read_sitemap(answer(urlset(f"<loc>{loc}</loc>", "<loc>https://paper.kz/a</loc>"))).items
    assert [item.url for item in items] == ["https://paper.kz/a"]


def index(*entries: str) -> str:
    return "<sitemapindex>" + "".join(f"<sitemap>{entry}</sitemap>" for entry in entries) + "</sitemapindex>"


def test_an_index_gives_its_newest_children() -> None:
    dated = index(*(f"<loc>https://paper.kz/{n}.xml</loc><lastmod>2026-{12 - n:02}-01</lastmod>" for n in range(1, 10)))
    numbered = index(*(f"<loc>https://paper.kz/{n}.xml</loc>" for n in range(1, 10)))
    assert read_sitemap(answer(dated)).more_urls == tuple(f"https://paper.kz/{n}.xml" for n in (1, 2, 3)[:MAX_CHILDREN])
    assert read_sitemap(answer(numbered)).more_urls[0] == "https://paper.kz/9.xml"


def test_a_packed_sitemap_is_unpacked_within_limits() -> None:
    body = urlset("<loc>https://paper.kz/a</loc>").encode()
    assert len(read_sitemap(answer(gzip.compress(body))).items) == 1
    with pytest.raises(DoorError, match="unpacks to more"):
        read_sitemap(answer(gzip.compress(body + b" " * (MAX_UNPACKED + 1))))
    with pytest.raises(DoorError, match="cannot be unpacked"):
        read_sitemap(answer(b"\x1f\x8bbroken"))


def test_entities_stay_unread() -> None:
    body = (
        '<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://paper.kz/&x;</loc></url>'
        "<url><loc>https://paper.kz/b</loc></url></urlset>"
    )
    assert [item.url for item in read_sitemap(answer(body)).items][-1] == "https://paper.kz/b"


def test_a_broken_sitemap_gives_what_came() -> None:
    body = urlset("<loc>https://paper.kz/a</loc>", "<loc>https://paper.kz/b</loc>")
    assert len(read_sitemap(answer(body[: body.rindex("<loc>") + 3])).items) == 1


@pytest.mark.parametrize("body", ["", "<html><body>no</body></html>", "{}", HEAD + "</urlset>"])
def test_what_is_no_sitemap_is_an_error(body: str) -> None:
    with pytest.raises(DoorError):
        read_sitemap(answer(body))


def test_a_section_page_gives_its_articles() -> None:
    page = """<html><body><nav><a href="/">Home</a><a href="/tag/media-and-law-news">Tag</a><a href="/about">x</a></nav>
      <a href="/news/zhurnalista-vyzvali-v-sud"><img></a>
      <a href="/news/zhurnalista-vyzvali-v-sud#c">Журналиста вызвали</a>
      <a href="https://paper.kz/politics/48213">Политика</a><a href="//other.kz/news/one-two-three">foreign</a>
      <a href="javascript:void(0)">js</a><a href="http://[bad">bad</a>
      <a href="/a/photo-of-the-day.jpg">jpg</a></body></html>"""
    items = read_section(answer(page))
    assert [item.url for item in items] == [
        "https://paper.kz/news/zhurnalista-vyzvali-v-sud",
        "https://paper.kz/politics/48213",
    ]
    assert items[0].title == "Журналиста вызвали"


def test_a_pattern_decides_where_there_is_one() -> None:
    page = "<a href='/x/1'>a</a><a href='/y/one-two-three-four'>b</a>"
    assert [item.url for item in read_section(answer(page, r"/x/\d+$"))] == ["https://paper.kz/x/1"]


@pytest.mark.parametrize("body", ["", "<html></html>", "<div id=app></div><script src=a.js></script>", "\x00"])
def test_a_page_without_article_links_is_an_error(body: str) -> None:
    with pytest.raises(DoorError, match="article_pattern"):
        read_section(answer(body))


def test_a_page_of_endless_links_is_capped() -> None:
    page = "".join(f"<a href='/news/{n}-000'>x</a>" for n in range(MAX_LINKS * 2))
    assert len(read_section(answer(page))) == MAX_LINKS
