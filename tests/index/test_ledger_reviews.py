"""The queue and what people decide, over both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from index import identity
from index.errors import LedgerError
from index.ledger import Ledger, open_ledger
from index.ledger.contract import Conflict
from index.model import Decision, Outcome, Review, ReviewState
from index.options import Options
from tests.index.newsdesk import DAY, HOUR, NOON, Newsdesk, article, source, verdict

ACCEPT, REJECT = Decision.ACCEPT, Decision.REJECT


def queued(ledger: Ledger) -> list[str]:
    return [candidate.stored.id for candidate in ledger.queue(NOON)]


def test_the_queue_weighs_score_with_age(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    now = NOON + 6 * DAY
    old = desk.brings("https://dala.kz/old", 0.96, NOON)
    sure = desk.brings("https://dala.kz/sure", 0.7, now)
    unsure = desk.brings("https://dala.kz/unsure", 0.5, now)
    dated = desk.brings("https://dala.kz/dated", 0.9, now, published_at=now - 3 * DAY)
    future = desk.brings("https://dala.kz/future", 0.6, now, published_at=now + 365 * DAY)
    harmless = desk.brings("https://dala.kz/harmless", 0.4, now)
    queue = ledger.queue(now)
    assert [candidate.stored.id for candidate in queue] == [sure, future, unsure, dated, old]
    assert [round(candidate.priority, 6) for candidate in queue] == [0.7, 0.6, 0.5, 0.45, 0.24]
    assert harmless not in queued(ledger)
    assert [candidate.stored.id for candidate in ledger.queue(now, limit=2, offset=1)] == [future, unsure]
    assert queue[0].source_name == "Dala"


def test_the_queue_by_language(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    desk.brings("https://dala.kz/1")
    assert len(ledger.queue(NOON, language="kk")) == ledger.queue_size("kk") == 1
    assert len(ledger.queue(NOON, language="ru")) == ledger.queue_size("ru") == 0


def test_reprints_share_one_place_and_one_decision(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    first = desk.brings("https://dala.kz/1", text="Бір мәтін", title="Бір")
    second = desk.brings("https://dala.kz/2", text="Бір  мәтін!", title="Екі", now=NOON + HOUR)
    harmless = desk.brings("https://dala.kz/3", 0.1, text="Бір мәтін", title="Үш", now=NOON + 2 * HOUR)
    (candidate,) = ledger.queue(NOON)
    assert (candidate.stored.id, candidate.reprints) == (first, (second, harmless))
    ledger.record_review(second, ACCEPT, None, "aliya", NOON, "form-1")
    assert queued(ledger) == []
    assert ledger.queue_size() == 0
    assert {ledger.review_state(one) for one in (first, second, harmless)} == {ReviewState.ACCEPTED}
    late = desk.brings("https://dala.kz/4", text="Бір мәтін", now=NOON + DAY)
    assert (ledger.review_state(late), queued(ledger)) == (ReviewState.ACCEPTED, [])
    ledger.undo_review("aliya", NOON + DAY, "form-2")
    assert queued(ledger) == [first]
    assert ledger.review_state(late) == ReviewState.OPEN


def test_a_repeated_submit_writes_nothing(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    article_id = desk.brings("https://dala.kz/1")
    first = ledger.record_review(article_id, REJECT, "X3", "aliya", NOON, "form-1")
    assert ledger.record_review(article_id, ACCEPT, None, "bolat", NOON + HOUR, "form-1") == first
    assert first == Review(first.id, article_id, REJECT, "X3", "aliya", NOON)
    assert ledger.reviews() == [first]
    assert ledger.status(NOON).rejected == 1


def test_the_second_of_two_reviewers_meets_a_conflict(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    article_id = desk.brings("https://dala.kz/1")
    first = ledger.record_review(article_id, ACCEPT, None, "aliya", NOON, "form-1")
    with pytest.raises(Conflict, match="aliya already decided: accept") as conflict:
        ledger.record_review(article_id, REJECT, "X1", "bolat", NOON, "form-2")
    assert conflict.value.review == first
    assert ledger.undo_review("bolat", NOON, "form-3") is None
    assert ledger.review_state(article_id) == ReviewState.ACCEPTED
    ledger.undo_review("aliya", NOON, "form-4")
    ledger.record_review(article_id, REJECT, "X1", "bolat", NOON, "form-5")
    assert ledger.review_state(article_id) == ReviewState.REJECTED


def test_undo_takes_back_the_newest_standing_decision_once_per_form(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    one, two = (desk.brings(f"https://dala.kz/{n}") for n in range(2))
    for article_id in (one, two):
        ledger.record_review(article_id, ACCEPT, None, "aliya", NOON, f"form-{article_id}")
    undone = ledger.undo_review("aliya", NOON + HOUR, "undo-1")
    assert undone is not None and (undone.article_id, undone.undone_at) == (two, NOON + HOUR)
    assert ledger.undo_review("aliya", NOON + DAY, "undo-1") == undone
    assert (queued(ledger), ledger.review_state(one)) == ([two], ReviewState.ACCEPTED)
    undone = ledger.undo_review("aliya", NOON + DAY, "undo-2")
    assert undone is not None and undone.article_id == one
    assert ledger.undo_review("aliya", NOON + DAY, "undo-3") is None
    assert [(review.article_id, review.undone_at) for review in ledger.reviews()] == [
        (two, NOON + HOUR),
        (one, NOON + DAY),
    ]


def test_a_reviewer_may_think_again_and_undo_that(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    article_id = desk.brings("https://dala.kz/1", text="Бір")
    reprint = desk.brings("https://dala.kz/2", text="Бір")
    ledger.record_review(article_id, ACCEPT, None, "aliya", NOON, "form-1")
    ledger.record_review(article_id, REJECT, "X2", "aliya", NOON + HOUR, "form-2")
    assert {ledger.review_state(article_id), ledger.review_state(reprint)} == {ReviewState.REJECTED}
    ledger.undo_review("aliya", NOON + HOUR, "undo-1")
    assert {ledger.review_state(article_id), ledger.review_state(reprint)} == {ReviewState.ACCEPTED}
    ledger.undo_review("aliya", NOON + HOUR, "undo-2")
    assert len(queued(ledger)) == 1
    assert [review.decision for review in ledger.reviews(article_id=article_id)] == [REJECT, ACCEPT]


def test_an_edit_does_not_reopen_a_decided_article_but_queues_an_open_one(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    decided, opened = "https://dala.kz/1", "https://dala.kz/2"
    decided_id = desk.brings(decided)
    opened_id = desk.brings(opened, 0.1)
    ledger.record_review(decided_id, REJECT, "X0", "aliya", NOON, "form-1")
    desk.revisit(decided, article(decided, "Жаңа"), verdict(0.99), NOON + DAY)
    desk.revisit(opened, article(opened, "Жаңа хабар"), verdict(0.99), NOON + DAY)
    assert queued(ledger) == [opened_id]
    assert ledger.review_state(decided_id) == ReviewState.REJECTED
    # Nobody decided on the new text, so a reprint of it is news.
    reprint = desk.brings("https://dala.kz/3", text="Жаңа", now=NOON + DAY)
    assert sorted(queued(ledger)) == sorted([opened_id, reprint])


def test_an_article_edited_into_a_decided_text_shares_the_decision(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    decided = desk.brings("https://dala.kz/1", text="Бір")
    ledger.record_review(decided, ACCEPT, None, "aliya", NOON, "form-1")
    url = "https://dala.kz/2"
    edited = desk.brings(url, text="Екі")
    assert desk.revisit(url, article(url, "Бір"), verdict(), NOON + DAY)[0] == Outcome.UPDATED
    assert (queued(ledger), ledger.review_state(edited)) == ([], ReviewState.ACCEPTED)


def test_the_leader_of_a_cluster_hands_over_when_its_text_changes(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    first = desk.brings(url, text="Бір")
    second = desk.brings("https://dala.kz/2", text="Бір", now=NOON + HOUR)
    assert queued(ledger) == [first]
    desk.revisit(url, article(url, "Екі"), verdict(0.1), NOON + DAY)
    assert queued(ledger) == [second]


def test_decisions_reach_the_search_view(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    ids = {desk.brings(f"https://dala.kz/{n}", text="Бір") for n in range(2)}
    ledger.clear_outbox(ledger.outbox_mark())
    ledger.record_review(min(ids), ACCEPT, None, "aliya", NOON, "form-1")
    entries = ledger.outbox(9)
    assert {entry.article_id for entry in entries} == ids
    assert {entry.stored.state for entry in entries if entry.stored} == {ReviewState.ACCEPTED}
    ledger.clear_outbox(ledger.outbox_mark())
    ledger.undo_review("aliya", NOON, "form-2")
    assert {entry.article_id for entry in ledger.outbox(9)} == ids


def test_a_review_through_another_address_reaches_the_article(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    canonical, other = "https://dala.kz/story", "https://dala.kz/print/7"
    article_id = desk.brings(canonical)
    desk.visit(other, article(other, canonical_url=canonical))
    alias = identity.article_id(other)
    review = ledger.record_review(alias, ACCEPT, None, "aliya", NOON, "form-1")
    assert review.article_id == article_id
    assert ledger.reviews(article_id=alias) == [review]


def test_unknown_articles_are_refused_with_a_sentence(ledger: Ledger) -> None:
    Newsdesk(ledger, source())
    with pytest.raises(LedgerError, match="there is no article abc"):
        ledger.record_review("abc", ACCEPT, None, "aliya", NOON, "form-1")
    with pytest.raises(LedgerError, match="there is no article abc"):
        ledger.review_state("abc")
    with pytest.raises(LedgerError, match="there is no run 77"):
        ledger.run_summary(77)


def test_reviewers_at_once_leave_one_decision(ledger_options: Options) -> None:
    desks = [open_ledger(ledger_options) for _ in range(3)]
    desk = Newsdesk(desks[0])
    article_id = desk.brings("https://dala.kz/1")

    def decide(n: int) -> str:
        try:
            return desks[n % 3].record_review(article_id, ACCEPT, None, f"reviewer {n}", NOON, f"form-{n}").reviewer
        except Conflict as conflict:
            return conflict.review.reviewer

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(decide, range(12)))) == 1
    assert len(desks[0].reviews()) == 1
    for opened in desks:
        opened.close()


def test_a_form_sent_many_times_at_once_is_one_undo(ledger_options: Options) -> None:
    desks = [open_ledger(ledger_options) for _ in range(3)]
    desk = Newsdesk(desks[0])
    for n in range(3):
        ledger_id = desk.brings(f"https://dala.kz/{n}")
        desks[0].record_review(ledger_id, ACCEPT, None, "aliya", NOON, f"form-{n}")
    with ThreadPoolExecutor(6) as pool:
        undone = set(pool.map(lambda n: desks[n % 3].undo_review("aliya", NOON, "undo"), range(12)))
    assert len(undone) == 1
    assert desks[0].queue_size() == 1
    for opened in desks:
        opened.close()
