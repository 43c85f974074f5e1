"""What the classifying room promises: the language of a text, and how likely it reports an attack on journalists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.model import LanguageGuess, Verdict


@dataclass(frozen=True, slots=True)
class Declared:
    """What is known of an article besides its text; `place` and `day` are those of a watchdog's header, as written."""

    published: date | None = None
    author: str = ""
    place: str = ""
    day: str = ""


NOTHING_DECLARED = Declared()


class LanguageDetector(Protocol):
    """Tells the language of a text. Thread-safe, seeded: same text, same answer; never raises on a str."""

    def detect(self, title: str, text: str, source_languages: Sequence[str] = ()) -> LanguageGuess:
        """Return the language of title and text together; the outlet's `source_languages` tip the scale."""


class Classifier(Protocol):
    """Judges articles. Stateless after loading; safe to use from one thread at a time."""

    name: str  # model name and hash prefix, as written into Verdict.model

    def threshold(self, language: str) -> float:
        """Return the score from which an article in `language` is flagged."""

    def judge(self, title: str, text: str, language: LanguageGuess, declared: Declared = NOTHING_DECLARED) -> Verdict:
        """Return the verdict, with facts when it is flagged; offsets count characters of `text`."""
