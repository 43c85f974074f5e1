"""Text cut into pieces, marked and unmarked, so that a template escapes each piece and never sees HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.model import Evidence, Fact

# Overrides and isolates would let a text rewrite the line it stands on; controls show as boxes or not at all.
_TRICKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch within a piece: the numbers, from 1, of the suggested facts it belongs to and of those it begins."""

    text: str
    facts: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `mark` numbers the evidence it belongs to, from 1 (0 = none); `first` = it begins here."""

    text: str
    mark: int = 0
    first: bool = False
    parts: tuple[Part, ...] = ()  # the same text, cut where suggested facts begin and end


def harmless(text: str) -> str:
    """Return `text` without the characters that change how their neighbours are drawn."""
    return _TRICKS.sub("", text)


def paragraphs(text: str, evidence: Sequence[Evidence] = (), facts: Sequence[Fact] = ()) -> list[list[Piece]]:
    """Return the paragraphs of `text` as pieces, evidence and facts marked; what lies elsewhere is left out."""
    spans = [(e.start, e.end) for e in evidence if 0 <= e.start < e.end <= len(text)]
    begun: set[int] = set()
    found: list[list[Piece]] = []
    for paragraph in re.finditer(r"\S.*?(?=\s*\n\s*\n|\s*\Z)", text, re.DOTALL):
        pieces = []
        at = paragraph.start()
        for piece in _cut(text, paragraph.start(), paragraph.end(), spans):
            fresh = piece.mark > 0 and piece.mark not in begun
            begun.add(piece.mark)
            parts = tuple(_parts(text, at, at + len(piece.text), facts))
            pieces.append(Piece(piece.text, piece.mark, fresh, parts))
            at += len(piece.text)
        found.append(pieces)
    return found


def _parts(text: str, start: int, end: int, facts: Sequence[Fact]) -> Iterable[Part]:
    here = [(n, fact) for n, fact in enumerate(facts, 1) if fact.start < end and start < fact.end]
    edges = {start, end} | {edge for _, fact in here for edge in (fact.start, fact.end) if start < edge < end}
    for left, right in pairwise(sorted(edges)):
        inside = tuple(n for n, fact in here if fact.start <= left < fact.end)
        yield Part(text[left:right], inside, tuple(n for n, fact in here if fact.start == left))


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """Return one line as pieces, the `spans` marked."""
    return list(_cut(text, 0, len(text), sorted(spans)))


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterable[Piece]:
    at = start
    for number, (left, right) in sorted(enumerate(spans, 1), key=lambda pair: pair[1]):
        left, right = max(left, at), min(right, end)  # what an earlier span took stays its own
        if left >= right:
            continue
        if left > at:
            yield Piece(text[at:left])
        yield Piece(text[left:right], number)
        at = right
    if at < end:
        yield Piece(text[at:end])
