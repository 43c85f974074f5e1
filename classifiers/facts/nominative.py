"""A person's name as one would write it on a form: in the nominative, out of the case forms a text has of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.model import LanguageGuess
from index.options import ROOT
from index.search.names import bare_name, first_name_groups

# Gender, the ending of the nominative, and those of genitive, dative, accusative, instrumental and prepositional.
# A dot is the nominative's own ending kept.
_FIRST = (
    ("m", "", "а у а ом е"), ("m", "ь", "я ю я ем е"), ("m", "й", "я ю я ем е"), ("m", "ий", "ия ию ия ием ии"),
    ("f", "а", "ы е у ой е"), ("f", "а", "и е у ей е"), ("f", "а", "и е у ой е"), ("f", "я", "и е ю ей е"),
    ("f", "ия", "ии ии ию ией ии"), ("f", "ь", "и и . ью и"), ("f", "ь", ". . . . ."), ("f", "", ". . . . ."),
)  # fmt: skip
_LAST = (
    *((("m", end, f"{end}а {end}у {end}а {end}ым {end}е")) for end in ("ов", "ев", "ёв", "ин", "ын")),
    *((("f", f"{end}а", f"{end}ой {end}ой {end}у {end}ой {end}ой")) for end in ("ов", "ев", "ёв", "ин", "ын")),
    *((("m", f"{end}ий", f"{end}ого {end}ому {end}ого {end}им {end}ом")) for end in ("ск", "цк")),
    *((("f", f"{end}ая", f"{end}ой {end}ой {end}ую {end}ой {end}ой")) for end in ("ск", "цк")),
    ("m", "", "а у а ом е"), ("m", "", "а у а ем е"), ("m", "й", "я ю я ем е"), ("m", "ь", "я ю я ем е"),
    ("f", "", ". . . . ."),
)  # fmt: skip
WOMEN = ROOT / "config" / "lexicon" / "women.txt"
_ROLE = re.compile(
    r"^(?:\w*(?:журналист|корреспондент|репорт[её]р|редактор|оператор|фотограф|блогер|ведущ|автор|издател))"
)
_OBLIQUE = re.compile(r"(?:[оеё]в|[иы]н|[сц]к)ой$")
_WOMAN_ROLE = re.compile(r"к(?:а|и|е|у|ой)$")
_PATRONYMIC = ((re.compile(r"(?<=[оеё]вич)(?:а|у|ем|е)$"), ""), (re.compile(r"(?<=[оеё]вн)(?:ы|е|у|ой)$"), "а"))
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$", re.IGNORECASE)
_LATIN_CASE = re.compile(
    r"(?<=\w{4})(?:[ndt][yiı]ñ|[ğg][ae]|[qk][ae]|[ndt][yiı]|[dtn][ae]n|[dt][ae]|[mbp]en)$", re.IGNORECASE
)


class Form(NamedTuple):
    """A name as a text has it, and the word before it: the case of «журналиста» is that of the name behind it."""

    said: str
    before: str = ""


class _Reading(NamedTuple):
    gender: str
    case: int  # 0 is the nominative
    nominative: str


def nominative(forms: Sequence[Form], language: LanguageGuess) -> str:
    """Return the name in the nominative; `forms` are all the text has, of first and last name or of one of them."""
    longest = max(forms, key=lambda form: (form.said.count(" "), -len(form.said)))
    if language.language == "kk":
        return without_kazakh_case(longest.said)
    if language.language != "ru" or not re.search("[а-яё]", longest.said):
        return longest.said
    votes: defaultdict[str, float] = defaultdict(float)
    for form in forms:
        weight = 1.0 if form.said.count(" ") == longest.said.count(" ") else 0.4
        for name, value in _nominatives(form).items():
            votes[name] += weight * value
    full = [name for name in votes if name.count(" ") == longest.said.count(" ")]
    alone = {name: votes[name] for name in votes if " " not in name}
    return max(full, key=lambda name: votes[name] + alone.get(name.split()[-1], 0), default=longest.said)


def without_kazakh_case(name: str) -> str:
    """Return a name without the case ending of its last word; only it takes one in Kazakh."""
    *firsts, last = name.split(" ")
    low = last.lower()
    bare = _LATIN_CASE.sub("", low) if re.search("[a-z]", low) else bare_name(low)
    return " ".join([*firsts, last[: len(bare)] if low.startswith(bare) else last])


def _nominatives(form: Form) -> dict[str, float]:
    """Return what a form may be a form of, with how readily one would read it so."""
    words = form.said.split(" ")
    cases = _cases_of_role(form.before)
    found: dict[str, float] = {}
    if len(words) == 1:
        for reading in _readings(words[0], _LAST):
            found[reading.nominative] = max(found.get(reading.nominative, 0), 1.0 if reading.case == 0 else 0.9)
        return found
    middle = [_patronymic(word) for word in words[1:-1]]
    for first in _readings(words[0], _FIRST):
        for last in _readings(words[-1], _LAST):
            if (first.gender, first.case) != (last.gender, last.case):
                continue
            value = 1.0 if first.case == 0 else 0.9
            value += 0.5 * (first.nominative in _women() if first.gender == "f" else first.nominative in _spelt())
            value -= 0.3 * (first.gender == "f" and first.nominative.endswith("а") and first.nominative not in _women())
            value -= 0.8 * bool(cases and first.case not in cases)
            name = " ".join([first.nominative, *middle, last.nominative])
            found[name] = max(found.get(name, -9.0), value)
    return found or {form.said: 0.1}


def _cases_of_role(word: str) -> set[int]:
    """Return the cases a word like «журналиста», «корреспондентку» may stand in; none for what is no such word."""
    if not _ROLE.search(word):
        return set()
    gender = "f" if _WOMAN_ROLE.search(word) else "m"
    return {reading.case for reading in _readings(word, _FIRST) if reading.gender == gender}


@lru_cache(maxsize=4096)
def _readings(word: str, table: tuple[tuple[str, str, str], ...]) -> tuple[_Reading, ...]:
    return tuple(dict.fromkeys(_read(word, table)))


def _read(word: str, table: tuple[tuple[str, str, str], ...]) -> Iterator[_Reading]:
    for gender, own, endings in table:
        fixed = endings.startswith(". .")
        if (
            word.endswith(own)
            and not (own == "й" and _OBLIQUE.search(word))
            and (own or _CONSONANT.search(word) or (fixed and word.endswith(("о", "и"))))
        ):
            yield _Reading(gender, 0, word)
            if fixed:
                yield from (_Reading(gender, case, word) for case in range(1, 6))
        for case, ending in enumerate(() if fixed else endings.split(" "), 1):
            ending = own if ending == "." else ending
            stem = word.removesuffix(ending)
            if stem != word and len(stem) > 1 and (own or _CONSONANT.search(stem)):
                yield _Reading(gender, case, stem + own)


def _patronymic(word: str) -> str:
    for pattern, ending in _PATRONYMIC:
        word = pattern.sub(ending, word)
    return word


@lru_cache(maxsize=1)
def _spelt() -> frozenset[str]:
    return frozenset(name.title() for names, _ in first_name_groups() for name in names)


@lru_cache(maxsize=1)
def _women() -> frozenset[str]:
    lines = WOMEN.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
