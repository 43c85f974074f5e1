"""The desk's words in three languages, with the plural rules of each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "i18n"


def _one_or_other(n: int) -> str:
    return "one" if n == 1 else "other"


def _russian(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


# The rules of the Unicode CLDR for whole numbers; the desk counts nothing else.
PLURALS: Mapping[str, Callable[[int], str]] = {"en": _one_or_other, "ru": _russian, "kk": _one_or_other}
LANGUAGES = tuple(PLURALS)


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the desk says, in one language."""

    language: str
    texts: Mapping[str, Any]

    def __call__(self, key: str, n: int | None = None, **values: object) -> str:
        """Return the text of `key` with its {holes} filled; `n` also chooses the plural form. KeyError if unknown."""
        text = self.texts[key]
        if isinstance(text, dict):
            text = text[PLURALS[self.language](n or 0)]
        return str(text).format(n=n, **values)

    def has(self, key: str) -> bool:
        """Tell whether there is a text of this name; for names made of data, like a language code."""
        return key in self.texts


@cache
def words(language: str) -> Words:
    """Return the words of one of LANGUAGES."""
    return Words(language, json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8")))


def choose_language(asked: str | None, remembered: str | None, accepted: str) -> str:
    """Return the language of the desk: what was asked for, else the cookie, else the browser's Accept-Language."""
    for said in (asked, remembered):
        if said in LANGUAGES:
            return said
    ranked: list[tuple[float, str]] = []
    for part in accepted.split(","):
        if found := re.fullmatch(r"\s*([a-zA-Z]{2})(?:-[\w-]+)?\s*(?:;\s*q=([0-9.]{1,5}))?\s*", part):
            ranked.append((_quality(found[2]), found[1].lower()))
    spoken = [language for _, language in sorted(ranked, key=lambda pair: -pair[0]) if language in LANGUAGES]
    return spoken[0] if spoken else "en"


def _quality(said: str | None) -> float:
    try:
        return float(said) if said else 1.0
    except ValueError:
        return 0.0
