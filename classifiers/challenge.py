"""Is a freshly trained model at least as good as the one that serves? Both judge texts neither was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from classifiers.attack import AttackClassifier
from classifiers.corpus_file import Labelled
from classifiers.evaluation import figures, judged

TOLERANCE = {"average_precision": 0.01, "recall": 0.02}  # a challenger may be this much lower: less is chance
LEAST_EACH = 5  # attacks, and others, before a set of reviews can tell two models apart


@dataclass(frozen=True, slots=True)
class Bout:
    """Champion and challenger on one set of labelled texts; their `figures`, and where the challenger is worse."""

    name: str
    champion: dict[str, Any]
    challenger: dict[str, Any]
    worse: tuple[str, ...]


def bout(
    name: str, champion: AttackClassifier, challenger: AttackClassifier, labels: Sequence[Labelled]
) -> Bout | None:
    """Return how both do on `labels`, each at its own threshold; None when these are too few to tell."""
    attacks = sum(label.flagged for label in labels)
    if min(attacks, len(labels) - attacks) < LEAST_EACH:
        return None
    held, fresh = (_figures(classifier, labels) for classifier in (champion, challenger))
    worse = tuple(
        f"{figure.replace('_', ' ')} {fresh[figure]:.3f} against {held[figure]:.3f}"
        for figure, tolerance in TOLERANCE.items()
        if fresh[figure] < held[figure] - tolerance
    )
    return Bout(name, held, fresh, worse)


def _figures(classifier: AttackClassifier, labels: Sequence[Labelled]) -> dict[str, Any]:
    verdicts = judged(classifier, labels)
    return figures(labels, [v.score for v in verdicts], [v.flagged for v in verdicts])
