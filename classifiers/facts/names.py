"""The persons and the outlets an article names, each with what the other kind tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from classifiers.facts.candidates import Candidate
from classifiers.facts.outlets import outlets
from classifiers.facts.persons import persons
from classifiers.facts.reading import Mention, Reading

_STEP, _FAR = 3, 3  # words between a person and an outlet are counted in threes, up to nine
_OWN, _TOLD = "own:", ("told:", "own:told:")
_CERTAIN = frozenset(("own:listed", "own:address", "own:beside:True", "own:inside:True", "own:quoted:True"))
_FIRST = frozenset(("own:order:0", "own:oftener:0"))
_LETTERS = 12  # between the two that are read: "of", "editor of the"


def people_and_outlets(reading: Reading) -> tuple[list[Candidate], list[Candidate]]:
    """Return both in the order of their first mention.

    «Saryarqa Post» looks like a person and «Salome Jibladze of Tetri Arkhi» names one of each: what has been read as
    both is told so, and an outlet how far from it persons stand.
    """
    people, found = persons(reading), outlets(reading)
    shown = [{token for token in outlet.concepts.split(" ") if token.startswith(_OWN)} for outlet in found]
    told = [_beside_outlets(person, list(zip(found, shown, strict=True))) for person in people]
    return [_in_language(person, reading) for person in told], [_beside_people(each, people) for each in found]


def _in_language(person: Candidate, reading: Reading) -> Candidate:
    """Add each token once more as that of the language: where a journalist stands differs between them."""
    language = reading.language.language
    return _with(person, [f"{language}/{token}" for token in person.concepts.split(" ") if not token.startswith(_TOLD)])


def same_spot(one: Candidate, other: Candidate) -> bool:
    """Tell whether a mention of the one begins where a mention of the other does."""
    return not _spots(one).isdisjoint(_spots(other))


def _spots(of: Candidate) -> set[tuple[int, int]]:
    return {(spot.line.number, spot.start) for spot in of.mentions}


def _beside_outlets(person: Candidate, found: Sequence[tuple[Candidate, set[str]]]) -> Candidate:
    tokens = []
    for outlet, own in found:
        if same_spot(person, outlet):
            tokens += ["both", *sorted(f"outlet!{token}" for token in own)]
            continue
        marks = [mark for mark, signs in (("certain-", _CERTAIN), ("first-", _FIRST)) if own & signs]
        for one, other in ((a, b) for a in person.mentions for b in outlet.mentions if a.line is b.line):
            token = f"outlet{_apart(one, other)}"
            between = one.line.text[min(one.end, other.end) : max(one.start, other.start)].strip()
            tokens += [token, *(mark + token for mark in marks)]
            tokens += [f"outlet:{'_'.join(between.split())}"] * (len(between) < _LETTERS and between == between.lower())
    return _with(person, tokens)


def _beside_people(outlet: Candidate, people: Sequence[Candidate]) -> Candidate:
    tokens = ["both"] * any(same_spot(outlet, person) for person in people)
    spots = [spot for person in people for spot in person.mentions]
    tokens += [f"person{_apart(own, spot)}" for own in outlet.mentions for spot in spots if own.line is spot.line]
    return _with(outlet, tokens)


def _apart(one: Mention, other: Mention) -> str:
    """Return on which side of the one the other stands, and how far."""
    side, words = "<" if other.first < one.first else ">", abs(other.first - one.first)
    return f"{side}{min(words // _STEP, _FAR)}"


def _with(candidate: Candidate, tokens: Sequence[str]) -> Candidate:
    return replace(candidate, concepts=" ".join((candidate.concepts, *tokens)))
