"""JSON Lines in and out: one line out for each line in, in order; a bad line costs only itself."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from index.errors import ConfigurationError
from tilshi.common import print_json


class BadLine(Exception):
    """A line that is not what the verb reads; the message says why."""


def open_lines(name: str) -> Iterator[str]:
    """Yield the lines of file `name`, or of standard input when it is `-`."""
    if name == "-":
        stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        yield from _lines(stream)
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace") as opened:
            yield from _lines(opened)
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be read ({error.strerror})") from error


def _lines(stream: TextIO) -> Iterator[str]:
    for line in stream:
        if line.strip():
            yield line


def read_record(line: str, *, required: Iterable[str] = (), texts: Iterable[str] = ()) -> dict[str, Any]:
    """Return the JSON object on `line`; `texts` become "" when absent. Raises BadLine."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise BadLine(f"not JSON: {error}") from None
    except RecursionError:
        raise BadLine("not JSON that can be read: nested too deep") from None
    if not isinstance(record, dict):
        raise BadLine("not a JSON object")
    for key in required:
        if not isinstance(record.get(key), str) or not record[key].strip():
            raise BadLine(f'"{key}" is missing or not a text')
    for key in texts:
        if not isinstance(record.setdefault(key, "") or "", str):
            raise BadLine(f'"{key}" is not a text')
        record[key] = record[key] or ""
    return record


def source_languages(record: dict[str, Any]) -> tuple[str, ...]:
    """Return the record's optional "source_languages"."""
    said = record.get("source_languages") or []
    if not isinstance(said, list) or not all(isinstance(code, str) for code in said):
        raise BadLine('"source_languages" is not a list of language codes')
    return tuple(said)


def published_day(record: dict[str, Any]) -> date | None:
    """Return the day of the record's optional "published_at", an ISO 8601 date or moment."""
    said = record.get("published_at")
    if said is None:
        return None
    try:
        return datetime.fromisoformat(said).date()
    except (TypeError, ValueError):
        raise BadLine(f'"published_at" is not an ISO 8601 date: {said!r}') from None


def answer_lines(name: str, answer: Callable[[str], dict[str, Any]]) -> int:
    """Print `answer(line)` for each line of `name`; return the exit code, 1 when a line was bad."""
    bad = 0
    for number, line in enumerate(open_lines(name), 1):
        try:
            print_json(answer(line))
        except BadLine as problem:
            bad += 1
            report_bad(name, number, line, problem)
    return 1 if bad else 0


def report_bad(name: str, number: int, line: str, problem: BadLine) -> None:
    """Say what is wrong with a line, on standard error, and keep its place in the output."""
    place = "standard input" if name == "-" else name
    click.echo(f"tilshi: {place}:{number}: {problem}; the other lines go on", err=True)
    print_json({"id": _id_of(line), "error": str(problem)})


def _id_of(line: str) -> Any:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record.get("id") if isinstance(record, dict) else None
