"""Every page shows what the ledger holds, and nothing an article says can do harm."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ConfigurationError, SearchError
from index.model import Decision
from index.options import Options
from review.app import create_app
from review.serve import open_server
from review.taxonomy import load_taxonomy
from tests.review.conftest import Browserless, Stage


def text_of(page: str) -> str:
    """Return what a reader sees: tags dropped, entities resolved, spaces folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_queue_shows_the_best_first_and_one_card_for_a_reprinted_text(client: Browserless) -> None:
    page = client.get("/").text
    titles = re.findall(r"data-row><bdi>(.*?)</bdi>", page)
    assert titles[:2] == [
        "Reporter beaten outside Kostanay court after filming land hearing",
        "В редакции «Рудного края» прошёл обыск, изъяты компьютеры и архив",
    ]
    assert len(titles) == 5
    shown = text_of(page)
    assert "5 articles to decide" in shown
    assert "+1 reprint" in shown
    assert "96 %" in shown
    assert "Assault, injury" in shown
    assert "Two men in plain clothes struck Zarina Akhmetova in the face and took her camera." in shown
    assert "3 hours ago" in shown


def test_the_language_filter_lives_in_the_address_and_follows_into_the_article(stage: Stage) -> None:
    client = Browserless(stage.app)
    page = client.get("/?language=kk").text
    assert len(re.findall("data-row", page)) == 2
    link = re.search(r'href="(/articles/\w+\?language=kk)" data-row', page)
    assert link
    inside = client.get(html.unescape(link[1])).text
    assert 'href="/?language=kk"' in inside
    assert f"/articles/{stage.id_of('bloger-kolik')}?language=kk" in inside
    assert "1 of 2 in the queue" in text_of(inside)


def test_an_empty_desk_says_what_to_do(empty: Stage) -> None:
    shown = text_of(Browserless(empty.app).get("/").text)
    assert "tilshi run" in shown
    assert "0 articles to decide" in shown


def test_a_finished_queue_says_so_and_how_the_crawl_fares(stage: Stage) -> None:
    for number, candidate in enumerate(stage.ledger.queue(stage.clock.now())):
        stage.ledger.record_review(
            candidate.stored.id, Decision.REJECT, "X0", "reviewer", stage.clock.now(), f"key-{number}"
        )
    shown = text_of(Browserless(stage.app).get("/").text)
    assert "All decided. Nothing is waiting. You decided 5 articles today." in shown
    assert "The last crawl finished 12 minutes ago. It brought 7 new articles." in shown
    assert "5 decided today 0 accepted 5 rejected" in shown


def test_an_article_shows_its_evidence_marked_and_where_its_date_comes_from(stage: Stage) -> None:
    page = Browserless(stage.app).get(f"/articles/{stage.id_of('reporter-beaten')}").text
    marks = re.findall(r'<mark id="evidence-(\d)" data-evidence tabindex="-1">(.*?)</mark>', page)
    assert [number for number, _ in marks] == ["2", "1"]
    assert marks[1][1] == "Two men in plain clothes struck Zarina Akhmetova in the face and took her camera."
    shown = text_of(page)
    assert "12 March 2026, 06:00 UTC from the page’s JSON-LD" in shown
    assert "The model gives 96 chances in 100" in shown
    assert "Same text elsewhere Tobyl Today" in shown
    assert "Dana Seitkali" in shown
    assert 'rel="noopener noreferrer"' in page
    assert "Original at observer.example" in shown


@pytest.mark.parametrize(
    ("tongue", "title", "victim", "attacker"),
    [
        ("en", "Suggested facts", "Victim Олжас Тойбеков editor, manager or owner 81%", "Who did it police and law"),
        ("ru", "Предположения о фактах", "Жертва Олжас Тойбеков редактор, руководитель", "Кто напал полиция"),
        ("kk", "Болжамды деректер", "Жәбірленуші Олжас Тойбеков редактор, басшы", "Кім жасады полиция"),
    ],
    ids=["en", "ru", "kk"],
)
def test_facts_are_suggested_with_the_words_they_come_from(
    stage: Stage, tongue: str, title: str, victim: str, attacker: str
) -> None:
    page = Browserless(stage.app).get(f"/articles/{stage.id_of('obysk')}?lang={tongue}").text
    shown = text_of(page)
    assert title in shown and victim in shown and attacker in shown
    assert '<a href="#fact-1" data-fact="1"' in page
    assert '<span class="fact" data-facts="1"><span id="fact-1"></span>Олжас Тойбеков</span>' in page
    # One name, two facts: its outlet, and a victim.
    assert '<span class="fact" data-facts="2 3"><span id="fact-2"></span><span id="fact-3"></span>Рудный край' in page
    assert "#fact-4" not in page  # the title's word has no place in the text


