"""`tilshi language`: which language each text is in."""

from __future__ import annotations

from typing import Any

import click

from index.options import Options
from tilshi.common import with_json, with_options
from tilshi.lines import answer_lines, read_record, source_languages


@click.command("language")
@click.argument("file")
@with_json
@with_options
def command(options: Options, file: str, as_json: bool) -> int:
    """Name the language of each text.

    FILE (or - for standard input) holds JSON Lines {"id", "title", "text"[, "source_languages"]}; out comes one line
    {"id", "language", "script", "language_confidence", "languages": [{"language", "share"}]} for each, in the same
    order. The language is that of the title and the beginning; languages are those of the whole, by their share of its
    letters, the largest first.
    """
    from classifiers.language import detector

    told = detector()

    def answer(line: str) -> dict[str, Any]:
        record = read_record(line, texts=("title", "text"))
        given = (record["title"], record["text"], source_languages(record))
        guess = told.detect(*given)
        return {
            "id": record.get("id"),
            "language": guess.language,
            "script": guess.script,
            "language_confidence": guess.confidence,
            "languages": [share._asdict() for share in told.languages(*given, guess)],
        }

    return answer_lines(file, answer)
