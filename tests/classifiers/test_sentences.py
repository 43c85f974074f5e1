"""Sentences: offsets are true, abbreviations and initials do not end one."""

from __future__ import annotations

import pytest

from classifiers.sentences import split_sentences

CASES = [
    ("Суд прошёл 5 мая 2024 г. в Астане. Журналистку оштрафовали.", 2),
    ("М. Ахметова пришла. Её не пустили!", 2),
    ("Ол: «Мен кетпеймін!» – деді. Сосын шықты.", 2),
    ("Mr. Smith left at 5 p.m. on Sept. 3. He was held.", 2),
    ("Абзац один\n\nАбзац два", 2),
    ("Что? Да… Нет.", 3),
    ("", 0),
    ("   \n\n  ", 0),
]


@pytest.mark.parametrize(("text", "count"), CASES)
def test_counts(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


@pytest.mark.parametrize("text", [case[0] for case in CASES] + ["  a. B  \n c\t. "])
def test_offsets_give_back_the_sentence(text: str) -> None:
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
