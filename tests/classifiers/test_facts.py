"""Facts are suggested with their spans: victims and not their helpers, outlet, place, day and who did it."""

from __future__ import annotations

import time
from datetime import date

import pytest

from classifiers.contract import Declared
from classifiers.facts.days import days
from classifiers.facts.doers import deed, hit
from classifiers.facts.learning import right_days
from classifiers.facts.names import people_and_outlets
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


def test_what_is_said_of_a_list_is_said_of_each() -> None:
    text = "Police detained journalists Asel Nurova, Timur Kenes and Lev Tarasov near the market."
    found = persons(reading(text, EN))
    assert [person.value for person in found] == ["Asel Nurova", "Timur Kenes", "Lev Tarasov"]
    assert len({person.words for person in found}) == 1


def test_a_name_with_a_word_for_an_outlet_is_no_person() -> None:
    text = "Guards pushed Madina Orazova of Radio Karvon and broke her recorder."
    assert [person.value for person in persons(reading(text, EN))] == ["Madina Orazova"]


def test_an_outlet_is_no_victim_by_name() -> None:
    text = (
        "Two guards beat Gulmira Abenova, a reporter for Zhambyl Arna, near the city market on Monday.\n\n"
        "They broke her camera. The newspaper Zhambyl Arna said the journalist was filming a raid."
    )
    victims = {fact.value for fact in facts("Reporter beaten in Taraz", text) if fact.kind == "victim"}
    assert "Gulmira Abenova" in victims
    assert not [f for f in facts("Reporter beaten in Taraz", text) if f.value == "Zhambyl Arna" and f.role == "V1"]


def tokens(text: str, language: LanguageGuess, name: str, strong: str = "") -> set[str]:
    """Return the features of the person or outlet with this name."""
    both = people_and_outlets(reading(text, language, strong=strong))
    return {token for kind in both for each in kind if each.value == name for token in each.concepts.split(" ")}


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("Salome Jibladze", "outlet:(newspaper"),
        ("Salome Jibladze", "certain-outlet>1"),
        ("Tetri Arkhi", "both"),
        ("Tetri Arkhi", "person<1"),
        ("Salome Jibladze", "own:oftener:0"),
        ("Salome Jibladze", "en/own:speaks:0:1"),
    ],
)
def test_persons_and_outlets_tell_of_each_other(name: str, token: str) -> None:
    text = "Two men beat Salome Jibladze (newspaper Tetri Arkhi)."
    assert token in tokens(text, EN, name)


def test_what_stands_closest_to_a_name_is_read_word_by_word() -> None:
    text = "Two men beat the reporter Asel Nurova near Arman Market in 2024."
    (person,) = (each for each in persons(reading(text, EN)) if each.id.startswith("asel"))
    words = set(person.words.split(" "))
    assert {"1<reporter", "2<the", "3<beat", "1>near", "<the+reporte", "1<reporte"} <= words
    assert not any("2024" in word or "arman" in word for word in words), "neither numbers nor names"


def test_the_strongest_sentences_tell_persons_apart() -> None:
    text = "Police beat Asel Nurova. Lawyer Marat Zhumabekov protested."
    assert "own:stronger:0" in tokens(text, EN, "Asel Nurova", strong="beat")
    assert "own:stronger:1" in tokens(text, EN, "Marat Zhumabekov", strong="beat")
    assert "own:after:act:calm" not in tokens(text, EN, "Marat Zhumabekov", strong="beat")
    assert "own:before:act:calm" in tokens(text, EN, "Marat Zhumabekov", strong="beat")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Задержан Иван Петров. У его канала тысяча подписчиков.", RU),
        ("Иван Петровты ұстады. Арнаға мың адам жазылған.", KK),
        ("Ivan Petrov was detained. His channel has a thousand subscribers.", EN),
    ],
)
def test_an_article_about_a_channel_tells_so_of_its_author(text: str, language: LanguageGuess) -> None:
    (person,) = persons(reading(text, language))
    assert "own:told:channel" in person.concepts.split(" ")


