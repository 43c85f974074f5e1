"""A whole crawl of the press world: every story comes back once and whole, every misbehaviour ends as it must."""

from __future__ import annotations

import contextlib
import html
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.archive import read_capture
from index.identity import article_id
from index.ledger import open_ledger
from index.ledger.contract import LedgerStatus, RunSummary
from index.model import Article, DoorType, Fetch, Outcome, StoredArticle
from tests.newsroom import crawling
from tests.newsroom.markup import words_for
from tests.newsroom.misbehaviour import BROKEN_DOORS, MISBEHAVIOURS, BrokenDoor, Misbehaviour, addresses
from tests.newsroom.server import Asked, Newsroom, serve
from tests.newsroom.sources import options
from tests.newsroom.world import OPENS_AT, Story, World

SOON = OPENS_AT + timedelta(minutes=5)  # before any retry or re-visit is due
NEXT_DAY = OPENS_AT + timedelta(hours=25)  # after the first re-visit of everything
STORIES = World(OPENS_AT).stories()


@dataclass(frozen=True)
class Visit:
    """The state of the world and of the record after one crawl."""

    summary: RunSummary
    articles: dict[str, StoredArticle]
    outcomes: dict[str, list[str]]  # by the address the door gave
    details: dict[str, str]
    asked: list[Asked]


@dataclass(frozen=True)
class Crawled:
    """Three crawls of one world: at its opening, minutes later, and the next day after an edit and a removal."""

    newsroom: Newsroom
    data: Path
    first: Visit
    again: Visit
    next_day: Visit
    edited: Story
    deleted: Story
    versions: dict[str, list[Article]]
    captures: dict[str, list[Fetch]]
    status: LedgerStatus
    faults: list[str]

    def article(self, story: Story, visit: Visit | None = None) -> StoredArticle:
        return (visit or self.first).articles[self.key(story)]

    def key(self, story: Story) -> str:
        return article_id(self.newsroom.url(story.outlet.host, story.path))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    world = World(OPENS_AT)
    with serve(world) as newsroom:
        settings = options(newsroom, tmp_path_factory.mktemp("newsroom"), timeout_seconds=2.0)
        with contextlib.closing(open_ledger(settings)) as ledger:

            def visit(summary: RunSummary) -> Visit:
                outcomes, details = _fetches(settings.data, summary.run_id)
                articles = {stored.id: stored for stored in ledger.all_articles()}
                asked = newsroom.requests.all()
                newsroom.requests.clear()
                return Visit(summary, articles, outcomes, details, asked)

            first = visit(crawling.run(settings, at=OPENS_AT))
            everyone = [source.id for source in ledger.sources()]
            status = ledger.status(SOON)
            again = visit(crawling.run(settings, at=SOON, source_ids=everyone))
            edited, deleted = world.edit(), world.delete()
            changed = {edited.outlet.id, deleted.outlet.id}
            next_day = visit(crawling.run(settings, at=NEXT_DAY, source_ids=sorted(changed)))
            yield Crawled(
                newsroom, settings.data, first, again, next_day, edited, deleted,
                versions={key: [entry[2] for entry in ledger.versions(key)] for key in next_day.articles},
                captures={key: ledger.captures(key) for key in next_day.articles},
                status=status,
                faults=ledger.check(),
            )  # fmt: skip


