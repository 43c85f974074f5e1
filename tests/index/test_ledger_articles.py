"""Articles over both engines: versions, addresses, take-downs, verdicts, runs, the outbox."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index import identity
from index.ledger import Ledger
from index.ledger.contract import LeaseLost
from index.model import AlertHeader, Evidence, Fact, Item, ListLoss, Outcome, Removed, RemovedKind
from tests.index.newsdesk import DAY, HOUR, MINUTE, NOON, Newsdesk, article, fetch, page, source, verdict


def test_an_article_comes_back_exactly_as_it_was_brought(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    brought = article(
        url,
        author="Айгерім Сапарова",
        published_at=NOON - HOUR,
        published_from="json-ld",
        modified_at=NOON,
        modified_from="meta",
    )
    outcome, article_id = desk.visit(url, brought, verdict())
    assert (outcome, article_id) == (Outcome.STORED, identity.article_id(url))
    stored = ledger.article(identity.article_id(url))
    assert stored is not None
    assert (stored.article, stored.verdict) == (brought, verdict())
    assert (stored.version, stored.first_seen_at, stored.changed_at, stored.gone_at) == (1, NOON, NOON, None)
    assert ledger.captures(stored.id) == [fetch(url)]
    assert ledger.article("0" * 20) is None


HEADER = AlertHeader("Қазақстан, Алматы", "2026 жылғы 20 қараша")
LOSS = ListLoss(4, 1, "Төрт шабуыл болды:")
REMOVED = (Removed(RemovedKind.NOTICE, "* «Мысал» – шетел агенті"), Removed(RemovedKind.TEASER, "Тағы оқыңыз: Сот"))


def test_what_extraction_found_out_stays_with_its_version(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    brought = article(url, header=HEADER, loss=LOSS, removed=REMOVED)
    _, article_id = desk.visit(url, brought)
    assert article_id is not None
    stored = ledger.article(article_id)
    assert stored is not None
    assert stored.article == brought
    assert all(isinstance(removed.kind, RemovedKind) for removed in stored.article.removed)
    mended = article(url, "Тізім орнында.")
    desk.revisit(url, mended, now=NOON + DAY)
    assert [said for *_, said in ledger.versions(article_id)] == [brought, mended]
    (entry,) = ledger.outbox(10)
    assert entry.stored is not None
    assert entry.stored.article == mended


@pytest.mark.parametrize("loss", [LOSS, ListLoss(None, 0, "Мына оқиғалар:")])
def test_lost_lists_are_counted_by_newest_version(ledger: Ledger, loss: ListLoss) -> None:
    desk = Newsdesk(ledger)
    first, second, whole = (f"https://dala.kz/{n}" for n in range(3))
    for url in (first, second):
        desk.visit(url, article(url, f"Мәтін {url}", loss=loss))
    desk.visit(whole, article(whole, removed=REMOVED))
    assert ledger.status(NOON).lost_lists == 2
    desk.revisit(first, article(first, "Тізім орнында."), now=NOON + DAY)
    assert ledger.status(NOON).lost_lists == 1


def test_text_neither_engine_would_take_is_cleaned_and_evidence_moves_along(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    text = "Бір\x00\r\n\ud83dкі. Журналисті ұрды\u0007. Соңы"
    start = text.index("Журналист")
    facts = (
        Fact("victim", "А", "V1", start, start + 10, text[start : start + 10], 0.5),
        Fact("outlet", "Б", None, -1, -1, "Б\x00", 0.5),
    )
    said = replace(verdict(), evidence=(Evidence(start, start + 15, text[start : start + 15]),), facts=facts)
    found: dict[str, object] = {
        "header": AlertHeader("Алматы\x00", "\ud83d20 қараша", "ерт\u202eең"),
        "loss": ListLoss(4, 0, "Төрт\nшабуыл\x07:"),
        "removed": (Removed(RemovedKind.SHARE, "Бөлі\x00су\ud83d"),),
    }
    desk.visit(url, article(url, text, title="Екі\nжол\u202e", author="\x00А", **found), said)
    stored = ledger.article(identity.article_id(url))
    assert stored is not None and stored.verdict is not None
    assert (stored.article.title, stored.article.author) == ("Екі жол", "А")
    assert stored.article.text == "Бір\nкі. Журналисті ұрды. Соңы"
    assert stored.article.header == AlertHeader("Алматы", "20 қараша", "ертең")
    assert stored.article.loss == ListLoss(4, 0, "Төрт шабуыл:")
    assert stored.article.removed == (Removed(RemovedKind.SHARE, "Бөлісу"),)
    (evidence,) = stored.verdict.evidence
    assert stored.article.text[evidence.start : evidence.end] == evidence.text == "Журналисті ұрды"
    victim, outlet = stored.verdict.facts
    assert stored.article.text[victim.start : victim.end] == victim.text == "Журналисті"
    assert (outlet.start, outlet.end, outlet.text) == (-1, -1, "Б")


def test_an_edited_article_gets_a_further_version(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    _, article_id = desk.visit(url, article(url, "Бірінші"), verdict(0.1))
    assert article_id is not None
    edited = article(url, "Екінші", title="Түзетілді")
    assert desk.revisit(url, edited, verdict(0.8), NOON + DAY) == (Outcome.UPDATED, article_id)
    assert [(n, at, a.text) for n, at, a in ledger.versions(article_id)] == [
        (1, NOON, "Бірінші"),
        (2, NOON + DAY, "Екінші"),
    ]
    stored = ledger.article(article_id)
    assert stored is not None
    assert (stored.version, stored.article, stored.first_seen_at, stored.changed_at) == (2, edited, NOON, NOON + DAY)
    assert [candidate.stored.id for candidate in ledger.queue(NOON + DAY)] == [article_id]
    assert len(ledger.captures(article_id)) == 2


def test_spacing_and_case_make_no_version(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    _, article_id = desk.visit(url, article(url, "Бір екі."))
    assert desk.revisit(url, article(url, "БІР,  екі"), now=NOON + DAY) == (Outcome.UNCHANGED, article_id)
    assert ledger.run_summary(desk.run).outcomes == {"stored": 1, "unchanged": 1}


def test_other_addresses_of_an_article_are_duplicates(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    canonical, print_page, mobile = "https://dala.kz/story", "https://dala.kz/print/7", "https://m.dala.kz/story"
    outcomes = [
        desk.visit(url, article(url, canonical_url=canonical), verdict())[0] for url in (print_page, mobile, canonical)
    ]
    assert outcomes == ["stored", "duplicate", "duplicate"]
    article_id = identity.article_id(canonical)
    for url in (print_page, mobile, canonical):
        stored = ledger.article(identity.article_id(url))
        assert stored is not None and stored.id == article_id
    assert len(ledger.articles()) == 1
    # The canonical address took over: only it is visited again, and edits seen there count.
    claims = desk.claim(NOON + HOUR)
    assert [claim.url for claim in claims] == [canonical]
    edited = page(canonical, NOON + HOUR, article=article(canonical, "Жаңа мәтін"), verdict=verdict())
    assert desk.settle(claims[0], edited) == (Outcome.UPDATED, article_id)


def test_a_canonical_address_that_led_elsewhere_is_followed(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    old, new = "https://dala.kz/old", "https://dala.kz/new"
    desk.visit(old, article(old, canonical_url=new))
    third = "https://dala.kz/third"
    assert desk.visit(third, article(third, canonical_url=old)) == (Outcome.DUPLICATE, identity.article_id(new))


def test_a_take_down_is_noted_and_taken_back(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    article_id = desk.brings(url)
    (claim,) = desk.claim(NOON + HOUR)
    gone = page(url, NOON + HOUR, outcome=Outcome.GONE)
    assert desk.settle(claim, replace(gone, fetch=fetch(url, NOON + HOUR, 404))) == (Outcome.GONE, article_id)
    stored = ledger.article(article_id)
    assert stored is not None and stored.gone_at == NOON + HOUR
    assert [seen.status for seen in ledger.captures(article_id)] == [200, 404]
    desk.discover(items=(replace(claim.item, updated_at=NOON + DAY),), now=NOON + DAY)
    desk.revisit(url, stored.article, verdict(), NOON + DAY)
    stored = ledger.article(article_id)
    assert stored is not None and (stored.gone_at, stored.version) == (None, 1)


def test_another_address_that_vanishes_takes_nothing_down(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    canonical, other = "https://dala.kz/story", "https://dala.kz/print/7"
    article_id = desk.brings(canonical)
    desk.visit(other, article(other, canonical_url=canonical))
    desk.discover(items=(Item(other, updated_at=NOON + MINUTE),), now=NOON + MINUTE)
    (claim,) = desk.claim(NOON + MINUTE)
    assert desk.settle(claim, page(other, NOON + MINUTE, outcome=Outcome.GONE)) == (Outcome.GONE, article_id)
    stored = ledger.article(article_id)
    assert stored is not None and stored.gone_at is None


def test_texts_without_letters_are_no_reprints_of_each_other(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    for n in range(2):
        desk.brings(f"https://dala.kz/{n}", text="***")
    assert ledger.queue_size() == 2


def test_pending_verdicts_are_caught_up(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    _, article_id = desk.visit(url)
    assert article_id is not None
    assert [stored.id for stored in ledger.pending_verdicts(9)] == [article_id]
    assert ledger.queue(NOON) == []
    ledger.set_verdict(article_id, 2, verdict())
    assert len(ledger.pending_verdicts(9)) == 1, "there is no such version"
    ledger.set_verdict(article_id, 1, verdict())
    assert ledger.pending_verdicts(9) == []
    assert [candidate.stored.verdict for candidate in ledger.queue(NOON)] == [verdict()]
    assert [claim.url for claim in desk.claim(NOON + HOUR)] == [url], "candidates are visited after an hour"


def test_a_verdict_on_an_older_version_is_ignored(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    _, article_id = desk.visit(url, article(url, "Бір"))
    assert article_id is not None
    desk.revisit(url, article(url, "Екі"), now=NOON + DAY)
    ledger.set_verdict(article_id, 1, verdict())
    assert len(ledger.pending_verdicts(9)) == 1


def test_imports_follow_the_same_rules(ledger: Ledger) -> None:
    run = ledger.start_run("import", NOON)
    url = "https://elsewhere.kz/1"
    brought = article(url, "Бір", source_id="by hand")
    assert ledger.import_article(run, brought, verdict(), NOON) == (Outcome.STORED, identity.article_id(url))
    assert ledger.import_article(run, brought, verdict(), NOON)[0] == Outcome.UNCHANGED
    assert ledger.import_article(run, replace(brought, text="Екі"), verdict(), NOON)[0] == Outcome.UPDATED
    elsewhere = replace(brought, url="https://elsewhere.kz/2")
    assert ledger.import_article(run, elsewhere, verdict(), NOON)[0] == Outcome.DUPLICATE
    summary = ledger.finish_run(run, NOON + HOUR)
    assert summary.outcomes == {"stored": 1, "unchanged": 1, "updated": 1, "duplicate": 1}
    assert (summary.fetched, summary.articles, summary.candidates, summary.kind) == (4, 1, 1, "import")
    assert summary.finished_at == NOON + HOUR
    assert [candidate.source_name for candidate in ledger.queue(NOON)] == ["by hand"]
    assert ledger.article(identity.article_id("https://elsewhere.kz/2")) is not None


def test_every_page_counts_once_and_runs_come_newest_first(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    words = [word for word in Outcome if word not in (Outcome.STORED, Outcome.UPDATED, Outcome.DUPLICATE)]
    desk.discover(*(f"https://dala.kz/{word}" for word in words))
    claims = desk.claim(limit=99, per_host=99)
    for claim, word in zip(claims, words, strict=True):
        desk.settle(claim, page(claim.url, outcome=word))
    with pytest.raises(LeaseLost):
        desk.settle(claims[0], page(claims[0].url, outcome=words[0]))
    second = ledger.start_run("crawl", NOON + DAY)
    runs = ledger.runs()
    assert [run.run_id for run in runs] == [second, desk.run]
    assert runs[1].outcomes == {word.value: 1 for word in words}
    assert (runs[1].fetched, runs[0].fetched, runs[0].finished_at) == (len(words), 0, None)
    assert ledger.runs(1) == runs[:1]


def test_a_batch_of_pages_is_settled_in_one_go_around_a_lost_lease(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    desk.discover(*(f"https://dala.kz/{n}" for n in range(3)))
    claims = desk.claim()
    desk.settle(claims[1], page(claims[1].url, outcome=Outcome.EMPTY))
    results = [page(claim.url, article=article(claim.url, claim.url)) for claim in claims]
    settled = ledger.settle_pages(desk.run, list(zip(claims, results, strict=True)))
    assert isinstance(settled[1], LeaseLost)
    assert [settled[0], settled[2]] == [(Outcome.STORED, claims[0].url_key), (Outcome.STORED, claims[2].url_key)]
    assert ledger.run_summary(desk.run).outcomes == {"empty": 1, "stored": 2}


def test_a_batch_that_fails_leaves_nothing_behind(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    desk.discover("https://dala.kz/1", "https://dala.kz/2")
    claims = desk.claim()
    pages = [page(claims[0].url, article=article(claims[0].url)), page(claims[1].url)]
    with pytest.raises(ValueError, match="neither outcome nor article"):
        ledger.settle_pages(desk.run, list(zip(claims, pages, strict=True)))
    assert (ledger.articles(), ledger.run_summary(desk.run).fetched, ledger.outbox(9)) == ([], 0, [])


def test_articles_are_paged_by_id(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    ids = sorted(desk.brings(f"https://dala.kz/{n}") for n in range(5))
    first = ledger.articles(limit=3)
    assert [stored.id for stored in first + ledger.articles(after_id=first[-1].id, limit=3)] == ids
    assert [stored.id for stored in ledger.all_articles()] == ids


# --- the outbox -------------------------------------------------------------------------------------------------------


def test_several_changes_of_an_article_come_as_one_with_its_newest_state(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    _, first = desk.visit(url, article(url, "Бір"))
    other = desk.brings("https://dala.kz/2")
    desk.revisit(url, article(url, "Екі"), now=NOON + DAY)
    entries = ledger.outbox(9)
    assert [entry.article_id for entry in entries] == [other, first]
    assert entries[0].sequence < entries[1].sequence
    assert entries[1].stored is not None and entries[1].stored.article.text == "Екі"
    assert [entry.article_id for entry in ledger.outbox(1)] == [other]


def test_an_entry_changed_while_it_was_indexed_stays(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    _, article_id = desk.visit(url, article(url, "Бір"))
    (read,) = ledger.outbox(9)
    desk.revisit(url, article(url, "Екі"), now=NOON + DAY)
    ledger.acknowledge([read.sequence])
    (left,) = ledger.outbox(9)
    assert (left.article_id, left.sequence > read.sequence) == (article_id, True)
    ledger.acknowledge([left.sequence])
    assert ledger.outbox(9) == []
    assert ledger.outbox_mark() == left.sequence, "a sequence is never given out twice"


def test_what_search_does_not_show_is_not_noted(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    desk.visit(url)
    ledger.clear_outbox(ledger.outbox_mark())
    desk.revisit(url, now=NOON + DAY)
    desk.visit("https://dala.kz/2", article("https://dala.kz/2", canonical_url=url))
    assert ledger.outbox(9) == []


def test_a_refused_entry_is_set_aside_until_the_article_changes(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    url = "https://dala.kz/1"
    desk.visit(url, article(url, "Бір"))
    (entry,) = ledger.outbox(9)
    ledger.quarantine_entry(entry.sequence, "too long a word")
    assert ledger.outbox(9) == []
    assert (ledger.status(NOON).outbox, ledger.status(NOON).quarantined) == (0, 1)
    desk.revisit(url, article(url, "Екі"), now=NOON + DAY)
    assert len(ledger.outbox(9)) == 1
    assert (ledger.status(NOON).outbox, ledger.status(NOON).quarantined) == (1, 0)


def test_what_arrives_during_a_rebuild_stays(ledger: Ledger) -> None:
    desk = Newsdesk(ledger)
    assert ledger.outbox_mark() == 0
    desk.brings("https://dala.kz/1")
    mark = ledger.outbox_mark()
    late = desk.brings("https://dala.kz/2")
    ledger.clear_outbox(mark)
    assert [entry.article_id for entry in ledger.outbox(9)] == [late]


def test_status_counts_everything(ledger: Ledger) -> None:
    desk = Newsdesk(ledger, source("dala", doors=2), source("qala", enabled=False))
    desk.brings("https://dala.kz/1")
    desk.brings("https://dala.kz/2", 0.1)
    desk.visit("https://dala.kz/3")
    desk.discover("https://dala.kz/4")
    status = ledger.status(NOON + MINUTE)
    assert (status.articles, status.versions, status.pending_verdicts, status.flagged) == (3, 3, 1, 1)
    assert (status.open_candidates, status.accepted, status.rejected) == (1, 0, 0)
    assert (status.urls_waiting, status.urls_due, status.outbox, status.quarantined) == (4, 1, 3, 0)
    dala, qala = status.sources
    assert (dala.doors, dala.articles, dala.candidates, dala.last_new_at) == (2, 3, 1, NOON)
    assert (dala.enabled, dala.last_success_at, dala.trouble) == (True, NOON, "")
    assert (qala.enabled, qala.doors, qala.next_poll_at) == (False, 0, None)
