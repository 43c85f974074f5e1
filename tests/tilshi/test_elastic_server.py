"""The command that gets and starts a real Elasticsearch: what it says when something is missing, and that it works."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import SearchError, TilshiError
from index.options import Options
from index.search import open_search
from tests.elastic import elastic_url, free_port
from tests.index.press import PRESS
from tilshi import elastic_server


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with neither Maven nor a JDK; returns a folder that is on the PATH."""
    for name in ("ES_JAVA_HOME", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    tools = tmp_path / "bin"
    tools.mkdir()
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setattr(elastic_server, "_JAVA_HOMES", ())
    return tools


def jdk(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch()
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder


@pytest.mark.parametrize(("version", "wanted"), [("8.19.9", "JDK 17"), ("9.2.4", "JDK 21")])
def test_no_jdk(bare_machine: Path, tmp_path: Path, version: str, wanted: str) -> None:
    with pytest.raises(TilshiError, match=wanted):
        elastic_server.start(version, directory=tmp_path / "es")


def test_a_jdk_too_old_is_none(bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(jdk(tmp_path / "jdk-17", "17.0.15")))
    with pytest.raises(TilshiError, match="JDK 21"):
        elastic_server.start("9.2.4", directory=tmp_path / "es")


def test_no_maven(bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(jdk(tmp_path / "jdk-21", "21")))
    with pytest.raises(TilshiError, match="mvn"):
        elastic_server.start(directory=tmp_path / "es")


def test_maven_that_fails(bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(jdk(tmp_path / "jdk-17", "17")))
    (bare_machine / "mvn").write_text("#!/bin/sh\necho '[ERROR] no such artifact'\nexit 1\n")
    (bare_machine / "mvn").chmod(0o755)
    with pytest.raises(TilshiError, match="no such artifact") as error:
        elastic_server.start("8.0.99", directory=tmp_path / "es")
    assert "8.0.99" in str(error.value)
    assert "\n" not in str(error.value)


def test_nothing_to_stop(tmp_path: Path) -> None:
    assert elastic_server.stop(tmp_path) == 0


@pytest.mark.slow
def test_two_nodes_with_a_password() -> None:
    elastic_url()  # skips where it cannot be had
    # Not below pytest's own folder: that is closed to the ordinary user whom the server runs as.
    directory = Path(tempfile.mkdtemp(prefix="tilshi-cluster-"))
    directory.chmod(0o755)
    port = free_port(nodes=2)
    try:
        url = elastic_server.start(port=port, nodes=2, password="it's: a secret", directory=directory)
        with pytest.raises(TilshiError, match="already"):
            elastic_server.start(port=port, directory=directory)
        address = f"http://{elastic_server.USER}:it%27s%3A%20a%20secret@127.0.0.1:{port}"
        assert url == f"http://127.0.0.1:{port}"
        options = Options(search=address)
        search = open_search(options)
        assert search.put([(1, PRESS[0])]) == []
        assert search.count() == 1
        search.close()
        for wrong in (url, f"http://{elastic_server.USER}:wrong@127.0.0.1:{port}"):
            stranger = open_search(replace(options, search=wrong))
            with pytest.raises(SearchError, match="login was refused"):
                stranger.count()
            stranger.close()
    finally:
        assert elastic_server.stop(directory) == 2
    assert elastic_server.stop(directory) == 0
    shutil.rmtree(directory)
