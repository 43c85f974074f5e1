"""What stands closest to a name: word by word, in pairs, and at its first mention, where an article says who it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from classifiers.facts.reading import NEAR, Mention, distance
from classifiers.features import STEM_LETTERS

_CLOSEST = 3  # words on either side are told apart by how far they stand
_LETTERS = 9  # of these are kept: the ending tells who did it from whom it was done to
_BEFORE, _AFTER = 5, 6  # words around the first mention
_INTRODUCED = 7  # words within which a concept introduces the name
_ACT_WORDS, _ACT_STEP = 10, 3


def closely(mentions: Sequence[Mention]) -> tuple[list[str], list[str]]:
    """Return word tokens and concept tokens; as in surroundings(), words written with a capital are left out."""
    plain = [token for of in mentions for token in (*_words(of), *_pairs(of))]
    first = mentions[0]
    for at in (*range(first.first - _BEFORE, first.first), *range(first.last + 1, first.last + 1 + _AFTER)):
        if word := _small(first, at):
            plain.append(f"1{_side(first, at)}{word[:STEM_LETTERS]}")
    concepts = [f"1:{concept}{_side(first, at)}" for concept, at in first.line.concepts if _introduces(first, at)]
    return plain, concepts + [token for of in mentions for token in _acts(of)]


def _words(of: Mention) -> Iterator[str]:
    for step in range(1, _CLOSEST + 1):
        for at in (of.first - step, of.last + step):
            if word := _small(of, at):
                yield f"{step}{_side(of, at)}{word[:_LETTERS]}"


def _pairs(of: Mention) -> Iterator[str]:
    for side in (range(of.first - _CLOSEST, of.first), range(of.last + 1, of.last + 1 + _CLOSEST)):
        words = [word[:STEM_LETTERS] for at in side if (word := _small(of, at))]
        for one, other in pairwise(words):
            yield f"{_side(of, side[0])}{one}+{other}"


def _acts(of: Mention) -> Iterator[str]:
    line = of.line
    for concept, at in line.concepts:
        if 0 < distance(of, at) <= NEAR:
            yield f"{line.strength}:{concept}{_side(of, at)}"
    for _, at in line.acts:
        if distance(of, at) <= _ACT_WORDS:
            yield f"act{_side(of, at)}{min(distance(of, at) // _ACT_STEP, _ACT_STEP)}"
    yield f"title:{line.is_title}:{line.strength}"


def _introduces(of: Mention, at: int) -> bool:
    return 0 < distance(of, at) <= _INTRODUCED


def _side(of: Mention, at: int) -> str:
    return "<" if at < of.first else ">"


def _small(of: Mention, at: int) -> str:
    """Return the word `at` of the line; nothing when there is none, or it is a name or a number."""
    row = of.line.row
    if not 0 <= at < len(row) or row[at].capital or row[at].folded.isdigit():
        return ""
    return row[at].folded
