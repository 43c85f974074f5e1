"""`tilshi evaluate`: the figures of the present model on any labelled file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.model import Verdict
from index.options import Options
from tilshi.common import print_json, with_json, with_options

if TYPE_CHECKING:
    from classifiers.corpus_file import Labelled


@click.command("evaluate")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@with_json
@with_options
def command(options: Options, file: Path, as_json: bool) -> None:
    """Judge the labelled articles of FILE (the corpus format) and print how often the model is right."""
    from classifiers.champions import load_serving
    from classifiers.corpus_file import read_corpus
    from classifiers.evaluation import (
        by_language,
        false_flags_by_trap,
        format_naming,
        format_table,
        format_thresholds,
        judged,
    )

    classifier = load_serving(options)
    labels = read_corpus(file)
    verdicts = judged(classifier, labels)
    scores = [verdict.score for verdict in verdicts]
    flagged = [verdict.flagged for verdict in verdicts]
    table = by_language(labels, scores, flagged)
    named = {language: _naming(labels, verdicts, language) for language in table}
    if as_json:
        for language, row in table.items():
            print_json({"language": language, "thresholds": classifier.thresholds, **row, "naming": named[language]})
        return
    click.echo(f"{classifier.name}, flags from {format_thresholds(classifier.thresholds)}")
    click.echo(format_table(table))
    for language, row in named.items():
        if row["attacks"]:
            click.echo(f"{language:<8}  {format_naming(row)}")
    for trap, share in false_flags_by_trap(labels, flagged).items():
        click.echo(f"  flagged though not an attack: {share:>7}  {trap}")


def _naming(labels: Sequence[Labelled], verdicts: Sequence[Verdict], language: str) -> dict[str, Any]:
    from classifiers.evaluation import naming

    told = [(a, v) for a, v in zip(labels, verdicts, strict=True) if language in ("all", a.language)]
    return naming([label for label, _ in told], [_given_an_attack(verdict) for _, verdict in told])


def _given_an_attack(verdict: Verdict) -> dict[str, float]:
    """Return the chances of methods and classes given that the text reports an attack: a verdict has them times its
    score."""
    said = {method.code: method.score for method in verdict.methods} | dict(verdict.classes)
    return {code: value / max(verdict.score, 1e-9) for code, value in said.items()}
