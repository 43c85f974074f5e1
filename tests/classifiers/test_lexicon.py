"""The lexicon finds concepts in any spelling, and every method has words in every language."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from classifiers.corpus_file import TAXONOMY, method_codes
from classifiers.facts.reading import LEXICON as READING
from classifiers.lexicon import LEXICON, Lexicon, fold, load_lexicon, words
from index.errors import ConfigurationError
from index.model import LanguageGuess

LATIN = LanguageGuess("kk", "Latn", 1.0)


@pytest.mark.parametrize("code", method_codes())
def test_every_method_has_words_in_three_languages(code: str) -> None:
    entry = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))[code]
    assert {language for language, phrases in entry.items() if len(phrases) >= 3} == {"ru", "kk", "en"}


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        ("Журналистку задержали", None, {"media", "J1"}),
        ("Тілшіні ұстады", None, {"media", "J1"}),
        ("Тилшини устады", None, {"media", "J1"}),
        ("Tılşını ūstady", LATIN, {"media", "J1"}),
        ("The reporter's flat was searched", None, {"J3"}),
        ("Reporter detained", None, {"media", "J1"}),
        ("возбудили уголовное дело", None, {"J6"}),
    ],
)
def test_concepts(text: str, language: LanguageGuess | None, concepts: set[str]) -> None:
    assert concepts <= {concept for concept, _ in load_lexicon().find(words(text, language))}


@pytest.mark.parametrize("text", ["Ёлка Қазақстан ІİƏ", "ﬀ ß", "Tılşı Ş", "a’b"])
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text, LATIN)) == len(text)


def test_a_phrase_needs_all_its_words() -> None:
    lexicon = Lexicon({"x": ["уголовн* дел*"]})
    assert lexicon.find(words("уголовное дело")) == [("x", 0)]
    assert not lexicon.find(words("уголовное"))


@pytest.mark.parametrize("path", [LEXICON, READING], ids=lambda path: path.stem)
def test_every_phrase_can_be_found(path: Path) -> None:
    lexicon, table = load_lexicon(path), yaml.safe_load(path.read_text(encoding="utf-8"))
    said = [(concept, str(phrase)) for concept, own in table.items() for phrases in own.values() for phrase in phrases]
    lost = [phrase for concept, phrase in said if (concept, 0) not in lexicon.find(words(phrase.replace("*", "")))]
    assert not lost and len(said) > 1000


def test_a_broken_lexicon_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"broken\.yaml"):
        load_lexicon(path)


def test_the_taxonomy_says_what_it_seems_to_say() -> None:
    # A comma in an unquoted YAML label starts a new key: nothing may be empty, at any depth.
    def empty(value: object) -> bool:
        if isinstance(value, dict):
            return any(empty(item) for item in value.values())
        return any(map(empty, value)) if isinstance(value, list) else value is None

    taxonomy = yaml.safe_load(TAXONOMY.read_text(encoding="utf-8"))
    assert not empty(taxonomy)
    assert len(method_codes()) == 32
    assert [reason["code"] for reason in taxonomy["reasons"]] == [f"X{number}" for number in range(9)]