def test_whether_an_outlet_was_hit_hangs_on_what_is_told() -> None:
    text = "The site Saryarqa Post was blocked. Its editor Asel Nurova protested."
    sentences = article_features("", text, EN).sentences
    whole = read("", text, EN, sentences, [2.0, -3.0])
    people, (outlet, _) = people_and_outlets(whole)
    told = hit(deed(whole, sentences), whole, people, outlet)
    assert {"top:outlet", "acts-on:outlet", "people:2", "press:1"} <= set(told.concepts.split(" "))
    assert set(outlet.words.split(" ")) < set(told.words.split(" "))


HIT = [
    ("Сайт «Қала тынысы» заблокирован по решению суда. Жители не могут открыть портал с утра.", "Қала тынысы"),
    ("«Жезді үні» газетінің сайтына DDoS-шабуыл жасалды. Портал екі күн ашылмады.", "Жезді үні"),
    ("The website Saryarqa Post was blocked on Monday. The portal cannot be opened without a VPN.", "Saryarqa Post"),
]
SPARED = [
    ("Полицейские избили корреспондента газеты «Көк сай» Айгерим Сапарову и отобрали у неё телефон.", "Көк сай"),
    ("«Жезді үні» газетінің тілшісі Ерлан Бекболатты полиция қызметкерлері ұрып-соқты.", "Жезді үні"),
    ("Police officers beat reporter Aliya Karimova of the newspaper Tobyl Post and took her phone.", "Tobyl Post"),
]


@pytest.mark.parametrize(("text", "outlet"), HIT)
def test_an_outlet_that_was_hit_is_a_victim(text: str, outlet: str) -> None:
    assert [(fact.value, fact.role) for fact in facts("", text) if fact.kind == "victim"] == [(outlet, "V8")]


@pytest.mark.parametrize(("text", "outlet"), SPARED)
def test_an_outlet_whose_reporter_was_hit_is_none(text: str, outlet: str) -> None:
    found = facts("", text)
    assert outlet in {fact.value for fact in found if fact.kind == "outlet"}
    assert "V8" not in {fact.role for fact in found if fact.kind == "victim"}


def test_a_person_is_no_part_of_the_name_of_an_outlet() -> None:
    text = "Asel Nurova of Tetri Arkhi was hit. The paper Voice of Osh said so."
    assert [outlet.value for outlet in outlets(reading(text, EN))] == ["Tetri Arkhi", "Voice of Osh"]


def test_a_day_behind_the_name_of_an_outlet_is_no_part_of_it() -> None:
    text = "The site of the newspaper Afrosiyob Kun on Saturday stopped opening."
    assert [outlet.value for outlet in outlets(reading(text, EN))] == ["Afrosiyob Kun"]


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
    ("Журналиста избили 27 февраля. Суд будет 5 апреля.", RU, ["2025-02-27"]),
    ("Сайт открыли 1 февраля. Вчера его атаковали боты.", RU, ["2025-02-01", "2025-03-01"]),
    ("27 февраля блогера увезли. В тот же день его отпустили, а 28 февраля судили.", RU, ["2025-02-27", "2025-02-28"]),
    ("В ночь на 1 марта подожгли машину редактора.", RU, ["2025-02-28/2025-03-01"]),
    ("Сайт «Терек Сегодня» не открывается.", RU, []),
    ("Погода ясная. Журналиста избили.", RU, []),
    ("27 ақпанда тілшіні ұстап, ертесіне босатты. Сот 5 сәуірде.", KK, ["2025-02-27", "2025-02-28"]),
    ("Reporters were beaten on Friday.\n\nThe day before they had been warned.", EN, ["2025-02-28", "2025-02-27"]),
]


@pytest.mark.parametrize(("text", "language", "wanted"), DAYS)
def test_the_days_an_article_names(text: str, language: LanguageGuess, wanted: list[str]) -> None:
    found = days(reading(text, language), SUNDAY)
    assert [day.value for day in found] == wanted
    for day in found:
        for spot in day.mentions:
            start = spot.line.start
            assert text[start + spot.start : start + spot.end] == spot.said


