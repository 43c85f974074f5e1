"""Text into features, by one function for training and serving.

A sentence becomes two strings of tokens: its words (folded, cut to seven and to four letters, names left out) and its
concepts (which acts, actors and cues of the lexicon it has, which of them meet, and how its media words end). Tokens
are plain strings so that the vectorizers stay stock scikit-learn and a saved model needs no code of ours to be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifiers.lexicon import Lexicon, Word, load_lexicon, words
from classifiers.sentences import Sentence, split_sentences
from index.model import LanguageGuess

STEM_LETTERS = 7  # of a word are kept: cuts most endings of ru and kk, keeps the sense
ROOT_LETTERS = 4  # of a word are kept beside them: what related words and rarer endings share
ENDING_LETTERS = 2  # of a media word tell who did it from whom it was done to: журналиста, тілшіні
LEAD_SENTENCES = 2
ACTORS = ("media", "platform", "relative", "authority", "unknown")
ROOT_MARK = "~"
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
    return compose(sentences)


def compose(sentences: Sequence[SentenceFeatures]) -> ArticleFeatures:
    """Return the features of the article that these sentences make."""
    words = " ".join(s.words for s in sentences)
    return ArticleFeatures(tuple(sentences), words, " ".join(_article_concepts(sentences)))


def sentence_features(
    sentence: Sentence, row: Sequence[Word], names: frozenset[str], lexicon: Lexicon
) -> SentenceFeatures:
    """Return the features of one sentence whose words are `row`."""
    places: dict[str, list[int]] = {}
    for concept, at in lexicon.find(row):
        places.setdefault(concept, []).append(at)
    acts = frozenset(kind for kind in places if kind[0] in "PNJ" and kind[1:].isdigit())
    tokens = _meetings(places, acts) | _endings(row, places, acts)
    return SentenceFeatures(
        sentence, " ".join(_word_tokens(row, names)), " ".join(sorted(tokens)), acts, "media" in places
    )


def _word_tokens(row: Sequence[Word], names: frozenset[str]) -> list[str]:
    tokens = []
    for word in row:
        if word.folded in names:
            continue
        if word.folded.isdigit():
            tokens.append("#")
            continue
        tokens.append(word.folded[:STEM_LETTERS])
        if len(word.folded) > ROOT_LETTERS:
            tokens.append(word.folded[:ROOT_LETTERS] + ROOT_MARK)
    return tokens


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


def _meetings(places: Mapping[str, Sequence[int]], acts: frozenset[str]) -> set[str]:
    """Return which concepts the sentence has, and which acts meet which actors in it."""
    tokens = {f"c:{kind}" for kind in places}
    for actor in ACTORS:
        if actor in places:
            for act in acts:
                tokens |= {f"m:{actor}+{act}", f"m:{actor}+{act[0]}", f"m:{actor}+act"}
    return tokens


def _endings(row: Sequence[Word], places: Mapping[str, Sequence[int]], acts: frozenset[str]) -> set[str]:
    """Return how the media words end, and on which side of the nearest act: Russian and Kazakh say by the ending who
    did it and to whom, English by the order."""
    media = places.get("media", ())
    tokens = {f"e:{row[at].folded[-ENDING_LETTERS:]}" for at in media}
    for act in acts if media else ():
        for at in places[act]:
            near = min(media, key=lambda other: abs(other - at))
            tokens.add(f"e:{row[near].folded[-ENDING_LETTERS:]}{'<' if near < at else '>'}{act[0]}")
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
