"""Evidence: does a reader agree with the sentences shown, on attacks of the frozen test set?

A reader's answers lie in classifiers/corpus/unseen/evidence.tsv: an article, "yes" or "no", and a sentence that was
shown. "Yes" says: this sentence tells of the act, or of what came of it, so that it is right to show it. What the
shipped model shows today is looked up there; a sentence nobody has answered for is counted as open.
Run as `python -m bench.evidence`; with --open it prints the open sentences, in the form of that file, to be answered.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from typing import TextIO

from classifiers.champions import load_serving
from classifiers.corpus_file import FROZEN, Labelled, read_corpus
from classifiers.evaluation import judged
from index.model import Verdict
from index.options import load_options

ANSWERS = FROZEN / "evidence.tsv"
OPEN = "?"
LANGUAGES = ("ru", "kk", "en")

Answers = Mapping[tuple[str, str], str]  # article and sentence → "yes" or "no"


def read_answers() -> Answers:
    """Return the reader's answers; none where nobody has read yet."""
    if not ANSWERS.exists():
        return {}
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        return {(row["id"], row["sentence"]): row["agrees"] for row in csv.DictReader(file, delimiter="\t")}


def one_line(text: str) -> str:
    """Return a sentence as the file holds it."""
    return " ".join(text.split())


def show(language: str, pairs: list[tuple[Labelled, Verdict]], answers: Answers) -> None:
    """Print how many sentences, and how many articles by at least one, the reader agrees with."""
    rows = [[answers.get((label.id, one_line(e.text)), OPEN) for e in verdict.evidence] for label, verdict in pairs]
    said = [answer for row in rows for answer in row]
    yes, no = said.count("yes"), said.count("no")
    told = sum("yes" in row for row in rows)
    mostly = sum(row.count("yes") > row.count("no") for row in rows)
    print(
        f"  {language}: {len(rows)} attacks flagged; agrees with {yes} of {yes + no} sentences "
        f"({yes / max(1, yes + no):.1%}), with one or more in {told} articles ({told / max(1, len(rows)):.1%}), "
        f"with most in {mostly} ({mostly / max(1, len(rows)):.1%}); {said.count(OPEN)} sentences open"
    )


def ask(pairs: list[tuple[Labelled, Verdict]], answers: Answers, out: TextIO) -> None:
    """Write the sentences nobody has answered for."""
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(("id", "agrees", "sentence"))
    for label, verdict in pairs:
        for one in verdict.evidence:
            if (label.id, one_line(one.text)) not in answers:
                table.writerow((label.id, OPEN, one_line(one.text)))


def main() -> None:
    answers = read_answers()
    labels = [label for label in read_corpus(FROZEN) if label.flagged]
    verdicts = judged(load_serving(load_options()), labels)
    pairs = [(label, verdict) for label, verdict in zip(labels, verdicts, strict=True) if verdict.flagged]
    if "--open" in sys.argv:
        return ask(pairs, answers, sys.stdout)
    print("evidence shown for attacks of the frozen test set, as a reader judges it:")
    for language in LANGUAGES:
        show(language, [pair for pair in pairs if pair[0].language == language], answers)
    show("all", pairs, answers)
    return None


if __name__ == "__main__":
    main()
