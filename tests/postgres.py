"""A real PostgreSQL for the tests: started once per session, with a fresh database for whoever asks."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pg8000.dbapi

MISSING = "PostgreSQL's initdb and pg_ctl are not on the path: install the package postgresql (any version from 12)"
_USER = "tilshi"
_SERVER_USER = "postgres"  # the server refuses to run as root


class PostgresServer:
    """A running server. `stop` and `start` let a test take it away."""

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory
        self.port = port

    def start(self) -> None:
        options = f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.directory}"
        self._control("start", "-w", "-o", options, "-l", str(self.directory / "log"))

    def stop(self) -> None:
        self._control("stop", "-w", "-m", "immediate")

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    def socket_address(self, database: str = "postgres") -> str:
        return f"postgresql://{_USER}@/{database}?host={self.directory}&port={self.port}"

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Yield the address of a new, empty database."""
        name = f"tilshi_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        try:
            yield self.address(name)
        finally:
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> None:
        with closing(pg8000.dbapi.connect(_USER, host="127.0.0.1", port=self.port, database=database)) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    def _control(self, *arguments: str) -> None:
        _run("pg_ctl", "-D", str(self.directory / "data"), "-s", *arguments)


def is_installed() -> bool:
    return all(map(shutil.which, ("initdb", "pg_ctl")))


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Start a server on a free port over a temporary directory; stop it and remove everything at the end."""
    directory = Path(tempfile.mkdtemp(prefix="tilshi-pg-"))
    try:
        if os.getuid() == 0:
            os.chown(directory, _server_user().pw_uid, _server_user().pw_gid)
        _run("initdb", "-D", str(directory / "data"), "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        server = PostgresServer(directory, _free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _server_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_SERVER_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", _SERVER_USER], check=True)
        return pwd.getpwnam(_SERVER_USER)


def _run(command: str, *arguments: str) -> None:
    prefix = []
    if os.getuid() == 0:
        user = _server_user()
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    # Output goes to a file: the server inherits it, and a pipe would never close.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [*prefix, command, *arguments], cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{command} failed: {output.read().decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
