"""`tilshi classify`: how likely each text reports an attack on journalists, and why."""

from __future__ import annotations

from typing import Any

import click

from index.options import Options
from tilshi.common import plain, with_json, with_options
from tilshi.lines import answer_lines, read_record, source_languages


@click.command("classify")
@click.argument("file")
@with_json
@with_options
def command(options: Options, file: str, as_json: bool) -> int:
    """Judge each text.

    FILE (or - for standard input) holds JSON Lines {"id", "title", "text"[, "source_languages"]}; out comes one line
    for each, in the same order: language, "score" (calibrated probability), "flagged", "classes", "methods" best
    first, "evidence" with offsets in characters of the text, and the "model" that spoke.
    """
    from classifiers.language import detector
    from classifiers.model_file import load_classifier

    classifier = load_classifier(options.model, options.threshold)
    detect = detector().detect

    def answer(line: str) -> dict[str, Any]:
        record = read_record(line, texts=("title", "text"))
        guess = detect(record["title"], record["text"], source_languages(record))
        verdict = classifier.judge(record["title"], record["text"], guess)
        said = {
            "id": record.get("id"),
            "language": guess.language,
            "script": guess.script,
            "language_confidence": guess.confidence,
        }
        return said | dict(plain(verdict))

    return answer_lines(file, answer)
