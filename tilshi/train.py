"""`tilshi train`: make the model from the labelled corpus, and from what people decided."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import TilshiError
from index.options import Options
from tilshi.common import open_options, plural, print_json, with_json, with_options

if TYPE_CHECKING:
    from classifiers.challenge import Bout
    from classifiers.corpus_file import Labelled
    from classifiers.reviewed import Lesson

NEWEST_SHARE = 0.2  # of the decisions, the newest, judge the challenger and do not teach it: most like tomorrow


@click.command("train")
@click.option("--corpus", type=click.Path(path_type=Path), help="Folder of *.jsonl; default classifiers/corpus.")
@click.option("--with-reviews", is_flag=True, help="Learn from the decisions in --data too, and serve it if not worse.")
@click.option("--back", is_flag=True, help="Let the model that served --data before serve again.")
@with_json
@with_options
def command(options: Options, corpus: Path | None, with_reviews: bool, back: bool, as_json: bool) -> int:
    """Train the classifier from the labelled corpus and save it with its card.

    With --with-reviews the model learns from the decisions taken at the desk as well and is kept in the data folder. It
    serves from then on unless it is worse than the present one on the frozen test set or on the newest decisions.
    """
    if back and with_reviews:
        raise click.UsageError("--back takes a model back, --with-reviews makes one: give one of them")
    if back:
        return _go_back(options, as_json)
    from classifiers.corpus_file import CORPUS, read_corpus

    corpus = corpus or CORPUS
    labels = read_corpus(corpus)
    if with_reviews:
        return _challenge(open_options(options), corpus, labels, as_json)
    return _from_corpus(options, corpus, labels, as_json)


def _go_back(options: Options, as_json: bool) -> int:
    from classifiers.champions import go_back

    folder = go_back(options)
    if as_json:
        print_json({"model": folder})
    else:
        click.echo(f"{folder} serves again; restart a running crawl to use it")
    return 0


def _from_corpus(options: Options, corpus: Path, labels: Sequence[Labelled], as_json: bool) -> int:
    from classifiers.champions import serving_model
    from classifiers.evaluation import format_table, format_thresholds

    began = time.monotonic()
    path, card = _train(labels, options.model, corpus)
    if as_json:
        print_json({"model": path, "thresholds": card["thresholds"], "languages": card["languages"]})
        return 0
    click.echo(f"{path} from {len(labels)} articles in {time.monotonic() - began:.0f} s")
    click.echo(f"flags from {format_thresholds(card['thresholds'])}; held-out incidents ({card['how_measured']}):")
    click.echo(format_table(card["languages"]))
    if (serving := serving_model(options)) != options.model:
        click.echo(f"{serving} goes on serving {options.data}; go back to this one with --back")
    return 0


def _train(labels: Sequence[Labelled], folder: Path, corpus: Path) -> tuple[Path, dict[str, Any]]:
    from classifiers.card import describe
    from classifiers.corpus_file import method_codes
    from classifiers.model_file import save_model
    from classifiers.training import prepare, train

    examples = prepare(labels)
    trained = train(examples, method_codes())
    card = describe(trained, examples, corpus)
    return save_model(trained.model, trained.parts, folder, card), card | {"thresholds": dict(trained.model.thresholds)}


def _challenge(options: Options, corpus: Path, labels: Sequence[Labelled], as_json: bool) -> int:
    """Train a challenger from corpus and reviews, compare it with the champion, and crown it unless it is worse."""
    from classifiers.challenge import bout
    from classifiers.champions import crown, load_serving, model_folder
    from classifiers.corpus_file import FROZEN, read_corpus
    from classifiers.model_file import load_classifier

    taught = _lessons(options)
    newest = taught[len(taught) - int(len(taught) * NEWEST_SHARE) :]
    seen = [lesson.label for lesson in taught[: len(taught) - len(newest)]]
    champion = load_serving(options)
    fresh = model_folder(options, f"fresh-{os.getpid()}")
    _train([*labels, *seen], fresh, corpus)
    challenger = load_classifier(fresh, options.threshold)
    home = model_folder(options, challenger.name)
    home.mkdir(exist_ok=True)
    for file in fresh.iterdir():  # one by one: the same model may serve, when nothing was learned since
        file.replace(home / file.name)
    fresh.rmdir()
    sets = {"frozen test": read_corpus(FROZEN), "newest decisions": [lesson.label for lesson in newest]}
    bouts = [each for name, labels in sets.items() if (each := bout(name, champion, challenger, labels))]
    worse = [f"{each.name}: {reason}" for each in bouts for reason in each.worse]
    if not worse:
        crown(options, challenger.name)
    told = {
        "learned_from": len(seen),
        "judged_by": len(newest),
        "champion": champion.name,
        "challenger": challenger.name,
    }
    if as_json:
        print_json(told | {"bouts": bouts, "serves": not worse, "worse": worse, "model": home})
    else:
        _print_challenge(told, bouts, worse)
    return 1 if worse else 0


def _lessons(options: Options) -> list[Lesson]:
    from classifiers.reviewed import lessons
    from index.ledger import open_ledger

    ledger = open_ledger(options)
    try:
        taught = lessons(ledger)
    finally:
        ledger.close()
    if not taught:
        raise TilshiError(
            f"{options.data}: no decisions there to learn from; decide on some articles in the desk first"
        )
    return taught


def _print_challenge(told: dict[str, Any], bouts: Sequence[Bout], worse: Sequence[str]) -> None:
    click.echo(f"learned from {plural(told['learned_from'], 'decision')}, the newest {told['judged_by']} kept to judge")
    for each in bouts:
        for who, figures in (("serves now", each.champion), ("challenger", each.challenger)):
            shown = ", ".join(
                f"{name.replace('_', ' ')} {figures[name]}" for name in ("average_precision", "recall", "precision")
            )
            click.echo(f"{each.name}, {figures['articles']} articles: {who:<10} {shown}")
    if len(bouts) < 2:
        click.echo("too few of the newest decisions to judge by: only the frozen test was asked")
    if worse:
        click.echo(f"{told['champion']} goes on serving, the challenger is worse ({'; '.join(worse)})")
    else:
        click.echo(
            f"{told['challenger']} serves from now on; restart a running crawl to use it, or go back with --back"
        )