@pytest.mark.parametrize(
    ("tongue", "warning", "header", "removed"),
    [
        (
            "en",
            "The text announces a list of 4, 0 found: read the original",
            "Location Казахстан, Костанай Date 11 марта 2026 года Update 12 марта 2026 года",
            "3 pieces removed from the page “foreign agent” or similar notice, links to other articles",
        ),
        (
            "ru",
            "В тексте обещан список из 4, найдено 0: прочтите оригинал",
            "Место Казахстан, Костанай Дата 11 марта 2026 года Обновлено 12 марта 2026 года",
            "Со страницы убрано 3 фрагмента плашка «иностранный агент» или подобная, ссылки на другие статьи",
        ),
        (
            "kk",
            "Мәтінде 4 тармақтан тұратын тізім бар делінген, 0 табылды: түпнұсқаны оқыңыз",
            "Орны Казахстан, Костанай Күні 11 марта 2026 года Жаңартылды 12 марта 2026 года",
            "Беттен 3 үзінді алынды «шетел агенті» немесе соған ұқсас белгі, басқа мақалаларға сілтемелер",
        ),
    ],
    ids=["en", "ru", "kk"],
)
def test_an_article_shows_what_its_text_alone_does_not_tell(
    stage: Stage, tongue: str, warning: str, header: str, removed: str
) -> None:
    client = Browserless(stage.app)
    page = client.get(f"/articles/{stage.id_of('obysk')}?lang={tongue}").text
    shown = text_of(page)
    assert f"{warning} С осени на газету давили четыре раза:" in shown
    assert header in shown
    assert removed in shown
    assert "иностранных агентов" in shown
    assert shown.index("Читайте также: Подрядчик") > shown.index("иностранных агентов")
    assert '<details class="removed">' in page  # closed until a reviewer asks
    whole = client.get(f"/articles/{stage.id_of('reporter-beaten')}?lang={tongue}").text
    assert not re.search('class="(lost|removed)"', whole)


def test_an_older_version_shows_its_own_findings(stage: Stage) -> None:
    stored = stage.ledger.article(stage.id_of("obysk"))
    assert stored is not None
    mended = replace(stored.article, text=f"{stored.article.text}\n\n- обыск", header=None, loss=None, removed=())
    run = stage.ledger.start_run("crawl", stage.clock.now())
    stage.ledger.import_article(run, mended, stored.verdict, stage.clock.now())
    client = Browserless(stage.app)
    assert 'class="lost"' not in client.get(f"/articles/{stored.id}").text
    assert 'class="lost"' in client.get(f"/articles/{stored.id}?version=1").text


@pytest.mark.parametrize("path", ["/", "/articles/{hostile}", "/search?q=photographer", "/search?q=%3Cscript%3E"])
def test_hostile_text_stays_text(stage: Stage, path: str) -> None:
    page = Browserless(stage.app).get(path.format(hostile=stage.id_of("market"))).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<svg onload" not in page
    assert 'href="javascript:' not in page
    assert "\u202e" not in page
    assert "49" not in text_of(page)  # {{ 7 * 7 }} in a text is not a template


def test_a_latin_kazakh_article_says_its_script(stage: Stage) -> None:
    assert "Kazakh, Latin script" in text_of(Browserless(stage.app).get(f"/articles/{stage.id_of('kolik')}").text)


def test_search_finds_in_every_form_and_marks_it(client: Browserless) -> None:
    page = client.get("/search?q=обыски").text
    assert "1 article found" in text_of(page)
    assert "<mark>обыск</mark>" in page
    assert "Nothing found" in text_of(client.get("/search?q=dromedary").text)


