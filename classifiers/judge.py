"""A linear judge at work: TF-IDF sums over word and concept tokens, in numpy alone.

scikit-learn trains it; its checks at prediction cost more than the sums do, and importing it costs every worker more
than a second. A test holds these sums against scikit-learn's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np


def probability(log_odds: Any) -> Any:
    """Return the probability that log-odds stand for; of an array, that of each."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))


class Tokens(Protocol):
    """Features as two strings of tokens."""

    @property
    def words(self) -> str: ...

    @property
    def concepts(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Side:
    """One kind of tokens: their weights in TF-IDF rows with logarithmic counts, every row of length one."""

    at: Mapping[str, int]  # token → row of the arrays
    idf: Any  # (tokens,)
    weights: Any  # (tokens, outputs)

    def decide(self, texts: Sequence[str]) -> Any:
        """Return the weighted sums: a row for each text, a column for each output."""
        rows: list[int] = []
        columns: list[int] = []
        counts: list[int] = []
        for row, text in enumerate(texts):
            seen: dict[int, int] = {}
            for token in text.split(" "):
                at = self.at.get(token)
                if at is not None:
                    seen[at] = seen.get(at, 0) + 1
            rows += [row] * len(seen)
            columns += seen.keys()
            counts += seen.values()
        sums = np.zeros((len(texts), self.weights.shape[1]))
        if not rows:
            return sums
        values = (1 + np.log(counts)) * self.idf[columns]
        np.add.at(sums, rows, values[:, None] * self.weights[columns])
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=len(texts)))
        return sums / np.maximum(lengths, 1e-12)[:, None]


@dataclass(frozen=True, slots=True)
class Judge:
    """Word and concept tokens together, and the bias of each output."""

    words: Side
    concepts: Side
    bias: Any  # (outputs,)

    def decide(self, features: Sequence[Tokens]) -> Any:
        """Return the decision values (log-odds): a row for each element, a column for each output."""
        words = self.words.decide([f.words for f in features])
        return words + self.concepts.decide([f.concepts for f in features]) + self.bias


class Pair:
    """The judge of articles and the judge of sentences over one vocabulary of words: each token is looked up once.

    Gives what the two give one after the other, in half the time.
    """

    def __init__(self, article: Judge, sentence: Judge) -> None:
        self._judges = (article, sentence)
        self._at = {token: row for row, token in enumerate({**article.words.at, **sentence.words.at})}
        self._sides = tuple(_spread(judge.words, self._at) for judge in self._judges)

    def decide(self, article: Tokens, sentences: Sequence[Tokens]) -> tuple[float, Any]:
        """Return the decision values (log-odds) of an article and of each of its sentences, whose words joined are the
        article's."""
        known = [[at for token in s.words.split(" ") if (at := self._at.get(token)) is not None] for s in sentences]
        ids = np.array([at for own in known for at in own], dtype=np.int64)
        rows = np.repeat(np.arange(len(known)), [len(own) for own in known])
        whole, parts = self._judges
        one = self._words(0, np.zeros_like(rows), ids, 1) + whole.concepts.decide([article.concepts])[:, 0] + whole.bias
        each = self._words(1, rows, ids, len(known))
        return float(one[0]), each + parts.concepts.decide([s.concepts for s in sentences])[:, 0] + parts.bias

    def _words(self, side: int, rows: Any, ids: Any, count: int) -> Any:
        idf, weights = self._sides[side]
        cells, times = np.unique(rows * len(self._at) + ids, return_counts=True)
        rows, ids = np.divmod(cells, len(self._at))
        values = (1 + np.log(times)) * idf[ids]
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=count))
        return np.bincount(rows, values * weights[ids], minlength=count) / np.maximum(lengths, 1e-12)


def _spread(side: Side, at: Mapping[str, int]) -> tuple[Any, Any]:
    """Return idf and weights of a side with one output, in the rows of another vocabulary."""
    idf, weights = np.zeros(len(at)), np.zeros(len(at))
    rows = [at[token] for token in side.at]
    own = list(side.at.values())
    idf[rows], weights[rows] = side.idf[own], side.weights[own, 0]
    return idf, weights
