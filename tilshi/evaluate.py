"""`tilshi evaluate`: the figures of the present model on any labelled file."""

from __future__ import annotations

from pathlib import Path

import click

from index.options import Options
from tilshi.common import print_json, with_json, with_options


@click.command("evaluate")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@with_json
@with_options
def command(options: Options, file: Path, as_json: bool) -> None:
    """Judge the labelled articles of FILE (the corpus format) and print how often the model is right."""
    from classifiers.corpus_file import read_corpus
    from classifiers.evaluation import by_language, false_flags_by_trap, format_table
    from classifiers.language import detector
    from classifiers.model_file import load_classifier

    classifier = load_classifier(options.model, options.threshold)
    labels = read_corpus(file)
    detect = detector().detect
    scores = [classifier.judge(a.title, a.text, detect(a.title, a.text)).score for a in labels]
    table = by_language(labels, scores, classifier.threshold)
    if as_json:
        for language, row in table.items():
            print_json({"language": language, "threshold": classifier.threshold, **row})
        return
    click.echo(f"{classifier.name}, threshold {classifier.threshold}")
    click.echo(format_table(table))
    for trap, share in false_flags_by_trap(labels, scores, classifier.threshold).items():
        click.echo(f"  flagged though not an attack: {share:>7}  {trap}")
