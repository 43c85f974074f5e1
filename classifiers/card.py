"""What a model card says: data, figures on held-out incidents, and how little the model has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from classifiers.corpus_file import corpus_hash
from classifiers.evaluation import by_language, false_flags_by_trap, natural_precision
from classifiers.training import FOLDS, Example, Trained


def describe(trained: Trained, examples: Sequence[Example]) -> dict[str, Any]:
    """Return the card of a freshly trained model."""
    labels = [example.label for example in examples]
    scores = [float(score) for score in trained.held_out]
    threshold = trained.model.threshold
    seen = Counter(code for label in labels for code in label.methods)
    return {
        "corpus": corpus_hash(),
        "how_measured": f"{FOLDS}-fold cross-validation on the corpus; no incident lies in two folds",
        "languages": by_language(labels, scores, threshold),
        "natural_precision": natural_precision(labels, scores, threshold),
        "false_flags_by_trap": false_flags_by_trap(labels, scores, threshold),
        "examples_by_method": {code: seen[code] for code in trained.model.method_codes if code in seen},
        "limits": (
            f"{len(labels)} articles, written for this project by few hands: a first model. It ranks; it does not "
            "decide. Figures on real news will be lower, and the threshold favours recall over precision."
        ),
    }
