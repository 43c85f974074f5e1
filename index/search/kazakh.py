"""A Kazakh stemmer: three spellings folded to one alphabet, then the likeliest chain of suffixes is cut off.

A word is read as a stem and a chain of suffixes that the grammar allows (kk_suffixes.json); of all readings the
cheapest wins, where a cost is minus the logarithm of a probability counted over a corpus (kk_counts.json, made by
bench/kazakh_counts.py). Folding comes first, so that all spellings of a word get one stem by construction.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from math import log
from typing import Any, NamedTuple

from index.options import ROOT

LEXICON = ROOT / "config" / "lexicon"
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
_BACK, _FRONT = frozenset("аы"), frozenset("еи")  # the others lost their harmony with their letters
_UNVOICED = {"г": "к", "б": "п"}
_VERBAL = frozenset("verb_finite verb_nonfinite agentive negation voice".split())
_LONGEST_SUFFIX = 8
_MOST_VOICES = 2
_LETTERS = {
    **dict.fromkeys("аое", ("V",)),
    "ы": ("V", "P3"),
    **dict.fromkeys("кпстфхчшбвгд", ("C", "K", "T")),
    **dict.fromkeys("зж", ("C", "K", "Z")),
    **dict.fromkeys("мн", ("C", "K", "N", "P12")),
    **dict.fromkeys("рй", ("C", "K", "S")),
    "л": ("C", "K", "S", "L"),
    "и": ("V", "C", "S", "P3"),
    "у": ("V", "C", "S"),
}
# A stem that is in no list costs as much as its letters are rare, and this much of all probability is kept for such.
_UNKNOWN = 300.0
# A stem counts only for what it was met with beyond this number of forms; a dictionary word has a start.
_DISCOUNT = 6.0
START = 8.0
# Case and gender of Russian surnames in Kazakh texts; no Kazakh word has в there.
_RUSSIAN_SURNAME = re.compile("(?<=..[ое]в)(?:а|у|ой|ым|ом)$")
# «-лан» and «-лал» after a consonant end passives, not stems.
_PASSIVE = re.compile("[лдт][ае][лн]$")
_PASSIVE_COST = 4.0


class Reading(NamedTuple):
    """One way to take a folded word apart."""

    stem: str
    verb: bool
    chain: tuple[tuple[str, str], ...]  # (layer, suffix), outermost first
    left: str  # the stem as it stands in the word


class _Step(NamedTuple):
    layer: str
    contexts: frozenset[str]
    known: bool  # fits only a stem that is in a list
    front: bool | None  # None: fits either harmony
    cost: float


class Grammar(NamedTuple):
    """The suffixes by the layer just cut (to its right), and what each reading costs."""

    steps: dict[str, dict[str, tuple[_Step, ...]]]
    ends: dict[str, float]  # layer → cost of cutting no further
    stems: dict[tuple[str, bool], float]
    letters: dict[str, float]
    unknown: float  # cost of any stem that is in no list, before its letters


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
    """Return the key under which all forms and spellings of one lower-case Kazakh word meet; a verb's ends in -у."""
    return key_of(fold(word))


@lru_cache(maxsize=1 << 16)
def key_of(folded: str) -> str:
    """Return the key of a folded word."""
    folded = _same_words().get(folded, folded)
    if len(folded) < 3:
        return folded
    best, verb = _cheapest(_RUSSIAN_SURNAME.sub("", folded), grammar())
    return best + "у" if verb else _RUSSIAN_SURNAME.sub("", best)


def canonical(left: str, verb: bool) -> str:
    """Undo what suffixes do to the end of a stem: linking vowel, voicing, dropped vowel."""
    if verb and left.endswith("ий"):  # кию is folded to кийу, киді to киди
        left = left[:-1]
    length = len(left)
    if left[-1] in "ыи" and length > (2 if verb else 3):
        left, length = left[:-1], length - 1
    if length > 2 and left[-1] in _UNVOICED:
        left = left[:-1] + _UNVOICED[left[-1]]
    if length > 4 and left[-2:] in ("ст", "зд"):
        left, length = left[:-1], length - 1
    if (
        length > 3
        and left[-2] in "ыи"
        and left[-1] in "рлнзскм"
        and left[-3] in "рлнзсйкмптшу"
        and left[-4] in _VOWELS
        and left[-1] != left[-3]
    ):
        left = left[:-2] + left[-1]
    return left


