"""The tree of a question lowered to a few primitives both engines have; how to spell these is their only difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.search import query
from index.search.analysis import QueryWord
from index.search.contract import Query

# An exact form outweighs another form of the word, a word in the title one in the text; a name key is the weakest hint.
_EXACT, _STEM, _TITLE, _NAME = 2.0, 1.0, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Term:
    """Articles with this term in this field, scored by BM25 times boost."""

    field: str
    value: str
    boost: float


@dataclass(frozen=True, slots=True)
class Sequence:
    """Articles with these terms (two or more) side by side, scored like a Term."""

    field: str
    values: tuple[str, ...]
    boost: float


@dataclass(frozen=True, slots=True)
class Beginning:
    """Articles with a term that begins so; scores 1."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Every:
    """All of `required`, none of `forbidden`; scores add up. With nothing required, the rest matches and scores 0."""

    required: tuple[Clause, ...]
    forbidden: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """One or more of these; scores add up. With none, nothing matches."""

    clauses: tuple[Clause, ...]


Clause = Term | Sequence | Beginning | Every | Some


def plan(node: query.Node) -> Clause:
    """Return what to ask an engine for the tree of a question."""
    match node:
        case query.Word(word):
            return _word(word)
        case query.Phrase(words):
            return _phrase(words)
        case query.Prefix(letters):
            return Beginning("exact", letters)
        case query.Any(nodes):
            return Some(tuple(map(plan, nodes)))
        case query.Not(child):
            return Every((), (plan(child),))
        case query.All(nodes):
            return Every(
                tuple(plan(child) for child in nodes if not isinstance(child, query.Not)),
                tuple(plan(child.node) for child in nodes if isinstance(child, query.Not)),
            )


def wanted(asked: Query) -> Iterator[tuple[str, str | bool]]:
    """Yield the fields that must have one exact value, and the value."""
    values = (
        ("language", asked.language),
        ("source_id", asked.source_id),
        ("state", str(asked.state) if asked.state else None),
        ("flagged", asked.flagged),
    )
    yield from ((field, value) for field, value in values if value is not None)


def is_ranked(clause: Clause) -> bool:
    """Tell whether matches differ in relevance at all; where they do not, newest first is the whole order."""
    match clause:
        case Term() | Sequence():
            return True
        case Beginning():
            return False
        case Every(required):
            return any(map(is_ranked, required))
        case Some(clauses):
            # Which of two unranked alternatives hold does change the sum.
            return len(clauses) > 1 or any(map(is_ranked, clauses))


def _word(word: QueryWord) -> Clause:
    terms = [Term("exact", word.exact, _EXACT)]
    for stem in dict.fromkeys(word.stems):
        terms += [Term("stems", stem, _STEM), Term("title", stem, _TITLE)]
    terms += [Term("names", key, _NAME) for key in sorted(word.names)]
    return Some(tuple(terms))


def _phrase(words: tuple[QueryWord, ...]) -> Clause:
    voices = dict.fromkeys(zip(*(word.stems for word in words), strict=True))
    exact = Sequence("exact", tuple(word.exact for word in words), _EXACT)
    return Some((exact, *(Sequence("stems", stems, _STEM) for stems in voices)))
