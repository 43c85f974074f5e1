"""Phrases that name a time, in three languages, and the days and precision they mean on a given day of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from classifiers.when import When, dates_in

PUBLISHED = date(2024, 3, 13)  # a Wednesday


def days(written: str) -> tuple[date, date]:
    first, _, last = written.partition("..")
    return date.fromisoformat(first), date.fromisoformat(last or first)


# phrase | days | precision
RUSSIAN = """
17 марта 2023 года его задержали | 2023-03-17 | exact
Журналиста задержали 5 января | 2024-01-05 | exact
8 ноября прошлого года суд | 2023-11-08 | exact
8 марта этого года | 2024-03-08 | exact
6 января 2022 г. | 2022-01-06 | exact
5-го февраля 2023 | 2023-02-05 | exact
суд пройдет 20 апреля | 2024-04-20 | exact
задержан 20 ноября | 2023-11-20 | exact
в среду, 6 марта, | 2024-03-06 | exact
в пятницу, 17 марта 2023 года | 2023-03-17 | exact
05.02.2023 г. | 2023-02-05 | exact
около 5 марта 2023 года | 2023-03-05 | approx
17-18 марта | 2024-03-17..2024-03-18 | range
17–18 марта 2023 года | 2023-03-17..2023-03-18 | range
с 17 по 18 марта 2022 года | 2022-03-17..2022-03-18 | range
с 28 февраля по 3 марта 2023 года | 2023-02-28..2023-03-03 | range
с 30 декабря по 2 января | 2023-12-30..2024-01-02 | range
5 и 6 января 2022 года | 2022-01-05..2022-01-06 | range
между 4 и 6 января | 2024-01-04..2024-01-06 | range
в ночь с 4 на 5 января | 2024-01-04..2024-01-05 | night
в ночь на 5 января 2022 года | 2022-01-04..2022-01-05 | night
в ночь с 31 декабря на 1 января 2023 года | 2022-12-31..2023-01-01 | night
ночью 6 января 2022 года | 2022-01-06 | night
с сентября 2022 по февраль 2023 | 2022-09-01..2023-02-28 | range
с сентября 2022 года по февраль 2023 года | 2022-09-01..2023-02-28 | range
с мая по июль 2022 года | 2022-05-01..2022-07-31 | range
с 5 февраля угрозы не прекращаются | 2024-02-05..2024-03-13 | range
с октября 2023 года она под арестом | 2023-10-01..2024-03-13 | range
с 2019 года | 2019-01-01..2024-03-13 | range
в мае 2022 года | 2022-05-01..2022-05-31 | month
в мае | 2023-05-01..2023-05-31 | month
в феврале этого года | 2024-02-01..2024-02-29 | month
в начале марта 2023 года | 2023-03-01..2023-03-10 | approx
в конце января | 2024-01-22..2024-01-31 | approx
осенью 2022 года | 2022-09-01..2022-11-30 | approx
в 2022 году | 2022-01-01..2022-12-31 | year
в 2022-2023 годах | 2022-01-01..2023-12-31 | range
в прошлом году | 2023-01-01..2023-12-31 | year
в этом году | 2024-01-01..2024-12-31 | year
вчера | 2024-03-12 | exact
позавчера | 2024-03-11 | exact
накануне полиция пришла | 2024-03-12 | exact
сегодня утром | 2024-03-13 | exact
в минувшую пятницу | 2024-03-08 | exact
в прошлую среду | 2024-03-06 | exact
в понедельник редакция сообщила | 2024-03-11 | exact
во вторник | 2024-03-12 | exact
на прошлой неделе | 2024-03-04..2024-03-10 | range
на этой неделе | 2024-03-11..2024-03-17 | range
в прошлом месяце | 2024-02-01..2024-02-29 | month
три дня назад | 2024-03-10 | exact
две недели назад | 2024-02-28 | approx
неделю назад | 2024-03-06 | approx
месяц назад | 2024-02-01..2024-02-29 | approx
в ночь на вторник | 2024-03-11..2024-03-12 | night
в ночь с субботы на воскресенье | 2024-03-09..2024-03-10 | night
прошлой ночью | 2024-03-12..2024-03-13 | night
в минувшие выходные | 2024-03-09..2024-03-10 | range
на днях | 2024-03-07..2024-03-13 | approx
третьего февраля | 2024-02-03 | exact
двадцать первого ноября прошлого года | 2023-11-21 | exact
тринадцатое марта | 2024-03-13 | exact
в ночь с четвёртого на пятое марта | 2024-03-04..2024-03-05 | night
за две ночи, с 4 на 6 марта | 2024-03-04..2024-03-06 | range
прошедшей ночью | 2024-03-12..2024-03-13 | night
этим утром | 2024-03-13 | exact
в прошедший четверг | 2024-03-07 | exact
вечер вторника | 2024-03-12 | exact
Понедельник. Сайт не открылся | 2024-03-11 | exact
в прошлый вторник, 5 марта, | 2024-03-05 | exact
Вчера, 12 марта, суд | 2024-03-12 | exact
6 марта пришли. В тот же день увезли | 2024-03-06; 2024-03-06 | exact; exact
6 марта пришли, на следующий день увезли | 2024-03-06; 2024-03-07 | exact; exact
6 марта судили, за день до этого избили | 2024-03-06; 2024-03-05 | exact; exact
в ночь на 6 марта подожгли, той же ночью позвонили | 2024-03-05..2024-03-06; 2024-03-05 | night; exact
"""
KAZAKH = """
2023 жылғы 17 наурызда | 2023-03-17 | exact
2023 жылдың 5 ақпанында ұсталды | 2023-02-05 | exact
5 қаңтарда тілшіні ұстады | 2024-01-05 | exact
биыл 8 наурызда | 2024-03-08 | exact
былтыр 8 қарашада | 2023-11-08 | exact
осы жылғы 8 ақпан | 2024-02-08 | exact
өткен жылғы 20 желтоқсанда | 2023-12-20 | exact
2022 ж. 6 қаңтар | 2022-01-06 | exact
20 сәуірде сот өтеді | 2024-04-20 | exact
20 қарашада сот болды | 2023-11-20 | exact
05.02.2023 күні | 2023-02-05 | exact
6 наурыз, сәрсенбі күні | 2024-03-06 | exact
шамамен 5 наурызда | 2024-03-05 | approx
17-18 наурызда | 2024-03-17..2024-03-18 | range
2022 жылғы 17–18 наурызда | 2022-03-17..2022-03-18 | range
5 және 6 қаңтарда | 2024-01-05..2024-01-06 | range
2023 жылғы 28 ақпан мен 3 наурыз аралығында | 2023-02-28..2023-03-03 | range
6 желтоқсаннан 11 желтоқсанға дейін | 2023-12-06..2023-12-11 | range
4 қаңтардан 5 қаңтарға қараған түні | 2024-01-04..2024-01-05 | night
5 қаңтарға қараған түні | 2024-01-04..2024-01-05 | night
4-5 қаңтарға қараған түні | 2024-01-04..2024-01-05 | night
2022 жылғы 5 қаңтарға қараған түні | 2022-01-04..2022-01-05 | night
6 қаңтар түні | 2024-01-06 | night
2022 жылғы қыркүйектен 2023 жылғы ақпанға дейін | 2022-09-01..2023-02-28 | range
5 ақпаннан бері | 2024-02-05..2024-03-13 | range
2023 жылғы қазаннан бері | 2023-10-01..2024-03-13 | range
2019 жылдан бері | 2019-01-01..2024-03-13 | range
2022 жылғы мамырда | 2022-05-01..2022-05-31 | month
мамырда | 2023-05-01..2023-05-31 | month
қазан айында | 2023-10-01..2023-10-31 | month
өткен мамыр айында | 2023-05-01..2023-05-31 | month
наурыздың басында | 2024-03-01..2024-03-10 | approx
2022 жылдың күзінде | 2022-09-01..2022-11-30 | approx
2022 жылы | 2022-01-01..2022-12-31 | year
2020-сыншы жылы | 2020-01-01..2020-12-31 | year
2022 жылғы 1-інші сәуірде | 2022-04-01 | exact
2022-2023 жылдары | 2022-01-01..2023-12-31 | range
былтыр | 2023-01-01..2023-12-31 | year
биыл | 2024-01-01..2024-12-31 | year
өткен жылы | 2023-01-01..2023-12-31 | year
бүгін | 2024-03-13 | exact
кеше | 2024-03-12 | exact
кешегі жиында | 2024-03-12 | exact
алдыңғы күні | 2024-03-11 | exact
өткен жұмада | 2024-03-08 | exact
дүйсенбі күні | 2024-03-11 | exact
өткен аптада | 2024-03-04..2024-03-10 | range
осы аптада | 2024-03-11..2024-03-17 | range
өткен айда | 2024-02-01..2024-02-29 | month
үш күн бұрын | 2024-03-10 | exact
екі апта бұрын | 2024-02-28 | approx
бір ай бұрын | 2024-02-01..2024-02-29 | approx
ақпанның 20-сында | 2024-02-20 | exact
бейсенбіде | 2024-03-07 | exact
қыркүйектен бері | 2023-09-01..2024-03-13 | range
2022 жылғы күзден бері | 2022-09-01..2024-03-13 | range
өткен жылдың соңында | 2023-09-02..2023-12-31 | approx
кеше түнде | 2024-03-12..2024-03-13 | night
демалыс күндері | 2024-03-09..2024-03-10 | range
2023 жылгы 17 наурызда | 2023-03-17 | exact
жиырма бірінші қарашада | 2023-11-21 | exact
он бесінші ақпанда | 2024-02-15 | exact
алтыншы наурызда | 2024-03-06 | exact
Сейсенбі. Сайт ашылмады | 2024-03-12 | exact
6 наурызда ұстады, сол күні босатты | 2024-03-06; 2024-03-06 | exact; exact
6 наурызда ұстады, ертесіне босатты | 2024-03-06; 2024-03-07 | exact; exact
6 наурызда ұстады, келесі күні босатты | 2024-03-06; 2024-03-07 | exact; exact
6 наурызда соттады. Бұдан бір күн бұрын ұрған | 2024-03-06; 2024-03-05 | exact; exact
бір күн бұрын | 2024-03-12 | exact
Keşe tılşı ūstaldy, jurnalist aıtty | 2024-03-12 | exact
2023 jylǵy 17 naýryzda tilshi aıtty | 2023-03-17 | exact
8 qarashada sot otti, dedi qorghaushy | 2023-11-08 | exact
"""
ENGLISH = """
On March 17, 2023, he was detained | 2023-03-17 | exact
on 17 March 2023 | 2023-03-17 | exact
on January 5 police came | 2024-01-05 | exact
On November 8 last year | 2023-11-08 | exact
on March 8 this year | 2024-03-08 | exact
the 5th of February 2023 | 2023-02-05 | exact
Jan. 21, 2024 | 2024-01-21 | exact
2023-02-05 was the day | 2023-02-05 | exact
in a February 21 statement | 2024-02-21 | exact
Stockholm, February 23, 2023 | 2023-02-23 | exact
the hearing is on April 20 | 2024-04-20 | exact
detained on 20 November | 2023-11-20 | exact
Wednesday, March 6, he | 2024-03-06 | exact
around March 5, 2023 | 2023-03-05 | approx
17-18 March | 2024-03-17..2024-03-18 | range
March 17-18, 2023 | 2023-03-17..2023-03-18 | range
from 28 February to 3 March 2023 | 2023-02-28..2023-03-03 | range
between 4 and 6 January 2022 | 2022-01-04..2022-01-06 | range
from December 30 to January 2 | 2023-12-30..2024-01-02 | range
since 6 December blocked by 11 December | 2023-12-06..2024-03-13; 2023-12-11 | range; exact
night of 4-5 January | 2024-01-04..2024-01-05 | night
on the night of January 4-5, 2022 | 2022-01-04..2022-01-05 | night
the night of 4 to 5 January 2022 | 2022-01-04..2022-01-05 | night
on the night of January 5 | 2024-01-05..2024-01-06 | night
from September 2022 to February 2023 | 2022-09-01..2023-02-28 | range
since February 5 | 2024-02-05..2024-03-13 | range
since October 2023 | 2023-10-01..2024-03-13 | range
since the fall of 2022 | 2022-09-01..2024-03-13 | range
since 2019 | 2019-01-01..2024-03-13 | range
in May 2022 | 2022-05-01..2022-05-31 | month
This May, they detained me | 2023-05-01..2023-05-31 | month
in July | 2023-07-01..2023-07-31 | month
last November | 2023-11-01..2023-11-30 | month
in early March 2023 | 2023-03-01..2023-03-10 | approx
late January | 2024-01-22..2024-01-31 | approx
in the fall of 2022 | 2022-09-01..2022-11-30 | approx
in 2022 | 2022-01-01..2022-12-31 | year
in 2022-2023 | 2022-01-01..2023-12-31 | range
last year | 2023-01-01..2023-12-31 | year
this year | 2024-01-01..2024-12-31 | year
yesterday | 2024-03-12 | exact
the day before yesterday | 2024-03-11 | exact
today | 2024-03-13 | exact
last Friday | 2024-03-08 | exact
last Wednesday | 2024-03-06 | exact
the Committee said Monday | 2024-03-11 | exact
on Tuesday evening | 2024-03-12 | exact
last week | 2024-03-04..2024-03-10 | range
this week | 2024-03-11..2024-03-17 | range
last month | 2024-02-01..2024-02-29 | month
three days ago | 2024-03-10 | exact
two weeks ago | 2024-02-28 | approx
a week ago | 2024-03-06 | approx
a month ago | 2024-02-01..2024-02-29 | approx
last night | 2024-03-12..2024-03-13 | night
over the weekend | 2024-03-09..2024-03-10 | range
on the fourth of March | 2024-03-04 | exact
the twenty-first of November | 2023-11-21 | exact
windows were smashed overnight. | 2024-03-12..2024-03-13 | night
this morning | 2024-03-13 | exact
Tuesday. The site fell | 2024-03-12 | exact
he died on Monday; the evening before he was shot | 2024-03-11; 2024-03-10 | exact; exact
a raid on March 6; that same evening | 2024-03-06; 2024-03-06 | exact; exact
a raid on March 6; the next morning | 2024-03-06; 2024-03-07 | exact; exact
a raid on March 6; a day earlier | 2024-03-06; 2024-03-05 | exact; exact
a day earlier | 2024-03-12 | exact
"""


def rows() -> list[tuple[str, str, str, str]]:
    tables = (("ru", RUSSIAN), ("kk", KAZAKH), ("en", ENGLISH))
    return [
        (language, *(cell.strip() for cell in line.split("|")))  # type: ignore[misc]  # three cells by construction
        for language, table in tables
        for line in table.strip().splitlines()
    ]


@pytest.mark.parametrize(("language", "phrase", "expected", "precision"), rows())
def test_phrase(language: str, phrase: str, expected: str, precision: str) -> None:
    wanted = [
        (*days(span.strip()), word.strip())
        for span, word in zip(expected.split(";"), precision.split(";"), strict=True)
    ]
    assert [(when.start, when.end, when.precision) for when in dates_in(phrase, language, PUBLISHED)] == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They may march against the second verdict, he said at 10:30."),
        ("en", "The fine is 2,000 tenge; 15 people and 3 editors were heard."),
        ("en", "She sat in the sun and wed the march to the may."),
        ("en", "The first of many, an overnight train; that day, the next day."),
        ("ru", "Адрес в выходных данных, пятое колесо, двадцать первого телефона нет."),
        ("ru", "В тот же день и на следующий день."),
        ("kk", "Бесінші күні, сол күні, ертесіне."),
        ("ru", "В мартовском номере 12 журналистов и 5 редакторов, пункт 3.2.1."),
        ("ru", "Средства в размере 2022 тенге; у 7 маяков."),
        ("kk", "Қазанда ет қайнап жатыр, 12 тілші келді."),
        ("kk", "Бұл жаңа маусымда ойнайды."),
        ("kk", "Маусым жабылды, 3 адам сотқа барды."),
    ],
)
def test_what_names_no_time(language: str, text: str) -> None:
    assert dates_in(text, language, PUBLISHED) == ()


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_impossible_days_are_left_out(language: str) -> None:
    text = {"ru": "31 февраля 2023 года", "kk": "2023 жылғы 31 ақпанда", "en": "February 31, 2023"}[language]
    assert not [when for when in dates_in(text, language, PUBLISHED) if when.precision == "exact"]


def test_offsets_point_at_the_phrase() -> None:
    text = "Тілшіні 2023 жылғы 17 наурызда ұстады, кеше босатты."
    assert [text[when.start_offset : when.end_offset] for when in dates_in(text, "kk", PUBLISHED)] == [
        "2023 жылғы 17 наурызда",
        "кеше",
    ]


def test_without_publication_only_what_names_its_year() -> None:
    text = "Вчера и 5 января искали, а 6 января 2022 года нашли."
    assert [when.start for when in dates_in(text, "ru", None)] == [date(2022, 1, 6)]


def test_a_date_without_a_year_takes_that_of_its_paragraph() -> None:
    text = "On 20 January 2022 she was tried for a rally on 5 January.\n\nOn 6 January she was seen."
    assert [when.start for when in dates_in(text, "en", PUBLISHED)] == [
        date(2022, 1, 20),
        date(2022, 1, 5),
        date(2024, 1, 6),
    ]


def test_what_leans_on_a_day_leans_on_the_last_one_named() -> None:
    text = "On 20 January she was tried.\n\nOn 6 February she was seen, and the next day beaten."
    assert [when.start for when in dates_in(text, "en", PUBLISHED)][-1] == date(2024, 2, 7)


@pytest.mark.parametrize(
    ("phrase", "reading"), [("yesterday", "-1"), ("on March 5", "day"), ("since 2019", "since_year")]
)
def test_the_kind_of_phrase_is_told(phrase: str, reading: str) -> None:
    assert [when.reading for when in dates_in(phrase, "en", PUBLISHED)] == [reading]


def test_publication_may_be_a_moment() -> None:
    (found,) = dates_in("вчера", "ru", datetime(2024, 3, 13, 4, tzinfo=UTC))
    assert found == When(date(2024, 3, 12), date(2024, 3, 12), "exact", 0, 5)


def test_leap_day_without_a_year() -> None:
    (found,) = dates_in("29 февраля", "ru", date(2023, 3, 1))
    assert found.start == date(2020, 2, 29)


def test_a_megabyte_of_digits_ends() -> None:
    assert dates_in("1 " * 200_000, "en", PUBLISHED) == ()
