"""Text into features, by one function for training and serving.

A sentence becomes two strings of tokens: its words (folded, cut to seven and to four letters, in pairs, and those near
media or near others; names left out) and its concepts (which acts, actors and cues of the lexicon it has, which of them
meet, and how its media words end). Tokens are plain strings so that the vectorizers stay stock scikit-learn and a saved
model needs no code of ours to be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from classifiers.lexicon import Word, is_method, load_lexicon, words
from classifiers.people import PERSON, STRANGER, Hits, mentions, people
from classifiers.sentences import Sentence, split_sentences
from index.model import LanguageGuess

STEM_LETTERS = 7  # of a word are kept: cuts most endings of ru and kk, keeps the sense
ROOT_LETTERS = 4  # of a word are kept beside them: what related words and rarer endings share
ENDING_LETTERS = 2  # of a media word tell who did it from whom it was done to: журналиста, тілшіні
PAIR_LETTERS = 5  # of a word in a pair, or near a role
NEAR_WORDS = 3  # on each side of a role are near it
LEAD_SENTENCES = 2
ACTORS = ("media", "platform", "relative", "authority", "unknown", PERSON, STRANGER)
# What stands for a word in pairs; capitals, because words are folded to small letters.
MEDIA_MARK, OTHER_MARK, NAME_MARK = "M", "O", "N"
MARKS = {"media": MEDIA_MARK, PERSON: MEDIA_MARK, "other": OTHER_MARK, "activist": OTHER_MARK, STRANGER: OTHER_MARK}
PAIR, NEAR, ROOT_MARK = "+", ":", "~"
NUMBER = "#"
PAIR_MARKS = frozenset((PAIR, NEAR, ROOT_MARK))  # none of them in a token: it is the beginning of a word
_PARTS = re.compile(rf"[{PAIR}{NEAR}]")
MAX_SENTENCES = 150  # of an article are read; news rarely has more, and a hostile page must not cost the day


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What the models see of one sentence."""

    sentence: Sentence
    words: str
    concepts: str
    acts: frozenset[str]  # method codes whose words occur
    media: bool  # a media worker or outlet is named, by role or by a name that had the role elsewhere


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
    hits = [lexicon.find(row) for row in rows]
    known = people(rows, hits)
    return compose(
        [
            sentence_features(part, row, names, [*found, *mentions(row, known)])
            for part, row, found in zip(parts, rows, hits, strict=True)
        ]
    )


def compose(sentences: Sequence[SentenceFeatures]) -> ArticleFeatures:
    """Return the features of the article that these sentences make."""
    words = " ".join(s.words for s in sentences)
    return ArticleFeatures(tuple(sentences), words, " ".join(_article_concepts(sentences)))


def token_parts(small: Iterable[str]) -> frozenset[str]:
    """Return every part a token may have when only the folded words `small` may stand in one."""
    parts = {MEDIA_MARK, OTHER_MARK, NAME_MARK, NUMBER}
    for word in small:
        parts |= {word[:STEM_LETTERS], word[:PAIR_LETTERS], word[:ROOT_LETTERS] + ROOT_MARK}
    return frozenset(parts)


def nameless(features: ArticleFeatures, parts: frozenset[str]) -> ArticleFeatures:
    """Return the features without the word tokens that have other parts than `parts`: at the start of a sentence a
    name looks like any word, and no name may enter a vocabulary."""

    def kept(text: str) -> str:
        return " ".join(token for token in text.split() if parts.issuperset(_PARTS.split(token)))

    return compose([replace(s, words=kept(s.words)) for s in features.sentences])


def sentence_features(sentence: Sentence, row: Sequence[Word], names: frozenset[str], hits: Hits) -> SentenceFeatures:
    """Return the features of one sentence whose words are `row`, and whose concepts are `hits`."""
    places: dict[str, list[int]] = {}
    for concept, at in hits:
        places.setdefault(concept, []).append(at)
    acts = frozenset(kind for kind in places if is_method(kind))
    tokens = _meetings(places, acts) | _endings(row, places, acts)
    told = [*_word_tokens(row, names), *_pair_tokens(row, names, places)]
    media = "media" in places or PERSON in places
    return SentenceFeatures(sentence, " ".join(told), " ".join(sorted(tokens)), acts, media)


def _word_tokens(row: Sequence[Word], names: frozenset[str]) -> list[str]:
    tokens = []
    for word in row:
        if word.folded in names:
            continue
        if word.folded.isdigit():
            tokens.append(NUMBER)
            continue
        tokens.append(word.folded[:STEM_LETTERS])
        if len(word.folded) > ROOT_LETTERS:
            tokens.append(word.folded[:ROOT_LETTERS] + ROOT_MARK)
    return tokens


def _pair_tokens(row: Sequence[Word], names: frozenset[str], places: Mapping[str, Sequence[int]]) -> list[str]:
    """Return pairs of neighbours, with roles and names as marks, and the words near media and near others: who did
    what to whom, as far as neighbourhood tells it."""
    roles: dict[int, str] = {}
    for kind, mark in MARKS.items():
        for at in places.get(kind, ()):
            roles.setdefault(at, mark)
    stems = [NAME_MARK if word.folded in names else _pair_stem(word) for word in row]
    marked = [roles.get(at, stem) for at, stem in enumerate(stems)]
    tokens = [f"{left}{PAIR}{right}" for left, right in pairwise(marked)]
    near = {
        (mark, other)
        for at, mark in roles.items()
        for other in range(max(0, at - NEAR_WORDS), min(len(row), at + NEAR_WORDS + 1))
        if other not in roles
    }
    tokens += [f"{mark}{NEAR}{stems[other]}" for mark, other in sorted(near) if len(stems[other]) > 2]
    return tokens


def _pair_stem(word: Word) -> str:
    return NUMBER if word.folded.isdigit() else word.folded[:PAIR_LETTERS]


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
