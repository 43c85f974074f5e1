"""extract, language, classify: one line out for each line in, in order, and a bad line costs only itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tilshi.conftest import tilshi

LINES = [
    {"id": 1, "title": "Тілшіні ұстады", "text": "Шымкентте полиция тілшіні бөлімшеге алып кетті. Күн жылы болды."},
    {"id": "b", "title": "Журналиста избили", "text": "В Атырау неизвестные избили журналиста. Он снимал пожар."},
    {"id": None, "title": "", "text": "Tenge closed slightly higher on Friday after a quiet week."},
    {"id": 4, "text": ""},
    {"id": 5, "title": None, "text": "Суд вынес решение.", "source_languages": ["ru"]},
]
GIVEN = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES)


def test_language() -> None:
    ran = tilshi("language", "-", given=GIVEN)
    assert ran.code == 0, ran.err
    assert [record["id"] for record in ran.records] == [1, "b", None, 4, 5]
    assert [record["language"] for record in ran.records] == ["kk", "ru", "en", "und", "ru"]
    assert [record["script"] for record in ran.records] == ["Cyrl", "Cyrl", "Latn", "Zyyy", "Cyrl"]
    assert set(ran.records[0]) == {"id", "language", "script", "language_confidence", "languages"}
    assert ran.records[0]["languages"] == [{"language": "kk", "share": 1.0}]
    assert ran.records[3]["languages"] == []


def test_the_languages_of_a_mixed_page() -> None:
    kazakh, russian = LINES[0]["text"], LINES[1]["text"]
    ran = tilshi("language", "-", given=json.dumps({"text": f"{kazakh}\n\n{kazakh}\n\n{russian}"}))
    assert [share["language"] for share in ran.records[0]["languages"]] == ["kk", "ru"]
    assert sum(share["share"] for share in ran.records[0]["languages"]) == pytest.approx(1)


def test_classify(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(GIVEN, encoding="utf-8")
    ran = tilshi("classify", file)
    assert ran.code == 0, ran.err
    assert [record["flagged"] for record in ran.records] == [True, True, False, False, False]
    for record, line in zip(ran.records, LINES, strict=True):
        assert set(record["classes"]) == {"P", "N", "J"}
        scores = [method["score"] for method in record["methods"]]
        assert scores == sorted(scores, reverse=True)
        for evidence in record["evidence"]:
            assert str(line["text"])[evidence["start"] : evidence["end"]] == evidence["text"]
    assert ran.records[1]["evidence"][0]["text"] == "В Атырау неизвестные избили журналиста."
    assert [bool(record["facts"]) for record in ran.records] == [True, True, False, False, False]
    for record, line in zip(ran.records, LINES, strict=True):
        for fact in record["facts"]:
            assert set(fact) == {"kind", "value", "role", "start", "end", "text", "confidence"}
            assert fact["start"] < 0 or str(line["text"])[fact["start"] : fact["end"]] == fact["text"]


def test_the_day_of_publication_helps_to_read_a_date() -> None:
    line = {
        "title": "Корреспондента избили у здания суда",
        "text": "Вчера в Павлодаре двое неизвестных избили корреспондента городского сайта. Он снимал выход судьи. "
        "Полиция приняла заявление журналиста.",
    }
    dated = [line, line | {"published_at": "2025-03-02"}, line | {"published_at": "soon"}]
    ran = tilshi("classify", "-", given="\n".join(map(json.dumps, dated)))
    days = [[fact for fact in record.get("facts", ()) if fact["kind"] == "date"] for record in ran.records]
    assert [(day["value"], day["role"], day["text"]) for day in days[1]] == [("2025-03-01", "exact", "Вчера")]
    assert days[0] == []
    assert "published_at" in ran.records[2]["error"]


@pytest.mark.parametrize("verb", ["language", "classify"])
def test_bad_lines_keep_their_place(verb: str) -> None:
    good = json.dumps(LINES[0], ensure_ascii=False)
    deep = "[" * 100_000
    given = "\n".join([good, "{", "[1]", '{"id":7,"text":3}', deep, '{"id":8,"source_languages":"kk"}', "", good])
    ran = tilshi(verb, "-", given=given)
    assert ran.code == 1
    assert ["error" in record for record in ran.records] == [False, True, True, True, True, True, False]
    assert ran.records[3]["id"] == 7
    assert "standard input:2: not JSON" in ran.err
    assert "Traceback" not in ran.err


def test_a_missing_file_is_one_sentence() -> None:
    ran = tilshi("language", "/none/such.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip() == "tilshi: /none/such.jsonl: cannot be read (No such file or directory)"


def test_a_missing_model_is_one_sentence(tmp_path: Path) -> None:
    config = tmp_path / "tilshi.toml"
    config.write_text(f'model = "{tmp_path}/none"\n', encoding="utf-8")
    ran = tilshi("classify", "-", "--config", config, given=GIVEN)
    assert (ran.code, ran.out) == (1, "")
    assert "tilshi train" in ran.err and "Traceback" not in ran.err


PAGE = """<html lang="ru"><head><title>Редакцию обыскали | Сайт</title>
<meta property="og:title" content="Редакцию обыскали">
<meta property="article:published_time" content="2026-03-01T10:00:00+05:00">
<link rel="canonical" href="https://sait.example/novosti/1"></head>
<body><nav><a href="/">Главная</a></nav><article><h1>Редакцию обыскали</h1>
<p>Утром первого марта в редакцию городского сайта пришли следователи с постановлением об обыске.</p>
<p>Они изъяли два ноутбука и жёсткий диск. Главный редактор считает, что дело в публикациях о закупках.</p>
<p>В полиции подтвердили, что следственные действия проводились, но подробностей не назвали.</p></article>
</body></html>"""


def test_extract_pages_from_disk_and_from_lines(tmp_path: Path) -> None:
    page, empty = tmp_path / "page.html", tmp_path / "empty.html"
    page.write_text(PAGE, encoding="windows-1251")
    empty.write_text("<html><body></body></html>")
    ran = tilshi("extract", page, empty, tmp_path / "none.html")
    assert ran.code == 1, "one page could not be read"
    found, nothing, missing = ran.records
    assert found["outcome"] == "article" and nothing["outcome"] == "empty" and "error" in missing
    assert found["title"] == "Редакцию обыскали"
    assert "изъяли два ноутбука" in found["text"] and "Главная" not in found["text"]
    assert (found["published_at"], found["published_from"]) == ("2026-03-01T05:00:00Z", "opengraph")
    assert found["language"] == "ru"
    rows = [
        {"id": 9, "path": str(page), "url": "https://sait.example/novosti/1?utm_source=x", "content_type": "text/html"},
        {"id": 10, "path": str(tmp_path / "none.html"), "url": "https://sait.example/2"},
    ]
    ran = tilshi("extract", "-", given="".join(json.dumps(row) + "\n" for row in rows))
    assert [record["id"] for record in ran.records] == [9, 10]
    assert ran.records[0]["canonical_url"] == "https://sait.example/novosti/1"
    assert set(ran.records[0]) >= {
        "id",
        "outcome",
        "title",
        "text",
        "author",
        "published_at",
        "modified_at",
        "language",
        "canonical_url",
        "published_from",
        "modified_from",
    }
    assert [ran.records[0][name] for name in ("header", "loss", "removed")] == [None, None, []]


ALERT = """<html lang="en"><head><title>Four attacks on reporters in Aktobe</title></head><body><article>
<h1>Four attacks on reporters in Aktobe</h1>
<p>Location: Kazakhstan, Aktobe</p><p>Date: February 20, 2026</p><p>Update: March 3, 2026</p>
<p>Unknown men beat the reporter Serik Ospanov outside his house, took his camera and threatened his editor.</p>
<p>Nobody was held for it. The four attacks since February 5 were:</p>
<p>The police opened an inquiry and did not answer the questions of Press Shield by the time of publication.</p>
<p>* Designated as a foreign agent by the Ministry of Justice</p><p>Read also: Court extends the arrest of an editor</p>
</article></body></html>"""


def test_extract_tells_header_loss_and_what_was_removed(tmp_path: Path) -> None:
    page = tmp_path / "alert.html"
    page.write_text(ALERT, encoding="utf-8")
    ran = tilshi("extract", page)
    (record,) = ran.records
    assert record["header"] == {
        "location": "Kazakhstan, Aktobe",
        "date": "February 20, 2026",
        "update": "March 3, 2026",
    }
    assert record["loss"] == {"announced": 4, "found": 0, "sentence": "The four attacks since February 5 were:"}
    assert record["removed"] == [
        {"kind": "notice", "text": "* Designated as a foreign agent by the Ministry of Justice"},
        {"kind": "teaser", "text": "Read also: Court extends the arrest of an editor"},
    ]
    assert (record["published_at"], record["published_from"]) == ("2026-02-20T00:00:00Z", "header")
    assert (record["modified_at"], record["modified_from"]) == ("2026-03-03T00:00:00Z", "header")
    sentence = "announces a list of 4, 0 found: read the original (“The four attacks since February 5 were:”)"
    assert ran.err == f"tilshi: {page}: {sentence}\n"
    quiet = tilshi("extract", "--json", page)
    assert (quiet.records, quiet.err) == (ran.records, "")