def readings(word: str, table: Grammar) -> Iterator[Reading]:
    """Yield every reading of a folded word that the grammar allows, the bare word first."""
    stack: list[tuple[str, str, tuple[tuple[str, str], ...]]] = [(word, "start", ())]
    while stack:
        rest, layer, chain = stack.pop()
        verb = layer in _VERBAL
        yield Reading(canonical(rest, verb), verb, chain, rest)
        voices = sum(1 for cut, _ in chain if cut == "voice")
        for length in range(1, min(_LONGEST_SUFFIX, len(rest) - 2) + 1):
            left, form = rest[:-length], rest[-length:]
            for step in table.steps[layer].get(form, ()):
                if _fits(left, step, table) and (step.layer != "voice" or voices < _MOST_VOICES):
                    stack.append((left, step.layer, (*chain, (step.layer, form))))


@cache
def grammar() -> Grammar:
    """Return the grammar with the costs of kk_counts.json and the words of kk_stems.txt."""
    return make_grammar(json.loads((LEXICON / "kk_counts.json").read_text(encoding="utf-8")))


def make_grammar(counts: dict[str, Any]) -> Grammar:
    """Return the grammar under `counts` (see bench/kazakh_counts.py); {} makes everything equally likely."""
    table = json.loads((LEXICON / "kk_suffixes.json").read_text(encoding="utf-8"))
    layers, forms = counts.get("layers", {}), counts.get("suffixes", {})
    nexts: dict[str, list[str]] = {layer: [*after, "end"] for layer, after in table["next"].items()}
    costs = {layer: _costs({name: layers.get(f"{layer} {name}", 0) for name in nexts[layer]}, 0.5) for layer in nexts}
    suffixes: dict[str, dict[str, set[str]]] = {}
    for layer, groups in table["suffixes"].items():
        for contexts, words in groups.items():
            for form in words.split():
                suffixes.setdefault(layer, {}).setdefault(fold(form), set()).update(contexts.split())
    steps: dict[str, dict[str, tuple[_Step, ...]]] = {layer: {} for layer in nexts}
    for layer, found in suffixes.items():
        kinds = {kind_of(layer, form) for form in found}
        form_costs = _costs({kind: forms.get(f"{layer} {kind}", 0) for kind in kinds}, 1.0)
        for form, contexts in found.items():
            for before in (name for name in nexts if layer in nexts[name]):
                cost = costs[before][layer] + form_costs[kind_of(layer, form)]
                step = _Step(layer, frozenset(contexts - {"known"}), "known" in contexts, _is_front(form), cost)
                steps[before][form] = (*steps[before].get(form, ()), step)
    stems = dict.fromkeys(dictionary(), START) | _counted(counts)
    total = log(counts.get("total", 0) + sum(stems.values()) + _UNKNOWN)
    known = {key: total - log(count - _DISCOUNT) for key, count in stems.items() if count > _DISCOUNT}
    ends = {layer: found["end"] for layer, found in costs.items()}
    return Grammar(steps, ends, known, counts.get("letters", {}), total - log(_UNKNOWN))


def cost_of(reading: Reading, table: Grammar) -> float:
    """Return minus the logarithm of a reading's probability."""
    cost, layer = 0.0, "start"
    for name, form in reading.chain:
        cost += next(step.cost for step in table.steps[layer][form] if step.layer == name)
        layer = name
    return cost + table.ends[layer] + _stem_cost(reading.stem, reading.verb, _letters(reading.left, table)[-1], table)


def kind_of(layer: str, form: str) -> str:
    """Return what the forms of one suffix have in common: «лар, лер, дар, тер» are one."""
    kind = form.translate(_ARCHETYPE)
    return kind[1:] if layer == "possessive" and len(kind) > 1 and kind[0] == "ы" else kind


