"""Mixed pages: which languages a text holds, and how much of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from classifiers.language_letters import agree, count
from classifiers.sentences import split_sentences
from index.model import LanguageGuess

Detect = Callable[[str], LanguageGuess]

_LOOKED_AT = 20_000  # characters; longer than nearly every article
_SENTENCE = 18  # letters; a stretch of fewer says too little, and counts with its neighbour
_PARAGRAPH = 120  # letters from which a stretch may be in a language that our sources do not write
_SURE = 0.9  # how likely a stretch must be in another language than the page
_OURS = ("ru", "kk", "en")
_QUOTE = re.compile('(«[^«»]{20,}»|“[^“”]{20,}”|"[^"]{20,}")')


class LanguageShare(NamedTuple):
    """A language of a page and its share of the letters, above 0 and at most 1."""

    language: str
    share: float


def shares(title: str, text: str, guess: LanguageGuess, detect: Detect) -> tuple[LanguageShare, ...]:
    """Return the languages of a page that is mostly in `guess`, largest share first; the shares add up to 1.

    Only paragraphs and quotations whose letters speak against `guess` are taken apart into sentences, and of these only
    those that do so too are given to `detect`. A page without a word in a known language has no shares.
    """
    found: Counter[str] = Counter()
    before, waiting = "", 0
    for language, letters in _stretches(f"{title}\n{text}"[:_LOOKED_AT], guess, detect):
        before = language or before
        if before:
            found[before] += letters + waiting
            waiting = 0
        else:  # too short, with nothing before it: it waits for what follows
            waiting += letters
    if waiting and guess.language != "und":
        found[guess.language] = waiting
    total = found.total()
    rounded = [(language, round(letters / total, 4)) for language, letters in found.most_common()]
    largest = 1 - sum(share for _, share in rounded[1:])
    return tuple(LanguageShare(name, share if at else round(largest, 4)) for at, (name, share) in enumerate(rounded))


def _stretches(text: str, guess: LanguageGuess, detect: Detect) -> Iterator[tuple[str, int]]:
    """Yield language ("" where a stretch is too short) and number of letters, in the order of the text."""
    for paragraph in text.split("\n"):
        for part in _QUOTE.split(paragraph):
            letters = count(part.lower())
            if letters.total >= _SENTENCE and agree(letters, guess.language, guess.script):
                yield guess.language, letters.total
            elif letters.total >= _SENTENCE:
                for sentence in split_sentences(part):
                    yield _language(sentence.text, guess, detect)
            elif letters.total:
                yield "", letters.total


def _language(sentence: str, guess: LanguageGuess, detect: Detect) -> tuple[str, int]:
    letters = count(sentence.lower())
    if letters.total < _SENTENCE:
        return "", letters.total
    own = "" if guess.language == "und" else guess.language
    if agree(letters, guess.language, guess.script, whole=False):
        return own, letters.total
    found = detect(sentence)
    ours = found.language in _OURS or letters.total >= _PARAGRAPH
    return (found.language if ours and found.language != "und" and found.confidence >= _SURE else own), letters.total
