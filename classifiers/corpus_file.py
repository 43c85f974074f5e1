"""The labelled corpus: classifiers/corpus/*.jsonl, one article a line, read and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.errors import ConfigurationError
from index.options import ROOT

CORPUS = ROOT / "classifiers" / "corpus"
FROZEN = CORPUS / "unseen"  # the test set by other hands: nothing is ever trained on it, models are compared on it
TAXONOMY = ROOT / "config" / "taxonomy.yaml"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled article. `evidence` are stretches of the text as (start, end)."""

    id: str
    language: str
    title: str
    text: str
    register: str
    flagged: bool
    methods: tuple[str, ...]
    reason: str | None  # X-code of an article that is not flagged
    trap: str | None
    evidence: tuple[tuple[int, int], ...]
    incident: str
    perpetrator: str | None = None  # a code of the taxonomy
    victims: tuple[tuple[str, str], ...] = ()  # of each: name, code of the role
    outlet: str | None = None
    place: str | None = None
    date: str | None = None  # of the incident, YYYY-MM-DD
    published: str | None = None  # likewise; most labelled articles have none


def method_codes(path: Path = TAXONOMY) -> tuple[str, ...]:
    """Return the 32 method codes in the order of the taxonomy."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(method["code"] for group in table["classes"] for method in group["methods"])


def read_corpus(folder: Path = CORPUS) -> list[Labelled]:
    """Return every labelled article below `folder`, in file order. Raises ConfigurationError naming file and line."""
    files = [folder] if folder.is_file() else sorted(folder.glob("*.jsonl"))
    if not files:
        raise ConfigurationError(f"{folder}: no labelled articles (*.jsonl) here")
    return [article for path in files for article in _read(path)]


def corpus_hash(folder: Path = CORPUS) -> str:
    """Return the hash of the corpus files: what a model card names as its data."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(path: Path) -> Iterator[Labelled]:
    codes = set(method_codes())
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # not splitlines(): a text may hold U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: the labelled articles cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _labelled(json.loads(line), codes)
        except KeyError as error:
            raise ConfigurationError(f"{path}:{number}: not a labelled article: it has no {error}") from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ConfigurationError(f"{path}:{number}: not a labelled article: {error}") from error


def _labelled(row: Any, codes: set[str]) -> Labelled:
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    for name in ("id", "language", "title", "text"):
        if not isinstance(row[name], str):
            raise ValueError(f"its {name} is not a text")
    unknown = set(row.get("methods") or ()) - codes
    if unknown:
        raise ValueError(f"unknown methods {sorted(unknown)}")
    if bool(row["flagged"]) != bool(row.get("methods")):
        raise ValueError("an article is flagged exactly when it names a method")
    return Labelled(
        id=row["id"],
        language=row["language"],
        title=row["title"],
        text=row["text"],
        register=row.get("register") or "",
        flagged=bool(row["flagged"]),
        methods=tuple(row.get("methods") or ()),
        reason=row.get("reason"),
        trap=row.get("trap"),
        evidence=tuple(_span(row["text"], quote) for quote in row.get("evidence") or ()),
        incident=row.get("incident") or row["id"],
        perpetrator=row.get("perpetrator"),
        victims=tuple((v["name"], v["role"]) for v in row.get("victims") or () if v.get("name")),
        outlet=row.get("outlet"),
        place=row.get("place"),
        date=row.get("date"),
        published=row.get("published"),
    )


def _span(text: str, quote: str) -> tuple[int, int]:
    start = text.find(quote)
    if start < 0:
        raise ValueError(f"evidence is not in the text: {quote[:60]!r}")
    return start, start + len(quote)
