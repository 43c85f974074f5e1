"""How good a classifier is on labelled articles: the table of the model card and of `tilshi evaluate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score

from classifiers.attack import CLASSES
from classifiers.contract import Classifier
from classifiers.corpus_file import Labelled
from classifiers.language import detector
from index.model import Verdict

CALIBRATION_BINS = 10
CLASS_SAID = 0.45  # chance, given an attack, from which a class counts as said
TOP_METHODS = 3
TRAP_WEIGHT = 0.25  # of a hard negative in a natural mix: the corpus holds about four times as many as news does


def judged(classifier: Classifier, labels: Sequence[Labelled]) -> list[Verdict]:
    """Return what a classifier says of labelled articles, as it would of any: in the language they are detected in."""
    detect = detector().detect
    return [classifier.judge(a.title, a.text, detect(a.title, a.text)) for a in labels]


def figures(labels: Sequence[Labelled], scores: Sequence[float], flagged: Sequence[bool]) -> dict[str, Any]:
    """Return counts, average precision and calibration error of `scores`, precision and recall of what was flagged."""
    flags = np.array([label.flagged for label in labels], dtype=bool)
    values = np.array(scores, dtype=float)
    said = np.array(flagged, dtype=bool)
    right = int((said & flags).sum())
    return {
        "articles": len(labels),
        "attacks": int(flags.sum()),
        "average_precision": _round(average_precision_score(flags, values)) if flags.any() else None,
        "recall": _round(right / flags.sum()) if flags.any() else None,
        "precision": _round(right / said.sum()) if said.any() else None,
        "calibration_error": _round(calibration_error(flags, values)),
    }


def by_language(
    labels: Sequence[Labelled], scores: Sequence[float], flagged: Sequence[bool]
) -> dict[str, dict[str, Any]]:
    """Return `figures` for all articles and for each language."""
    table = {"all": figures(labels, scores, flagged)}
    for language in sorted({label.language for label in labels}):
        kept = [i for i, label in enumerate(labels) if label.language == language]
        table[language] = figures([labels[i] for i in kept], [scores[i] for i in kept], [flagged[i] for i in kept])
    return table


def naming(labels: Sequence[Labelled], named: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """Return how well attacks were named: F1 of each class, and how often a right method is among the three likeliest.

    `named` has, for each label, the chances of classes and methods given that it is an attack.
    """
    pairs = [(label, chances) for label, chances in zip(labels, named, strict=True) if label.methods and chances]
    if not pairs:
        return {"attacks": 0, "class_f1": {}, "top_three": None}
    hits = 0
    counts = {name: [0, 0] for name in CLASSES}  # right, and said plus true
    for label, chances in pairs:
        ranked = sorted((code for code in chances if code not in CLASSES), key=lambda code: -chances[code])
        hits += not set(ranked[:TOP_METHODS]).isdisjoint(label.methods)
        for name, count in counts.items():
            said, true = chances.get(name, 0.0) >= CLASS_SAID, any(code[0] == name for code in label.methods)
            count[0] += said and true
            count[1] += said + true
    class_f1 = {name: _round(2 * right / max(1, total)) for name, (right, total) in counts.items()}
    return {"attacks": len(pairs), "class_f1": class_f1, "top_three": _round(hits / len(pairs))}


def natural_precision(labels: Sequence[Labelled], flagged: Sequence[bool]) -> float | None:
    """Return the precision of what was flagged with hard negatives (those that set a trap) weighted by TRAP_WEIGHT."""
    said = [label for label, hit in zip(labels, flagged, strict=True) if hit]
    weights = [TRAP_WEIGHT if label.trap and not label.flagged else 1.0 for label in said]
    right = sum(label.flagged for label in said)
    return _round(right / sum(weights)) if said else None


def false_flags_by_trap(labels: Sequence[Labelled], flagged: Sequence[bool]) -> dict[str, str]:
    """Return for each trap how many of its articles were flagged, as "flagged/all"."""
    traps: dict[str, list[bool]] = {}
    for label, hit in zip(labels, flagged, strict=True):
        if not label.flagged:
            traps.setdefault(label.trap or "ordinary", []).append(hit)
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


def format_thresholds(thresholds: Mapping[str, float]) -> str:
    """Return the scores from which articles are flagged, for people."""
    return ", ".join(f"{value} {language}" for language, value in sorted(thresholds.items()))


def format_naming(figures: Mapping[str, Any]) -> str:
    """Return `naming`'s figures for people."""
    said = ", ".join(f"{name} {value:.3f}" for name, value in figures["class_f1"].items())
    return (
        f"of {figures['attacks']} attacks: class F1 {said}; a right method among the first three {figures['top_three']}"
    )


def _round(value: float) -> float:
    return round(float(value), 4)
