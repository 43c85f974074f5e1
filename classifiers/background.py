"""Everyday language as the classifier's background: what is in no article of the corpus must not look like an attack.

The corpus is about the press and its neighbours. A recipe or a match report shares few words with it, and a judge that
knows few of the words guesses. Sentences drawn by lot from counts of everyday words (background.json, made by
`python -m bench.background_counts`) teach it that the rest of the language is harmless: on pages from all over the web
false flags fell from 15 to 12 in a hundred, sure ones (over .5) from 6 to 2, at no cost on held-out incidents.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from classifiers.features import (
    NUMBER,
    ROOT_LETTERS,
    ROOT_MARK,
    ArticleFeatures,
    SentenceFeatures,
    compose,
)
from classifiers.lexicon import is_method
from classifiers.sentences import Sentence

BACKGROUND = Path(__file__).with_suffix(".json")
TEXTS = 250  # of each language
SENTENCES = 12  # of a text
WORDS = (5, 16)  # of a sentence, drawn evenly


def background_texts() -> Iterator[tuple[str, ArticleFeatures]]:
    """Yield texts drawn from the counts, each with its language; the same in every run."""
    lot = random.Random(0)
    for language, counts in json.loads(BACKGROUND.read_text(encoding="utf-8")).items():
        words, times = zip(*counts["words"].items(), strict=True)
        concepts, met = zip(*counts["concepts"].items(), strict=True)
        for _ in range(TEXTS):
            drawn = [lot.choices(words, times, k=lot.randint(*WORDS)) for _ in range(SENTENCES)]
            found = lot.choices(concepts, met, k=SENTENCES)
            yield language, compose([_sentence(*pair) for pair in zip(drawn, found, strict=True)])


def _sentence(words: list[str], concepts: str) -> SentenceFeatures:
    tokens = []
    for word in words:
        tokens.append(word)
        if len(word) > ROOT_LETTERS and word != NUMBER:
            tokens.append(word[:ROOT_LETTERS] + ROOT_MARK)
    kinds = {token.removeprefix("c:") for token in concepts.split() if token.startswith("c:")}
    acts = frozenset(kind for kind in kinds if is_method(kind))
    return SentenceFeatures(Sentence(0, 0, ""), " ".join(tokens), concepts, acts, "media" in kinds)
