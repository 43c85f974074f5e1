"""Stories become pages: every newsroom's own markup, filled by the templates of this folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tests.newsroom.chrome import WORDS, Words
from tests.newsroom.outlets import Outlet
from tests.newsroom.world import Story, Teaser, World

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(("html", "xml"), default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def fill(template: str, **values: Any) -> str:
    """Return the text of one template."""
    return _templates.get_template(template).render(**values).lstrip()


def words_for(outlet: Outlet, story: Story | None = None) -> Words:
    """Return the words around a story; a newsroom that writes in two languages dresses each page in its own."""
    bilingual = len(outlet.languages) > 1 and story is not None
    return WORDS[story.language if bilingual and story else outlet.chrome]


def story_page(world: World, story: Story, origin: str) -> bytes:
    """Return the page of a story as its newsroom serves it at `origin`, in the newsroom's own encoding."""
    outlet = story.outlet
    others = [other for other in world.stories(outlet.id) if other.slug != story.slug]
    text = fill(
        outlet.page,
        story=story,
        outlet=outlet,
        words=words_for(outlet, story),
        origin=origin,
        url=origin + story.path,
        teaser=teaser_for(world, story),
        related=others[:3],
        latest=others[3:7],
        linked_data=linked_data(story, origin),
    )
    return text.encode(outlet.encoding, "xmlcharrefreplace")


def amp_page(story: Story, origin: str) -> bytes:
    """Return the AMP twin of a story's page."""
    words = words_for(story.outlet, story)
    return fill("amp.html", story=story, outlet=story.outlet, words=words, url=origin + story.path).encode()


def front_page(world: World, outlet: Outlet, origin: str, path: str = "/") -> bytes:
    """Return the list of an outlet's stories: its front page, or a section page."""
    text = fill(
        "front.html",
        outlet=outlet,
        words=words_for(outlet),
        origin=origin,
        www=origin.replace("://", "://www."),
        url=origin + path,
        stories=world.stories(outlet.id),
        teasers=[teaser for teaser in world.teasers if teaser.language in outlet.languages],
    )
    return text.encode(outlet.encoding, "xmlcharrefreplace")


def channel_page(outlet: Outlet, stories: Sequence[Story], origin: str) -> bytes:
    """Return the preview page of a Telegram channel, oldest post first as Telegram shows it."""
    channel = outlet.door_path.rpartition("/")[2]
    oldest_first = list(reversed(stories))
    return fill("telegram.html", outlet=outlet, channel=channel, stories=oldest_first, origin=origin).encode()


def missing_page(outlet: Outlet) -> bytes:
    """Return an outlet's own "not found" page."""
    title = words_for(outlet).missing
    text = f"<!doctype html><title>404 — {title}</title><h1>{title}</h1><p><a href='/'>{outlet.name}</a></p>"
    return text.encode(outlet.encoding, "xmlcharrefreplace")


def teaser_for(world: World, story: Story) -> Teaser | None:
    """Return the teaser printed inside a story, in its language: another one for each story; none in Kazakh Latin."""
    if (story.language, story.script) == ("kk", "Latn"):
        return None
    fitting = [teaser for teaser in world.teasers if teaser.language == story.language]
    return fitting[story.number % len(fitting)]


def linked_data(story: Story, origin: str) -> str:
    """Return the JSON-LD of a story, safe inside a script element."""
    author = {"@type": "Person", "name": story.author} if story.author else None
    article = {
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.lead,
        "datePublished": story.local_time.isoformat(),
        "dateModified": story.local_modified.isoformat(),
        "mainEntityOfPage": {"@type": "WebPage", "@id": origin + story.path},
        "image": [f"{origin}/img/{story.number}.jpg"],
        "publisher": {"@type": "NewsMediaOrganization", "name": story.outlet.name, "url": origin},
    }
    graph = [
        article | ({"author": [author]} if author else {}),
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": story.section}]},
    ]
    return json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).replace("</", "<\\/")
