"""The press world itself: complete, listed by its own doors, and served by the rules of HTTP."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from crawler.sources import check_sources
from index.model import DoorType
from tests.newsroom.chrome import WORDS
from tests.newsroom.misbehaviour import BROKEN_DOORS
from tests.newsroom.outlets import OUTLETS, Outlet
from tests.newsroom.server import Newsroom, serve
from tests.newsroom.sources import options
from tests.newsroom.world import OPENS_AT, World


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serve(World(OPENS_AT)) as running:
        yield running


def ask(
    newsroom: Newsroom, host: str, path: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", newsroom.port, timeout=10)
    try:
        connection.request(method, path, headers={"Host": f"{host}:{newsroom.port}", **(headers or {})})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_the_world_is_as_large_as_promised() -> None:
    stories = World().stories()
    assert len(OUTLETS) >= 12
    assert len(stories) >= 80
    assert 14 <= sum(story.attack for story in stories) <= 20
    assert {(story.language, story.script) for story in stories} == {
        ("ru", "Cyrl"), ("kk", "Cyrl"), ("kk", "Latn"), ("en", "Latn"),
    }  # fmt: skip
    assert {outlet.door for outlet in OUTLETS.values()} == set(DoorType) - {DoorType.YOUTUBE}
    assert all(outlet.chrome in WORDS for outlet in OUTLETS.values())
    assert not [story.slug for story in stories for line in story.paragraphs if "{" in line]


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=lambda outlet: outlet.id)
def test_a_door_leads_to_every_story(newsroom: Newsroom, outlet: Outlet) -> None:
    doors = [
        outlet.door_path,
        *(["/sitemap-news-1.xml", "/sitemap-news-2.xml"] if outlet.door is DoorType.SITEMAP else []),
    ]
    listed = b"".join(ask(newsroom, outlet.host, path)[1] for path in doors).decode(outlet.encoding)
    for story in newsroom.world.stories(outlet.id):
        assert story.path in listed.replace("\\/", "/")
        response, body = ask(newsroom, outlet.host, story.path)
        assert response.status == 200
        assert (story.title or story.paragraphs[0])[:20] in body.decode(outlet.encoding)


def test_the_old_site_declares_its_letters_in_the_page_alone(newsroom: Newsroom) -> None:
    [old] = [outlet for outlet in OUTLETS.values() if outlet.encoding != "utf-8"]
    response, body = ask(newsroom, old.host, newsroom.world.stories(old.id)[0].path)
    assert response.headers["Content-Type"] == "text/html"
    assert b"charset=windows-1251" in body


def test_the_three_addresses(newsroom: Newsroom) -> None:
    [story] = [story for story in newsroom.world.stories() if story.three_urls]
    canonical = f'<link rel="canonical" href="{newsroom.url(story.outlet.host, story.path)}">'
    for host, path in (
        (story.outlet.host, f"{story.path}?utm_source=rss"),
        (f"www.{story.outlet.host}", story.path),
        (story.outlet.host, story.amp_path or ""),
    ):
        response, body = ask(newsroom, host, path)
        assert response.status == 200
        assert canonical in body.decode()
    feed = ask(newsroom, story.outlet.host, story.outlet.door_path)[1].decode()
    links = [link for link in re.findall("<link>(.*?)</link>", feed) if str(story.number) in link]
    assert len(links) == 3


def test_validators(newsroom: Newsroom) -> None:
    story = newsroom.world.stories("qala-tynysy")[0]
    response, _ = ask(newsroom, story.outlet.host, story.path)
    etag, changed = response.headers["ETag"], response.headers["Last-Modified"]
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        response, nothing = ask(newsroom, story.outlet.host, story.path, headers=headers)
        assert (response.status, nothing) == (304, b"")
    newsroom.world.publish(replace(story, title="Жаңа тақырып"))
    response, _ = ask(newsroom, story.outlet.host, story.path, headers={"If-None-Match": etag})
    assert response.status == 200


def test_gzip_and_head(newsroom: Newsroom) -> None:
    story = newsroom.world.stories("steppe-observer")[0]
    plain = ask(newsroom, story.outlet.host, story.path)[1]
    response, packed = ask(newsroom, story.outlet.host, story.path, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    response, nothing = ask(newsroom, story.outlet.host, story.path, "HEAD")
    assert (int(response.headers["Content-Length"]), nothing) == (len(plain), b"")


def test_wordpress_pages_and_orders(newsroom: Newsroom) -> None:
    edited = replace(newsroom.world.stories("press-shield")[-1], modified_at=OPENS_AT)
    newsroom.world.publish(edited)
    outlet = edited.outlet
    response, body = ask(newsroom, outlet.host, f"{outlet.door_path}?per_page=2&orderby=modified")
    posts = json.loads(body)
    assert [response.headers["X-WP-Total"], response.headers["X-WP-TotalPages"]] == ["6", "3"]
    assert posts[0]["slug"] == edited.slug
    assert posts[0]["modified_gmt"] == "2026-03-12T04:00:00" > posts[0]["date_gmt"]
    assert len(posts) == 2
    assert ask(newsroom, outlet.host, f"{outlet.door_path}?per_page=2&page=4")[0].status == 400


def test_editors_at_work(newsroom: Newsroom) -> None:
    world = newsroom.world
    gone = world.delete()
    assert ask(newsroom, gone.outlet.host, gone.path)[0].status == 410
    assert gone.path not in ask(newsroom, gone.outlet.host, gone.outlet.door_path)[1].decode()
    world.restore()
    assert ask(newsroom, gone.outlet.host, gone.path)[0].status == 200
    before = ask(newsroom, "gorod-online.localhost", world.story("gorod-online", world.edit().slug).path)[1]
    assert "Исправление." in before.decode("cp1251")


def test_the_log_tells_who_asked_for_what(newsroom: Newsroom) -> None:
    ask(newsroom, "astana-ledger.localhost", "/robots.txt", headers={"User-Agent": "reader/1"})
    ask(newsroom, "astana-ledger.localhost", "/news-sitemap.xml?x=1")
    assert newsroom.requests.count("astana-ledger.localhost", "/news-sitemap.xml") == 1
    [robots] = newsroom.requests.all("astana-ledger.localhost", "/robots.txt")
    assert (robots.user_agent, robots.status) == ("reader/1", 200)
    assert robots.came_at <= robots.done_at


def test_the_source_file_is_sound(newsroom: Newsroom, tmp_path: Path) -> None:
    settings = options(newsroom, tmp_path)
    assert len(check_sources(settings.sources)) == len(OUTLETS) + 1 + len(BROKEN_DOORS)
