"""What the classifying room promises: the language of a text, and how likely it reports an attack on journalists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.model import LanguageGuess, Verdict


class LanguageDetector(Protocol):
    """Tells the language of a text. Thread-safe, seeded: same text, same answer; never raises on a str."""

    def detect(self, title: str, text: str, source_languages: Sequence[str] = ()) -> LanguageGuess:
        """Return the language of title and text together; the outlet's `source_languages` tip the scale."""


class Classifier(Protocol):
    """Judges articles. Stateless after loading; safe to use from one thread at a time."""

    name: str  # model name and hash prefix, as written into Verdict.model
    threshold: float  # score from which an article is flagged

    def judge(self, title: str, text: str, language: LanguageGuess) -> Verdict:
        """Return the verdict; evidence offsets count characters of `text`."""
