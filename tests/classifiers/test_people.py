"""A name takes the role that stood beside it, in three languages and their cases."""

from __future__ import annotations

import pytest

from classifiers.features import article_features
from classifiers.language import detector
from classifiers.lexicon import load_lexicon, words
from classifiers.people import PERSON, STRANGER, mentions, people

TOLD = {
    "ru": ("Редактор газеты «Айна» Асель Сапарова вела съёмку.", "Сапарову доставили в отдел."),
    "kk": ("«Айна» газетінің тілшісі Әсел Сапарова түсіріп тұрған.", "Сапарованы бөлімшеге алып кетті."),
    "en": ("Assel Saparova, a reporter for the weekly, was filming.", "Police took Saparova away."),
}


def roles(first: str, then: str) -> list[str]:
    language = detector().detect("", f"{first} {then}")
    rows = [words(first, language), words(then, language)]
    known = people(rows, [load_lexicon().find(row) for row in rows])
    return [kind for kind, _ in mentions(rows[1], known)]


@pytest.mark.parametrize("language", TOLD)
def test_a_later_sentence_has_only_the_name(language: str) -> None:
    assert roles(*TOLD[language]) == [PERSON]


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("Учительница Асель Сапарова вела урок.", "Сапарову доставили в отдел.", [STRANGER]),
        ("Журналист Асель Сапарова и активист Марат Есенов вышли.", "Есенова задержали.", [STRANGER]),
        ("Асель Сапарова вышла из дома.", "Сапарову доставили в отдел.", []),
        ("Журналист вышел из дома.", "Сапарову доставили в отдел.", []),
        ("Teacher Assel Saparova, once a reporter, spoke.", "Police took Saparova away.", [PERSON]),
    ],
)
def test_other_roles_and_none(first: str, then: str, expected: list[str]) -> None:
    assert roles(first, then) == expected


def test_the_sentence_with_the_name_is_about_media_and_no_token_tells_the_name() -> None:
    text = " ".join(TOLD["ru"])
    features = article_features("", text, detector().detect("", text))
    assert [sentence.media for sentence in features.sentences] == [True, True]
    assert "c:person" in features.sentences[1].concepts.split()
    assert "сапар" not in features.concepts
