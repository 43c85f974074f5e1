"""Facts are suggested with their spans: victims and not their helpers, outlet, place, day and who did it."""

from __future__ import annotations

import time
from datetime import date

import pytest

from classifiers.contract import Declared
from classifiers.facts.days import incident_days
from classifiers.facts.nominative import Form, nominative
from classifiers.facts.outlets import outlets
from classifiers.facts.persons import persons
from classifiers.facts.places import places
from classifiers.facts.reading import Reading, read
from classifiers.features import article_features
from classifiers.language import detector
from classifiers.model_file import load_classifier
from classifiers.places import places_behind
from index.model import Fact, LanguageGuess
from index.options import ROOT

SHIPPED = ROOT / "classifiers" / "model"
SUNDAY = date(2025, 3, 2)
RU, KK, EN = LanguageGuess("ru", "Cyrl", 1.0), LanguageGuess("kk", "Cyrl", 1.0), LanguageGuess("en", "Latn", 1.0)


def reading(text: str, language: LanguageGuess = RU, title: str = "", strong: str = "") -> Reading:
    """Return the reading of a text in which the sentences that contain `strong` are those of the act."""
    sentences = article_features(title, text, language).sentences
    values = [2.0 if strong and strong in features.sentence.text else -3.0 for features in sentences]
    return read(title, text, language, sentences, values)


def facts(title: str, text: str, declared: Declared | None = None) -> tuple[Fact, ...]:
    guess = detector().detect(title, text)
    return load_classifier(SHIPPED).judge(title, text, guess, declared or Declared(SUNDAY)).facts


ATTACKS = [
    pytest.param(
        "Корреспондента избили полицейские",
        "В Шымкенте вчера вечером избили корреспондента газеты «Көк сай» Айгерим Сапарову.\n\n"
        "Двое полицейских ударили журналистку и отобрали у неё телефон, когда Сапарова снимала рейд в суде.\n\n"
        "Адвокат редакции Марат Жумабеков подал заявление. Правозащитница Елена Климова назвала случившееся позором.",
        ("Айгерим Сапарова", "Көк сай", "Шымкент", "2025-03-01", "A"),
        id="ru",
    ),
    pytest.param(
        "Тілшіні ұрды",
        "Кеше Қарағандыда «Жезді үні» газетінің тілшісі Ерлан Бекболатты полиция қызметкерлері ұрып-соқты.\n\n"
        "Полицейлер журналистің телефонын тартып алып, өзін бөлімшеге алып кетті.\n\n"
        "Адвокат Гүлнар Омарова бұл әрекет заңсыз екенін айтты.",
        ("Ерлан Бекболат", "Жезді үні", "Қарағанды", "2025-03-01", "A"),
        id="kk",
    ),
    pytest.param(
        "Reporter beaten by police in Kostanay",
        "Police officers beat reporter Aliya Karimova of the newspaper Tobyl Post in Kostanay yesterday.\n\n"
        "They took her phone and pushed the journalist to the ground while she was filming the arrest of traders.\n\n"
        "Lawyer Marat Zhumabekov said he would file a complaint. The union's president Elena Klimova protested.",
        ("Aliya Karimova", "Tobyl Post", "Kostanay", "2025-03-01", "A"),
        id="en",
    ),
]


@pytest.mark.parametrize(("title", "text", "wanted"), ATTACKS)
def test_the_facts_of_a_plain_report(title: str, text: str, wanted: tuple[str, ...]) -> None:
    found = facts(title, text)
    victims = {fact.value for fact in found if fact.kind == "victim" and fact.role != "V8"}
    assert victims == {wanted[0]}, "helpers are no victims"
    first = {fact.kind: fact for fact in reversed(found)}
    assert (first["outlet"].value, first["place"].value, first["date"].value) == wanted[1:4]
    assert first["perpetrator"].role == wanted[4] == first["perpetrator"].value[0]
    assert first["date"].role == "exact"
    for fact in found:
        assert 0 < fact.confidence <= 1
        assert text[fact.start : fact.end] == fact.text or (fact.start, fact.end) == (-1, -1)


def test_what_is_not_flagged_has_no_facts() -> None:
    assert facts("Погода", "В субботу в Костанае ожидается снег, сообщил журналистам синоптик Иван Петров.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Журналиста Ивана Петрова избили. " * 20_000,
        "Журналиста избили " + "Иван Петров " * 50_000,
        "Журналиста избили. " + "«А» " * 50_000,
        "Журналиста избили. " + "A" * 200_000,
        "Журналиста избили 5 мая \ud800 \x00 «\n\n» 99 мая 0000",
    ],
    ids=["sentences", "names", "quotes", "word", "broken"],
)
def test_a_hostile_text_neither_raises_nor_takes_long(text: str) -> None:
    began = time.process_time()
    facts("Журналиста избили", text)
    assert time.process_time() - began < 20


def test_a_person_is_one_however_named() -> None:
    text = (
        "Журналиста Нурлана Исина избили. Исин снимал митинг. «Я упал», — сказал Нурлан Исин. Адвокат Жумабеков молчит."
    )
    assert [person.value for person in persons(reading(text))] == ["Нурлан Исин", "Жумабеков"]