_ARCHETYPE = str.maketrans("иекнтлпб", "ыагдддмм")


@cache
def dictionary() -> frozenset[tuple[str, bool]]:
    """Return the stems of kk_stems.txt and whether each is a verb's."""
    stems: set[tuple[str, bool]] = set()
    verb = False
    for line in (LEXICON / "kk_stems.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            verb = line.startswith("[verbs")
        elif not line.startswith("#"):
            stems |= {(canonical(fold(word), verb), verb) for word in line.split()}
    return frozenset(stems)


def _cheapest(word: str, table: Grammar) -> tuple[str, bool]:
    """Return the stem of the cheapest reading, and whether it is a verb's: `readings` and `cost_of` in one, pruned."""
    letters = _letters(word, table)
    best, verb = canonical(word, False), False
    lowest = table.ends["start"] + _stem_cost(best, False, letters[-1], table)
    stack = [(len(word), "start", 0.0, 0)]
    while stack:
        size, layer, cost, voices = stack.pop()
        forms = table.steps[layer]
        for start in range(max(2, size - _LONGEST_SUFFIX), size):
            form = word[start:size]
            if form not in forms:
                continue
            left = word[:start]
            for step in forms[form]:
                further = cost + step.cost
                voiced = voices + (step.layer == "voice")
                if further >= lowest or voiced > _MOST_VOICES or not _fits(left, step, table):
                    continue
                stack.append((start, step.layer, further, voiced))
                verbal = step.layer in _VERBAL
                found = canonical(left, verbal)
                whole = further + table.ends[step.layer] + _stem_cost(found, verbal, letters[start], table)
                if whole < lowest:
                    lowest, best, verb = whole, found, verbal
    return best, verb


def _fits(left: str, step: _Step, table: Grammar) -> bool:
    if step.contexts.isdisjoint(_LETTERS.get(left[-1], ("C", "S", "Z", "T", "N"))):
        return False
    verb = step.layer in _VERBAL
    if (step.known or len(left) == 2) and (canonical(left, verb), verb) not in table.stems:
        return False
    for letter in reversed(left):
        if letter in _VOWELS:
            break
    else:
        return False
    if step.front is None or letter in "оуи":
        return True
    if step.front:
        return letter == "е" or (letter == "а" and _VOWELS.isdisjoint(left[: left.rindex("а")]))
    return letter != "е"


def _is_front(form: str) -> bool | None:
    for letter in form:
        if letter in _BACK or letter in _FRONT:
            return None if form in _EITHER else letter in _FRONT
    return None


_EITHER = frozenset("мен бен пен менен бенен пенен ники дики тики и иды имын исын исыз имыз итын".split())


def _letters(word: str, table: Grammar) -> list[float]:
    """Return what the letters of word[:n] cost, for every n."""
    cost, costs, before = 0.0, [0.0], "^"
    for letter in word:
        cost += table.letters.get(before + letter, 5.0)
        costs.append(cost)
        before = letter
    return costs


def _stem_cost(name: str, verb: bool, letters: float, table: Grammar) -> float:
    cost = table.stems.get((name, verb))
    if cost is None:
        cost = table.unknown + letters
        if verb and len(name) >= 5 and _PASSIVE.search(name):
            cost += _PASSIVE_COST
    return cost


def _costs(counts: dict[str, float], start: float) -> dict[str, float]:
    total = log(sum(counts.values()) + start * len(counts))
    return {name: total - log(count + start) for name, count in counts.items()}


def _counted(counts: dict[str, Any]) -> dict[tuple[str, bool], float]:
    return {
        (name, verb): count
        for verb, key in ((False, "nouns"), (True, "verbs"))
        for name, count in counts.get(key, {}).items()
    }


@cache
def _same_words() -> dict[str, str]:
    lines = (LEXICON / "kk_same_word.txt").read_text(encoding="utf-8").splitlines()
    groups = [line.split() for line in lines if line and not line.startswith("#")]
    return {fold(form): fold(word) for word, *forms in groups for form in forms}
