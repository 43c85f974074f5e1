"""Headlines written for tilshi, one a line: Russian ones are full of Kazakh names, Kazakh ones in three spellings."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifiers.language import detector

HEADLINES = Path(__file__).with_name("headlines")
RIGHT = {"ru": 0.98, "kk": 0.98, "en": 0.98, "kk-plain": 0.98, "kk-latin": 0.97}  # of a file, at least


@pytest.mark.parametrize("capitals", [False, True], ids=["as written", "in capitals"])
@pytest.mark.parametrize("name", RIGHT)
def test_headlines(name: str, capitals: bool) -> None:
    lines = list(filter(None, (HEADLINES / f"{name}.txt").read_text(encoding="utf-8").splitlines()))
    assert len(lines) >= 100
    language = name.partition("-")[0]
    texts = [line.upper() for line in lines] if capitals else lines
    wrong = [(text, guess) for text in texts if (guess := detector().detect(text, "")).language != language]
    assert len(wrong) <= (1 - RIGHT[name]) * len(lines) + (0.01 * len(lines) if capitals else 0), wrong


def test_every_file_is_measured() -> None:
    assert {path.stem for path in HEADLINES.glob("*.txt")} == set(RIGHT)
