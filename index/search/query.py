"""What a researcher types becomes a small tree: words, "phrases", -not, OR, (groups), prefix*.

Any string is a question: what cannot be understood is read as plain words, and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.search.analysis import QueryWord, analyse_query

_MOST_CHARACTERS = 2000
_MOST_WORDS = 64  # servers limit clauses; a longer question is a pasted text, and its first words tell what it is
_DEEPEST = 6  # nested groups; Elasticsearch takes 30 levels, and a group costs up to three
_SHORTEST_PREFIX = 2
_OR = {"OR", "ИЛИ", "НЕМЕСЕ", "|"}
_AND = {"AND", "&"}
_QUOTES = {'"': '"', "«": "»", "“": "”", "„": "“”"}
_LEXEMES = re.compile(
    r"""(?P<quoted>"[^"]*"?|«[^»]*»?|“[^”]*”?|„[^“”]*[“”]?)
      | (?P<not>-(?=[\w"«“„(]))
      | (?P<open>\()
      | (?P<close>\))
      | (?P<plain>[^\s()"«“„]+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word in any of its forms, spellings and languages."""

    word: QueryWord


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in this order, each in any form."""

    words: tuple[QueryWord, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins with these letters."""

    letters: str


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these must hold; with none, everything matches."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of these must hold; with none, nothing matches."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This must not hold."""

    node: Node


Node = Word | Phrase | Prefix | All | Any | Not
EVERYTHING = All(())
NOTHING = Any(())


def parse(text: str) -> Node:
    """Return the tree of a question. Blank text is EVERYTHING; text without a single word is NOTHING."""
    if not text.strip():
        return EVERYTHING
    return _Parser(text[:_MOST_CHARACTERS]).tree() or NOTHING


class _Parser:
    def __init__(self, text: str) -> None:
        self._lexemes: list[tuple[str, str]] = [(match.lastgroup or "", match[0]) for match in _LEXEMES.finditer(text)]
        self._next = 0
        self._words_left = _MOST_WORDS

    def tree(self) -> Node | None:
        return self._alternatives(0)

    def _alternatives(self, depth: int) -> Node | None:
        found: list[Node] = []
        while self._next < len(self._lexemes):
            if self._lexemes[self._next][0] == "close" and depth:
                break
            if node := self._conjunction(depth):
                found.append(node)
        return found[0] if len(found) == 1 else Any(tuple(found)) if found else None

    def _conjunction(self, depth: int) -> Node | None:
        """Read up to the next OR (which is consumed) or the end of the group."""
        found: list[Node] = []
        while self._next < len(self._lexemes):
            kind, text = self._lexemes[self._next]
            if kind == "close" and depth:
                break
            self._next += 1
            if kind == "plain" and text in _OR:
                break
            if node := self._unit(kind, text, depth):
                found.append(node)
        return found[0] if len(found) == 1 else All(tuple(found)) if found else None

    def _unit(self, kind: str, text: str, depth: int) -> Node | None:
        if kind == "not":
            kind, text = self._lexemes[self._next]
            self._next += 1
            node = self._unit(kind, text, depth)
            return Not(node) if node else None
        if kind == "open" and depth < _DEEPEST:
            node = self._alternatives(depth + 1)
            self._next += 1  # the closing bracket, or one past the end
            return node
        if kind in ("open", "close") or text in _AND:
            return None
        return self._atom(kind, text)

    def _atom(self, kind: str, text: str) -> Node | None:
        words = tuple(analyse_query(text))[: self._words_left]
        self._words_left -= len(words)
        if not words:
            return None
        if kind == "plain" and text.endswith("*") and len(words[-1].exact) >= _SHORTEST_PREFIX:
            before = tuple(Word(word) for word in words[:-1])
            prefix = Prefix(words[-1].exact)
            return All((*before, prefix)) if before else prefix
        return Word(words[0]) if len(words) == 1 else Phrase(words)


def affirmed(node: Node) -> Iterator[Word | Phrase | Prefix]:
    """Yield what a match contains, for highlighting: everything that is not under a Not."""
    if isinstance(node, All | Any):
        for child in node.nodes:
            yield from affirmed(child)
    elif not isinstance(node, Not):
        yield node
