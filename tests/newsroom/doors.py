"""The doors of the outlets: what a feed, a sitemap, a section page, a WordPress API and a Telegram preview answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from index.model import DoorType
from tests.newsroom.markup import channel_page, fill, front_page, story_page, words_for
from tests.newsroom.outlets import Outlet
from tests.newsroom.reply import Reply, Request
from tests.newsroom.world import Story, World

Opener = Callable[[World, Outlet, Request], Reply]


def open_door(world: World, outlet: Outlet, request: Request) -> Reply | None:
    """Return the answer of an outlet's door, or None when `request` asks for something else."""
    if request.path == outlet.door_path:
        return _OPENERS[outlet.door](world, outlet, request)
    if outlet.door is DoorType.SITEMAP and request.path in _children(world, outlet):
        return _sitemap_child(world, outlet, request)
    if outlet.door is DoorType.TELEGRAM and request.path == "/" + outlet.door_path.rpartition("/")[2]:
        return _channel(world, outlet, request)
    return None


def _feed(world: World, outlet: Outlet, request: Request) -> Reply:
    stories = world.stories(outlet.id)
    atom = outlet.door_path.startswith("/atom")
    text = fill(
        "atom.xml" if atom else "rss.xml",
        outlet=outlet,
        words=words_for(outlet),
        origin=request.origin(outlet.host),
        www=request.origin(f"www.{outlet.host}"),
        stories=stories,
        changed=_changed(stories),
    )
    kind = "application/atom+xml" if atom else "application/rss+xml"
    return Reply(text.encode(), content_type=f"{kind}; charset=utf-8", modified_at=_changed(stories))


def _news_sitemap(world: World, outlet: Outlet, request: Request) -> Reply:
    return _urlset(outlet, world.stories(outlet.id), request, news=True)


def _urlset(outlet: Outlet, stories: Sequence[Story], request: Request, *, news: bool) -> Reply:
    origin = request.origin(outlet.host)
    text = fill("sitemap.xml", outlet=outlet, words=words_for(outlet), origin=origin, stories=stories, news=news)
    return Reply(text.encode(), content_type="application/xml; charset=utf-8", modified_at=_changed(stories))


def _sitemap_index(world: World, outlet: Outlet, request: Request) -> Reply:
    children = [(path, _changed(stories)) for path, stories in _children(world, outlet).items()]
    text = fill("sitemap_index.xml", children=children, origin=request.origin(outlet.host))
    return Reply(text.encode(), content_type="text/xml", modified_at=max(moment for _, moment in children))


def _children(world: World, outlet: Outlet) -> dict[str, list[Story]]:
    """Split the stories over two numbered children, the newer half in the last, as big archives do."""
    stories = world.stories(outlet.id)
    half = len(stories) // 2
    return {"/sitemap-news-1.xml": stories[half:], "/sitemap-news-2.xml": stories[:half]}


def _sitemap_child(world: World, outlet: Outlet, request: Request) -> Reply:
    return _urlset(outlet, _children(world, outlet)[request.path], request, news=False)


def _section(world: World, outlet: Outlet, request: Request) -> Reply:
    declared = "text/html" if outlet.encoding != "utf-8" else "text/html; charset=utf-8"
    return Reply(front_page(world, outlet, request.origin(outlet.host), request.path), content_type=declared)


def _channel(world: World, outlet: Outlet, request: Request) -> Reply:
    stories = world.stories(outlet.id)
    if before := request.query.get("before", "").strip():
        stories = [story for story in stories if int(story.slug) < int(before)]
    return Reply(channel_page(outlet, stories[:20], request.origin(outlet.host)))


def _wordpress(world: World, outlet: Outlet, request: Request) -> Reply:
    """Answer GET /wp-json/wp/v2/posts as WordPress 6 does: paging, order, modified_after and slug are understood."""
    query = request.query
    by_change = query.get("orderby") == "modified"
    stories = sorted(
        world.stories(outlet.id),
        key=lambda story: story.modified_at if by_change else story.published_at,
        reverse=query.get("order", "desc") == "desc",
    )
    if after := query.get("modified_after"):
        moment = datetime.fromisoformat(after.replace("Z", "+00:00"))
        stories = [story for story in stories if story.modified_at > (moment.replace(tzinfo=moment.tzinfo or UTC))]
    if slug := query.get("slug"):
        stories = [story for story in stories if story.slug == slug]
    size, page = int(query.get("per_page", "10")), int(query.get("page", "1"))
    pages = max(1, -(-len(stories) // size))
    if page > pages:
        error = {"code": "rest_post_invalid_page_number", "message": "The page number requested is larger than the "
                 "number of pages available.", "data": {"status": 400}}  # fmt: skip
        return Reply(json.dumps(error).encode(), 400, "application/json; charset=UTF-8")
    posts = [_post(world, story, request) for story in stories[(page - 1) * size : page * size]]
    headers = (("X-WP-Total", str(len(stories))), ("X-WP-TotalPages", str(pages)))
    return Reply(json.dumps(posts).encode(), content_type="application/json; charset=UTF-8", headers=headers)


def _post(world: World, story: Story, request: Request) -> dict[str, Any]:
    origin = request.origin(story.outlet.host)
    page = story_page(world, story, origin).decode()
    content = page.partition('wp-block-post-content">')[2].partition('<div class="sharedaddy')[0].strip()

    def stamp(moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

    return {
        "id": story.number,
        "date": stamp(story.published_at),
        "date_gmt": stamp(story.published_at),
        "guid": {"rendered": f"{origin}/?p={story.number}"},
        "modified": stamp(story.modified_at),
        "modified_gmt": stamp(story.modified_at),
        "slug": story.slug,
        "status": "publish",
        "type": "post",
        "link": origin + story.path,
        "title": {"rendered": (story.title or "").replace("'", "&#8217;")},
        "content": {"rendered": content, "protected": False},
        "excerpt": {"rendered": f"<p>{story.lead}</p>\n", "protected": False},
        "author": 3,
        "featured_media": 0,
        "comment_status": "closed",
        "ping_status": "closed",
        "sticky": False,
        "template": "",
        "format": "standard",
        "meta": {"footnotes": ""},
        "categories": [5],
        "tags": [],
        "class_list": [f"post-{story.number}", "post", "type-post", "status-publish", "format-standard", "hentry"],
        "_links": {"self": [{"href": f"{origin}/wp-json/wp/v2/posts/{story.number}"}]},
    }


def _changed(stories: Sequence[Story]) -> datetime:
    # A door that lists nothing has not changed since the press began.
    return max((story.modified_at for story in stories), default=datetime(2020, 1, 1, tzinfo=UTC))


_OPENERS: dict[DoorType, Opener] = {
    DoorType.FEED: _feed,
    DoorType.NEWS_SITEMAP: _news_sitemap,
    DoorType.SITEMAP: _sitemap_index,
    DoorType.SECTION: _section,
    DoorType.WORDPRESS: _wordpress,
    DoorType.TELEGRAM: _channel,
}
