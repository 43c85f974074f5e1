"""Every door type: what it asks for, what it makes of a good answer, and that a bad one is an error in one sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.doors import DoorAnswer, DoorError
from index.model import Door, DoorType
from spiders.doors import OPENERS, read_door

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RSS = "<rss version='2.0'><channel><title>f</title><item><title>T</title><link>https://a.kz/1</link></item></channel></rss>"
SITEMAP = "<urlset><url><loc>https://a.kz/1</loc></url></urlset>"
POSTS = [
    {
        "link": "https://a.kz/1",
        "title": {"rendered": "Суд &#8212; <i>решение</i>"},
        "date_gmt": "2026-11-20T10:00:00",
        "modified_gmt": "2026-11-21T08:00:00",
    }
]
PREVIEW = """<html><body><div class="tgme_channel_info_header_title"><span>Дала хабар</span></div>
<div class="tgme_widget_message" data-post="dala/41"><div class="tgme_widget_message_text js-message_text">Бірінші</div>
  <time datetime="2026-11-20T10:00:00+00:00">10:00</time></div>
<div class="tgme_widget_message" data-post="dala/42">
  <div class="tgme_widget_message_text js-message_reply_text">a quote of something else</div>
  <div class="tgme_widget_message_text js-message_text">Журналисті <b>ұстады</b>.<br><br>Толығырақ:
  <a href="x">сілтеме</a><br>соңы</div>
  <time datetime="2026-11-21T10:00:00+05:00">10:00</time></div>
<div class="tgme_widget_message" data-post="dala/43"><i class="photo"></i></div></body></html>"""
TUBE = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><entry>
<title>Шығарылым</title><link rel="alternate" href="https://www.youtube.com/watch?v=Xy"/>
<published>2026-11-20T10:00:00+00:00</published><author><name>Арна</name></author>
<media:group><media:description>Бүгін не болды</media:description></media:group></entry></feed>"""
GOOD = {
    DoorType.FEED: RSS,
    DoorType.SITEMAP: SITEMAP,
    DoorType.NEWS_SITEMAP: SITEMAP,
    DoorType.SECTION: "<a href='https://a.kz/news/one-two-three'>T</a>",
    DoorType.WORDPRESS: json.dumps(POSTS),
    DoorType.TELEGRAM: PREVIEW,
    DoorType.YOUTUBE: TUBE,
}
BAD = ["", "\x00", "{}", "[]", "[1]", "<html><body><h1>Error</h1></body></html>", '{"code":"no","message":"no"}']


def answer(body: str, url: str = "https://a.kz/s/dala", **more: object) -> DoorAnswer:
    return DoorAnswer(url, body.encode(), NOW, **more)  # type: ignore[arg-type]


def test_every_type_has_a_file_and_an_example() -> None:
    assert set(OPENERS) == set(DoorType) == set(GOOD)


@pytest.mark.parametrize("kind", DoorType)
def test_a_good_answer_gives_items(kind: DoorType) -> None:
    items = read_door(kind, answer(GOOD[kind])).items
    assert items
    assert all(item.url.startswith("https://") for item in items)


@pytest.mark.parametrize("kind", DoorType)
@pytest.mark.parametrize("body", BAD)
def test_a_bad_answer_is_an_error_in_one_sentence(kind: DoorType, body: str) -> None:
    with pytest.raises(DoorError) as raised:
        read_door(kind, answer(body))
    assert str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", DoorType)
def test_the_address_asked_is_on_the_doors_host(kind: DoorType) -> None:
    address = OPENERS[kind].address(Door(kind, "https://a.kz/x?lang=kk"))
    assert address.startswith("https://a.kz/x?")
    assert parse_qs(urlsplit(address).query)["lang"] == ["kk"]


def test_wordpress_is_asked_for_what_changed_last() -> None:
    query = parse_qs(urlsplit(OPENERS[DoorType.WORDPRESS].address(Door(DoorType.WORDPRESS, "https://a.kz/p"))).query)
    assert (query["orderby"], query["per_page"]) == (["modified"], ["20"])


def test_wordpress_tells_when_a_post_was_edited() -> None:
    (item,) = read_door(DoorType.WORDPRESS, answer(GOOD[DoorType.WORDPRESS])).items
    assert item.title == "Суд — решение"
    assert item.published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert item.updated_at == datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_telegram_posts_carry_their_whole_text_newest_first() -> None:
    items = read_door(DoorType.TELEGRAM, answer(PREVIEW)).items
    assert [item.url for item in items] == ["https://a.kz/dala/42", "https://a.kz/dala/41"]
    assert items[0].text == "Журналисті ұстады.\n\nТолығырақ: сілтеме\nсоңы"
    assert items[0].author == "Дала хабар"
    assert items[0].published_at == datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_a_channel_without_preview_says_so() -> None:
    with pytest.raises(DoorError, match="preview is switched off"):
        read_door(DoorType.TELEGRAM, answer(PREVIEW, "https://t.me/dala"))


def test_a_video_is_a_post_of_title_and_description() -> None:
    (item,) = read_door(DoorType.YOUTUBE, answer(TUBE)).items
    assert (item.title, item.text, item.author) == ("Шығарылым", "Бүгін не болды", "Арна")


def test_a_sitemap_leaves_the_archive_alone_and_follows_the_pattern() -> None:
    body = "".join(
        f"<url><loc>https://a.kz/{path}</loc><lastmod>{date}</lastmod></url>"
        for path, date in [("news/1", "2026-11-20"), ("news/2", "2026-10-01"), ("shop/3", "2026-11-21"), ("news/4", "")]
    )
    items = read_door(DoorType.SITEMAP, answer(f"<urlset>{body}</urlset>", article_pattern="/news/")).items
    assert sorted(item.url for item in items) == ["https://a.kz/news/1", "https://a.kz/news/4"]


def test_no_spider_relies_on_the_start_method_scrapy_no_longer_calls() -> None:
    for file in (Path(__file__).parents[2] / "spiders").rglob("*.py"):
        assert "start_requests" not in file.read_text(encoding="utf-8"), file
