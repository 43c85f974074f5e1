"""Chronicles and reports: their incidents are found one by one, and a text that looks back over months is a report."""

from __future__ import annotations

from datetime import date

import pytest

from classifiers.language import detector
from classifiers.report import incidents, is_report
from index.model import Fact
from index.options import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
PADDING = "Наблюдатели ежедневно читают сообщения изданий и звонят редакциям, чтобы проверить каждый случай. " * 7


def found(text: str, published: date | None = date(2025, 7, 1)) -> tuple[Fact, ...]:
    return incidents(text, detector().detect("", text), published)


def test_each_item_of_a_list_is_an_incident() -> None:
    text = f"""{PADDING}

В 2025 году зафиксированы такие случаи:

- 3 марта в Семее охранник ударил корреспондента районной газеты по руке и отобрал камеру.
- В ночь на 18 марта неизвестные сожгли машину редактора портала «Иртыш дауысы».
- 2 апреля 2025 года суд оштрафовал блогера из Аягоза за прямой эфир.
- 9 мая дрон телеканала столкнулся с чужим аппаратом.
- Наши контакты: 7 (727) 000-00-00.

5 мая 2025 года президент подписал указ о музеях."""
    items = found(text)
    assert [item.value for item in items] == ["2025-03-03", "2025-03-17/2025-03-18", "2025-04-02", "2025-05-09"]
    assert all(text[item.start : item.end] == item.text for item in items)
    assert items[0].text.startswith("3 марта") and items[0].text.endswith("камеру.")
    assert [item.role for item in items] == ["exact", "night", "exact", "exact"]
    assert items[0].confidence > items[3].confidence  # the last says nothing of an act
    assert not is_report(items)


@pytest.mark.parametrize(
    ("mark", "lines"),
    [
        ("• ", ["On {} police detained a reporter of the district newspaper in Kentau."]),
        ("", ["{} күні Кентауда полиция газет тілшісін ұстап, бөлімшеге алып кетті."]),
        ("1. ", ["{} в Кентау полиция задержала корреспондента районной газеты."]),
    ],
    ids=["en", "kk", "ru"],
)
def test_many_incidents_months_apart_make_a_report(mark: str, lines: list[str]) -> None:
    months = {"On": "{} {} 2024", "{}": "{}.{:02}.2024"}["On" if lines[0].startswith("On") else "{}"]
    names = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]

    def told(spread: bool) -> str:
        days = [(day + 3, day if spread else 0) for day in range(9)]
        said = [months.format(day, names[month] if "On" in lines[0] else month + 1) for day, month in days]
        return "\n".join(mark + lines[0].format(day) for day in said)

    report, week = found(told(spread=True)), found(told(spread=False))
    assert len(report) == len(week) == 9
    assert is_report(report) and not is_report(week)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1. 2. 3. " * 500,
        "\n".join(f"{hour}:30 Ветер усилится, днём до {hour} градусов тепла, без осадков." for hour in range(10, 24)),
        "\n".join(f"- 3 марта завод выпустил {n} вагонов, а склад отгрузил {n} тонн угля." for n in range(20)),
        "99.99.9999 журналист избит\n" * 100,
    ],
)
def test_other_lists_are_none(text: str) -> None:
    assert found(text) == ()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not here")
def test_the_report_among_the_seeds_is_split() -> None:
    """It lists 61 dated incidents; what else its list marks hold are figures and sources."""
    (path,) = SEEDS.glob("003_*.txt")
    text = path.read_text(encoding="utf-8")
    items = found(text, date(2024, 3, 1))
    assert 55 <= len(items) <= 63
    assert sum(text[: item.start].endswith("• ") for item in items) >= 55
    assert is_report(items)
