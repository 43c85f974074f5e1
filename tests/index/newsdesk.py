"""Words for ledger tests: a small press world that settles what it claims."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from index.ledger import Ledger
from index.ledger.contract import DoorClaim, DoorPoll, PageResult, UrlClaim
from index.model import (
    Article,
    Capture,
    Door,
    DoorType,
    Evidence,
    Fact,
    Fetch,
    Item,
    LanguageGuess,
    MethodScore,
    Outcome,
    Source,
    Verdict,
)

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
LEASE = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def source(id: str = "dala", *, host: str | None = None, doors: int = 1, **changes: object) -> Source:
    host = host or f"{id}.kz"
    feeds = tuple(Door(DoorType.FEED, f"https://{host}/rss/{n}", 30) for n in range(doors))
    values: dict[str, object] = {
        "id": id,
        "name": id.title(),
        "url": f"https://{host}/",
        "languages": ("kk", "ru"),
        "country": "KZ",
        "kind": "media",
        "doors": feeds,
        "mirrors": (f"https://mirror.{host}/",),
    }
    return Source(**{**values, **changes})  # type: ignore[arg-type]


def article(url: str, text: str = "Мәтін.\n\nЕкінші абзац.", *, title: str = "Тақырып", **changes: object) -> Article:
    values: dict[str, object] = {
        "url": url,
        "canonical_url": url,
        "source_id": "dala",
        "title": title,
        "text": text,
        "language": LanguageGuess("kk", "Cyrl", 0.97),
    }
    return Article(**{**values, **changes})  # type: ignore[arg-type]


def verdict(score: float = 0.9, text: str = "Мәтін.") -> Verdict:
    return Verdict(
        score=score,
        flagged=score >= 0.5,
        classes={"P": score, "N": 0.25, "J": 0.125},
        methods=(MethodScore("P3", 0.5), MethodScore("N1", 0.25)),
        evidence=(Evidence(0, len(text), text),),
        model="test-1",
        facts=(
            Fact("victim", "Асель Сапарова", "V1", 0, len(text), text, 0.75),
            Fact("outlet", "Дала", None, -1, -1, "Дала", 0.5),
        ),
    )


class Newsdesk:
    """A ledger with one source, an open run, and the verbs a crawler would use."""

    def __init__(self, ledger: Ledger, *sources: Source) -> None:
        self.ledger = ledger
        ledger.sync_sources(sources or [source()], NOON)
        self.run = ledger.start_run("crawl", NOON)

    def door(self, now: datetime = NOON) -> DoorClaim:
        """Claim the only due door."""
        (claim,) = self.ledger.claim_doors(now, lease=LEASE, limit=10)
        return claim

    def discover(self, *urls: str, now: datetime = NOON, items: tuple[Item, ...] = ()) -> int:
        """Poll a door that lists these URLs, due or not."""
        claim = self.ledger.claim_doors(now, lease=LEASE, limit=1, even_if_not_due=True)[0]
        return self.ledger.settle_door(claim, DoorPoll(now, 200, tuple(map(Item, urls)) + items))

    def claim(self, now: datetime = NOON, *, limit: int = 10, per_host: int = 10) -> list[UrlClaim]:
        return self.ledger.claim_urls(now, lease=LEASE, limit=limit, per_host=per_host)

    def settle(self, claim: UrlClaim, result: PageResult) -> tuple[Outcome, str | None]:
        return self.ledger.settle_page(self.run, claim, result)

    def visit(
        self, url: str, brought: Article | None = None, said: Verdict | None = None, now: datetime = NOON
    ) -> tuple[Outcome, str | None]:
        """Discover `url`, claim it, and settle it with this article (or a plain one)."""
        self.discover(url, now=now)
        return self.revisit(url, brought or article(url), said, now)

    def revisit(
        self, url: str, brought: Article | None = None, said: Verdict | None = None, now: datetime = NOON
    ) -> tuple[Outcome, str | None]:
        """Claim `url`, which is due, and settle it."""
        claims = self.claim(now)
        self.ledger.release([claim for claim in claims if claim.url != url])
        (claim,) = [claim for claim in claims if claim.url == url]
        return self.settle(claim, page(url, now, article=brought or article(url), verdict=said))

    def brings(self, url: str, score: float = 0.9, now: datetime = NOON, **changes: object) -> str:
        """Visit `url`, which brings an article with this score; returns the article's id."""
        changes.setdefault("text", f"Мәтін {url}")
        brought = article(url, **changes)  # type: ignore[arg-type]
        _, article_id = self.visit(url, brought, verdict(score, brought.text), now)
        assert article_id is not None
        return article_id


def fetch(url: str, now: datetime = NOON, status: int | None = 200) -> Fetch:
    return Fetch(url, url, status, now, "text/html", 1234, Capture("run-1.warc.gz", 5_000_000_000, 1200, "ab" * 32))


def page(url: str, now: datetime = NOON, **changes: object) -> PageResult:
    return PageResult(fetch(url, now), **changes)  # type: ignore[arg-type]
