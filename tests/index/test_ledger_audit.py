"""The audit sample, over both engines: drawn by lot, the same for everybody, and remembered when decided."""

from __future__ import annotations

from datetime import timedelta

import pytest

from index.identity import article_id
from index.ledger import Ledger, open_ledger
from index.ledger.audit import is_decoy, lot
from index.ledger.contract import AuditFigures
from index.model import Decision, LanguageGuess, Review
from index.options import Options
from tests.index.newsdesk import DAY, HOUR, NOON, Newsdesk, article, verdict

ACCEPT, REJECT = Decision.ACCEPT, Decision.REJECT
LATER = NOON + DAY
SIZE = 8


class Day:
    """A day's press: so many flagged articles and so many others, by their place in the day."""

    def __init__(self, ledger: Ledger, *, flagged: int = 20, others: int = 60) -> None:
        self.ledger = ledger
        self.run = Newsdesk(ledger).run
        self.flagged = [self.bring(f"https://dala.kz/f{n}", 0.5 + n / 50) for n in range(flagged)]
        self.others = [self.bring(f"https://dala.kz/o{n}", 0.1) for n in range(others)]

    def bring(self, url: str, score: float | None, **changes: object) -> str:
        changes.setdefault("text", f"Мәтін {url}")
        now = changes.pop("now", NOON)
        brought = article(url, **changes)  # type: ignore[arg-type]
        said = None if score is None else verdict(score, brought.text)
        return self.ledger.import_article(self.run, brought, said, now)[1]  # type: ignore[arg-type]

    def queue(self, *, now: timedelta = DAY, language: str | None = None, limit: int = 500) -> list[str]:
        rows = self.ledger.queue(NOON + now, limit=limit, language=language, audit=SIZE)
        assert len(rows) == self.ledger.queue_size(language, now=NOON + now, audit=SIZE)
        return [row.stored.id for row in rows]

    def sample(self, *, now: timedelta = DAY, language: str | None = None) -> list[str]:
        return [one for one in self.queue(now=now, language=language) if one not in self.flagged]

    def decide(
        self, one: str, decision: Decision = REJECT, *, reason: str | None = None, who: str = "aliya", **more: int
    ) -> Review:
        form = f"form-{one}-{decision}-{reason}"
        return self.ledger.record_review(one, decision, reason, who, LATER, form, **({"audit": SIZE} | more))


def test_the_sample_of_a_day_waits_on_the_next_and_only_then(ledger: Ledger) -> None:
    day = Day(ledger)
    day.bring("https://dala.kz/unjudged", None)
    assert set(day.sample()) <= set(day.others)
    assert len(day.sample()) == SIZE
    assert day.sample(now=timedelta(hours=11)) == []  # the day is not over
    assert day.sample(now=2 * DAY) == []
    assert [row.stored.id for row in ledger.queue(LATER, limit=500)] == list(reversed(day.flagged))
    assert ledger.queue_size() == ledger.queue_size(now=LATER) == len(day.flagged)


def test_every_desk_and_every_page_has_the_same_sample(ledger: Ledger, ledger_options: Options) -> None:
    day = Day(ledger)
    whole = day.queue()
    other = open_ledger(ledger_options)
    for limit in (1, 3, 7, 25):
        pages = [other.queue(LATER, limit=limit, offset=at, audit=SIZE) for at in range(0, len(whole) + limit, limit)]
        assert [row.stored.id for page in pages for row in page] == whole
    other.close()
    today = day.bring("https://dala.kz/today", 0.1, now=LATER)
    assert day.queue(now=DAY + HOUR) == whole
    assert today not in whole


def test_the_sample_stands_among_the_candidates(ledger: Ledger) -> None:
    day = Day(ledger)
    queue = day.queue()
    assert [one for one in queue if one in day.flagged] == list(reversed(day.flagged))
    places = [queue.index(one) for one in day.sample()]
    assert places != list(range(places[0], places[0] + SIZE))
    assert len(places) > sum(place < len(queue) / 2 for place in places) > 0


def test_what_the_queue_keeps_blind_is_blind_wherever_it_is_asked_for(ledger: Ledger) -> None:
    day = Day(ledger)
    rows = ledger.queue(LATER, limit=500, audit=SIZE)
    told = {row.stored.id for row in rows if row.blind}
    everything = [stored.id for stored in ledger.articles()]
    assert set(day.sample()) < told < set(everything)
    assert ledger.blind(everything, LATER, audit=SIZE) == told
    assert ledger.blind(everything, LATER, audit=0) == ledger.blind([], LATER, audit=SIZE) == frozenset()


