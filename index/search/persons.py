"""Names of persons in a text: runs of capitalised words, each with one key; equal keys are linked as one person.

A link needs first and last name; a surname alone or with an initial gets a key of its own. No dictionary of persons is
asked: a run that is not a person (two capitalised words of a title) gets a key too, and links nothing wrong.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from index.options import ROOT
from index.search.names import first_name_groups, is_first_name, looks_like_surname, name_key

_WORD = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’ʼ])*"
_JOINT = re.compile(r"\s{0,2}-\s{0,2}|[ \u00a0\t]{1,3}|\.[ \u00a0]{0,2}")
_PARTICLES = frozenset(
    "фон ван де дер аль эль ибн бен бин оглы кызы улы қызы ұлы von van de der al el ibn bin ben uly kyzy oglu".split()
)
_PATRONYMIC = re.compile(
    "(?:[оеё]вич|[оеё]вн|ьич|ичн|ovich|evich|ovn|evn|ichn)(?:а|у|ем|ой|ою|е|ы|a)?$|.(?:ұлы|қызы|улы|кызы|uly|kyzy|qyzy)",
    re.I,
)
_FEMALE = re.compile("(?:[оеё]в|[иы]н)(?:а|у|ой|ою)$|(?:ая|ую|ой)$")
_MALE = re.compile("(?:[оеё]в|[иы]н|ск)(?:ым|е)$|(?:ого|ому|им|ым)$")
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]")
_KAZAKH_END = re.compile("(?:н|д|т)[ыі]ң$|[ғг][ае]$|қа$|ке$")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n])[\s«»\"“”—–-]*$")  # where any word has a capital
_POSSESSIVE = ("'s", "’s")
_VOWELS = "аеёиоуыэюяәөұүі"


class Name(NamedTuple):
    """A name in a text: text[start:end]; persons with equal keys are one person."""

    start: int
    end: int
    key: str


class _Part(NamedTuple):
    start: int
    end: int
    text: str

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1


def names_in(text: str) -> list[Name]:
    """Return the names of a text in order; a text that is one name, of one word too, is that name."""
    parts = [_Part(match.start(), match.end(), match[0]) for match in re.finditer(_WORD, text)]
    names = []
    for run in _runs(parts, text):
        kept = _without_roles(run)
        if kept and (_is_name(kept, text) or len(kept) == len(parts)):
            end = kept[-1].end - 2 * kept[-1].text.endswith(_POSSESSIVE)
            names.append(Name(kept[0].start, end, person_key([part.text for part in kept])))
    return names


def person_key(words: list[str]) -> str:
    """Return the key of a person whose name has these words, in any order, without particles and patronymic."""
    plain = [word.lower().replace("ё", "е").replace("’", "'").removesuffix("'s") for word in words]
    core = [word for word in plain if word not in _PARTICLES] or plain
    if len(core) > 2:
        core = [core[0], *(word for word in core[1:] if not _PATRONYMIC.search(word))] if len(core) > 2 else core
    keys = []
    for word in core:
        others = [other for other in core if other is not word]
        key = name_key(word)
        if key in _gendered() and _is_woman(word, others):
            key += "a"
        keys.append(key + "." if len(word) == 1 else key)
    return " ".join(sorted(filter(None, keys)))


def _runs(parts: list[_Part], text: str) -> list[list[_Part]]:
    """Return the stretches of words that start with a capital; a full stop goes on only after an initial."""
    runs: list[list[_Part]] = []
    run: list[_Part] = []
    for part in parts:
        joint = text[run[-1].end : part.start] if run else ""
        goes_on = bool(run) and _JOINT.fullmatch(joint) and ("." not in joint or run[-1].is_initial)
        goes_on = goes_on and not run[-1].text.endswith(_POSSESSIVE)  # Almaty's Medeu is two names
        if not goes_on:
            runs.append(run)
            run = []
        is_word = not part.is_initial or text[part.end : part.end + 1] == "."
        if is_word and (part.is_capital or (run and part.text.lower() in _PARTICLES)):
            run.append(part)
        else:
            runs.append(run)
            run = []
    runs.append(run)
    return [trimmed for trimmed in map(_trimmed, runs) if trimmed]


def _trimmed(run: list[_Part]) -> list[_Part]:
    while run and run[-1].text.lower() in _PARTICLES and len(run) < 3:
        run = run[:-1]
    return run


def _without_roles(run: list[_Part]) -> list[_Part]:
    while run and not run[0].is_initial and _is_role(run[0].text.lower()):
        run = run[1:]
    return run


def _is_role(word: str) -> bool:
    # Cyrillic words have case forms, which keys see through; across scripts keys meet by chance: Sino and «сын».
    return word in _not_names() or (bool(_CYRILLIC.search(word)) and name_key(word) in _role_keys())


def _is_name(run: list[_Part], text: str) -> bool:
    words = [part for part in run if part.text.lower() not in _PARTICLES]
    long = [part for part in words if not part.is_initial]
    if not long or all(part.text.isupper() for part in long):
        return False
    if len(words) > 1:
        return True
    word = long[0].text.lower()
    return (looks_like_surname(word) or is_first_name(word)) and not _SENTENCE_START.search(text[: run[0].start][-4:])


def _is_woman(first_name: str, others: list[str]) -> bool:
    """Tell Александра Осипова from Александра Кайсара, a man in the genitive: women's surnames are not declined so."""
    if not _CYRILLIC.search(first_name):
        return first_name.endswith(("a", "ie"))
    if first_name[-1] not in _VOWELS:
        return first_name.endswith(("ой", "ей"))
    if first_name[-1] in "ыи":
        return True
    surname = _KAZAKH_END.sub("", others[-1]) if others else ""
    return bool(_FEMALE.search(surname)) or not (_MALE.search(surname) or surname[-1:] in _VOWELS)


@cache
def _gendered() -> frozenset[str]:
    return frozenset(name_key(women[0]) for _, women in first_name_groups() if women)


@cache
def _not_names() -> frozenset[str]:
    lines = (ROOT / "config" / "lexicon" / "not_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _role_keys() -> frozenset[str]:
    return frozenset(name_key(word) for word in _not_names() if _CYRILLIC.search(word))
