"""What this field's pages carry: watchdogs' headers, announced lists, notices, teasers; and the seeds as a whole."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest

from crawler.completion import announced_loss
from crawler.dates import read_age
from crawler.extraction import Extraction
from crawler.watchdog import read_header
from index.model import AlertHeader, ListLoss, Removed, RemovedKind
from tests.crawler.test_extraction import NOW, PARAGRAPHS, extract, ld, meta, page_of, text_of

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


def seed(number: str) -> Extraction:
    """Extract a seed from a page made of its lines, its first line the title."""
    files = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not files:
        pytest.skip(f"{SEEDS} is not here")
    lines = [line.strip() for line in files[0].read_text(encoding="utf-8").splitlines() if line.strip()]
    title = next(line for line in lines if not line.startswith("•"))
    return extract(page_of(text_of(*map(escape, lines)), title=escape(title)))


# --- headers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "places", "happened", "updated"),
    [
        (("Location: Russia, Moscow", "Date: January 21, 2024", "Update: April 12, 2024"), ["ru", "moscow"],
         (date(2024, 1, 21), date(2024, 1, 21), "exact"), date(2024, 4, 12)),
        (("Location: Kazakhstan, Almaty Date: 4-5 January 2022 Updated: 6 January 2022",), ["kz", "almaty"],
         (date(2022, 1, 4), date(2022, 1, 5), "range"), date(2022, 1, 6)),
        (("Место: Казахстан, Уральск", "Дата: 5 февраля 2023 года", "Обновлено: 7 февраля 2023 года"), ["kz", "oral"],
         (date(2023, 2, 5), date(2023, 2, 5), "exact"), date(2023, 2, 7)),
        (("Место события: Шымкент", "Дата события: в ночь с 4 на 5 января 2022 года"), ["shymkent"],
         (date(2022, 1, 4), date(2022, 1, 5), "night"), None),
        (("Орны: Қазақстан, Ақтөбе", "Күні: 2023 жылғы 5 ақпан", "Жаңартылды: 2023 жылғы 7 ақпан"), ["kz", "aktobe"],
         (date(2023, 2, 5), date(2023, 2, 5), "exact"), date(2023, 2, 7)),
        (("Orny: Qazaqstan, Şymkent", "Küni: 2023 jylğy 5 aqpan", "Jañartyldy: 2023 jylğy 7 aqpan"), ["kz", "shymkent"],
         (date(2023, 2, 5), date(2023, 2, 5), "exact"), date(2023, 2, 7)),
    ],
)  # fmt: skip
def test_header(
    lines: tuple[str, ...], places: list[str], happened: tuple[date, date, str], updated: date | None
) -> None:
    found = extract(page_of(text_of(*lines, *PARAGRAPHS)))
    assert found.header is not None
    assert found.header.happened is not None
    assert [place.id for place in found.header.places] == places
    assert (found.header.happened.start, found.header.happened.end, found.header.happened.precision) == happened
    assert found.header.updated == updated
    assert found.text == "\n\n".join([*lines, *PARAGRAPHS])
    assert found.removed == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("Дата: 5 февраля 2023 года",),
        ("Place: the editors met in the street.", "He told them: go home."),
        ("Место: тюрьма", "Дата: неизвестна"),
        ("Суд назвал место: Алматы", "и назвал дату: 5 февраля 2023"),
    ],
)
def test_what_is_no_header(lines: tuple[str, ...]) -> None:
    assert read_header([*lines, *PARAGRAPHS]) is None


@pytest.mark.parametrize(
    ("date_line", "at"),
    [
        ("Date: January 21, 2024", datetime(2024, 1, 21, tzinfo=UTC)),
        ("Дата: в ночь с 4 на 5 января 2024 года", datetime(2024, 1, 5, tzinfo=UTC)),
        ("Күні: 2024 жылғы 5 ақпан", datetime(2024, 2, 5, tzinfo=UTC)),
    ],
)
def test_date_line_is_the_publication_where_no_date_is_declared(date_line: str, at: datetime) -> None:
    body = text_of("Location: Russia, Moscow", date_line, "Update: April 12, 2024", *PARAGRAPHS)
    found = extract(page_of(body))
    assert (found.published_at, found.published_from) == (at, "header")
    assert found.modified_at == datetime(2024, 4, 12, tzinfo=UTC)
    assert date_line in found.text


@pytest.mark.parametrize(
    ("head", "printed", "origin"),
    [
        (ld(datePublished="2024-01-23"), "", "json-ld"),
        (meta("article:published_time", "2024-01-23"), "", "opengraph"),
        ("", '<time datetime="2024-01-23">23 January</time>', "time"),
        ("", '<div class="date">January 23, 2024</div>', "searched"),
        # The page's style names say "date" of the header's own lines too.
        ("", '<div class="date">January 23, 2024</div><p class="date">Update: April 12, 2024</p>', "searched"),
        ("", '<p class="date">Update: April 12, 2024</p><div class="date">January 23, 2024</div>', "searched"),
    ],
)
def test_date_line_of_an_alert_stands_back_behind_a_date_of_the_page(head: str, printed: str, origin: str) -> None:
    body = text_of("Location: Russia", "Date: January 21, 2024", "Update: April 12, 2024", *PARAGRAPHS)
    found = extract(page_of(printed + body, head))
    assert (found.published_at, found.published_from) == (datetime(2024, 1, 23, tzinfo=UTC), origin)


@pytest.mark.parametrize("words", ["January 2024", "2024", "January 21, 2034", "1 January 1970"])
def test_date_line_that_names_no_day_that_can_be(words: str) -> None:
    found = extract(page_of(text_of("Location: Russia", f"Date: {words}", "Update: April 12, 2024", *PARAGRAPHS)))
    assert found.header is not None
    assert found.header.words == AlertHeader("Russia", words, "April 12, 2024")
    assert found.published_from != "header"


def test_update_line_is_the_modified_date_unless_the_page_declares_one() -> None:
    body = text_of("Location: Russia", "Date: January 21, 2024", "Update: April 12, 2024", *PARAGRAPHS)
    found = extract(page_of(body))
    assert (found.modified_at, found.modified_from) == (datetime(2024, 4, 12, tzinfo=UTC), "header")
    found = extract(page_of(body, ld(dateModified="2024-05-01T10:00:00Z")))
    assert (found.modified_at, found.modified_from) == (datetime(2024, 5, 1, 10, tzinfo=UTC), "json-ld")


# --- announced lists --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("announcement", "loss"),
    [
        ("The four attacks since February 5 were:", (4, 0)),
        ("CPJ has documented at least 12 cases this year:", (12, 0)),
        ("The following journalists were detained:", (None, 0)),
        ("С 5 февраля произошло четыре нападения:", (4, 0)),
        ("Полиция задержала трёх журналистов:", (3, 0)),
        ("Зафиксированы следующие случаи:", (None, 0)),
        ("5 ақпаннан бері төрт шабуыл жасалды:", (4, 0)),
        ("Полиция мына тілшілерді ұстады: екі тілші:", (2, 0)),
        ("Келесі оқиғалар тіркелді:", (None, 0)),
        ("5 aqpannan beri tórt shabýyl boldy:", (4, 0)),
        ("Two journalists said:", None),
        ("Трое журналистов сообщили:", None),
        ("Екі тілші айтты:", None),
        ("The editor of 2 outlets was fined.", None),
        ("On February 5 he wrote to them:", None),
        ("Ahead of the February 5 attacks on journalists:", None),
        ("Он журналист:", None),
        ("Читайте также:", None),
    ],
)
def test_announced_list_that_is_missing(announcement: str, loss: tuple[int | None, int] | None) -> None:
    expected = loss and ListLoss(*loss, announcement)
    assert announced_loss([PARAGRAPHS[0], announcement, PARAGRAPHS[1], PARAGRAPHS[2]]) == expected
    assert announced_loss([PARAGRAPHS[0], f"Полиция молчит. {announcement}"]) == expected


@pytest.mark.parametrize(
    "items",
    [
        ["- разбиты окна", "- сожжена машина", "- угрозы семье", "- обыск"],
        ["1. разбиты окна", "2) сожжена машина", "3. угрозы семье", "4. обыск"],
        ["А. Б. Сапаров: штраф.", "Elizabeth A. Burton: fined.", "Ж. Осман: қамау.", "Редакция «Дала»: обыск."],
        ["5 февраля разбили окна", "8 февраля сожгли машину", "14 февраля угрожали", "20 февраля обыскали"],
    ],
)
def test_announced_list_that_is_there(items: list[str]) -> None:
    announcement = "С 5 февраля произошло четыре нападения:"
    assert announced_loss([announcement, *items, PARAGRAPHS[0]]) is None
    assert announced_loss([announcement, *items[:2], PARAGRAPHS[0]]) == ListLoss(4, 2, announcement)


def test_list_on_the_page_is_no_loss() -> None:
    items = "".join(f"<li>{day} февраля: окна редакции разбиты неизвестными</li>" for day in (5, 8, 14, 20))
    announcement = "С 5 февраля произошло четыре нападения:"
    begun = f"{text_of()}<p>{announcement}</p>"
    assert extract(page_of(f"{begun}<ul>{items}</ul>")).loss is None
    assert extract(page_of(f"{begun}<p>{PARAGRAPHS[0]} Ещё раз.</p>")).loss == ListLoss(4, 0, announcement)


# --- what is taken out, and recorded ----------------------------------------------------------------------------------


FURNITURE = {
    RemovedKind.NOTICE: [
        "Настоящий материал (информация) произведен и распространен иностранным агентом «Пример»",
        "* «Пример» признан в России иностранным агентом",
        "*Организация признана нежелательной на территории РФ",
        "* Designated as a foreign agent by the Russian Ministry of Justice",
        "* «Мысал» Ресейде шетелдік агент деп танылған",
        "Бұл материалды шетел агенті таратты",
    ],
    RemovedKind.TEASER: [
        "Читайте также: Суд продлил арест редактора",
        "Тағы оқыңыз: Сот редактордың қамауын ұзартты",
        "Тагы окыныз: Сот редактордын камауын узартты",
        "Taǵy oqyńyz: Sot redaktordyń qamaýyn uzartty",
        "Tağy oqyñyz: Sot redaktordyñ qamauyn ūzartty",
    ],
    RemovedKind.SHARE: [
        "Поделиться",
        "Подписывайтесь на наш Telegram-канал",
        "Telegram arnamyzğa jazylyñyz",
        "Бөлісу",
        "Bólisý",
        "Pikir qaldyru",
        "Exit mobile version",
        "Leave a Reply",
        "If you have been harassed or abused in any way, please report the incident by using the following form.",
    ],
    RemovedKind.CREDIT: ["Suret: Danıar Musin", "Фото: Данияр Мусин", "Photo: Daniyar Musin / Outlet"],
    RemovedKind.RIGHTS: ["Перепечатка материалов возможна только с активной ссылкой на сайт."],
    RemovedKind.ABOUT: [
        "The Steppe Reporters Fund is a non-profit organisation of and for the journalists of five countries. Its"
        " lawyers advise newsrooms in court, its trainers teach reporters how to work where it is dangerous, and its"
        " small grants keep local newspapers alive. Whoever wants to help may write to the office in any language.",
    ],
}


@pytest.mark.parametrize(("kind", "furniture"), [(kind, line) for kind, lines in FURNITURE.items() for line in lines])
def test_furniture_is_taken_out_and_recorded(kind: RemovedKind, furniture: str) -> None:
    found = extract(page_of(text_of(*PARAGRAPHS[:2], furniture, *PARAGRAPHS[2:])))
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.removed == (Removed(kind, furniture),)


@pytest.mark.parametrize(
    "pager",
    [
        ("Previous", "Previous", "Mexico: 263 Journalists at Risk", "Next", "Next", "Türkiye: Acquittal Overturned"),
        ("Предыдущая запись", "В Мексике напали на редакцию", "Следующая запись", "Суд в Турции отменил приговор"),
        ("Алдыңғы мақала", "Мексикада редакцияға шабуыл жасалды", "Келесі мақала", "Түркияда үкім бұзылды"),
        ("Aldyńǵy maqala", "Meksıkada redaksıaǵa shabýyl jasaldy", "Kelesi maqala", "Túrkıada úkim buzyldy"),
    ],
)
def test_neighbours_of_the_article_are_taken_out(pager: tuple[str, ...]) -> None:
    found = extract(page_of(text_of(*PARAGRAPHS, *pager)))
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.removed == tuple(Removed(RemovedKind.PAGER, line) for line in pager)


def test_every_kind_that_is_removed_is_tested() -> None:
    assert {*FURNITURE, RemovedKind.PAGER} == set(RemovedKind)


def test_what_is_recorded_is_bounded() -> None:
    teasers = "".join(f"<li><a href='/{n}'>{n} {'слово ' * 300}</a></li>" for n in range(300))
    found = extract(page_of(f"{text_of()}<p>Читайте также:</p><ul>{teasers}</ul>"))
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert len(found.removed) <= 200
    assert all(len(removed.text) <= 1000 for removed in found.removed)


@pytest.mark.parametrize(
    "sentence",
    [
        "Следующая сессия суда назначена на понедельник, сообщили в редакции журналистам.",
        "Next week the court will hear the editor and two witnesses of the attack on the office.",
        "Ассоциация — международная правозащитная организация.",
        "Адвокат напомнил, что редактора признали иностранным агентом в прошлом году, и просил это учесть.",
    ],
)
def test_sentences_that_look_like_furniture_stay(sentence: str) -> None:
    found = extract(page_of(text_of(*PARAGRAPHS[:2], sentence, *PARAGRAPHS[2:])))
    assert sentence in found.text
    assert found.removed == ()


# --- dates that count from now ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("Вчера, 15:30", datetime(2026, 3, 9, 15, 30, tzinfo=UTC)),
        ("сегодня в 09:05", datetime(2026, 3, 10, 9, 5, tzinfo=UTC)),
        ("3 часа назад", datetime(2026, 3, 10, 9, tzinfo=UTC)),
        ("20 минут назад", datetime(2026, 3, 10, 11, 40, tzinfo=UTC)),
        ("2 дня назад", datetime(2026, 3, 8, tzinfo=UTC)),
        ("Кеше, 18:00", datetime(2026, 3, 9, 18, tzinfo=UTC)),
        ("Бүгін", datetime(2026, 3, 10, tzinfo=UTC)),
        ("5 сағат бұрын", datetime(2026, 3, 10, 7, tzinfo=UTC)),
        ("Keşe, 18:00", datetime(2026, 3, 9, 18, tzinfo=UTC)),
        ("an hour ago", datetime(2026, 3, 10, 11, tzinfo=UTC)),
        ("Yesterday", datetime(2026, 3, 9, tzinfo=UTC)),
        ("2 weeks ago", datetime(2026, 2, 24, tzinfo=UTC)),
    ],
)
def test_age_in_place_of_a_date(words: str, at: datetime) -> None:
    found = extract(page_of(f'<div class="date">{words}</div>{text_of()}'))
    assert (found.published_at, found.published_from) == (at, "searched")


@pytest.mark.parametrize("words", ["", "Сегодняшний день", "ago", "вчера, 27:80", "day 3"])
def test_what_is_no_age(words: str) -> None:
    assert read_age(words, NOW) is None


# --- the seeds --------------------------------------------------------------------------------------------------------


def test_seed_000_alert_with_header_and_neighbours() -> None:
    found = seed("000")
    assert found.outcome is None
    assert found.header is not None
    assert found.header.happened is not None
    assert found.header.location == "Russia, Moscow"
    assert [place.id for place in found.header.places] == ["ru", "moscow"]
    assert (found.header.happened.start, found.header.updated) == (date(2024, 1, 21), date(2024, 4, 12))
    assert found.header.words == AlertHeader("Russia, Moscow", "January 21, 2024", "April 12, 2024")
    assert (found.published_at, found.published_from) == (datetime(2024, 1, 21, tzinfo=UTC), "header")
    assert (found.modified_at, found.modified_from) == (datetime(2024, 4, 12, tzinfo=UTC), "header")
    for gone in ("Mexico", "Turkiye", "Previous", "following form", "pioneered mentorship"):
        assert gone not in found.text
    for kind, recorded in (
        (RemovedKind.PAGER, "Mexico: 263"),
        (RemovedKind.PAGER, "Turkiye:"),
        (RemovedKind.SHARE, "following form"),
        (RemovedKind.ABOUT, "pioneered mentorship"),
    ):
        assert any(recorded in removed.text and removed.kind is kind for removed in found.removed)
    for kept in ("Acclaimed science journalist", "Barabanov", "15 cases of transnational repression", "Kurmasheva"):
        assert kept in found.text
    assert found.loss is None


def test_seed_001_first_person_without_breadcrumbs() -> None:
    found = seed("001")
    assert found.outcome is None
    assert found.text.startswith("On November 8 this year")
    assert "Leave a Reply" not in found.text
    assert "freedom of expression as an ideal" in found.text
    assert (found.header, found.loss) == (None, None)


def test_seed_002_lost_list_is_flagged_and_caption_kept() -> None:
    found = seed("002")
    assert found.outcome is None
    assert found.loss == ListLoss(4, 0, "The four attacks since February 5 were:")
    assert "set fire to two cars belonging to" in found.text
    assert "Exit mobile version" not in found.text
    assert "assault on Moldabekov on February 22" in found.text


def test_seed_004_report_whole() -> None:
    found = seed("004")
    assert found.outcome is None
    assert "Kochektov" in found.text
    assert "Kochakov" in found.text
    assert (found.header, found.loss, found.removed) == (None, None, ())
