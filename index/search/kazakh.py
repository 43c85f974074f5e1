"""A light Kazakh stemmer: Cyrillic, Latin and letterless spellings folded to one alphabet, then suffix chains cut off.

Folding comes first, so that all three spellings of a word get the same stem by construction; vowel harmony is lost with
it and is not checked (pair F1 on UD_Kazakh-KTB: 77.8, with harmony 78.5).
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import NamedTuple

from index.options import ROOT

# Letters that people leave out when their keyboard lacks them, and letters the Latin alphabets do not tell apart.
_CYRILLIC = str.maketrans(
    {
        **dict(zip("әғқңөұүһіёэщ", "агкноуухиееш", strict=True)),
        "ц": "тс",
        "ь": None,
        "ъ": None,
    }
)
# The Latin alphabets of 2018 and 2021. They swap i and ı, and one has ý where the other has u: both fold to one letter.
_LATIN = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwyzáäǵğńñóöúüūýşçıé", "абкдефгхижклмнопкрстувуызааггннооуууушчие", strict=True))
    | {"x": "кс", "'": None}
)
_DIGRAPHS = {"sh": "ш", "ch": "ч", "zh": "ж"}
_VOWELS = frozenset("аоуыеи")
_VOICELESS = frozenset("кпстфхчшбвгд")
_UNVOICED = {"г": "к", "б": "п"}
_LONGEST_SUFFIX = 6
_ELISION = re.compile(r"^(.*[аоуыеи])([рлнзсйкмптш])[ыи]([рлнзскм])$")


class _Suffix(NamedTuple):
    layer: str
    contexts: frozenset[str]


class _Grammar(NamedTuple):
    suffixes: dict[str, list[_Suffix]]
    following: dict[str, frozenset[str]]  # layer just cut → layers that may be cut next
    stems: frozenset[str]


def fold(word: str) -> str:
    """Return lower-case `word` (any of the three spellings) in the folded Cyrillic alphabet."""
    if "a" <= word[:1] <= "z" or any("a" <= letter <= "z" for letter in word):
        for pair, letter in _DIGRAPHS.items():
            word = word.replace(pair, letter)
        word = word.translate(_LATIN)
        return re.sub("(?<=[аоуыеи])и", "й", word)
    word = word.translate(_CYRILLIC)
    word = re.sub("(?<=[аоуыеи])я", "йа", re.sub("(?<=[аоуыеи])ю", "йу", word))
    return word.replace("я", "иа").replace("ю", "иу")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the key under which all forms and spellings of one Kazakh word meet (not a dictionary form)."""
    word = fold(word)
    grammar = _grammar()
    if len(word) < 3:
        return word
    found = _cuts(word, grammar)
    known = [cut for cut in (*found, word) if cut in grammar.stems or _unvoiced(cut) in grammar.stems]
    if known:
        return _smooth(max(known, key=len))
    return _smooth(min(sorted(found), key=len, default=word))


@cache
def _grammar() -> _Grammar:
    folder = ROOT / "config" / "lexicon"
    table = json.loads((folder / "kk_suffixes.json").read_text(encoding="utf-8"))
    suffixes: dict[str, dict[str, set[str]]] = {}
    for layer, groups in table["suffixes"].items():
        for contexts, forms in groups.items():
            for form in forms.split():
                suffixes.setdefault(fold(form), {}).setdefault(layer, set()).update(contexts.split())
    words = re.sub(r"(?m)^#.*$", "", (folder / "kk_stems.txt").read_text(encoding="utf-8")).split()
    return _Grammar(
        {
            form: [_Suffix(layer, frozenset(contexts)) for layer, contexts in layers.items()]
            for form, layers in suffixes.items()
        },
        {layer: frozenset(after) for layer, after in table["next"].items()},
        frozenset(map(fold, words)),
    )


def _cuts(word: str, grammar: _Grammar) -> set[str]:
    """Return every stem that legal suffix chains leave of `word`."""
    seen: set[tuple[str, str]] = set()
    stack = [(word, "start", 0)]
    while stack:
        rest, layer, voices = stack.pop()
        for length in range(1, min(_LONGEST_SUFFIX, len(rest) - 2) + 1):
            left, form = rest[:-length], rest[-length:]
            for suffix in grammar.suffixes.get(form, ()):
                step = (left, suffix.layer)
                if step in seen or suffix.layer not in grammar.following[layer] or not _fits(left, form, suffix):
                    continue
                voiced = voices + (suffix.layer == "voice")
                if voiced <= 2:
                    seen.add(step)
                    stack.append((left, suffix.layer, voiced))
    return {left for left, _ in seen}


def _fits(left: str, form: str, suffix: _Suffix) -> bool:
    if not _VOWELS.intersection(left) or (suffix.layer == "voice" and len(left) < 3):
        return False
    if len(left) == 2 and not (left[0] in _VOWELS and left[1] not in _VOWELS and (len(form) > 1 or form in "ыи")):
        return False
    return not suffix.contexts.isdisjoint(_contexts(left))


@lru_cache(maxsize=1 << 16)
def _contexts(left: str) -> frozenset[str]:
    """Name what `left` ends in, in the words of kk_suffixes.json."""
    last, before, length = left[-1], left[-2], len(left)
    names = {
        "V": last in _VOWELS,
        "C": last not in _VOWELS or last in "уи",
        "T": last in _VOICELESS,
        "Z": last in "зж",
        "N": last in "мн",
        "S": last in "рйлуи",
        "L": last == "л",
        "P3": last in "ыи",
        "P12": last in "мн",
        "open": last in "аеиу" or (last == "ы" and length >= 4 and before in "шгкл"),
        "open4": last in "аеыи" and length >= 4,
        "open5": last in "аеыи" and length >= 5,
        "openLT": last in "ае" and length >= 5 and before in "лдт",
        "closed4": last not in _VOWELS and length >= 4,
    }
    return frozenset(name for name, holds in names.items() if holds)


def _unvoiced(word: str) -> str:
    return word[:-1] + _UNVOICED[word[-1]] if word[-1:] in _UNVOICED else word


def _smooth(word: str) -> str:
    """Undo what suffixes do to the end of a stem: linking vowel, voicing, dropped vowel."""
    if len(word) > 3 and word[-1] in "ыи":
        word = word[:-1]
    if len(word) > 2:
        word = _unvoiced(word)
    if len(word) > 4 and word.endswith(("ст", "зд")):
        word = word[:-1]
    elided = _ELISION.match(word)
    if elided and elided[2] != elided[3]:
        word = elided[1] + elided[2] + elided[3]
    return word