def test_the_title_names_days_too() -> None:
    (found,) = days(reading("Его увезли.", title="Вчера задержали блогера"), SUNDAY)
    assert (found.value, found.best.line.is_title) == ("2025-03-01", True)


@pytest.mark.parametrize(
    ("text", "language", "token"),
    [
        ("Его арестовали до 1 марта.", RU, "own:until"),
        ("Оны 1 наурызға дейін қамады.", KK, "own:until"),
        ("He is under arrest until March 1.", EN, "own:until"),
        ("Дата: 1 марта 2025 года", RU, "own:header"),
        ("Күні: 2025 жылғы 1 наурыз", KK, "own:header"),
        ("Date: March 1, 2025", EN, "own:header"),
        ("Update: March 1, 2025", EN, "own:update"),
        ("Жаңарту: 2025 жылғы 1 наурыз", KK, "own:update"),
        ("Обновлено: 1 марта 2025 года", RU, "own:update"),
    ],
)
def test_how_a_day_is_told(text: str, language: LanguageGuess, token: str) -> None:
    (found,) = days(reading(text, language), SUNDAY)
    assert token in found.concepts.split()
    assert "own:alone" in found.concepts.split()


def test_a_declared_day_is_marked() -> None:
    text = "Журналиста избили 27 февраля. Его уже избивали 3 января."
    marked = {d.value for d in days(reading(text), SUNDAY, "3 января 2025 года") if "own:declared" in d.concepts}
    assert marked == {"2025-01-03"}


@pytest.mark.parametrize("published", [SUNDAY, None])
def test_without_publication_relative_days_are_left_out(published: date | None) -> None:
    found = days(reading("Вчера журналиста избили."), published)
    assert [day.value for day in found] == (["2025-03-01"] if published else [])


@pytest.mark.parametrize(
    ("values", "right"),
    [
        (["2025-02-27", "2025-02-01/2025-02-28", "2025-03-01"], [True, False, False]),
        (["2025-02-26/2025-02-27", "2025-02-27"], [True, True]),
        (["2025-02-01/2025-02-28"], [True]),
        (["2025-01-01/2025-12-31"], [False]),
        ([], []),
    ],
)
def test_the_most_exact_time_that_holds_the_day_is_right(values: list[str], right: list[bool]) -> None:
    assert right_days(values, date(2025, 2, 27)) == right


JUDGED = [
    (
        "Погода ясная, дороги открыты. Вчера трое неизвестных избили корреспондента Айдара Исина у редакции.\n\n"
        "Сайт открыли в 2019 году. Суд по иску акимата начнётся 5 мая.",
        "2025-03-01",
    ),
    (
        "26 ақпанда полиция блогер Ерлан Бекболатты үйінен ұстап, телефонын тартып алды.\n\n"
        "Арна 2021 жылдан бері шығады. Адвокаты 5 мамырда сот болатынын айтты.",
        "2025-02-26",
    ),
    (
        "Two men beat reporter Aliya Karimova near her home on Thursday evening and broke her camera.\n\n"
        "The newspaper was founded in 2012. The trial of its editor begins on May 5.",
        "2025-02-27",
    ),
]


@pytest.mark.parametrize(("text", "day"), JUDGED)
def test_the_day_of_the_attack_is_chosen(text: str, day: str) -> None:
    assert [fact.value for fact in facts("", text) if fact.kind == "date"] == [day]


def test_the_header_of_an_alert_says_where_and_when() -> None:
    text = "Police officers beat reporter Aliya Karimova of the newspaper Tobyl Post. They took her phone by force."
    declared = Declared(SUNDAY, place="Kazakhstan, Kostanay", day="February 27, 2025")
    found = {fact.kind: fact for fact in facts("Reporter beaten by police", text, declared)}
    assert (found["place"].role, found["date"].value) == ("kostanay", "2025-02-27")
    assert (found["place"].start, found["place"].text) == (-1, "Kazakhstan, Kostanay")
