"""`tilshi elasticsearch`: a real Elasticsearch on this machine, for trying and testing."""

from __future__ import annotations

import click

from index.options import Options
from tilshi.common import open_options, with_options


@click.group("elasticsearch")
def command() -> None:
    """Start or stop a real Elasticsearch on this machine (needs Maven, a JDK and unzip; not for production)."""


@command.command("start")
@click.option("--version", default="8.19.9", show_default=True, help="Version of the server, 8.x or 9.x.")
@click.option("--port", default=9200, show_default=True, help="HTTP port on 127.0.0.1.")
@click.option("--nodes", default=1, show_default=True, type=click.IntRange(1, 5), help="Size of the cluster.")
@click.option("--password", envvar="TILSHI_ELASTIC_PASSWORD", help="Ask for a login: user tilshi, this password.")
@with_options
def start(options: Options, version: str, port: int, nodes: int, password: str | None) -> None:
    """Start it and print its address, for `search = "..."` in the settings."""
    from tilshi import elastic_server

    folder = open_options(options).data / "elasticsearch"
    click.echo(elastic_server.start(version, port, nodes=nodes, password=password, directory=folder))


@command.command("stop")
@with_options
def stop(options: Options) -> None:
    """Stop it; its data stays."""
    from tilshi import elastic_server

    elastic_server.stop(options.data / "elasticsearch")
