"""What extraction finds out beside the text travels with the article: through the reader, and through a whole crawl."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.extraction import Page
from crawler.watchdog import without_header
from crawler.worker import Reader
from index.identity import article_id
from index.ledger import open_ledger
from index.model import AlertHeader, Article, Item, LanguageGuess, ListLoss, Removed, RemovedKind
from index.options import Options
from tests.crawler.crawling import options_for, run_crawl, source
from tests.crawler.site import Answer, Site, rss
from tests.crawler.test_extraction import page_of, text_of

TITLE = "Kazakhstan: four attacks on reporters in Aktobe"
HEADER = ("Location: Kazakhstan, Aktobe", "Date: February 20, 2026", "Update: March 3, 2026")
ANNOUNCEMENT = "The four attacks since February 5 were:"
BODY = (
    "Unknown men beat the reporter Serik Ospanov of the weekly Dala outside his house and took his camera.",
    "His editor was threatened by telephone the same night, and the car of a cameraman was set on fire a day later.",
    ANNOUNCEMENT,
    "The police opened an inquiry and did not answer the questions of Press Shield by the time of publication.",
)
NOTICE = "* Designated as a foreign agent by the Ministry of Justice of the Russian Federation"
TEASER = "Read also: Court extends the arrest of an editor"
ALERT = page_of(text_of(*HEADER, *BODY, NOTICE, TEASER), title=TITLE)
FINDINGS = {
    "header": AlertHeader("Kazakhstan, Aktobe", "February 20, 2026", "March 3, 2026"),
    "loss": ListLoss(4, 0, ANNOUNCEMENT),
    "removed": (Removed(RemovedKind.NOTICE, NOTICE), Removed(RemovedKind.TEASER, TEASER)),
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Options())


def findings(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in FINDINGS}


def test_the_reader_hands_them_on(reader: Reader) -> None:
    article = reader.read_page(Page("https://shield.example/alerts/1", ALERT.encode(), "text/html")).article
    assert article is not None
    assert findings(article) == FINDINGS
    assert article.text.split("\n\n") == [*HEADER, *BODY]


def test_a_header_weighs_nothing_in_the_verdict_and_moves_no_evidence(reader: Reader) -> None:
    english = LanguageGuess("en", "Latn", 1.0)
    plain = Article("https://shield.example/1", "https://shield.example/1", "", TITLE, "\n\n".join(BODY), english)
    headed = replace(plain, text="\n\n".join([*HEADER, *BODY]), header=FINDINGS["header"])  # type: ignore[arg-type]
    _, without = reader.judge(plain)
    _, said = reader.judge(headed)
    assert without is not None
    assert said is not None
    assert said.score == pytest.approx(without.score, abs=0.01)
    assert [evidence.text for evidence in said.evidence] == [evidence.text for evidence in without.evidence]
    for evidence in said.evidence:
        assert headed.text[evidence.start : evidence.end] == evidence.text


def test_blanks_in_place_of_a_header() -> None:
    text = "\n\n".join([TITLE, *HEADER, *BODY, "Date: it is what the judge forgot."])
    blank = without_header(text)
    assert len(blank) == len(text)
    assert blank.split() == " ".join([TITLE, *BODY, "Date: it is what the judge forgot."]).split()


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)])
def test_a_post_has_no_date_that_cannot_be(reader: Reader, at: datetime) -> None:
    day = datetime(2026, 3, 9, tzinfo=UTC)
    url = "https://t.example/dala/1"
    post = reader.read_post("dala", ("ru",), Item(url, published_at=day, updated_at=at, text="Тілші ұсталды.")).article
    assert post is not None
    assert (post.published_at, post.published_from) == (day, "feed")
    assert (post.modified_at, post.modified_from) == (None, None)
    post = reader.read_post("dala", ("ru",), Item(url, published_at=at, updated_at=day, text="Тілші ұсталды.")).article
    assert post is not None
    assert (post.published_at, post.published_from, post.modified_from) == (None, None, "feed")


def test_a_crawl_records_them(tmp_path: Path) -> None:
    with Site() as site:
        address = site.url("/alerts/aktobe")
        site.answers["/alerts/aktobe"] = Answer(ALERT)
        site.answers["/rss"] = rss(address)
        options = options_for(tmp_path, source("shield", "feed", site.url("/rss")))
        assert run_crawl(options)["outcomes"] == {"stored": 1}
    ledger = open_ledger(options)
    stored, status = ledger.article(article_id(address)), ledger.status(ledger.runs()[0].started_at)
    ledger.close()
    assert stored is not None
    assert findings(stored.article) == FINDINGS
    assert status.lost_lists == 1
