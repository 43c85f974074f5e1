"""Runs a real crawl in a process of its own, since Twisted's reactor starts once per process."""

from __future__ import annotations

import dataclasses
import json
import pickle
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from index.options import FetchOptions, Options, WorkerOptions

ROOT = Path(__file__).resolve().parents[2]
_CODE = """
import dataclasses, json, pickle, sys
from crawler.pipeline import crawl
from index.errors import TilshiError
if __name__ == "__main__":
    options, kwargs = pickle.loads(bytes.fromhex(sys.stdin.read()))
    try:
        summary = crawl(options, **kwargs)
    except TilshiError as error:
        print(json.dumps({"error": str(error), "kind": type(error).__name__}))
    else:
        print(json.dumps(dataclasses.asdict(summary), default=str))
"""


def options_for(directory: Path, *sources: str, **fetch: Any) -> Options:
    """Return options with a data directory and source files below `directory`, and *.localhost let in."""
    folder = directory / "sources"
    folder.mkdir(exist_ok=True)
    (folder / "test.yaml").write_text("sources:\n" + "".join(sources), encoding="utf-8")
    wanted = {"delay_seconds": 0.0, "timeout_seconds": 5.0, "hosts": {"*.localhost": "127.0.0.1"}, **fetch}
    return Options(
        data=directory / "data",
        sources=folder,
        model=directory / "no-model",
        fetch=dataclasses.replace(FetchOptions(), **wanted),
        workers=WorkerOptions(processes=1),
    )


def source(name: str, kind: str, url: str, more: str = "") -> str:
    """Return a source with one door, as YAML."""
    head = f"- {{id: {name}, name: {name}, url: '{url}', languages: [en], country: KZ, kind: media"
    return f"{head}, doors: [{{type: {kind}, url: '{url}'{more}}}]}}\n"


def start_crawl(options: Options, **kwargs: Any) -> subprocess.Popen[str]:
    """Start a crawl and return its process."""
    kwargs = {"once": True, "index": False, **kwargs}
    process = subprocess.Popen(
        [sys.executable, "-c", _CODE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write(pickle.dumps((options, kwargs)).hex())
    process.stdin.close()
    process.stdin = None
    return process


def run_crawl(options: Options, source_ids: Collection[str] | None = None, **kwargs: Any) -> dict[str, Any]:
    """Crawl until nothing is due and return the summary, or {"error", "kind"}."""
    with start_crawl(options, source_ids=source_ids, **kwargs) as process:
        output, errors = process.communicate(timeout=60)
    assert output, errors
    summary: dict[str, Any] = json.loads(output)
    return summary | {"stderr": errors}
