"""What verbs share: the --data, --config and --json options, printing records, and the summary of a run."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from index.ledger.contract import RunSummary
from index.options import Options, load_options


def with_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb `options` (from --config, the environment and --data) as its first argument."""

    @click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder where all state lives.")
    @click.option("--config", type=click.Path(path_type=Path), help="Settings file instead of config/tilshi.toml.")
    @functools.wraps(verb)
    def wrapped(data: Path | None, config: Path | None, *args: Any, **kwargs: Any) -> Any:
        return verb(load_options(config, data=data), *args, **kwargs)

    return wrapped


def with_json(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the flag --json, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON Lines instead of text.")(verb)


def print_json(record: Any) -> None:
    """Print one record as one line of JSON."""
    click.echo(json.dumps(plain(record), ensure_ascii=False))


def plain(value: Any) -> Any:
    """Return `value` as JSON knows it; datetimes in ISO 8601, UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def summary_record(summary: RunSummary, seconds: float) -> dict[str, Any]:
    """Return a run's summary as the command line promises it."""
    return {
        "fetched": summary.fetched,
        "outcomes": dict(summary.outcomes),
        "articles": summary.articles,
        "candidates": summary.candidates,
        "seconds": round(seconds, 1),
    }


def print_summary(summary: RunSummary, seconds: float, as_json: bool) -> None:
    """Print what a run did."""
    if as_json:
        print_json(summary_record(summary, seconds))
        return
    click.echo(f"{summary.fetched} pages fetched in {seconds:.0f} s")
    for word, count in sorted(summary.outcomes.items(), key=lambda pair: -pair[1]):
        click.echo(f"  {count:6}  {word}")
    click.echo(f"{summary.articles} new articles, {summary.candidates} of them candidates for review")


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return `count` with its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how long ago `moment` was, for people."""
    if moment is None:
        return "never"
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 2880 else f"{minutes // 1440} days ago"


def open_options(options: Options) -> Options:
    """Return `options` after making sure the data folder exists."""
    options.data.mkdir(parents=True, exist_ok=True)
    return options
