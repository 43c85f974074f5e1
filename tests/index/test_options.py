"""Settings: read whole, or refused in one sentence that names file and line."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from index.errors import ConfigurationError
from index.options import Options, hide_password, load_options


def write(folder: Path, text: str) -> Path:
    path = folder / "tilshi.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_says_what_the_code_defaults_to() -> None:
    shipped, default = load_options(environ={}), Options()
    for item in fields(Options):
        if item.name not in ("data", "sources", "model"):  # made absolute on reading
            assert getattr(shipped, item.name) == getattr(default, item.name), item.name


def test_command_line_beats_environment_beats_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'data = "/a"\nsearch = "http://one:9200"\n')
    environ = {"TILSHI_DATA": "/b", "TILSHI_SEARCH": "http://two:9200"}
    options = load_options(path, environ, data=Path("/c"))
    assert (options.data, options.search) == (Path("/c"), "http://two:9200")
    assert load_options(path, environ).data == Path("/b")
    assert load_options(path, {}).data == Path("/a")


BROKEN = {
    'ledger = "sqlite"\nserch = "embedded"\n': ":2: unknown setting serch",
    "[fetch]\n\ndelay_seconds = true\n": ":3: fetch.delay_seconds must be of type float",
    "[fetch]\nallow_addresses = [1]\n": ":2: fetch.allow_addresses must be",
    "fetch = 3\n": ":1: fetch is a table",
    "data = [\n": ":1: not valid TOML",
    'ledger = "mysql://u:secret@h/d"\n': 'ledger must be "sqlite" or "postgresql://...", not "mysql://…@h/d"',
    'search = "elastic"\n': 'search must be "embedded"',
    "[workers]\nprocesses = 0\n": "processes must be at least 1",
    "[desk]\naudit_per_day = -1\n": "audit_per_day must be at least 0",
    "threshold = 1.5\n": "threshold must lie between 0 and 1",
}


@pytest.mark.parametrize(("text", "sentence"), BROKEN.items())
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_options(write(tmp_path, text), {})
    assert sentence in str(refused.value)
    assert "tilshi.toml" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_missing_or_unreadable_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such settings file"):
        load_options(tmp_path / "none.toml", {})
    (tmp_path / "latin.toml").write_bytes(b"data = '\xff'")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_options(tmp_path / "latin.toml", {})


def test_passwords_stay_out_of_messages() -> None:
    assert hide_password("postgresql://u:p@host/db") == "postgresql://…@host/db"
    assert hide_password("http://host:9200") == "http://host:9200"
