"""Headlines and other short texts: Russian or Kazakh, English or Kazakh in Latin, by the weights of letter groups.

A few words are too few for langdetect: names pull Russian and English towards Kazakh. The weights in profiles/short
were learnt from fragments of texts, Kazakh ones with and without their letters and in five Latin spellings
(`python -m bench.language_weights`), and read capitalised words, names mostly, by their endings.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from math import exp
from pathlib import Path

_WEIGHTS = Path(__file__).with_name("profiles") / "short"
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
LONGEST_GROUP = 4  # letters; a whole word of any length is a group too
# Kazakh is to be told without its letters, and with Latin look-alikes in their stead (тiлшi).
_TO_PLAIN = str.maketrans("әғқңөұүһіəaceopxyhiı", "агкноуухиаасеорхухии")
_MARKED = {"Cyrl": frozenset("әғқңөұүһіə"), "Latn": frozenset("äáğǵıñńöóşūúüýʼ’'")}
_TO_ASCII = str.maketrans("ıʼ’", "i''")
OTHER = "other"
# In natural logarithms of odds: how much it counts that an outlet writes the language, and how rare the others are.
_TIPS = 1.0
_RARE = -3.0


class ShortTexts:
    """Tells apart the languages of short texts in one script, Cyrl or Latn. Immutable; safe in any thread."""

    def __init__(self, script: str) -> None:
        self._script = script
        table = json.loads((_WEIGHTS / f"{script.lower()}.json").read_text(encoding="utf-8"))
        self.languages: tuple[str, ...] = tuple(table["languages"])
        self._bias: tuple[int, ...] = tuple(table["bias"])
        self._weights: dict[str, tuple[int, ...]] = {group: tuple(row) for group, row in table["weights"].items()}
        self._weigh = lru_cache(1 << 13)(self._weigh_word)

    def decide(self, text: str, source_languages: tuple[str, ...] = ()) -> tuple[str, float]:
        """Return the likeliest language and how likely it is, 0 to 1; OTHER stands for what our sources do not write.

        `source_languages` that name another language make OTHER as likely as any.
        """
        rows = [self._bias, *map(self._weigh, words(text))]
        odds = [
            sum(column) / 100 + _tip(name, self._script, source_languages)
            for name, column in zip(self.languages, zip(*rows, strict=True), strict=True)
        ]
        highest = max(odds)
        best = odds.index(highest)
        return self.languages[best], 1 / sum(exp(odd - highest) for odd in odds)

    def _weigh_word(self, word: str) -> tuple[int, ...]:
        found = [row for group in groups(word, self._script) if (row := self._weights.get(group))]
        return tuple(map(sum, zip(*found, strict=True))) if found else (0,) * len(self._bias)


def _tip(name: str, script: str, source_languages: tuple[str, ...]) -> float:
    if name in source_languages:
        return _TIPS
    if name == OTHER:
        return 0.0 if set(source_languages) - {"ru", "kk", "en"} else _RARE
    return -_TIPS if (name, script) == ("kk", "Latn") else 0.0


def words(text: str) -> list[str]:
    """Return the words of `text`, in lower case where capitals prevail: then they mark no names."""
    if sum(map(str.isupper, text)) > sum(map(str.islower, text)):
        text = text.lower()
    return _WORD.findall(text)


def groups(word: str, script: str) -> Iterator[str]:
    """Yield what is weighed of a word: its letter groups and itself, or of a capitalised one its endings and itself.

    All are in one plain spelling; a star says that the word has letters that this spelling lacks.
    """
    folded = _folded(word, script)
    capital = "^" if word[:1].isupper() else ""
    if not _MARKED[script].isdisjoint(word.lower()):
        yield f"{capital}*"
    if capital:
        yield from {f"^{folded[-2:]} ", f"^{folded[-3:]} ", f"^{folded} "}
        return
    edged = f" {folded} "
    yield edged
    for size in range(1, LONGEST_GROUP + 1):
        for start in range(len(edged) - size + 1):
            yield edged[start : start + size]


def _folded(word: str, script: str) -> str:
    if script == "Cyrl":
        return word.lower().translate(_TO_PLAIN)
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_TO_ASCII)
