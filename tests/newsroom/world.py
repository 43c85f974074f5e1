"""The press world: its stories, and what editors do with them while somebody watches."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tests.newsroom.outlets import OUTLETS, Outlet

ARTICLES = Path(__file__).parent / "articles"
OPENS_AT = datetime(2026, 3, 12, 4, tzinfo=UTC)  # the day the texts were written for
_MONTHS = "January February March April May June July August September October November December".split()
_DAY = re.compile(r"\{(date|day):([+-]?\d+)\}")


@dataclass(frozen=True, slots=True)
class Edition:
    """What an editor puts in place of a story's first version."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """An article of the press world, as its newsroom wrote it."""

    outlet: Outlet
    slug: str
    number: int
    language: str
    script: str
    title: str | None  # a Telegram post has none
    lead: str | None
    paragraphs: tuple[str, ...]
    list_items: tuple[str, ...]  # announced by the first paragraph that ends with a colon
    caption: str | None
    author: str | None
    section: str | None
    published_at: datetime
    modified_at: datetime
    attack: bool
    methods: tuple[str, ...]
    edition: Edition | None = None  # the second version this story is going to get
    reprint: str | None = None  # stories that share this mark tell one agency text
    three_urls: bool = False
    doomed: bool = False  # it will vanish

    @property
    def path(self) -> str:
        """The path of the story's page on its outlet's host."""
        local = self.local_time
        return self.outlet.article_path.format(
            number=self.number, slug=self.slug, section=_address(self.section or "news"),
            year=local.year, month=f"{local.month:02}", day=f"{local.day:02}",
        )  # fmt: skip

    @property
    def amp_path(self) -> str | None:
        """The path of the AMP twin; spelled so that only its rel=canonical tells which page it is a twin of."""
        return f"/m/{self.number}.amp.html" if self.three_urls else None

    @property
    def local_time(self) -> datetime:
        """The moment of publication as the newsroom's clock shows it."""
        return self.published_at.astimezone(timezone(timedelta(hours=self.outlet.offset_hours)))

    @property
    def local_modified(self) -> datetime:
        """The moment of the last change as the newsroom's clock shows it."""
        return self.modified_at.astimezone(timezone(timedelta(hours=self.outlet.offset_hours)))

    @property
    def blocks(self) -> list[tuple[str, tuple[str, ...]]]:
        """The body as (kind, lines): `p` with one line, `ul` with the list's items after what announces them."""
        found: list[tuple[str, tuple[str, ...]]] = []
        waiting = self.list_items
        for paragraph in self.paragraphs:
            found.append(("p", (paragraph,)))
            if waiting and paragraph.endswith(":"):
                found.append(("ul", waiting))
                waiting = ()
        return found


@dataclass(frozen=True, slots=True)
class Teaser:
    """The headline of another event, shown under "read also"."""

    language: str
    title: str


class World:
    """Everything the newsrooms have published, as of now. May be read and changed from several threads.

    `now` is the moment the world opens (default: the present); `only` keeps the outlets named.
    """

    def __init__(self, now: datetime | None = None, only: Collection[str] | None = None) -> None:
        self.opened_at = (now or datetime.now(UTC)).replace(second=0, microsecond=0)
        self.outlets = {key: outlet for key, outlet in OUTLETS.items() if only is None or key in only}
        self.teasers = tuple(Teaser(**row) for row in _rows("teasers"))
        self._lock = threading.Lock()
        self._withdrawn: dict[tuple[str, str], Story] = {}
        self._stories: dict[tuple[str, str], Story] = {}
        for outlet in self.outlets.values():
            for number, row in enumerate(_rows(outlet.id), 1):
                story = _story(outlet, number, row, self.opened_at)
                self._stories[outlet.id, story.slug] = story

    def stories(self, outlet_id: str | None = None) -> list[Story]:
        """Return what stands published (by one outlet), newest first."""
        with self._lock:
            chosen = [story for story in self._stories.values() if outlet_id in (None, story.outlet.id)]
        return sorted(chosen, key=lambda story: story.published_at, reverse=True)

    def story(self, outlet_id: str, slug: str) -> Story:
        """Return one published story; KeyError when there is none."""
        with self._lock:
            return self._stories[outlet_id, slug]

    # --- what editors do ------------------------------------------------------------------------------------------

    def publish(self, story: Story) -> Story:
        """Put a story up, or a new state of one that is up."""
        key = story.outlet.id, story.slug
        with self._lock:
            self._stories[key] = story
            self._withdrawn.pop(key, None)
        return story

    def edit(self, at: datetime | None = None) -> Story:
        """Replace the story that carries a second edition by it, and return what stands there now."""
        before = next(story for story in self.stories() if story.edition)
        assert before.edition
        return self.publish(
            replace(
                before,
                title=before.edition.title,
                paragraphs=before.edition.paragraphs,
                edition=None,
                modified_at=at or self.opened_at + timedelta(minutes=1),
            )
        )

    def delete(self) -> Story:
        """Take the doomed story down: its page answers 410 and no door lists it. Returns what stood there."""
        doomed = next(story for story in self.stories() if story.doomed)
        self.withdraw(doomed)
        return doomed

    def withdraw(self, story: Story) -> None:
        """Take any story down, until it is published again or everything is restored."""
        key = story.outlet.id, story.slug
        with self._lock:
            self._withdrawn[key] = self._stories.pop(key)

    def restore(self) -> None:
        """Put every story that was taken down back up."""
        with self._lock:
            self._stories |= self._withdrawn
            self._withdrawn.clear()

    def was_withdrawn(self, outlet_id: str, path: str) -> bool:
        """Tell whether a story stood at `path` and was taken down."""
        with self._lock:
            return any(story.path == path for (owner, _), story in self._withdrawn.items() if owner == outlet_id)


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (ARTICLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _story(outlet: Outlet, number: int, row: Mapping[str, Any], now: datetime) -> Story:
    published_at = now - timedelta(hours=row["hours_ago"])
    edited = row.get("edited")
    return Story(
        outlet=outlet,
        slug=row["slug"],
        number=20700 + 13 * number,
        language=row["language"],
        script=row["script"],
        title=row["title"],
        lead=row["lead"],
        paragraphs=tuple(_dated(text, now) for text in row["paragraphs"]),
        list_items=tuple(_dated(text, now) for text in row["list_items"] or ()),
        caption=row["caption"],
        author=row["author"],
        section=row["section"],
        published_at=published_at,
        modified_at=published_at,
        attack=row["attack"],
        methods=tuple(row["methods"]),
        edition=Edition(edited["title"], tuple(edited["paragraphs"])) if edited else None,
        reprint=row.get("reprint"),
        three_urls=row.get("three_urls", False),
        doomed=row.get("deleted", False),
    )


def _dated(text: str, now: datetime) -> str:
    """Fill {date:-3} (9 March 2026) and {day:-3} (9 March) with the day that many days from the world's opening."""

    def fill(found: re.Match[str]) -> str:
        day = now + timedelta(days=int(found[2]))
        words = f"{day.day} {_MONTHS[day.month - 1]}"
        return f"{words} {day.year}" if found[1] == "date" else words

    return _DAY.sub(fill, text)


def _address(section: str) -> str:
    return re.sub(r"[^a-z]+", "-", section.lower()).strip("-")