def test_who_is_decided_on_leaves_and_is_not_replaced(ledger: Ledger) -> None:
    day = Day(ledger)
    first, second, *rest = day.sample()
    day.decide(first)
    assert day.sample() == [second, *rest]
    ledger.undo_review("aliya", LATER, "undo")
    assert day.sample() == [first, second, *rest]


def test_the_sample_by_language(ledger: Ledger) -> None:
    day = Day(ledger, flagged=2, others=0)
    russian = LanguageGuess("ru", "Cyrl", 0.9)
    for n in range(SIZE):
        day.bring(f"https://dala.kz/x{n}", 0.1, **({"language": russian} if n % 2 else {}))
    assert len(day.sample()) == SIZE
    assert len(day.sample(language="ru")) == len(day.sample(language="kk")) == SIZE / 2


def test_a_text_stands_in_the_queue_once(ledger: Ledger) -> None:
    day = Day(ledger, flagged=1, others=0)
    day.bring("https://dala.kz/reprint", 0.1, text="Мәтін https://dala.kz/f0")
    twins = [day.bring(f"https://dala.kz/twin{n}", 0.1, text="Егіз") for n in range(3)]
    (one,) = day.sample()
    assert one in twins
    assert day.decide(one).audit
    assert day.sample() == []


def test_some_flagged_articles_look_like_the_sample_while_it_waits(ledger: Ledger) -> None:
    day = Day(ledger, flagged=40, others=3)
    rows = ledger.queue(LATER, limit=500, audit=SIZE)
    decoys = {one for one in day.flagged if is_decoy(lot(one, NOON))}
    assert 0 < len(decoys) < 20
    assert {row.stored.id for row in rows if row.blind} == decoys | set(day.others)
    assert {row.stored.id for row in ledger.queue(LATER, language="kk", audit=SIZE) if row.blind} >= decoys
    for one in day.others:
        day.decide(one)
    assert not any(row.blind for row in ledger.queue(LATER, limit=500, audit=SIZE))
    assert not any(row.blind for row in ledger.queue(LATER, limit=500))


def test_only_a_decision_on_the_sample_is_remembered_as_audit(ledger: Ledger) -> None:
    day = Day(ledger)
    sample = day.sample()
    passed_over = next(one for one in day.others if one not in sample)
    review = day.decide(sample[0], ACCEPT)
    assert review.audit
    assert ledger.reviews(article_id=sample[0]) == [review]
    assert not day.decide(passed_over, ACCEPT).audit
    assert not day.decide(day.flagged[0]).audit
    assert not day.decide(sample[1], audit=0).audit
    late = ledger.record_review(sample[2], REJECT, "X0", "aliya", LATER + DAY, "form-late", audit=SIZE)
    assert not late.audit
    assert day.decide(sample[0], REJECT, reason="X3").audit  # thought again: still of the sample
    assert day.decide(sample[0], REJECT, reason="X3") == ledger.reviews(article_id=sample[0])[0]


def test_the_figures_count_what_stands_and_could_be_told(ledger: Ledger) -> None:
    day = Day(ledger)
    nothing = AuditFigures(days=0, audited=0, missed=0, unflagged=0, found=0)
    assert ledger.status(LATER).audit == nothing
    one, two, three, four, five, *_ = day.sample()
    day.decide(one, ACCEPT)
    day.decide(two, reason="X0")
    day.decide(three, reason="X8")
    day.decide(four, ACCEPT)
    day.decide(four, reason="X4")
    day.decide(five, ACCEPT)
    ledger.undo_review("aliya", LATER, "undo")
    day.decide(day.flagged[0], ACCEPT)
    day.decide(day.flagged[1])
    day.bring("https://dala.kz/next", 0.1, now=LATER)
    day.bring("https://dala.kz/unjudged", None)
    expected = AuditFigures(days=1, audited=3, missed=1, unflagged=60, found=1)
    assert ledger.status(LATER).audit == expected
    assert ledger.status(LATER + 80 * DAY).audit == expected
    assert ledger.status(LATER + 100 * DAY).audit == nothing


@pytest.mark.parametrize("outlet", ["https://dala.kz/{}", "https://t.me/dala/{}"])
def test_lots_favour_nobody(outlet: str) -> None:
    """The share of lots in each tenth of the day stays within four standard deviations of a tenth."""
    tenths = [0] * 10
    for n in range(5000):
        tenths[lot(article_id(outlet.format(n)), NOON) % (1 << 40) * 10 >> 40] += 1
    assert all(abs(count - 500) < 4 * (5000 * 0.1 * 0.9) ** 0.5 for count in tenths)


def test_a_later_day_has_higher_lots() -> None:
    midnight = NOON.replace(hour=0, minute=0, second=0, microsecond=0)
    assert lot("f" * 20, midnight - timedelta(microseconds=1)) < lot("0" * 20, midnight) < lot("0" * 20, midnight + DAY)
