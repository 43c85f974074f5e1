"""The reader of a worker process: what the day of publication means where the outlet is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.worker import Reader
from index.model import Article, LanguageGuess
from index.options import load_options

TEXT = (
    "Сегодня двое неизвестных избили корреспондента газеты «Айна» Асель Сапарову у здания суда. Она снимала "
    "выход судьи. Полиция приняла заявление журналистки."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_options())


@pytest.mark.parametrize(("timezone", "day"), [("Asia/Almaty", "2026-03-02"), (None, "2026-03-01")])
def test_today_is_the_outlets_day(reader: Reader, timezone: str | None, day: str) -> None:
    evening = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)  # half past one of the next day in Almaty
    article = Article("https://a.kz/1", "https://a.kz/1", "a", "Корреспондента избили у суда", TEXT,
                      LanguageGuess("und", "Zyyy", 0.0), published_at=evening)  # fmt: skip
    _, verdict = reader.judge(article, timezone=timezone)
    assert verdict and verdict.flagged
    assert [fact.value for fact in verdict.facts if fact.kind == "date"] == [day]
