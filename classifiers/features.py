"""Text into features, by one function for training and serving.

A sentence becomes two strings of tokens: its words (folded, cut to seven letters, names left out) and its concepts
(which acts and actors of the lexicon meet, and how near). Tokens are plain strings so that the vectorizers stay stock
scikit-learn and a saved model needs no code of ours to be trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.lexicon import Lexicon, Word, load_lexicon, words
from classifiers.sentences import Sentence, split_sentences
from index.model import LanguageGuess

STEM_LETTERS = 7  # of a word are kept: cuts most endings of ru and kk, keeps the sense
NEAR_WORDS = 6  # an act this near a media worker is probably about them
LEAD_SENTENCES = 2
ACTORS = ("media", "relative", "authority", "unknown")
MAX_SENTENCES = 150  # of an article are read; news rarely has more, and a hostile page must not cost the day


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What the models see of one sentence."""

    sentence: Sentence
    words: str
    concepts: str
    acts: frozenset[str]  # method codes whose words occur
    media: bool


@dataclass(frozen=True, slots=True)
class ArticleFeatures:
    """What the models see of one article; the title is the first sentence, with offsets of -1."""

    sentences: tuple[SentenceFeatures, ...]
    words: str
    concepts: str


def article_features(title: str, text: str, language: LanguageGuess) -> ArticleFeatures:
    """Return the features of an article in `language`."""
    lexicon = load_lexicon()
    parts = [Sentence(-1, -1, title)] if title.strip() else []
    parts += split_sentences(text)[:MAX_SENTENCES]
    rows = [words(part.text, language) for part in parts]
    names = _names(rows)
    sentences = tuple(sentence_features(part, row, names, lexicon) for part, row in zip(parts, rows, strict=True))
    return ArticleFeatures(sentences, " ".join(s.words for s in sentences), " ".join(_article_concepts(sentences)))


def sentence_features(
    sentence: Sentence, row: Sequence[Word], names: frozenset[str], lexicon: Lexicon
) -> SentenceFeatures:
    """Return the features of one sentence whose words are `row`."""
    found = lexicon.find(row)
    kinds = {concept for concept, _ in found}
    acts = frozenset(kind for kind in kinds if kind[0] in "PNJ" and kind[1:].isdigit())
    return SentenceFeatures(
        sentence,
        " ".join(_word_tokens(row, names)),
        " ".join(sorted(_concept_tokens(found, kinds, acts))),
        acts,
        "media" in kinds,
    )


def _word_tokens(row: Sequence[Word], names: frozenset[str]) -> list[str]:
    return ["#" if word.folded.isdigit() else word.folded[:STEM_LETTERS] for word in row if word.folded not in names]


def _names(rows: Sequence[Sequence[Word]]) -> frozenset[str]:
    """Return the words that only ever stand with a capital inside sentences: people and places, which must neither
    weigh in a judgement nor lie in a model file."""
    capital: set[str] = set()
    small: set[str] = set()
    for row in rows:
        for at, word in enumerate(row):
            if not word.capital:
                small.add(word.folded)
            elif at > 0:
                capital.add(word.folded)
    return frozenset(capital - small)


def _concept_tokens(found: Sequence[tuple[str, int]], kinds: set[str], acts: frozenset[str]) -> set[str]:
    tokens = {f"c:{kind}" for kind in kinds}
    places: dict[str, list[int]] = {}
    for kind, at in found:
        places.setdefault(kind, []).append(at)
    present = [actor for actor in ACTORS if actor in kinds]
    for act in acts:
        for actor in present:
            tokens |= {f"m:{actor}+{act}", f"m:{actor}+{act[0]}", f"m:{actor}+act"}
            if min(abs(a - b) for a in places[act] for b in places[actor]) <= NEAR_WORDS:
                tokens |= {f"n:{actor}+{act}", f"n:{actor}+{act[0]}", f"n:{actor}+act"}
        if "media" in kinds and ("authority" in kinds or "unknown" in kinds):
            tokens |= {f"t:{act}", "t:act"}
    return tokens


def _article_concepts(sentences: Sequence[SentenceFeatures]) -> list[str]:
    tokens: list[str] = []
    body = 0
    for features in sentences:
        own = features.concepts.split()
        tokens += own
        if features.sentence.start < 0:
            tokens += [f"title:{token}" for token in own]
        else:
            if body < LEAD_SENTENCES:
                tokens += [f"lead:{token}" for token in own]
            body += 1
    return tokens
