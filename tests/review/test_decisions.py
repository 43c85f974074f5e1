"""Decide, go on, take back: each decision is kept once, whatever is pressed twice."""

from __future__ import annotations

import re

import pytest

from index.model import Decision, ReviewState
from tests.review.conftest import Browserless, Stage
from tests.review.test_pages import text_of

KEY = "a-form-key-of-the-test"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def decide(client: Browserless, article_id: str, choice: str, query: str = "") -> str:
    """Press a button of the article's own form and return the address it leads to."""
    page = client.get(f"/articles/{article_id}{query}").text
    fields = {name: hidden(page, name) for name in ("form_key", "after")}
    if query:
        fields["language"] = hidden(page, "language")
    answer = client.post(f"/articles/{article_id}/decision", choice=choice, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_decision_is_saved_and_leads_to_the_next_article(stage: Stage) -> None:
    client, first = Browserless(stage.app), stage.id_of("reporter-beaten")
    onward = decide(client, first, "accept")
    assert onward == f"/articles/{stage.id_of('obysk')}?decided=1"
    assert stage.ledger.review_state(first) is ReviewState.ACCEPTED
    page = text_of(client.get(onward).text)
    assert "Saved: Accepted — Reporter beaten outside Kostanay court" in page
    assert "1 of 4 in the queue" in page


def test_a_rejection_keeps_its_reason_and_the_filter(stage: Stage) -> None:
    client, first = Browserless(stage.app), stage.id_of("otyrystan")
    onward = decide(client, first, "X3", "?language=kk")
    assert onward == f"/articles/{stage.id_of('bloger-kolik')}?language=kk&decided=1"
    (review,) = stage.ledger.reviews(article_id=first)
    assert (review.decision, review.reason) == (Decision.REJECT, "X3")
    last = decide(client, stage.id_of("bloger-kolik"), "X0", "?language=kk")
    assert last == "/?language=kk&decided=2"
    assert "Show 3 articles in other languages" in text_of(client.get(last).text)


def test_undo_says_what_it_undid_and_survives_a_reload(stage: Stage) -> None:
    client, first = Browserless(stage.app), stage.id_of("reporter-beaten")
    decide(client, first, "X5")
    stage.clock.move(minutes=5)
    queue = client.get("/").text
    assert "Rejected: Duplicate — Reporter beaten" in text_of(queue)
    answer = client.post("/undo", form_key=hidden(queue, "form_key"))
    assert answer.headers["location"] == f"/articles/{first}?undone=1"
    for _ in range(2):
        page = client.get(f"/articles/{first}?undone=1").text
        assert "Taken back: Rejected: Duplicate — Reporter beaten" in text_of(page)
    assert stage.ledger.review_state(first) is ReviewState.OPEN
    again = client.post("/undo", form_key=hidden(queue, "form_key"))
    assert again.headers["location"] == f"/articles/{first}?undone=1"
    assert "Nothing to take back" in text_of(client.post("/undo", form_key="another-form-key-1").text)


def test_the_same_form_twice_is_one_decision(stage: Stage) -> None:
    client, first = Browserless(stage.app), stage.id_of("reporter-beaten")
    after = stage.id_of("obysk")
    places = {
        client.post(f"/articles/{first}/decision", choice=choice, form_key=KEY, after=after).headers["location"]
        for choice in ("accept", "accept", "X1")
    }
    assert places == {f"/articles/{after}?decided=1"}
    assert [review.decision for review in stage.ledger.reviews()] == [Decision.ACCEPT]


def test_who_comes_second_sees_the_conflict_and_loses_nothing_of_the_first(stage: Stage) -> None:
    first, mine, theirs = stage.id_of("reporter-beaten"), Browserless(stage.app), Browserless(stage.colleague())
    page = mine.get(f"/articles/{first}").text
    decide(theirs, first, "accept")
    answer = mine.post(
        f"/articles/{first}/decision",
        choice="X3",
        form_key=hidden(page, "form_key"),
        after=hidden(page, "after"),
    )
    assert answer.status_code == 409
    shown = text_of(answer.text)
    assert "Somebody else has decided this one" in shown
    assert "You chose Rejected: Report, statistics, opinion or anniversary" in shown
    assert "colleague just now Accepted" in shown
    assert f'href="/articles/{stage.id_of("obysk")}"' in answer.text
    assert stage.ledger.review_state(first) is ReviewState.ACCEPTED


def test_a_decision_outside_the_queue_stays_at_the_article(stage: Stage) -> None:
    fund = stage.id_of("fund")
    assert decide(Browserless(stage.app), fund, "accept") == f"/articles/{fund}?decided=1"
    assert decide(Browserless(stage.app), fund, "X0") == f"/articles/{fund}?decided=2"
    assert stage.ledger.review_state(fund) is ReviewState.REJECTED


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/articles/{id}/decision", {"choice": "X9", "form_key": KEY}, 400),
        ("/articles/{id}/decision", {"choice": "", "form_key": KEY}, 400),
        ("/articles/{id}/decision", {"choice": "accept"}, 400),
        ("/articles/{id}/decision", {"choice": "accept", "form_key": "short"}, 400),
        ("/articles/{id}/decision", {"choice": "accept", "form_key": "<script>alert(1)</script>"}, 400),
        ("/articles/unknown/decision", {"choice": "accept", "form_key": KEY}, 404),
        ("/undo", {}, 400),
    ],
)
def test_what_is_not_a_decision_writes_nothing(stage: Stage, path: str, fields: dict[str, str], status: int) -> None:
    answer = Browserless(stage.app).post(path.format(id=stage.id_of("obysk")), **fields)
    assert answer.status_code == status
    assert stage.ledger.reviews() == []


def test_the_address_to_go_on_to_cannot_lead_away(stage: Stage) -> None:
    for number, after in enumerate(("https://evil.example/", "//evil.example", "../../x", "\r\nX: y", "a" * 5000)):
        answer = Browserless(stage.app).post(
            f"/articles/{stage.id_of('fund')}/decision", choice="X0", form_key=f"{KEY}-{number}", after=after
        )
        assert re.fullmatch(r"/articles/[0-9a-f]{20}\?decided=\d+", answer.headers["location"])