def test_the_desk_works_while_the_search_engine_does_not(stage: Stage) -> None:
    class Down:
        def __getattr__(self, name: str) -> object:
            def fail(*_: object) -> None:
                raise SearchError("http://127.0.0.1:9200: no answer; start Elasticsearch")

            return fail

    client = Browserless(create_app(stage.ledger, Down(), stage.options, stage.clock))  # type: ignore[arg-type]
    answer = client.get("/search?q=обыск")
    assert answer.status_code == 503
    assert "start Elasticsearch" in text_of(answer.text)
    assert client.get("/").status_code == 200
    assert "start Elasticsearch" in text_of(client.get("/status").text)
    assert client.get("/api/search?q=a").json() == {"error": "http://127.0.0.1:9200: no answer; start Elasticsearch"}


def test_a_ledger_that_fails_is_one_sentence_and_no_traceback(stage: Stage) -> None:
    stage.ledger.close()
    (stage.data / "tilshi.db").write_text("not a database at all, " * 500)
    answer = Browserless(stage.app).get("/")
    assert answer.status_code == 503
    assert "Traceback" not in answer.text
    assert "sqlalchemy" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles/nonsense", 404),
        ("/nowhere", 404),
        ("/static/000000000000/desk.css", 404),
        ("/?page=cat", 400),
        ("/?page=99999999", 200),
        ("/?page=-1&language=xx", 200),
        ("/search?q=" + "(" * 300, 200),
        ("/search?q=%00%ED%A0%80%22-OR*&page=3", 200),
        ("/docs", 404),
        ("/openapi.json", 404),
        ("/api/articles/none", 404),
    ],
)
def test_strange_addresses_get_a_plain_answer(client: Browserless, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_the_api_says_the_same_as_the_pages(stage: Stage) -> None:
    client = Browserless(stage.app)
    queue = client.get("/api/queue?limit=2").json()
    assert queue["total"] == 5
    assert [row["language"] for row in queue["candidates"]] == ["en", "ru"]
    assert queue["candidates"][0]["published_at"] == "2026-03-12T06:00:00Z"
    one = client.get(f"/api/articles/{stage.id_of('reporter-beaten')}").json()
    assert one["verdict"]["evidence"][0]["text"] in one["text"]
    assert (one["header"], one["loss"], one["removed"]) == (None, None, [])
    lossy = client.get(f"/api/articles/{stage.id_of('obysk')}").json()
    assert lossy["loss"] == {"announced": 4, "found": 0, "sentence": "С осени на газету давили четыре раза:"}
    assert lossy["header"]["location"] == "Казахстан, Костанай"
    assert [removed["kind"] for removed in lossy["removed"]] == ["teaser", "notice", "teaser"]
    hits = client.get("/api/search?q=обыск").json()
    assert [hit["id"] for hit in hits["hits"]] == [stage.id_of("obysk")]
    assert set(hits["hits"][0]) == {
        "id", "title", "url", "source_id", "language", "published_at", "score", "highlights",
    }  # fmt: skip


def test_an_older_version_can_be_read(stage: Stage) -> None:
    now = stage.clock.now()
    stored = stage.ledger.article(stage.id_of("fund"))
    assert stored is not None
    run = stage.ledger.start_run("crawl", now)
    stage.ledger.import_article(run, replace(stored.article, text="The fund is off."), stored.verdict, now)
    client = Browserless(stage.app)
    assert "The fund is off." in text_of(client.get(f"/articles/{stored.id}").text)
    older = text_of(client.get(f"/articles/{stored.id}?version=1").text)
    assert "You are reading version 1" in older
    assert "Editors may apply" in older


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "desk.example.org", "::"])
def test_only_this_machine_may_listen(empty: Stage, host: str) -> None:
    with pytest.raises(ConfigurationError, match="--behind-proxy"):
        open_server(empty.app, host, 0)


def test_a_taken_port_is_one_sentence(empty: Stage) -> None:
    first = open_server(empty.app, "127.0.0.1", 0)
    port = first.listener.getsockname()[1]
    with pytest.raises(ConfigurationError, match=f"cannot listen on 127.0.0.1 port {port}"):
        open_server(empty.app, "127.0.0.1", port)
    first.listener.close()


def test_a_broken_taxonomy_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "taxonomy.yaml"
    broken.write_text("classes: 5")
    with pytest.raises(ConfigurationError, match=re.escape(str(broken))):
        load_taxonomy(broken)


def test_the_signature_comes_from_the_settings(stage: Stage) -> None:
    assert "“colleague”" in text_of(Browserless(stage.colleague()).get("/").text)
    assert Options().desk.reviewer == "reviewer"
