"""Outlets: every alias in the data file leads to its outlet, in any case form, and ordinary words to none."""

from __future__ import annotations

import pytest

from index.search.outlets import aliases, outlet_of


@pytest.mark.parametrize(("outlet", "names"), aliases().items(), ids=lambda part: part if isinstance(part, str) else "")
def test_every_alias_leads_to_its_outlet(outlet: str, names: list[str]) -> None:
    assert {name: outlet_of(name) for name in names} == dict.fromkeys(names, outlet)
    assert {name: outlet_of(f"«{name}»") for name in names} == dict.fromkeys(names, outlet)


def test_there_are_enough() -> None:
    assert len(aliases()) >= 40


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("радио «Азаттык»", "azattyq"),
        ("Азаттықтың", "azattyq"),
        ("RFE/RL's Kazakh Service", "azattyq"),
        ("https://rus.azattyq.org/a/31.html", "azattyq"),
        ("RFE/RL", "rferl"),
        ("изданию «Медуза»", "meduza"),
        ("Уральской недели", "uralskweek"),
        ("Жас Алаштың", "jas-alash"),
        ("Егемен Қазақстан газетіне", "egemen"),
        ("газета", None),
        ("https://example.org/", None),
        ("Мадина Ертуганова", None),
        ("", None),
    ],
)
def test_outlet_of(text: str, outlet: str | None) -> None:
    assert outlet_of(text) == outlet
