"""One real Elasticsearch for a whole test run, started when the first test asks for it."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from index.errors import TilshiError
from tilshi import elastic_server

_PREFIX = "tilshi-elastic-"


def elastic_url() -> str:
    """Return the server's URL; skip the test, saying how to get one, where Maven or a JDK is missing.

    TILSHI_TEST_ELASTICSEARCH names a server that runs already, as `.ci/run` has it.
    """
    if given := os.environ.get("TILSHI_TEST_ELASTICSEARCH"):
        return given
    url, reason = _running()
    if not url:
        pytest.skip(reason)
    return url


@cache
def _running() -> tuple[str, str]:
    _sweep()
    directory = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    directory.chmod(0o755)
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    atexit.register(elastic_server.stop, directory)
    try:
        return elastic_server.start(port=free_port(), directory=directory), ""
    except TilshiError as error:
        return "", str(error)


def _sweep() -> None:
    """Stop the servers of test runs that were killed before they could."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = left.name.removeprefix(_PREFIX).split("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            elastic_server.stop(left)
            shutil.rmtree(left, ignore_errors=True)


def free_port(nodes: int = 1) -> int:
    """Return a port that is free for this many nodes, together with those of the transport, a hundred above."""
    while True:
        with ExitStack() as held:
            first = held.enter_context(socket.create_server(("127.0.0.1", 0)))
            port = int(first.getsockname()[1])
            try:
                for other in (*range(port + 1, port + nodes), *range(port + 100, port + 100 + nodes)):
                    held.enter_context(socket.create_server(("127.0.0.1", other)))
            except (OSError, OverflowError):
                continue
            return port
