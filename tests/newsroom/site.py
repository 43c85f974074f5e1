"""One outlet's web site: which answer stands at which path."""

from __future__ import annotations

from index.model import DoorType
from tests.newsroom.doors import open_door
from tests.newsroom.markup import amp_page, channel_page, front_page, missing_page, story_page
from tests.newsroom.outlets import Outlet
from tests.newsroom.reply import Reply, Request
from tests.newsroom.world import World

_ROBOTS = """User-agent: *
Disallow: /search
Disallow: /wp-admin/
Disallow: /comments/
Allow: /

Sitemap: {origin}/sitemap.xml
"""


def answer(world: World, outlet: Outlet, request: Request) -> Reply:
    """Return what the outlet's site answers."""
    origin = request.origin(outlet.host)
    # Only a meta element tells the encoding of an old site; its server never learnt to.
    declared = "text/html; charset=utf-8" if outlet.encoding == "utf-8" else "text/html"
    if request.path == "/robots.txt":
        return Reply(_ROBOTS.format(origin=origin).encode(), content_type="text/plain")
    if door := open_door(world, outlet, request):
        return door
    if request.path == "/":
        return Reply(front_page(world, outlet, origin), content_type=declared)
    for story in world.stories(outlet.id):
        if request.path == story.amp_path:
            return Reply(amp_page(story, origin), modified_at=story.modified_at)
        if request.path == story.path and outlet.door is DoorType.TELEGRAM:
            return Reply(channel_page(outlet, [story], origin), modified_at=story.modified_at)
        if request.path == story.path:
            return Reply(story_page(world, story, origin), content_type=declared, modified_at=story.modified_at)
    status = 410 if world.was_withdrawn(outlet.id, request.path) else 404
    return Reply(missing_page(outlet), status, declared)
