"""Concepts in a text: config/lexicon/attack.yaml matched against folded words, in all languages at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from index.errors import ConfigurationError
from index.model import LanguageGuess
from index.options import ROOT

LEXICON = ROOT / "config" / "lexicon" / "attack.yaml"
WORD = re.compile(r"\w+(?:[-'’]\w+)*")

# One character for one, so that offsets into the folded text are offsets into the text.
_FOLD = str.maketrans("ёәғқңөұүһіəİ’", "еагкноуухиаi'")


def _latin_table() -> dict[int, str]:
    pairs = (
        "aа äа áа bб cс dд eе éе fф gг ğг ǵг hх ıи iи jж kк lл mм nн ñн ńн oо öо óо pп qк rр sс şш șш tт uу ūу üу úу"
        " vв wу xх yы ýу zз"
    )
    return {ord(pair[0]): pair[1] for pair in pairs.split()}


_KAZAKH_LATIN = _latin_table()


class Word(NamedTuple):
    """A folded word and where it stands."""

    folded: str
    start: int
    capital: bool


def fold(text: str, language: LanguageGuess | None = None) -> str:
    """Return `text` in lower case with ё and the Kazakh letters folded to one spelling, character for character.

    Kazakh in Latin script becomes Cyrillic, so that one lexicon serves all three spellings of Kazakh.
    """
    low = text.lower()
    if len(low) != len(text):  # the few letters whose lower case is two characters
        low = "".join(c.lower()[:1] for c in text.translate(_FOLD))
    low = low.translate(_FOLD)
    if language is not None and (language.language, language.script) == ("kk", "Latn"):
        low = low.translate(_KAZAKH_LATIN)
    return low


def words(text: str, language: LanguageGuess | None = None) -> list[Word]:
    """Return the words of `text`, folded."""
    folded = fold(text, language)
    return [Word(m[0], m.start(), text[m.start()].isupper()) for m in WORD.finditer(folded)]


def is_method(concept: str) -> bool:
    """Whether a concept is a method of the taxonomy; the others are actors and cues."""
    return concept[0] in "PNJ" and concept[1:].isdigit()


Pattern = tuple[tuple[str, bool], ...]  # of each word: its letters, and whether any ending may follow
MOST_STARTS = 100_000  # remembered; hostile pages must not fill the memory
KEY_LETTERS = 4  # of a first word lead to the patterns that may match: few words meet more than one or two


class Lexicon:
    """The concepts of a lexicon file, ready to be found in a row of words."""

    def __init__(self, entries: dict[str, list[str]]) -> None:
        self.concepts = tuple(entries)
        self._by_start: dict[str, list[tuple[str, Pattern]]] = defaultdict(list)
        for concept, phrases in entries.items():
            for phrase in phrases:
                pattern = tuple((part.rstrip("*"), part.endswith("*")) for part in fold(phrase).split())
                self._by_start[pattern[0][0][:KEY_LETTERS]].append((concept, pattern))
        self._candidates: dict[str, tuple[tuple[str, Pattern], ...]] = {}

    def find(self, row: Sequence[Word]) -> list[tuple[str, int]]:
        """Return (concept, index of its first word) for every match in `row`."""
        found = []
        for at, word in enumerate(row):
            for concept, pattern in self._starting(word.folded[:KEY_LETTERS]):
                if _matches(pattern, row, at):
                    found.append((concept, at))
        return found

    def _starting(self, start: str) -> tuple[tuple[str, Pattern], ...]:
        """Return the patterns whose first word may begin with `start`: keyed by it, or by a shorter beginning."""
        known = self._candidates.get(start)
        if known is None:
            keys = (start[:length] for length in range(1, len(start) + 1))
            known = tuple(entry for key in keys for entry in self._by_start.get(key, ()))
            if len(self._candidates) < MOST_STARTS:
                self._candidates[start] = known
        return known


def _matches(pattern: Pattern, row: Sequence[Word], at: int) -> bool:
    if at + len(pattern) > len(row):
        return False
    for offset, (stem, open_end) in enumerate(pattern):
        word = row[at + offset].folded
        if not (word.startswith(stem) if open_end else word == stem):
            return False
    return True


@lru_cache(maxsize=4)
def load_lexicon(path: Path = LEXICON) -> Lexicon:
    """Read a lexicon file. Raises ConfigurationError naming the file when it is not what it should be."""
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        entries = {
            str(concept): [str(phrase) for phrases in languages.values() for phrase in phrases]
            for concept, languages in table.items()
        }
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise ConfigurationError(f"{path}: the lexicon cannot be read: {error}") from error
    return Lexicon(entries)
