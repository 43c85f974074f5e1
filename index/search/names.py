"""Keys under which one person's name meets in Russian, Kazakh and Latin spelling, in any case form.

Measured on 65 persons with 331 spellings: 96 % of same-person pairs share a key, none of 68,000 other pairs do (word by
word; gender of surnames is lost on purpose: Егоров and Егорова share a key).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = str.maketrans(
    dict(zip("аәбвгғдеёэжзиіыйкқлмнңоөпрстуұүфхһцчшщ", "aabvggdeeejziiiikklmnnooprstuuufhhcqww", strict=True))
    | {"ъ": None, "ь": None, "ю": "iu", "я": "ia"}
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
_KAZAKH_CASES = tuple(
    "нікі дікі тікі ның нің дың дің тың тің нан нен дан ден тан тен мен бен пен "
    "ға ге қа ке ны ні ды ді ты ті да де та те".split()
)
_RUSSIAN_CASES = ("ogo", "omu", "om", "em", "im", "oiu")  # of first names and adjectives, as they sound
_SURNAME = re.compile(r"^(.{2,}(?:[oe]v|in|sk|ck))(?:a|u|e|oi|oiu|im|om|ih|i|ogo|omu|aia|uiu)?$")
_SURNAME_SHAPE = re.compile(r"(?:[oe]v|in|sk)(?:a|u|oi|im|om|ogo|omu|i)?$")


@lru_cache(maxsize=1 << 16)
def name_keys(word: str) -> frozenset[str]:
    """Return the keys (one to three) of one lower-case word of a name; none for a word without letters."""
    cyrillic = bool(_CYRILLIC_LETTER.search(word))
    keys = set()
    for form in _without_case(word) if cyrillic else (word,):
        if sound := _sound(form, cyrillic):
            keys |= _bases(sound, cyrillic)
    return frozenset(keys)


def looks_like_surname(word: str) -> bool:
    """Tell whether lower-case `word` ends like a surname, so that it may be a name although it is not capitalised."""
    return len(word) >= 6 and bool(_SURNAME_SHAPE.search(_sound(word, bool(_CYRILLIC_LETTER.search(word)))))


def _without_case(word: str) -> tuple[str, ...]:
    for ending in _KAZAKH_CASES:
        if word.endswith(ending) and len(word) - len(ending) >= 5:
            return word, word[: -len(ending)]
    return (word,)


def _sound(word: str, cyrillic: bool) -> str:
    if cyrillic:
        sound = word.replace("дж", "ж").translate(_CYRILLIC)
    else:
        plain = unicodedata.normalize("NFD", word.translate(_MARKED))
        plain = "".join(letter for letter in plain if "a" <= letter <= "z")
        sound = _LATIN_PARTS.sub(lambda part: _LATIN_SOUNDS[part[0]], plain)
    sound = re.sub(r"(.)\1+", r"\1", sound)
    return sound.replace("ie", "e").replace("ii", "i")


def _bases(sound: str, cyrillic: bool) -> set[str]:
    """Return what is left of a sound without gender and case."""
    surname = _SURNAME.match(sound)
    if surname and len(surname[1]) >= 4:
        return {surname[1]}
    bases = {_open(sound)}
    if cyrillic:
        bases |= {
            _open(sound[: -len(ending)])
            for ending in _RUSSIAN_CASES
            if sound.endswith(ending) and len(sound) - len(ending) >= 4
        }
    return bases


def _open(sound: str) -> str:
    """Drop the closing vowels, where enough of the sound remains."""
    bare = sound.rstrip("aeiou")
    return bare if len(bare) >= 3 else sound
