"""Case forms of place names: Russian declension by ending, Kazakh endings by vowel harmony and the last sound."""

from __future__ import annotations

import re

_CASES = 6  # nominative, genitive, dative, accusative, instrumental, prepositional
_MASCULINE_SOFT = re.compile(r"(?:(?<!ста)ль|ырь)$")
_FIXED_PARTS = re.compile(r"(?:о|санкт|усть|улан|йошкар|нур|нарьян|баян|урус|катон|ханты)$", re.IGNORECASE)
_HUSHING = frozenset("жшчщц")
_BACK = frozenset("аоыұуяёю")
_KAZAKH_VOWELS = frozenset("аәеоөуүұыіиэяюё")
_EITHER_HARMONY = frozenset("иую")  # in loan words either set of endings is met
_VOICELESS = frozenset("кқпстфхцчшщбвгд")
_OWNED = re.compile(r"(?:облысы|республикасы|федерациясы|өлкесі)$")
_SOFT = str.maketrans("аығқ", "еігк")


def russian_forms(name: str) -> dict[str, bool]:
    """Return every case form of `name`, and whether only places commonly stand in it (the prepositional case).

    A name that ends in a slash is never declined.
    """
    if name.endswith("/"):
        return {name[:-1]: False}
    # "Область Жетысу", "Республика Коми": the second noun stays as it is.
    head, _, rest = name.partition(" ")
    if rest and head in ("область", "Республика"):
        phrases = [f"{form} {rest}" for form in _declined(head)]
    else:
        phrases = [" ".join(words) for words in zip(*map(_hyphenated, name.split(" ")), strict=True)]
    return {phrase: case == _CASES - 1 and phrase != name for case, phrase in enumerate(phrases)}


def kazakh_forms(name: str) -> dict[str, bool]:
    """Return every case form of `name`, and whether only places commonly stand in it (locative and ablative)."""
    if name.endswith("/"):
        return {name[:-1]: False}
    forms = {name: False}
    if _OWNED.search(name):
        for endings, placelike in ((("ның", "на", "н", "мен"), False), (("нда", "нан", "ндағы"), True)):
            forms |= {name + _harmonic(ending, name[-1] == "ы"): placelike for ending in endings}
        return forms
    last = next((letter for letter in reversed(name.lower()) if letter in _KAZAKH_VOWELS), "а")
    for back in {True, False} if last in _EITHER_HARMONY else {last in _BACK}:
        for placelike, group in zip((False, True), _endings(name[-1].lower()), strict=True):
            forms |= {name + _harmonic(ending, back): placelike for ending in group}
    return forms


def _harmonic(ending: str, back: bool) -> str:
    return ending if back or ending in ("мен", "бен", "пен") else ending.translate(_SOFT)


def _endings(last: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the endings after the sound `last`, with back vowels: those any noun takes, those of places."""
    if last in _VOICELESS:
        return ("тың", "қа", "ты", "пен"), ("та", "тан", "тағы")
    if last in "мнң":
        return ("ның", "ға", "ды", "мен"), ("да", "нан", "дағы")
    if last in _KAZAKH_VOWELS and last not in "иую":
        return ("ның", "ға", "ны", "мен"), ("да", "дан", "дағы")
    # After у and и both the endings of vowels and those of consonants are met: Атыраудың, Шудың, Алматының.
    if last in "иую":
        return ("дың", "ға", "ды", "мен", "ның", "ны"), ("да", "дан", "дағы")
    return ("дың", "ға", "ды", "бен" if last in "зж" else "мен"), ("да", "дан", "дағы")


def _hyphenated(word: str) -> list[str]:
    """Decline one word: of "Ростов-на-Дону" the first part, of "Усть-Каменогорск" the last, and both
    of "Каменск-Уральский".
    """
    parts = word.split("-")
    if len(parts) == 1:
        return _declined(word)
    if "на" in parts:
        return [f"{form}-{'-'.join(parts[1:])}" for form in _declined(parts[0])]
    *firsts, last = parts
    declined = [[part] * _CASES if _FIXED_PARTS.search(part) or len(part) < 5 else _declined(part) for part in firsts]
    return ["-".join(forms) for forms in zip(*declined, _declined(last), strict=True)]


def _declined(word: str) -> list[str]:
    for ending, endings in (
        ("кое", "кого кому кое ким ком"), ("ая", "ой ой ую ой ой"),
        ("яя", "ей ей юю ей ей"), ("ый", "ого ому ый ым ом"),
        ("ое", "ого ому ое ым ом"),
        ("кий", "кого кому кий ким ком"), ("ний", "него нему ний ним нем"), ("ие", "ия ию ие ием ии"),
        ("ье", "ья ью ье ьем ье"), ("ия", "ии ии ию ией ии"),
    ):  # fmt: skip
        if word.endswith(ending):
            return _row(word, word[: -len(ending)], endings)
    if word in ("область", "край", "округ"):
        return _row(word, word.rstrip("ьй"), {"ь": "и и ь ью и", "й": "я ю й ем е"}.get(word[-1], "а у  ом е"))
    return _noun(word)


def _noun(word: str) -> list[str]:
    stem, last, before = word[:-1], word[-1], word[-2:-1]
    if last == "а":
        return _row(word, stem, f"{'и' if before in 'гкхжшчщ' else 'ы'} е у {'ей' if before in _HUSHING else 'ой'} е")
    if last == "я":
        return _row(word, stem, "и е ю ей е")
    if last == "о":
        return _row(word, stem, "а у о ом е")
    if last == "ь":
        return _row(word, stem, "я ю ь ем е" if _MASCULINE_SOFT.search(word) else "и и ь ью и")
    if last == "й":
        return _row(word, stem, "я ю й ем е")
    if last in "аеёиоуыэюәіөүұ" or not last.isalpha():
        return [word] * _CASES
    if word.endswith("ец") and len(word) > 3:
        stem = word[:-2] + ("ьц" if word[-3] == "л" else "ц")
        return [word, *(stem + ending for ending in ("а", "у")), word, stem + "ом", stem + "е"]
    return _row(word, word, f"а у  {'ем' if last in _HUSHING else 'ом'} е")


def _row(word: str, stem: str, endings: str) -> list[str]:
    return [word, *(stem + ending for ending in endings.split(" "))]
