"""An article as the facts need it: its sentences, how strongly each tells of an attack, and the words around a spot."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from classifiers.features import ROOT_LETTERS, ROOT_MARK, STEM_LETTERS, SentenceFeatures
from classifiers.lexicon import Word, is_method, load_lexicon, words
from classifiers.places import Place, places_in
from index.model import LanguageGuess
from index.options import ROOT

LEXICON = ROOT / "config" / "lexicon" / "facts.yaml"
MEDIA = frozenset(("channel", "paper", "portal", "station", "agency"))  # kinds: a channel has an author, a paper staff
AROUND = 5  # words on either side of a mention are read
NEAR = 2  # of them stand beside it
MOST_LINES = 18
OPENING = 4
MOST_LETTERS = 2000  # of a sentence are read
ACT, HINT = 0.0, -2.0  # log-odds from which a sentence reports an act, or may


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence: `start` is its place in the text, below zero for the title; `value` its log-odds as evidence."""

    number: int
    start: int
    text: str
    value: float
    places: tuple[Place, ...]
    row: tuple[Word, ...]
    concepts: tuple[tuple[str, int], ...]  # of facts.yaml, with the index of the word
    acts: tuple[tuple[str, int], ...]  # methods of attack.yaml likewise
    ends: tuple[str, ...]  # of the words: what a Russian or Kazakh case shows itself by
    media: frozenset[str]  # those of MEDIA that are told of

    @property
    def is_title(self) -> bool:
        return self.start < 0

    @property
    def strength(self) -> str:
        return "act" if self.value >= ACT else "hint" if self.value >= HINT else "calm"


@dataclass(frozen=True, slots=True)
class Reading:
    """An article cut up once for all kinds of facts."""

    title: str
    text: str
    language: LanguageGuess
    lines: tuple[Line, ...]
    strongest: float  # of the values

    def line_at(self, start: int) -> Line | None:
        """Return the line of the text that holds the character at `start`."""
        holds = (line for line in self.lines if not line.is_title and 0 <= start - line.start < len(line.text))
        return next(holds, None)


def read(
    title: str,
    text: str,
    language: LanguageGuess,
    sentences: Sequence[SentenceFeatures],
    values: Sequence[float],
) -> Reading:
    """Return the reading of an article whose `sentences` the sentence judge gave `values` (log-odds)."""
    lines = []
    lexicon, attack = load_lexicon(LEXICON), load_lexicon()
    for number in _worth_reading(sentences, values):
        sentence, value = sentences[number].sentence, values[number]
        said = sentence.text[:MOST_LETTERS]
        places = places_in(said, language.language)
        row = tuple(words(said, language))
        acts = tuple((kind, at) for kind, at in attack.find(row) if is_method(kind))
        found = tuple(lexicon.find(row))
        concepts = tuple(pair for pair in found if pair[0] not in MEDIA)
        media = frozenset(concept for concept, _ in found if concept in MEDIA)
        ends = tuple(word.folded[-2:] for word in row)
        lines.append(Line(number, sentence.start, said, float(value), places, row, concepts, acts, ends, media))
    return Reading(title, text, language, tuple(lines), max(line.value for line in lines))


def _worth_reading(sentences: Sequence[SentenceFeatures], values: Sequence[float]) -> list[int]:
    """Return the sentences in which facts are looked for: title and lead, and those that tell most of an attack with
    their neighbours. Of a news item these are all; of a long page the rest costs time and has the wrong facts."""
    if len(sentences) <= MOST_LINES:
        return list(range(len(sentences)))
    chosen = set(range(OPENING))
    for number in sorted(range(len(values)), key=lambda at: (-values[at], at)):
        if len(chosen) >= MOST_LINES:
            break
        chosen |= {other for other in (number - 1, number, number + 1) if 0 <= other < len(sentences)}
    return sorted(chosen)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `first` to `last` (both included) of a line; start and end count characters of the line."""

    line: Line
    start: int
    end: int
    first: int
    last: int

    @property
    def said(self) -> str:
        return self.line.text[self.start : self.end]


def mention(line: Line, start: int, end: int) -> Mention | None:
    """Return the mention in characters start to end of a line, or None when no word begins there."""
    inside = [at for at, word in enumerate(line.row) if start <= word.start < end]
    if not inside:
        inside = [at for at, word in enumerate(line.row) if word.start <= start < word.start + len(word.folded)]
    return Mention(line, start, end, inside[0], inside[-1]) if inside else None


def distance(of: Mention, at: int) -> int:
    """Return how many words lie from a mention to the word `at` of its line; 0 inside."""
    return max(of.first - at, at - of.last, 0)


def beside(of: Mention, kinds: Set[str]) -> bool:
    """Tell whether a word of one of these concepts stands in a mention or beside it."""
    return any(concept in kinds and distance(of, at) <= NEAR for concept, at in of.line.concepts)


def surroundings(of: Mention) -> tuple[list[str], list[str]]:
    """Return word tokens and concept tokens of what stands around a mention.

    Only words written small: names must neither weigh in a judgement nor lie in a model file.
    """
    line = of.line
    plain: list[str] = []
    tokens = [f"in:{line.strength}"]
    for side, at in _sides(of):
        word = line.row[at]
        if word.capital or word.folded.isdigit():
            continue
        distance = of.first - at if side == "<" else at - of.last
        mark = side * (2 if distance <= NEAR else 1)
        plain.append(mark + word.folded[:STEM_LETTERS])
        if len(word.folded) > ROOT_LETTERS:
            plain.append(mark + word.folded[:ROOT_LETTERS] + ROOT_MARK)
    for concept, at in line.concepts:
        if not of.first <= at <= of.last:
            tokens += _position(of, concept, at)
    for act, at in line.acts:
        side, distance = ("<", of.first - at) if at < of.first else (">", at - of.last)
        tokens += [f"act{side}{act}", f"act{side}{act[0]}"] + [f"act{side}{side}{act}", f"act{side}{side}"] * (
            distance <= AROUND
        )
    tokens += _edges(of)
    return plain, tokens


def _sides(of: Mention) -> list[tuple[str, int]]:
    row = of.line.row
    left = [("<", at) for at in range(max(0, of.first - AROUND), of.first)]
    return left + [(">", at) for at in range(of.last + 1, min(len(row), of.last + 1 + AROUND))]


def _position(of: Mention, concept: str, at: int) -> list[str]:
    side, distance = ("<", of.first - at) if at < of.first else (">", at - of.last)
    if distance <= NEAR:
        return [f"{concept}{side}{side}", f"{concept}{side}", f"{concept}{side}{side}{of.line.ends[at]}"]
    return [f"{concept}{side}"] if distance <= AROUND else [f"{concept}{side}~"]


def _edges(of: Mention) -> list[str]:
    """Return what stands right before and after: a comma begins an apposition, a quotation mark closes speech."""
    text = of.line.text
    before, after = text[max(0, of.start - 3) : of.start].rstrip(), text[of.end : of.end + 3].lstrip()
    tokens = [
        f"pre:{before[-1:] if not before[-1:].isalnum() else 'w'}",
        f"post:{after[:1] if not after[:1].isalnum() else 'w'}",
    ]
    if not before:
        tokens.append("opens")
    return tokens
