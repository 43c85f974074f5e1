"""How good a classifier is on labelled articles: the table of the model card and of `tilshi evaluate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score

from classifiers.corpus_file import Labelled

CALIBRATION_BINS = 10
TRAP_WEIGHT = 0.25  # of a hard negative in a natural mix: the corpus holds about four times as many as news does


def figures(labels: Sequence[Labelled], scores: Sequence[float], threshold: float) -> dict[str, Any]:
    """Return counts, average precision, precision and recall at `threshold`, and calibration error of `scores`."""
    flags = np.array([label.flagged for label in labels], dtype=bool)
    values = np.array(scores, dtype=float)
    said = values >= threshold
    right = int((said & flags).sum())
    return {
        "articles": len(labels),
        "attacks": int(flags.sum()),
        "average_precision": _round(average_precision_score(flags, values)) if flags.any() else None,
        "recall": _round(right / flags.sum()) if flags.any() else None,
        "precision": _round(right / said.sum()) if said.any() else None,
        "calibration_error": _round(calibration_error(flags, values)),
    }


def by_language(labels: Sequence[Labelled], scores: Sequence[float], threshold: float) -> dict[str, dict[str, Any]]:
    """Return `figures` for all articles and for each language."""
    table = {"all": figures(labels, scores, threshold)}
    for language in sorted({label.language for label in labels}):
        kept = [i for i, label in enumerate(labels) if label.language == language]
        table[language] = figures([labels[i] for i in kept], [scores[i] for i in kept], threshold)
    return table


def natural_precision(labels: Sequence[Labelled], scores: Sequence[float], threshold: float) -> float | None:
    """Return precision at `threshold` with hard negatives (those that set a trap) weighted by TRAP_WEIGHT."""
    said = [label for label, score in zip(labels, scores, strict=True) if score >= threshold]
    weights = [TRAP_WEIGHT if label.trap and not label.flagged else 1.0 for label in said]
    right = sum(label.flagged for label in said)
    return _round(right / sum(weights)) if said else None


def false_flags_by_trap(labels: Sequence[Labelled], scores: Sequence[float], threshold: float) -> dict[str, str]:
    """Return for each trap how many of its articles were flagged, as "flagged/all"."""
    traps: dict[str, list[bool]] = {}
    for label, score in zip(labels, scores, strict=True):
        if not label.flagged:
            traps.setdefault(label.trap or "ordinary", []).append(score >= threshold)
    return {trap: f"{sum(hits)}/{len(hits)}" for trap, hits in sorted(traps.items())}


def calibration_error(flags: Any, scores: Any, bins: int = CALIBRATION_BINS) -> float:
    """Return the expected calibration error: the mean distance of score and truth over equal bins, weighted by size."""
    at = np.minimum((scores * bins).astype(int), bins - 1)
    total = 0.0
    for number in range(bins):
        here = at == number
        if here.any():
            total += abs(scores[here].mean() - flags[here].mean()) * here.sum()
    return float(total / max(1, len(scores)))


def format_table(table: Mapping[str, Mapping[str, Any]]) -> str:
    """Return `by_language`'s table for people."""
    columns = ("articles", "attacks", "average_precision", "recall", "precision", "calibration_error")
    lines = ["language  " + "  ".join(column.replace("_", " ") for column in columns)]
    for language, row in table.items():
        cells = (f"{'–' if row[c] is None else row[c]:>{len(c)}}" for c in columns)
        lines.append(f"{language:<8}  " + "  ".join(cells))
    return "\n".join(lines)


def _round(value: float) -> float:
    return round(float(value), 4)