def _fetches(data: Path, run_id: int) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the outcomes and the last detail of each address fetched in a run."""
    outcomes: dict[str, list[str]] = {}
    details: dict[str, str] = {}
    with contextlib.closing(sqlite3.connect(data / "tilshi.db")) as database:
        query = "SELECT url, outcome, detail FROM fetches WHERE run_id = ? AND outcome IS NOT NULL"
        for url, outcome, detail in database.execute(query, (run_id,)):
            outcomes.setdefault(url, []).append(outcome)
            details[url] = detail
    return outcomes, details


def _flat(text: str) -> str:
    return " ".join(text.split())


# --- misbehaviours: the register is the list of tests -----------------------------------------------------------------


def test_the_register_is_long_enough() -> None:
    assert len(MISBEHAVIOURS) + len(BROKEN_DOORS) >= 35


@pytest.mark.parametrize("entry", MISBEHAVIOURS.values(), ids=lambda entry: entry.name)
def test_misbehaviour_ends_as_expected(crawled: Crawled, entry: Misbehaviour) -> None:
    links = addresses(entry, crawled.newsroom.port)
    never = not entry.expected
    assert never or len(entry.expected) == len(links), f"{entry.name} has no expected outcome for each of its links"
    assert entry.about, f"{entry.name} does not say what goes wrong"

    came = [outcome for link in links for outcome in crawled.first.outcomes.get(link, [])]
    why = [crawled.first.details.get(link) for link in links]
    assert sorted(came) == sorted(entry.expected), (entry.about, why)


@pytest.mark.parametrize(
    "entry",
    [entry for entry in MISBEHAVIOURS.values() if Outcome.STORED in entry.expected],
    ids=lambda entry: entry.name,
)
def test_what_is_stored_in_spite_of_it_is_sound(crawled: Crawled, entry: Misbehaviour) -> None:
    ids = {article_id(link) for link in addresses(entry, crawled.newsroom.port)}
    stored = [crawled.first.articles[key] for key in ids if key in crawled.first.articles] or [
        found for found in crawled.first.articles.values() if f": {entry.name}" in found.article.title
    ]
    assert len(stored) == 1
    article = stored[0].article
    assert entry.says is None or entry.says in _flat(article.text)
    assert entry.says_not is None or entry.says_not not in article.title + article.text
    (article.title + article.text).encode("utf-8")  # no half characters
    assert article.title.endswith(entry.name)
    if entry.undated:
        assert article.published_at is None or article.published_at.year == OPENS_AT.year


@pytest.mark.parametrize("entry", MISBEHAVIOURS.values(), ids=lambda entry: entry.name)
def test_forbidden_ground_is_not_walked_on(crawled: Crawled, entry: Misbehaviour) -> None:
    asked = [*crawled.first.asked, *crawled.again.asked]
    assert not [a for a in asked if a.host in entry.forbidden or a.path.startswith("/secret")]
    if entry.pages_forbidden:
        hosts = {link.split("/")[2].partition(":")[0] for link in addresses(entry, crawled.newsroom.port)}
        assert {a.path for a in asked if a.host in hosts} == {"/robots.txt"}


@pytest.mark.parametrize("broken", BROKEN_DOORS.values(), ids=lambda broken: broken.name)
def test_broken_door(crawled: Crawled, broken: BrokenDoor) -> None:
    status = {source.source_id: source for source in crawled.status.sources}[broken.source_id]
    assert bool(status.trouble) == broken.fails, (broken.about, status.trouble)
    assert status.failing_doors == int(broken.fails)
    assert status.articles == broken.articles


def test_robots_is_asked_before_anything_else(crawled: Crawled) -> None:
    first_paths: dict[str, str] = {}
    for asked in sorted(crawled.first.asked, key=lambda asked: asked.came_at):
        first_paths.setdefault(asked.host, asked.path)
    assert set(first_paths.values()) == {"/robots.txt"}


def test_one_request_at_a_time_to_each_host(crawled: Crawled) -> None:
    """A server may still be writing when we hang up on it, so only answers that were complete are compared."""
    by_host: dict[str, list[Asked]] = {}
    for asked in sorted(crawled.first.asked, key=lambda asked: asked.came_at):
        if asked.status is not None:
            by_host.setdefault(asked.host, []).append(asked)
    for host, asked_there in by_host.items():
        for before, after in pairwise(asked_there):
            complete = before.done_at <= after.came_at + 0.05  # the answer is out before our own note of it
            assert complete or before.path.startswith("/pages/"), (host, before, after)


def test_we_say_who_we_are(crawled: Crawled) -> None:
    assert all(asked.user_agent.startswith("tilshi/") for asked in crawled.first.asked)


# --- stories ----------------------------------------------------------------------------------------------------------


def test_outcomes_add_up(crawled: Crawled) -> None:
    for visit in (crawled.first, crawled.again, crawled.next_day):
        assert sum(visit.summary.outcomes.values()) == visit.summary.fetched
        counted = Counter(outcome for outcomes in visit.outcomes.values() for outcome in outcomes)
        assert counted == Counter(visit.summary.outcomes)
    assert crawled.first.summary.outcomes["stored"] == crawled.first.summary.articles == len(crawled.first.articles)


def test_every_story_is_stored_once_and_nothing_else(crawled: Crawled) -> None:
    own = [stored for stored in crawled.first.articles.values() if not stored.article.source_id.startswith("trouble")]
    assert {stored.id for stored in own} == {crawled.key(story) for story in STORIES}
    assert len(own) == len(STORIES) >= 80


@pytest.fixture(params=STORIES, ids=lambda story: f"{story.outlet.id}/{story.slug}")
def story(request: pytest.FixtureRequest) -> Story:
    told: Story = request.param
    return told


def test_the_text_is_whole(crawled: Crawled, story: Story) -> None:
    text = _flat(crawled.article(story).article.text)
    assert [line for line in (*story.paragraphs, *story.list_items) if _flat(line) not in text] == []


def test_the_text_is_the_article_alone(crawled: Crawled, story: Story) -> None:
    article, words = crawled.article(story).article, words_for(story.outlet, story)
    world = World(OPENS_AT)
    others = [other.title for other in world.stories(story.outlet.id) if other.title and other.slug != story.slug]
    teasers = [teaser.title for teaser in world.teasers]
    foreign = (*others, *teasers, *words.furniture, story.outlet.notice or words.share)
    assert [line for line in foreign if _flat(line) in _flat(article.text)] == []
    lines = {line.strip() for line in article.text.splitlines()}
    page = {*words.menu, words.date(story.local_time), words.read_also, story.author, story.section, story.outlet.name}
    assert lines & page == set()


def test_what_is_known_of_it(crawled: Crawled, story: Story) -> None:
    article = crawled.article(story).article
    posts = story.outlet.door is DoorType.TELEGRAM
    assert article.title == story.title or (posts and story.paragraphs[0].startswith(article.title.rstrip("…")))
    assert article.author == (story.outlet.name if posts else story.author)
    assert (article.language.language, article.language.script) == (story.language, story.script)
    assert article.published_at == story.published_at, "also where the page names no zone: the source does"
    assert article.source_id == story.outlet.id


def test_one_article_under_three_addresses(crawled: Crawled) -> None:
    """The spellings that identity folds are one address before any fetch; the twin is known by its canonical link."""
    [three] = [story for story in STORIES if story.three_urls]
    twins = [url for url in crawled.first.outcomes if f"/{three.number}" in url and three.outlet.host in url]
    assert sorted(outcome for url in twins for outcome in crawled.first.outcomes[url]) == ["duplicate", "stored"]
    [stored] = [found for found in crawled.first.articles.values() if found.article.title == three.title]
    assert stored.id == crawled.key(three)


def test_reprints_share_a_cluster_and_nobody_else_does(crawled: Crawled) -> None:
    clusters = Counter(stored.cluster_id for stored in crawled.first.articles.values())
    reprints = [crawled.article(story).cluster_id for story in STORIES if story.reprint]
    assert len(reprints) == 2
    assert {cluster: n for cluster, n in clusters.items() if n > 1} == {reprints[0]: 2} == {reprints[1]: 2}


# --- later ------------------------------------------------------------------------------------------------------------


def test_a_second_crawl_stores_nothing_new(crawled: Crawled) -> None:
    assert crawled.again.summary.articles == 0
    assert crawled.again.articles.keys() == crawled.first.articles.keys()
    assert all(stored.version == 1 for stored in crawled.again.articles.values())
    pages = {story.path for story in STORIES}
    assert [asked for asked in crawled.again.asked if asked.path in pages] == []


def test_an_edit_becomes_a_version(crawled: Crawled) -> None:
    [before, after] = crawled.versions[crawled.key(crawled.edited)]
    assert after.title == crawled.edited.title != before.title
    assert all(paragraph in _flat(after.text) for paragraph in crawled.edited.paragraphs)
    assert crawled.article(crawled.edited, crawled.next_day).version == 2
    assert crawled.next_day.summary.outcomes["updated"] == 1


def test_a_removal_is_noticed_and_nothing_forgotten(crawled: Crawled) -> None:
    stored = crawled.article(crawled.deleted, crawled.next_day)
    assert stored.gone_at == NEXT_DAY
    assert crawled.deleted.paragraphs[0] in _flat(stored.article.text)
    assert crawled.next_day.summary.outcomes["gone"] == 1


def test_everything_else_is_as_it_was(crawled: Crawled) -> None:
    changed = {crawled.key(crawled.edited), crawled.key(crawled.deleted)}
    assert {key for key, versions in crawled.versions.items() if len(versions) > 1} == {crawled.key(crawled.edited)}
    assert {key for key, stored in crawled.next_day.articles.items() if stored.gone_at} == {
        crawled.key(crawled.deleted)
    }
    for key, stored in crawled.first.articles.items():
        assert key in changed or stored.article == crawled.next_day.articles[key].article


def test_the_evidence_is_kept(crawled: Crawled) -> None:
    assert crawled.faults == []
    for story in STORIES:
        fetches = crawled.captures[crawled.key(story)]
        held = [read_capture(crawled.data, fetch.capture) for fetch in fetches if fetch.capture]
        pages = [html.unescape(body.decode(story.outlet.encoding, "replace")) for body in held]
        assert any(story.paragraphs[-1] in page for page in pages), story.slug
