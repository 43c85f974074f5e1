"""What a model card says: data, figures on held-out incidents, and how little the model has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classifiers.attack import UNTAUGHT_THRESHOLD
from classifiers.corpus_file import CORPUS, Labelled, corpus_hash
from classifiers.evaluation import by_language, false_flags_by_trap, naming, natural_precision
from classifiers.reviewed import REGISTER
from classifiers.training import FOLDS, Example, Trained


def describe(trained: Trained, examples: Sequence[Example], corpus: Path = CORPUS) -> dict[str, Any]:
    """Return the card of a model freshly trained on the folder `corpus`, and on reviews if there are some."""
    articles, flashes = _judged(trained, examples, whole=True), _judged(trained, examples, whole=False)
    labels, _, flagged = articles
    seen = Counter(code for example in examples for code in example.label.methods)
    return {
        "corpus": corpus_hash(corpus),
        "reviews": sum(label.register == REGISTER for label in labels + flashes[0]),
        "how_measured": f"{FOLDS}-fold cross-validation on the corpus; no incident lies in two folds",
        "languages": by_language(*articles),
        "flashes": by_language(*flashes),
        "naming": naming_by_language(examples, trained),
        "natural_precision": natural_precision(labels, flagged),
        "false_flags_by_trap": false_flags_by_trap(labels, flagged),
        "examples_by_method": {code: seen[code] for code in trained.model.method_codes if code in seen},
        "limits": (
            f"{len(labels)} articles and {len(flashes[0])} flashes; those of the corpus were written for this project "
            "by few hands. It ranks; it does not decide. Figures on real news will be lower, and the thresholds favour "
            "recall over precision."
        ),
    }


def naming_by_language(examples: Sequence[Example], trained: Trained) -> dict[str, Any]:
    """Return how well attacks in whole articles were named, for all and for each language."""
    told = [(e.label, names) for e, names in zip(examples, trained.named, strict=True) if e.is_whole and names]
    table = {}
    for language in ("all", *sorted({label.language for label, _ in told})):
        some = [pair for pair in told if language in ("all", pair[0].language)]
        table[language] = naming([label for label, _ in some], [names for _, names in some])
    return table


def _judged(
    trained: Trained, examples: Sequence[Example], whole: bool
) -> tuple[list[Labelled], list[float], list[bool]]:
    """Return labels, held-out scores and whether these flag, of the articles or of the flashes."""
    some = [(e.label, float(s)) for e, s in zip(examples, trained.held_out, strict=True) if e.is_whole is whole]
    flagged = [score >= trained.model.thresholds.get(label.language, UNTAUGHT_THRESHOLD) for label, score in some]
    return [label for label, _ in some], [score for _, score in some], flagged
