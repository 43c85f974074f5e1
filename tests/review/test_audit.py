"""The audit sample at the desk: not to be told from other articles before the decision, and said after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from review.app import create_app
from tests.review.conftest import Browserless, Stage
from tests.review.test_decisions import decide
from tests.review.test_pages import text_of

BLIND = ("fund", "bloger-kolik", "market")  # the sample of the day, and what hides it


@pytest.fixture
def tomorrow(stage: Stage) -> Iterator[Stage]:
    """The desk on the day after the press of press.py came in."""
    stage.clock.move(days=1)
    yield stage


def cards(page: str) -> dict[str, str]:
    """Return what each card of the queue says, by the id of its article."""
    return {
        found[1]: text_of(card)
        for card in page.split('<li class="card">')[1:]
        if (found := re.search(r'href="/articles/(\w+)[^"]*" data-row', card))
    }


def test_the_sample_stands_in_the_queue_like_what_hides_it(tomorrow: Stage) -> None:
    page = Browserless(tomorrow.app).get("/").text
    assert "6 articles to decide" in text_of(page)
    told = cards(page)
    blind = {tomorrow.id_of(name) for name in BLIND}
    assert {key for key, card in told.items() if "Read this one first" in card} == blind
    for key, card in told.items():
        assert ("%" in card) == (key not in blind)
        assert "audit" not in card.lower()
    assert "96 %" in told[tomorrow.id_of("reporter-beaten")]
    assert "Property damage" not in told[tomorrow.id_of("bloger-kolik")]


def test_the_search_keeps_their_scores_too(tomorrow: Stage) -> None:
    told = cards(Browserless(tomorrow.app).get("/search").text)
    blind = {tomorrow.id_of(name) for name in BLIND}
    assert blind < told.keys()
    for key, card in told.items():
        assert bool(re.search(r"\d %", card)) == (key not in blind)


@pytest.mark.parametrize("name", BLIND)
def test_an_article_keeps_its_verdict_for_after_the_decision(tomorrow: Stage, name: str) -> None:
    client = Browserless(tomorrow.app)
    key = tomorrow.id_of(name)
    before = client.get(f"/articles/{key}").text
    assert "Decide first" in text_of(before)
    for telling in ("chances in 100", "Why it was flagged", "Not flagged", "audit"):
        assert telling.lower() not in text_of(before).lower()
    assert "<mark" not in before
    assert "data-fact" not in before
    decide(client, key, "X0")
    after = text_of(client.get(f"/articles/{key}").text)
    assert "chances in 100" in after
    assert ("audit sample: not flagged" in after) == ("Not flagged" in after) == (name == "fund")


def test_a_decision_on_the_sample_goes_on_as_any_other_and_comes_back_by_undo(tomorrow: Stage) -> None:
    client, fund = Browserless(tomorrow.app), tomorrow.id_of("fund")
    order = list(cards(client.get("/").text))
    before = order[order.index(fund) - 1]
    assert decide(client, before, "accept") == f"/articles/{fund}?decided=1"
    assert "5 of 5 in the queue" in text_of(client.get(f"/articles/{fund}").text)
    assert decide(client, fund, "accept") == "/?decided=2"
    (review,) = tomorrow.ledger.reviews(article_id=fund)
    assert review.audit
    assert "4 articles to decide" in text_of(client.get("/").text)
    client.post("/undo", form_key="undo-form-key-of-the-test-1")
    client.post("/undo", form_key="undo-form-key-of-the-test-2")
    assert list(cards(client.get("/").text)) == order


def test_who_comes_second_to_the_sample_meets_the_conflict(tomorrow: Stage) -> None:
    fund, theirs = tomorrow.id_of("fund"), Browserless(tomorrow.colleague())
    decide(theirs, fund, "X3")
    answer = Browserless(tomorrow.app).post(
        f"/articles/{fund}/decision", choice="accept", form_key="a-form-key-of-the-test", after=""
    )
    assert answer.status_code == 409


def test_zero_turns_it_off(tomorrow: Stage) -> None:
    options = replace(tomorrow.options, desk=replace(tomorrow.options.desk, audit_per_day=0))
    client = Browserless(create_app(tomorrow.ledger, tomorrow.search, options, tomorrow.clock))
    page = client.get("/").text
    assert "5 articles to decide" in text_of(page)
    assert "Read this one first" not in page
    assert "Audit sample" not in client.get("/status").text
    decide(client, tomorrow.id_of("fund"), "X0")
    assert not tomorrow.ledger.reviews()[0].audit


@pytest.mark.parametrize(
    ("tongue", "none", "read", "rate", "recall"),
    [
        (
            "en",
            "Each day 10 articles that were not flagged stand in the queue by lot",
            "1 article that was not flagged has been read in the last 90 days; attacks among them: 0.",
            "0.0% (95% interval: 0.0 to 79.3%)",
            "100.0% of the attacks were flagged (95% interval: 71.6 to 100.0%)",
        ),
        (
            "ru",
            "Каждый день 10 неотмеченных статей попадают в очередь по жребию",
            "прочитана 1 неотмеченная статья; нападений среди них: 0.",
            "0,0 % (95-процентный интервал: от 0,0 до 79,3 %)",
            "отмечено 100,0 % нападений (95-процентный интервал: от 71,6 до 100,0 %)",
        ),
        (
            "kk",
            "Күн сайын белгіленбеген 10 мақала жеребемен кезекке қойылады",
            "белгіленбеген 1 мақала оқылды; олардың ішіндегі шабуылдар: 0.",
            "0,0 % (95 пайыздық аралық: 0,0–79,3 %)",
            "100,0 % белгіленген (95 пайыздық аралық: 71,6–100,0 %)",
        ),
    ],
    ids=["en", "ru", "kk"],
)
def test_the_status_page_estimates_what_was_missed(
    tomorrow: Stage, tongue: str, none: str, read: str, rate: str, recall: str
) -> None:
    client = Browserless(tomorrow.app)
    assert none in text_of(client.get(f"/status?lang={tongue}").text)
    decide(client, tomorrow.id_of("reporter-beaten"), "accept")
    decide(client, tomorrow.id_of("fund"), "X0")
    shown = text_of(client.get(f"/status?lang={tongue}").text)
    assert read in shown
    assert rate in shown
    assert recall in shown
