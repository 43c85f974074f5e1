"""What the judges of facts choose from: a person, an outlet, a place or a day, with what stands around its mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from classifiers.facts.reading import ACT, Mention, Reading, surroundings

PRESS = frozenset(("journalist", "editor", "camera", "blogger", "freelance"))  # concepts of facts.yaml
_Found = TypeVar("_Found")
MOST = 60  # candidates of a kind, and
MOST_MENTIONS = 8  # of each are read: a hostile page must not cost the day
FEW = 3  # mentions; more count as many


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be a fact; `words` and `concepts` are its features."""

    id: str  # a key of a name, an id of a place, how precisely a day is named
    value: str  # as people read it
    mentions: tuple[Mention, ...]
    words: str
    concepts: str

    @property
    def best(self) -> Mention:
        """The mention to show: in the sentence of the text that speaks most of an attack."""
        return max(self.mentions, key=lambda m: (not m.line.is_title, m.line.value, -m.line.number))


def add(groups: dict[str, list[_Found]], key: str, found: _Found) -> None:
    """Put a mention to the others of its candidate, as long as there is room."""
    if key in groups or len(groups) < MOST:
        mentions = groups.setdefault(key, [])
        if len(mentions) < MOST_MENTIONS:
            mentions.append(found)


def candidate(
    reading: Reading,
    id: str,
    value: str,
    mentions: Sequence[Mention],
    own: Iterable[str],
    words: Iterable[str] = (),
    concepts: Iterable[str] = (),
) -> Candidate:
    """Return a candidate with its features; `own` tokens are those of its kind, `words` and `concepts` more of both."""
    plain = list(words)
    tokens = [*(f"own:{token}" for token in own), *concepts]
    for mention in mentions:
        around, concepts = surroundings(mention)
        plain += around
        tokens += concepts
    tokens += standing(reading, mentions)
    told = {act for line in reading.lines if line.value >= min(ACT, reading.strongest) for act, _ in line.acts}
    tokens += [f"told:{act}" for act in told]
    press = {c for line in reading.lines if line.value >= ACT for c, _ in line.concepts if c in PRESS}
    tokens += [f"told:{concept}" for concept in press] or ["told:nobody"]
    return Candidate(id, value, tuple(mentions), " ".join(plain), " ".join(tokens))


def ranks(everything: Sequence[Sequence[Mention]]) -> list[tuple[int, int]]:
    """Return for each candidate, given by its mentions, how many others are told of in a stronger sentence and how many
    are mentioned oftener; FEW count as many."""
    best = [max(mention.line.value for mention in mentions) for mentions in everything]
    times = [len(mentions) for mentions in everything]
    return [
        (min(sum(value > own for value in best), FEW), min(sum(count > often for count in times), FEW))
        for own, often in zip(best, times, strict=True)
    ]


def standing(reading: Reading, mentions: Sequence[Mention]) -> list[str]:
    """Return how often a candidate is mentioned, how early, and in sentences of what weight."""
    best = max(mention.line.value for mention in mentions)
    lines = {mention.line.number for mention in mentions}
    tokens = [
        f"times:{min(len(mentions), FEW)}",
        f"best:{best >= reading.strongest}",
        f"bin:{max(-4, min(4, round(best)))}",
        f"share:{round(4 * len(lines) / len(reading.lines))}",
        f"first:{min(*lines, 6)}",
    ]
    return tokens + ["in-title"] * any(mention.line.is_title for mention in mentions)
