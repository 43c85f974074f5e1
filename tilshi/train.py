"""`tilshi train`: make the model from the labelled corpus."""

from __future__ import annotations

import time
from pathlib import Path

import click

from index.options import Options
from tilshi.common import print_json, with_json, with_options


@click.command("train")
@click.option("--corpus", type=click.Path(path_type=Path), help="Folder of *.jsonl; default classifiers/corpus.")
@with_json
@with_options
def command(options: Options, corpus: Path | None, as_json: bool) -> None:
    """Train the classifier from the labelled corpus and save it with its card."""
    from classifiers.card import describe
    from classifiers.corpus_file import CORPUS, method_codes, read_corpus
    from classifiers.evaluation import format_table
    from classifiers.model_file import save_model
    from classifiers.training import prepare, train

    began = time.monotonic()
    examples = prepare(read_corpus(corpus or CORPUS))
    trained = train(examples, method_codes())
    card = describe(trained, examples)
    path = save_model(trained.model, trained.parts, options.model, card)
    if as_json:
        print_json({"model": path, "threshold": trained.model.threshold, "languages": card["languages"]})
        return
    click.echo(f"{path} from {len(examples)} articles in {time.monotonic() - began:.0f} s")
    click.echo(f"threshold {trained.model.threshold}; held-out incidents ({card['how_measured']}):")
    click.echo(format_table(card["languages"]))
