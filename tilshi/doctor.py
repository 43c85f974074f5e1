"""`tilshi doctor`: what is wrong with this install, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from index.clock import SystemClock
from index.errors import TilshiError
from index.options import Options
from tilshi.common import open_options, plural, print_json, with_json, with_options

LEAST_FREE_MB = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    sound: bool
    detail: str


@click.command("doctor")
@with_json
@with_options
def command(options: Options, as_json: bool) -> int:
    """Examine the install, the settings, the model, the record and the search index."""
    findings = list(examine(options))
    for finding in findings:
        if as_json:
            print_json(finding)
        else:
            mark = click.style("✓", fg="green") if finding.sound else click.style("✗", fg="red")
            click.echo(f"{mark} {finding.what:<12} {finding.detail}")
    return 0 if all(finding.sound for finding in findings) else 1


def examine(options: Options) -> Iterator[Finding]:
    """Yield what each check found; none of them stops the others."""
    checks: dict[str, Callable[[Options], str]] = {
        "python": _python,
        "packages": _packages,
        "sources": _sources,
        "model": _model,
        "data": _data,
        "ledger": _ledger,
        "search": _search,
    }
    for what, check in checks.items():
        try:
            yield Finding(what, True, check(options))
        except TilshiError as error:
            yield Finding(what, False, str(error))


def _python(options: Options) -> str:
    if sys.prefix == sys.base_prefix:
        raise TilshiError("not in a virtualenv: packages as generic as `index` need one of their own (make install)")
    return f"{sys.version.split()[0]} in {sys.prefix}"


def _packages(options: Options) -> str:
    from packaging.requirements import Requirement

    wrong = []
    requirements = importlib.metadata.requires("tilshi") or []
    for line in requirements:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate():
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if version not in requirement.specifier:
            wrong.append(f"{requirement.name} is {version}, not {requirement.specifier}")
    if wrong:
        raise TilshiError(f"{'; '.join(wrong)}: run `make install`")
    return f"{plural(len(requirements), 'requirement')} met"


def _sources(options: Options) -> str:
    from crawler.sources import load_sources

    sources, problems = load_sources(options.sources)
    if problems:
        raise TilshiError(f"{problems[0]} ({plural(len(problems), 'problem')}; `tilshi sources check` lists them)")
    enabled = sum(source.enabled for source in sources)
    if not enabled:
        raise TilshiError(f"no source in {options.sources} is enabled: nothing would be crawled")
    return f"{plural(len(sources), 'source')}, {enabled} enabled"


def _model(options: Options) -> str:
    from classifiers.champions import is_behind, load_serving
    from classifiers.evaluation import format_thresholds

    classifier = load_serving(options)
    behind = "; taught on another corpus than the model that ships: run `tilshi train --with-reviews`"
    return f"{classifier.name}, flags from {format_thresholds(classifier.thresholds)}{behind * is_behind(options)}"


def _data(options: Options) -> str:
    folder = options.data if options.data.exists() else options.data.parent
    if not os.access(folder, os.W_OK):
        raise TilshiError(f"{folder} cannot be written: give another folder with --data or change its owner")
    free = shutil.disk_usage(folder).free // 1024**2
    if free < LEAST_FREE_MB:
        raise TilshiError(f"only {free} MB free in {folder}: the crawl will stop when it is full; free some space")
    return f"{options.data}, {free / 1024:.0f} GB free"


def _ledger(options: Options) -> str:
    from index.ledger import open_ledger

    ledger = open_ledger(open_options(options))
    try:
        troubles = ledger.check()
        if troubles:
            raise TilshiError("; ".join(troubles) + ": stop tilshi and restore a backup of the data folder")
        status = ledger.status(SystemClock().now())
        return f"{status.engine}, {plural(status.articles, 'article')}, {plural(status.outbox, 'change')} to index"
    finally:
        ledger.close()


def _search(options: Options) -> str:
    from index.search import open_search

    search = open_search(options)
    try:
        return search.describe()
    finally:
        search.close()
