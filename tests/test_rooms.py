"""The house keeps its walls: who may import whom, and which room knows which heavy library."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "index": set[str](),
    "classifiers": {"index"},
    "crawler": {"index", "classifiers"},
    "spiders": {"index", "classifiers", "crawler"},
    "review": {"index", "classifiers"},
    "tilshi": {"index", "classifiers", "crawler", "spiders", "review"},
}
# A library too heavy or too particular to be met in more than one place, and where it may be met.
LIBRARIES = {
    "scrapy": ("crawler", "spiders"),
    "twisted": ("crawler", "spiders"),
    "feedparser": ("crawler/feeds.py",),
    "trafilatura": ("crawler/extraction.py",),
    "warcio": ("crawler/archive.py",),
    "sklearn": ("classifiers",),
    "skops": ("classifiers/model_file.py",),
    "langdetect": ("classifiers/language.py",),
    "elasticsearch": ("index/search",),
    "tantivy": ("index/search/embedded.py",),
    "sqlalchemy": ("index/ledger",),
    "fastapi": ("review",),
    "uvicorn": ("review",),
}
# `tilshi demo` serves the same press world that the tests crawl.
EXCEPTIONS = {("tilshi/demo.py", "tests")}


def files() -> list[Path]:
    return [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    room = place.split("/")[0]
    rooms = {*MAY_IMPORT, "tests", "bench"}
    for name in imports(path):
        top = name.split(".")[0]
        if top in rooms and top != room and (place, top) not in EXCEPTIONS:
            assert top in MAY_IMPORT[room], f"{place} imports {name}; {room} may import {sorted(MAY_IMPORT[room])}"
        if top in LIBRARIES:
            allowed = LIBRARIES[top]
            assert any(place == spot or place.startswith(spot + "/") for spot in allowed), f"{place} imports {top}"


def test_each_library_is_used_where_it_may_be() -> None:
    used = {name.split(".")[0] for path in files() for name in imports(path)}
    assert set(LIBRARIES) <= used, "a library named here is no longer imported anywhere: drop the row"


def test_no_spider_uses_the_start_that_scrapy_ignores() -> None:
    # Scrapy 2.19 makes no request and gives no warning for a spider with start_requests().
    for path in files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert "start_requests" not in names, path


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_fits_a_readers_head(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text)) or not text.strip(), "says in one sentence what it is for"


def test_the_package_list_names_every_package() -> None:
    import tomllib

    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in files() if path.name == "__init__.py"}
    assert listed == found


def test_config_holds_no_python() -> None:
    assert not list((ROOT / "config").rglob("*.py"))
