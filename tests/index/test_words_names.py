"""Names over their data files: spellings of one person meet, and others stay apart."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.names import FILES, key_of, links, load
from index.options import ROOT
from index.search.names import first_name_groups, name_key, name_keys
from index.search.persons import names_in

GROUPS = first_name_groups()


@pytest.mark.parametrize(("names", "women"), GROUPS, ids=lambda part: part[0] if part else "")
def test_spellings_of_a_first_name_share_a_key(names: list[str], women: list[str]) -> None:
    found = {word: name_key(word.replace("ё", "е")) for word in (*names, *women)}
    assert len(set(found.values())) == 1, found
    assert len(names) + len(women) > 1


def test_first_names_of_different_lines_stay_apart() -> None:
    keys = [name_key(names[0].replace("ё", "е")) for names, _ in GROUPS]
    assert len(set(keys)) == len(keys), sorted(key for key in keys if keys.count(key) > 1)


@pytest.mark.parametrize(("path", "recall"), [(FILES[0], 97.0), (FILES[1], 92.0)], ids=["shared", "ours"])
def test_persons_are_linked_and_never_wrongly(path: Path, recall: float) -> None:
    if not path.exists():
        pytest.skip("the shared names are not beside this checkout")
    persons = load(path)
    keys = {name: key_of(name) for spellings in persons for name in spellings}
    assert all(keys.values()), "each spelling is found as one name"
    found = links(persons, lambda one, other: keys[one] == keys[other])
    assert found.recall >= recall
    assert found.wrong == 0


def test_the_key_of_a_person_is_among_those_search_uses() -> None:
    for spellings in load(ROOT / "tests" / "index" / "persons.json"):
        for name in spellings:
            for word in name.lower().split():
                assert name_key(word.replace("ё", "е")) in name_keys(word.replace("ё", "е"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Журналиста Мадину Ертуганову задержали в Алматы.", ["Мадину Ертуганову"]),
        ("Вчера полиция допросила Д. Ертуганову.", ["Д. Ертуганову"]),
        ("В суд пришёл Людвиг фон Бергер, его ждали.", ["Людвиг фон Бергер"]),
        ("Касым-Жомарт Токаев ответил.", ["Касым-Жомарт Токаев"]),
        ("Reporter Madina Yertuganova's editor was fined.", ["Madina Yertuganova"]),
        ("Тілші Мадина Ертуганованы ұстады.", ["Мадина Ертуганованы"]),
        ("Stringer Sino Qodirov was led out.", ["Sino Qodirov"]),  # sounds like «сын», and is none
        ("The blogger Azamat Reymov was fined.", ["Azamat Reymov"]),
        ("Journalists Polina Ozerova and Denis Akbarov have to pay.", ["Polina Ozerova", "Denis Akbarov"]),
        ("Almaty's Medeu Skating was shut.", ["Medeu Skating"]),
        ("Ертуганова", ["Ертуганова"]),
        ("Магазин закрыли, а улицу перекрыли.", []),
        ("Суд отказал Ертугановой.", ["Ертугановой"]),
        ("ЗАДЕРЖАН РЕДАКТОР в Атырау", []),
        ("", []),
        ("\u0301 . - .", []),
    ],
)
def test_names_in_a_text(text: str, expected: list[str]) -> None:
    assert [text[name.start : name.end] for name in names_in(text)] == expected


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ертуганова Мадина Бакытовна", "Madina Yertuganova", True),
        ("Чингиз Абдрахманов", "Шыңғыс Әбдірахмановтың", True),
        ("Александра Кайсара", "Александр Кайсар", True),
        ("Александра Осипова", "Александр Осипов", False),
        ("Александры Осиповой", "Alexandra Osipova", True),
        ("Евгения Баева", "Евгений Баев", False),
        ("Д. Ертуганова", "Мадина Ертуганова", False),
        ("Ертуганова", "Мадина Ертуганова", False),
    ],
)
def test_who_is_one_person(one: str, other: str, alike: bool) -> None:
    assert (key_of(one) == key_of(other)) is alike


def test_analyze_shows_what_the_engines_see() -> None:
    given = [
        {"id": 1, "text": "Тілші Мадина Ертуганованы сотқа шақырды.", "language": "kk"},
        {"id": "b", "text": "Суд оштрафовал журналистку Мадину Ертуганову за статью и запретил ей писать."},
        {"id": 3, "text": 5},
    ]
    ran = subprocess.run(
        [sys.executable, "-m", "tilshi", "analyze", "-"],
        input="".join(json.dumps(line, ensure_ascii=False) + "\n" for line in given),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    assert ran.returncode == 1
    assert "standard input:3" in ran.stderr
    kazakh, russian, bad = map(json.loads, ran.stdout.splitlines())
    assert bad["error"] and bad["id"] == 3
    assert [kazakh["language"], russian["language"]] == ["kk", "ru"]
    assert kazakh["names"][0]["key"] == russian["names"][0]["key"]
    for record, line in zip((kazakh, russian), given, strict=False):
        for item in (*record["tokens"], *record["names"]):
            assert str(line["text"])[item["start"] : item["end"]] == item["text"]
    assert "сот" in [token["stem"] for token in kazakh["tokens"]]
