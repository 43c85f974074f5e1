"""Places are found in every case form, under old names, in every spelling of Kazakh, and not in other words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from classifiers import places
from classifiers.declension import kazakh_forms, russian_forms
from classifiers.places import PLACES, Place, places_in
from index.errors import ConfigurationError

TABLE = yaml.safe_load(PLACES.read_text(encoding="utf-8"))
REGIONS = {region: (country, about) for country, inside in TABLE.items() for region, about in inside["regions"].items()}
INSIDE = [
    (place, kind, region, country, names)
    for region, (country, about) in REGIONS.items()
    for kind in ("cities", "towns")
    for place, names in about.get(kind, {}).items()
]


def found(text: str, language: str) -> list[str]:
    return [place.id for place in places_in(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "ids"),
    [
        ("ru", "В Шымкенте избили журналиста", ["shymkent"]),
        ("ru", "Редакцию из Уральска обыскали", ["oral"]),
        ("ru", "под Усть-Каменогорском и в Семипалатинске", ["oskemen", "semey"]),
        ("ru", "Астаной, Нур-Султаном, Целиноградом, Акмолой", ["astana"] * 4),
        ("ru", "в Гурьеве и Атырау", ["atyrau"] * 2),
        ("ru", "в Алма-Ате", ["almaty"]),
        ("ru", "из Ленинграда в Санкт-Петербург", ["saint-petersburg"] * 2),
        ("ru", "в Ростове-на-Дону, Нижнем Новгороде и Набережных Челнах",
         ["rostov-on-don", "nizhny-novgorod", "naberezhnye-chelny"]),
        ("ru", "в Петропавловске-Камчатском", ["petropavlovsk-kamchatsky"]),
        ("ru", "в Петропавловске (СКО)", ["petropavl", "north-kazakhstan"]),
        ("ru", "жители Химок и Череповца", ["khimki", "cherepovets"]),
        ("ru", "в Карагандинской области", ["karaganda-region"]),
        ("ru", "полиция области Жетысу", ["zhetysu"]),
        ("ru", "в Красноярском крае, в Чечне и Башкирии", ["krasnoyarsk-krai", "chechnya", "bashkortostan"]),
        ("ru", "в Казани и Твери", ["kazan", "tver"]),
        ("ru", "В ЗКО и ВКО задержаны блогеры", ["west-kazakhstan", "east-kazakhstan"]),
        ("ru", "Королёв, город под Москвой", ["moscow"]),
        ("ru", "В Королеве прошел обыск", ["korolyov"]),
        ("kk", "Шымкентте тілшіні ұстады", ["shymkent"]),
        ("kk", "Ақтөбеден Атырауға барды", ["aktobe", "atyrau"]),
        ("kk", "Орал қаласында және Оралда", ["oral", "oral"]),
        ("kk", "Оралда тілші ұсталды", ["oral"]),
        ("kk", "Семей тұрғындары келді", ["semey"]),
        ("kk", "Семейде, Өскеменнен, Қызылордаға", ["semey", "oskemen", "kyzylorda"]),
        ("kk", "Қостанай облысының прокуроры", ["kostanay-region"]),
        ("kk", "Батыс Қазақстан облысында", ["west-kazakhstan"]),
        ("kk", "Алматы облысы, Алматы қаласы", ["almaty-region", "almaty"]),
        ("kk", "Мәскеуде, Омбыдан, Санкт-Петербургте", ["moscow", "omsk", "saint-petersburg"]),
        ("kk", "Нұр-Сұлтанда, Астанадағы сот", ["astana", "astana"]),
        ("kk", "Жанаозенде журналист устады", ["zhanaozen"]),
        ("kk", "Kostanaida tilshi ustaldy, Qostanaıda sot boldy", ["kostanay", "kostanay"]),
        ("kk", "Şymkentte jäne Aqtóbeden tılşıler keldı", ["shymkent", "aktobe"]),
        ("kk", "Qyzylorda oblysynda", ["kyzylorda-region"]),
        ("en", "Shymkent's police and Uralsk's court", ["shymkent", "oral"]),
        ("en", "in the city of Oral, Kazakhstan", ["oral", "kz"]),
        ("en", "in Nur-Sultan and St. Petersburg, Russia", ["astana", "saint-petersburg", "ru"]),
        ("en", "West Kazakhstan Region, Ust-Kamenogorsk", ["west-kazakhstan", "oskemen"]),
        ("en", "Home town of Taraz in southern Kazakstan", ["taraz", "kz"]),
    ],
)  # fmt: skip
def test_forms(language: str, text: str, ids: list[str]) -> None:
    assert found(text, language) == ids


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Орал на журналиста полицейский."),
        ("ru", "Семей погибших журналистов поддержали коллеги."),
        ("ru", "Суд. Шар выбора упал."),
        ("ru", "Владимир Путин и Марат Сатпаев; писатель Горький."),
        ("ru", "Политолог Досым Сатпаев сказал Владимиру Петрову."),
        ("ru", "Он жил на улице Абая и проспекте Кирова."),
        ("ru", "Телеканал «Астана» показал матч «Шымкент»."),
        ("ru", "Находка следствия. Рудный карьер. Грозный приказ. Курган насыпан."),
        ("ru", "Я рад, что он тула не видел: москва, казань с маленькой буквы."),
        ("ru", "Темирлан Ахметов и Махамбет Абжан."),
        ("kk", "Орал жаққа қарады."),
        ("kk", "Оралды үйіне ол кеше."),
        ("kk", "Темірлан Ахметов пен Абай Құнанбаев."),
        ("kk", "Абай көшесінде, Қонаев даңғылында."),
        ("kk", "«Астана» телеарнасы хабарлады."),
        ("kk", "Қызыл кітап. Қазан қайнады."),
        ("en", "Oral hearings began. Perm was her hairstyle."),
        ("en", "Vladimir Kirov met Engels and Gorky."),
        ("en", "He lives on Abai Street."),
    ],
)
def test_no_false_hits(language: str, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("В Аксае обыскали дом блогера.", "ru", "aksai"),
        ("В Аксае Ростовской области обыскали дом.", "ru", "aksay-rostov"),
        ("В Железногорске Курской области", "ru", "zheleznogorsk-kursk"),
        ("В Железногорске, Красноярский край", "ru", "zheleznogorsk-krasnoyarsk"),
        ("В Приозерске под Выборгом", "ru", "priozersk-ru"),
        ("В Приозерске, в Балхаше и в Казахстане", "ru", "priozersk-kz"),
        ("в городе Курчатов, Россия", "ru", "kurchatov-ru"),
        ("в городе Курчатов под Семеем и в Абайской области", "ru", "kurchatov-kz"),
        ("Суд в Алтае, Барнаул", "ru", "altai-krai"),
        ("Суд в Алтае, Усть-Каменогорск", "ru", "altai-kz"),
    ],
)
def test_a_name_of_several_places(text: str, language: str, place: str) -> None:
    assert found(text, language)[0] == place


def test_what_is_known_of_a_place() -> None:
    text = "Тілші Оралда тұрады."
    (place,) = places_in(text, "kk")
    assert place == Place("oral", "Орал", "city", "west-kazakhstan", "KZ", 6, 12)
    assert text[place.start : place.end] == "Оралда"


def test_the_name_is_that_of_the_language() -> None:
    assert [places_in("Уральск", language)[0].name for language in ("ru", "kk", "en")] == ["Уральск", "Орал", "Oral"]


@pytest.mark.parametrize("text", ["", "В", "Усть-", "Нур-", "область", "\ud800 Астана", "ﬀİ Астана"])
def test_any_text_will_do(text: str) -> None:
    assert set(found(text, "ru")) <= {"astana"}


def test_the_regions_are_all_there() -> None:
    codes = [about["iso"] for _, about in REGIONS.values()]
    assert len(set(codes)) == len(codes)
    assert sum(country == "kz" for country, _ in REGIONS.values()) == 20
    assert sum(country in ("ru", "ua") for country, _ in REGIONS.values()) == 89  # the count Russia makes
    assert len({place for place, *_ in INSIDE} | set(REGIONS)) == len(INSIDE) + len(REGIONS)


@pytest.mark.parametrize(("place", "kind", "region", "country", "names"), INSIDE, ids=[row[0] for row in INSIDE])
def test_every_place_is_found_beside_its_region(
    place: str, kind: str, region: str, country: str, names: dict[str, object]
) -> None:
    about = REGIONS[region][1]
    for language, before in (("ru", "город"), ("en", "the city of")):
        first = _first(names.get(language, names["ru"]))
        beside = _first(about["names"][language]) if "names" in about else ""
        assert place in found(f"{before} {first}, {beside}", language)


@pytest.mark.parametrize("region", [region for region, (_, about) in REGIONS.items() if "names" in about])
def test_every_region_is_found_in_every_case(region: str) -> None:
    names = REGIONS[region][1]["names"]
    for form in russian_forms(_listed(names["ru"])[0]):
        assert region in found(f"Тогда {form}", "ru")
    for form in kazakh_forms(_listed(names.get("kk", names["ru"]))[0]):
        assert region in found(f"Онда {form}", "kk")


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Астана", "Астана Астаны Астане Астану Астаной Астане"),
        ("Казань", "Казань Казани Казани Казань Казанью Казани"),
        ("Ярославль", "Ярославль Ярославля Ярославлю Ярославль Ярославлем Ярославле"),
        ("Череповец", "Череповец Череповца Череповцу Череповец Череповцом Череповце"),
        ("Алматы", "Алматы"),
        ("Великий Новгород",
         "Великий_Новгород Великого_Новгорода Великому_Новгороду Великим_Новгородом Великом_Новгороде"),
        ("Каменск-Уральский",
         "Каменск-Уральский Каменска-Уральского Каменску-Уральскому Каменском-Уральским Каменске-Уральском"),
        ("Акмолинская область",
         "Акмолинская_область Акмолинской_области Акмолинскую_область Акмолинской_областью"),
        ("Горький", "Горький Горького Горькому Горьким Горьком"),
        ("Костанай", "Костанай Костаная Костанаю Костанаем Костанае"),
        ("Россия", "Россия России Россию Россией"),
    ],
)  # fmt: skip
def test_russian_cases(name: str, forms: str) -> None:
    assert set(russian_forms(name)) == {form.replace("_", " ") for form in forms.split()}


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Шымкент", "Шымкент Шымкенттің Шымкентке Шымкентті Шымкентпен Шымкентте Шымкенттен Шымкенттегі"),
        ("Алматы", "Алматы Алматының Алматыға Алматыны Алматымен Алматыда Алматыдан Алматыдағы"),
        ("Өскемен", "Өскемен Өскеменнің Өскеменге Өскеменді Өскеменмен Өскеменде Өскеменнен Өскемендегі"),
        ("Тараз", "Тараз Тараздың Таразға Таразды Таразбен Таразда Тараздан Тараздағы"),
        ("Абай облысы", "Абай_облысы Абай_облысының Абай_облысына Абай_облысын Абай_облысымен Абай_облысында"
         " Абай_облысынан Абай_облысындағы"),
    ],
)  # fmt: skip
def test_kazakh_cases(name: str, forms: str) -> None:
    assert set(kazakh_forms(name)) == {form.replace("_", " ") for form in forms.split()}


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "places.yaml"
    path.write_text("kz: {regions: {a: {cities: {b: {kk: x}}}}}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"places\.yaml"):
        places._gazetteer(path)


def _first(names: object) -> str:
    return _listed(names)[0].rstrip("/")


def _listed(names: object) -> list[str]:
    return names if isinstance(names, list) else [str(names)]
