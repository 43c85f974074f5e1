"""`tilshi classify`: how likely each text reports an attack on journalists, and why."""

from __future__ import annotations

from typing import Any

import click

from index.options import Options
from tilshi.common import plain, with_json, with_options
from tilshi.lines import answer_lines, published_day, read_record, source_languages


@click.command("classify")
@click.argument("file")
@with_json
@with_options
def command(options: Options, file: str, as_json: bool) -> int:
    """Judge each text.

    FILE (or - for standard input) holds JSON Lines {"id", "title", "text"[, "source_languages", "published_at",
    "author"]}; out comes one line for each, in the same order: language, "score" (calibrated probability), "flagged",
    "classes", "methods" best first, "evidence" with offsets in characters of the text, the "model" that spoke, and of
    what is flagged the suggested "facts". Relative dates in a text lean on "published_at".
    """
    from classifiers.champions import load_serving
    from classifiers.contract import Declared
    from classifiers.language import detector

    classifier = load_serving(options)
    detect = detector().detect

    def answer(line: str) -> dict[str, Any]:
        record = read_record(line, texts=("title", "text", "author"))
        guess = detect(record["title"], record["text"], source_languages(record))
        declared = Declared(published_day(record), record["author"])
        verdict = classifier.judge(record["title"], record["text"], guess, declared)
        said = {
            "id": record.get("id"),
            "language": guess.language,
            "script": guess.script,
            "language_confidence": guess.confidence,
        }
        return said | dict(plain(verdict))

    return answer_lines(file, answer)
