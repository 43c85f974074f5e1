"""The Kazakh stemmer over its data files, and on hand-tagged forms where these are at hand."""

from __future__ import annotations

import re
import time

import pytest

from bench.words import FOLDER, domain, score, treebank
from index.options import ROOT
from index.search.analysis import analyse
from index.search.kazakh import (
    LEXICON,
    _same_words,
    canonical,
    cost_of,
    dictionary,
    fold,
    grammar,
    key_of,
    readings,
    stem,
)

gold = pytest.mark.skipif(not FOLDER.is_dir(), reason="the hand-tagged forms are not beside this checkout")


def lines(path: str) -> list[str]:
    return [
        line for line in (ROOT / path).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


@pytest.mark.parametrize("forms", lines("tests/index/kazakh_forms.txt"), ids=lambda line: line.split()[0])
def test_forms_get_one_stem(forms: str) -> None:
    assert len({stem(form): form for form in forms.split()}) == 1, {form: stem(form) for form in forms.split()}


def test_lines_of_forms_are_different_words() -> None:
    firsts = [line.split()[0] for line in lines("tests/index/kazakh_forms.txt")]
    assert len({stem(word) for word in firsts}) == len(firsts)


@pytest.mark.parametrize("forms", lines("config/lexicon/kk_same_word.txt"), ids=lambda line: line.split()[0])
def test_irregular_forms_are_their_word(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("words", lines("config/lexicon/ru_same_word.txt"), ids=lambda line: line.split()[0])
def test_russian_words_of_a_line_are_one(words: str) -> None:
    assert len({token.stem for token in analyse(words, "ru", "Cyrl")}) == 1


def test_the_dictionary_is_in_order() -> None:
    sections: dict[str, list[str]] = {}
    for line in lines("config/lexicon/kk_stems.txt"):
        if line.startswith("["):
            words = sections.setdefault(line, [])
        else:
            words += line.split()
    assert len(sections) == 2
    for section, words in sections.items():
        twice = {word for word in words if words.count(word) > 1}
        assert not twice, f"{section}: twice: {twice}"
        strange = [word for word in words if not re.fullmatch("[а-яёәғқңөұүһі]+", word)]
        assert not strange, f"{section}: not Kazakh letters: {strange}"


def test_dictionary_words_keep_their_stem_before_a_genitive() -> None:
    nouns = [name for name, verb in dictionary() if not verb and len(name) > 4]
    kept = sum(key_of(name) == name for name in nouns)
    assert kept / len(nouns) > 0.9


def test_every_dictionary_word_is_known_to_the_grammar() -> None:
    assert dictionary() <= set(grammar().stems), "run python -m bench.kazakh_counts, or look for a word with no cost"


def test_the_stem_is_that_of_the_cheapest_reading() -> None:
    table = grammar()
    for word in {fold(word) for line in lines("tests/index/kazakh_forms.txt") for word in line.split()}:
        if len(word) > 2 and word not in _same_words():
            best = min(readings(word, table), key=lambda reading: cost_of(reading, table))
            assert key_of(word) == best.stem + "у" * best.verb


@pytest.mark.parametrize(("word", "verb", "expected"), [
    *[("китаб", False, "китап"), ("аузы", False, "ауз"), ("ауыз", False, "ауз"), ("журналист", False, "журналс")],
    *[("окы", True, "ок"), ("кий", True, "ки"), ("ел", False, "ел")],
])  # fmt: skip
def test_ends_of_stems(word: str, verb: bool, expected: str) -> None:
    assert canonical(word, verb) == expected


def test_any_string_has_a_stem() -> None:
    for word in (
        "",
        "қ",
        "ббб",
        "123",
        "x" * 64,
        "ыыыыыыыыыыыыыы",
        "ңңң",
        "привет'",
        "ىقازاق",
        "лалалалалалалала",
    ):
        assert stem(fold(word)) == stem(word)


@gold
def test_hand_tagged_forms() -> None:
    found = score(treebank(FOLDER), stem)
    assert found.match >= 86
    assert found.f1 >= 84


@gold
def test_words_of_press_freedom() -> None:
    found = score(domain(FOLDER), stem)
    assert found.match >= 95
    assert found.f1 >= 95


def test_new_words_are_fast() -> None:
    # 25,000 a second are promised on a quiet machine; the bound leaves room for a busy one.
    stems = (LEXICON / "kk_stems.txt").read_text(encoding="utf-8").split()
    words = [fold(stem + end) for stem in stems for end in ("лардың", "ға")][:4000]
    key_of("дайын")
    began = time.process_time()
    for word in words:
        key_of.__wrapped__(word)
    assert len(words) / (time.process_time() - began) > 8000