def test_a_first_person_account_tells_of_its_author() -> None:
    text = "Полицейский выхватил у меня телефон и ударил меня в лицо. Я журналист, я снимал задержание на митинге."
    found = facts("Как меня избили", text, Declared(SUNDAY, "Айгерим Сапарова"))
    author = next(fact for fact in found if fact.kind == "victim")
    assert (author.value, author.role) == ("Айгерим Сапарова", "V1")
    assert text[author.start : author.end] == author.text == "меня"


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        (["Анель Койшибаеву"], "Анель Койшибаева"),
        (["Расулу Киму"], "Расул Ким"),
        (["Анну Ступак", "Ступак"], "Анна Ступак"),
        (["журналиста Нурлана Исина"], "Нурлан Исин"),
        (["журналистка Динара Исина"], "Динара Исина"),
        (["Айгерим Сапаровой"], "Айгерим Сапарова"),
        (["Романа Цоя"], "Роман Цой"),
        (["Сергея Ивановича Петрова"], "Сергей Иванович Петров"),
        (["Ксении Волошиной"], "Ксения Волошина"),
        (["Алексеем Зуевым"], "Алексей Зуев"),
        (["Дмитрия Горского"], "Дмитрий Горский"),
        (["Болата Рамазанова", "Рамазанов"], "Болат Рамазанов"),
        (["Ким"], "Ким"),
    ],
)
def test_russian_names_are_shown_in_the_nominative(forms: list[str], name: str) -> None:
    cut = [(said.partition(" ")[2], said.partition(" ")[0]) if said[0].islower() else (said, "") for said in forms]
    assert nominative([Form(*one) for one in cut], RU) == name


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Гүлнар Төлегеннің", "Гүлнар Төлеген"),
        ("Сандуғаш Тілеубайға", "Сандуғаш Тілеубай"),
        ("Болат Есет", "Болат Есет"),
        ("Ädılet Nūrpeiısovten", "Ädılet Nūrpeiısov"),
    ],
)
def test_kazakh_names_lose_their_case(form: str, name: str) -> None:
    assert nominative([Form(form)], KK) == name


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Сайт «Қала тынысы» не открывается.", RU, ["Қала тынысы"]),
        ("Газету «Рудный край» закрыли. «Рудного края» больше нет.", RU, ["Рудный край"]),
        ("Он сказал: «Мы не закроемся, и никто нас не заставит молчать никогда».", RU, []),
        ("The newspaper Voice of Aksu and Orda.kz were blocked.", EN, ["Voice of Aksu", "Orda.kz"]),
        ("«Жезді үні» газетінің редакциясы жабылды.", KK, ["Жезді үні"]),
    ],
)
def test_outlets_are_found(text: str, language: LanguageGuess, names: list[str]) -> None:
    assert {outlet.value for outlet in outlets(reading(text, language))} == set(names)


def test_a_city_is_named_by_its_adjective_too() -> None:
    found = places(reading("Карагандинская полиция задержала блогера. Он снимал в Темиртау."))
    assert [place.id for place in found] == ["karaganda", "temirtau"]
    assert [place.id for place in places_behind("қарағандылық тілші", "kk")] == ["karaganda"]
    assert places_behind("Карагандинская область", "ru") == ()


DAYS = [
    ("Журналиста избили 27 февраля. Суд будет 5 мая.", "избили", "2025-02-27"),
    ("Сайт открыли 1 февраля. Вчера его атаковали боты.", "боты", "2025-03-01"),
    ("27 февраля.\n\nБлогера увезли в отдел.", "увезли", "2025-02-27"),
    ("Журналиста арестовали до 1 марта.", "арестовали", None),
    ("Журналиста арестуют 5 марта.", "арестуют", None),
    ("В ночь на 1 марта подожгли машину редактора.", "подожгли", "2025-02-28/2025-03-01"),
    ("Погода ясная. Журналиста избили.", "избили", None),
]


@pytest.mark.parametrize(("text", "strong", "day"), DAYS)
def test_the_day_is_that_of_the_act(text: str, strong: str, day: str | None) -> None:
    found = incident_days(reading(text, strong=strong), SUNDAY)
    assert (found[0].value if found else None) == day


def test_a_declared_day_wins() -> None:
    text = "Журналиста избили 27 февраля. Его уже избивали 3 января."
    assert incident_days(reading(text, strong="избивали"), SUNDAY, "3 января 2025 года")[0].value == "2025-01-03"


@pytest.mark.parametrize("published", [SUNDAY, None])
def test_without_publication_relative_days_are_left_out(published: date | None) -> None:
    found = incident_days(reading("Вчера журналиста избили.", strong="избили"), published)
    assert [day.value for day in found] == (["2025-03-01"] if published else [])


def test_the_header_of_an_alert_says_where_and_when() -> None:
    text = "Police officers beat reporter Aliya Karimova of the newspaper Tobyl Post. They took her phone by force."
    declared = Declared(SUNDAY, place="Kazakhstan, Kostanay", day="February 27, 2025")
    found = {fact.kind: fact for fact in facts("Reporter beaten by police", text, declared)}
    assert (found["place"].role, found["date"].value) == ("kostanay", "2025-02-27")
    assert (found["place"].start, found["place"].text) == (-1, "Kazakhstan, Kostanay")
