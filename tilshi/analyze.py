"""`tilshi analyze`: the words and names of each text as the search engines see them."""

from __future__ import annotations

from typing import Any

import click

from index.options import Options
from tilshi.common import with_json, with_options
from tilshi.lines import BadLine, answer_lines, read_record


@click.command("analyze")
@click.argument("file")
@with_json
@with_options
def command(options: Options, file: str, as_json: bool) -> int:
    """Show why a query matches a text or does not.

    FILE (or - for standard input) holds JSON Lines {"id", "text"[, "language"]}; out comes one line
    {"id", "language", "tokens": [{"text", "start", "end", "stem"}], "names": [{"text", "start", "end", "key"}]} for
    each, in the same order. Words match when their stems are equal; names with equal keys are linked as one person.
    """
    from classifiers.language import detector
    from index.search.analysis import analyse
    from index.search.persons import names_in

    detect = detector().detect

    def answer(line: str) -> dict[str, Any]:
        record = read_record(line, texts=("text", "language"))
        text = record["text"]
        guess = detect("", text)
        language = record["language"] or guess.language
        if not language.isalpha():
            raise BadLine('"language" is not a language code')
        return {
            "id": record.get("id"),
            "language": language,
            "tokens": [
                {"text": text[token.start : token.end], "start": token.start, "end": token.end, "stem": token.stem}
                for token in analyse(text, language, guess.script)
            ],
            "names": [
                {"text": text[name.start : name.end], "start": name.start, "end": name.end, "key": name.key}
                for name in names_in(text)
            ],
        }

    return answer_lines(file, answer)
