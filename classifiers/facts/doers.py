"""Who did what: the features by which perpetrators are told apart, with the word that names them, and those by which an
outlet is told to be what was hit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifiers.facts.candidates import PRESS, Candidate
from classifiers.facts.reading import ACT, Line, Mention, Reading, beside
from classifiers.features import SentenceFeatures

READ = 5  # sentences, those that speak most of an attack
FIRST = 2  # of them count twice
ROLL_UPS = ("A", "B", "U")  # authorities, others, unknown
_NAMELESS = "U3"


@dataclass(frozen=True, slots=True)
class Deed:
    """The sentences that tell of the attack, as features."""

    words: str
    concepts: str


def deed(reading: Reading, sentences: Sequence[SentenceFeatures]) -> Deed:
    """Return the features of who did it; `sentences` are those of the reading's lines."""
    top = strongest(reading)[:READ]
    plain = " ".join(sentences[line.number].words for line in top)
    first = " ".join(sentences[line.number].words for line in top[:FIRST])
    plain += "".join(f" @{word}" for word in first.split())
    tokens = [sentences[line.number].concepts for line in top]
    tokens += [token for line in top for token in _meetings(line)]
    tokens += [
        f"d1:{concept}" for line in reading.lines if line.is_title or line is top[0] for concept, _ in line.concepts
    ]
    tokens += [f"a:{concept}" for line in reading.lines for concept, _ in line.concepts if _is_doer(concept)]
    return Deed(plain, " ".join(tokens))


def hit(told: Deed, reading: Reading, people: Sequence[Candidate], outlet: Candidate) -> Deed:
    """Return the features of whether an outlet is a victim itself: what is told, of whom, and what of the outlet."""
    press = sum(any(beside(spot, PRESS) for spot in person.mentions) for person in people)
    tokens = [f"people:{min(len(people), 3)}", f"press:{min(press, 3)}"]
    acted_on = {concept for line in reading.lines if line.value >= ACT for concept in _concerned(line)}
    tokens += [f"acts-on:{concept}" for concept in sorted(acted_on)]
    for line in reading.lines:
        if line.is_title or line.value >= reading.strongest:
            tokens += [f"top:{concept}" for concept in _concerned(line)]
    return Deed(f"{told.words} {outlet.words}", " ".join((told.concepts, *tokens, *tokens, outlet.concepts)))


def _concerned(line: Line) -> list[str]:
    return [concept for concept, _ in line.concepts if concept in PRESS or concept == "outlet"]


def strongest(reading: Reading) -> list[Line]:
    """Return the lines, those that speak most of an attack first."""
    return sorted(reading.lines, key=lambda line: (-line.value, line.number))


def named(reading: Reading, code: str) -> Mention:
    """Return the word that names such a perpetrator in the strongest line of the text that has one, else that line."""
    body = [line for line in strongest(reading) if not line.is_title][:READ] or strongest(reading)[:1]
    wanted = (code, "U1") if code == _NAMELESS else (code,)
    for line in body:
        for concept, at in line.concepts:
            if concept in wanted:
                start = line.row[at].start
                return Mention(line, start, start + len(line.row[at].folded), at, at)
    return Mention(body[0], 0, len(body[0].text), 0, len(body[0].row) - 1)


def _meetings(line: Line) -> Iterator[str]:
    doers = {concept for concept, _ in line.concepts if _is_doer(concept)}
    yield from (f"d:{concept}" for concept, _ in line.concepts)
    for concept in doers:
        for act, _ in line.acts:
            yield f"dm:{concept}+{act}"
            yield f"dm:{concept}+{act[0]}"


def _is_doer(concept: str) -> bool:
    return concept[1:].isdigit()
