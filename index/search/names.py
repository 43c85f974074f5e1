"""Keys under which one person's name meets in Russian, Kazakh and Latin spelling, in any case form.

A word's key is what it sounds like without its ending; gender of surnames is lost on purpose (Егоров and Егорова share
a key), so only first and last name together tell a person: see persons.py. bench/names.py measures.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from index.options import ROOT

_CYRILLIC = str.maketrans(
    dict(zip("аәбвгғдеёэжзиіыйкқлмнңоөпрстуұүфхһцчшщ", "aabvggdeeejziiiikklmnnooprstuuufhhcqww", strict=True))
    | {"ъ": None, "ь": None, "ю": "iu", "я": "ia", "є": "e", "ї": "i"}
)
_CYRILLIC_LETTER = re.compile("[а-яёәғқңөұүһі]")
_LATIN = (
    *(("shch", "w"), ("sch", "w"), ("dzh", "j"), ("tch", "q"), ("sh", "w"), ("ch", "q"), ("zh", "j"), ("kh", "h")),
    *(("gh", "g"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("ck", "k"), ("yya", "iia"), ("ya", "ia"), ("yu", "iu")),
    *(("ye", "e"), ("yo", "e"), ("x", "ks"), ("q", "k"), ("w", "v"), ("c", "k"), ("y", "i")),
)
_LATIN_PARTS = re.compile("|".join(part for part, _ in _LATIN))
_LATIN_SOUNDS = dict(_LATIN)
_MARKED = str.maketrans({"ş": "sh", "ç": "ch", "ı": "i"})
# What may stand before an ending: Леонида and Махамбета are Russian genitives, Амангелді is a whole name.
_KAZAKH_CASE = re.compile(
    "(?:(?<=[аәеоөұүыіяв-джзйклмнңпрстуфхцчшщ])(?<!ий)(?:нікі|ның|нің|нан|нен|мен)|(?<=[аәеоөұүыіяию])(?<!ья)(?:ны|ні)(?<!ины)"
    "|(?<=[кқпстфхцчшщбвгғд])(?:тікі|тың|тің|тан|тен|пен|қа|ке|та|те|ты|ті)"
    "|(?<=[зжлмнңрйуи])(?:дікі|дың|дің)|(?<=[зжлмнңрйу])(?:бен|ды|ді)|(?<=[аәеоөұүыіяюзжлмнңрйу])(?:дан|ден|да|де|ға|ге))$"
)
_KAZAKH_ONLY = re.compile("[ғқң]")
_WHOLE = re.compile("(?:г[еі]л|гель|кел|кель|бер|бол)(?:ді|ды)$")
_ENDINGS = ("ogo", "omu", "om", "em", "im", "oiu")  # of first names and adjectives in Russian, as they sound
_SURNAME = re.compile(r"^(.{2,}(?:[oe]v|in|sk|ck))(?:a|u|e|oi|oiu|im|om|ih|i|ogo|omu|aia|uiu)?$")
_SURNAME_SHAPE = re.compile(r"(?:[oe]v|in|sk)(?:a|u|oi|im|om|ogo|omu|i)?$")
_OF_A_NAME = re.compile(r"^(.{3,})([oe]v|in)$")
_IN_IA = re.compile("и(?:и|ю|ей|ею)$")  # Алии, Алию: Алия is too short to be found by its first letters
# Russian writes what it hears: Өтепов is Утепов, Тұрсынов Турсунов, Әбдірахманов Абдрахманов, Мұхаммед Мухамет.
_RUSSIAN_EAR = (
    (re.compile("^o(?=[^aeiou]e)"), "u"),
    (re.compile("(?<=u)([^aeiou]{1,2})i(?!n?$)"), r"\1u"),
    (re.compile("^abd[iu](?=[^aeiou])"), "abd"),
    (re.compile("hamed"), "hamet"),
    (re.compile("ahmed"), "ahmet"),
)


@lru_cache(maxsize=1 << 16)
def name_keys(word: str) -> frozenset[str]:
    """Return the keys (one or two) of one lower-case word of a name; none for a word without letters."""
    return frozenset(filter(None, map(_key, _without_case(word))))


@lru_cache(maxsize=1 << 16)
def name_key(word: str) -> str:
    """Return the one key of a lower-case word by which persons are linked, "" for a word without letters."""
    return _key(_without_case(word)[-1])


def bare_name(word: str) -> str:
    """Return lower-case `word` without a Kazakh case ending."""
    return _without_case(word)[-1]


def looks_like_surname(word: str) -> bool:
    """Tell whether lower-case `word` ends like a surname, so that it may be a name although it is not capitalised."""
    return len(word) >= 6 and bool(_SURNAME_SHAPE.search(_sound(word)))


def is_first_name(word: str) -> bool:
    """Tell whether lower-case `word` is in first_names.txt, in any case."""
    return name_key(word) in _first_name_keys()


def first_name_groups() -> list[tuple[list[str], list[str]]]:
    """Return the lines of first_names.txt: the spellings of one name, and those of a woman that sound alike."""
    lines = (ROOT / "config" / "lexicon" / "first_names.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.lower().partition("/") for line in lines if line and not line.startswith("#")]
    return [(names.split(), women.split()) for names, _, women in parts]


@cache
def _spelt() -> dict[str, str]:
    """Return the key of every spelling in first_names.txt."""
    return {
        word.replace("ё", "е"): _sound(names[0]) for names, women in first_name_groups() for word in (*names, *women)
    }


@cache
def _first_name_keys() -> frozenset[str]:
    return frozenset(_spelt().values())


@cache
def _first_names() -> dict[str, str]:
    """Return the key of every base of those spellings; the first line to have a base keeps it."""
    return {_base(_sound(word)): key for word, key in reversed(_spelt().items())}


def _without_case(word: str) -> tuple[str, ...]:
    """Return the word, and the word without a Kazakh ending when it has one."""
    if not _CYRILLIC_LETTER.search(word) or _base(_sound(word)) in _first_names() or _WHOLE.search(word):
        return (word,)
    found = _KAZAKH_CASE.search(word)
    if not found or found.start() < (3 if _KAZAKH_ONLY.search(found[0]) else 5):
        return (word,)
    return word, word[: found.start()]


def _key(word: str) -> str:
    if word in _spelt():
        return _spelt()[word]
    base = _base(_sound(word))
    names = _first_names()
    if base in names:
        return names[base]
    made = _OF_A_NAME.match(base)
    if made and made[1] in names:
        return names[made[1]] + made[2]
    return base


def _sound(word: str) -> str:
    if _CYRILLIC_LETTER.search(word):
        sound = _IN_IA.sub("ия", word).replace("дж", "ж").translate(_CYRILLIC)
        sound = "".join(letter for letter in sound if "a" <= letter <= "z")
    else:
        plain = unicodedata.normalize("NFD", word.translate(_MARKED))
        plain = "".join(letter for letter in plain if "a" <= letter <= "z")
        sound = _LATIN_PARTS.sub(lambda part: _LATIN_SOUNDS[part[0]], plain)
    sound = re.sub(r"(.)\1+", r"\1", sound)
    return sound.replace("ie", "e").replace("ii", "i")


def _base(sound: str) -> str:
    """Return what is left of a sound without gender and case."""
    surname = _SURNAME.match(sound)
    base = surname[1] if surname and len(surname[1]) >= 4 else _open(sound)
    for heard, written in _RUSSIAN_EAR:
        base = heard.sub(written, base)
    return base


def _open(sound: str) -> str:
    """Drop closing vowels and Russian endings as long as enough of the sound remains.

    Again and again, so that Максим, Максима and Максимом all become «maks».
    """
    while True:
        ending = next((end for end in _ENDINGS if sound.endswith(end) and len(sound) - len(end) >= 4), "")
        bare = sound.removesuffix(ending).rstrip("aeiou")
        if bare == sound or len(bare) < 3:
            return sound
        sound = bare
