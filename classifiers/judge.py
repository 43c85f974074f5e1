"""A linear judge at work: TF-IDF sums over word and concept tokens, in numpy alone.

scikit-learn trains it; its checks at prediction cost more than the sums do, and importing it costs every worker more
than a second. A test holds these sums against scikit-learn's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np


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
