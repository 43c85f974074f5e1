"""`tilshi sources`: who is watched, and whether the source files are in order."""

from __future__ import annotations

import click

from index.errors import ConfigurationError
from index.options import Options
from tilshi.common import plural, print_json, with_json, with_options


@click.group("sources")
def command() -> None:
    """Look at the sources that are watched."""


@command.command("list")
@click.option("--all", "show_all", is_flag=True, help="Also the sources that are switched off.")
@with_json
@with_options
def list_sources(options: Options, show_all: bool, as_json: bool) -> None:
    """List the sources of config/sources."""
    from crawler.sources import load_sources

    sources, _ = load_sources(options.sources)
    shown = [source for source in sources if show_all or source.enabled]
    for source in shown:
        if as_json:
            print_json(source)
        else:
            doors = ", ".join(f"{door.type} {door.url}" for door in source.doors)
            state = "" if source.enabled else "  (off)"
            click.echo(
                f"{source.id:<24} {source.kind:<9} {'/'.join(source.languages):<9} {source.name}{state}\n    {doors}"
            )
    if not as_json:
        click.echo(
            f"{plural(len(shown), 'source')}" + ("" if show_all else f"; {len(sources) - len(shown)} off (--all)")
        )


@command.command("check")
@with_json
@with_options
def check(options: Options, as_json: bool) -> None:
    """Check every source file; each problem is named with file and line."""
    from crawler.sources import load_sources

    sources, problems = load_sources(options.sources)
    if as_json:
        print_json({"sources": len(sources), "problems": [str(problem) for problem in problems]})
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(f"{plural(len(sources), 'source')} in order")
    if problems:
        raise ConfigurationError(f"{plural(len(problems), 'problem')} in {options.sources}")
