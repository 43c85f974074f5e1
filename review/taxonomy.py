"""Names of classes and methods, and the reasons of a rejection, from config/taxonomy.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from index.errors import ConfigurationError
from index.options import ROOT

PATH = ROOT / "config" / "taxonomy.yaml"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What the desk needs of the taxonomy."""

    names: Mapping[str, Mapping[str, str]]  # code of a class or method → language → name
    reasons: tuple[str, ...]  # X0 ... X8

    def name(self, code: str, language: str) -> str:
        """Return the readable name of a class or method; an unknown code stands for itself."""
        known = self.names.get(code, {})
        return known.get(language) or known.get("en") or code


def load_taxonomy(path: Path = PATH) -> Taxonomy:
    """Read the taxonomy. Raises ConfigurationError naming the file."""
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = [entry for kind in tree["classes"] for entry in (kind, *kind["methods"])]
        names = {entry["code"]: {tongue: entry[tongue] for tongue in ("en", "ru", "kk")} for entry in entries}
        return Taxonomy(names, tuple(reason["code"] for reason in tree["reasons"]))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        said = " ".join(str(error).split())
        raise ConfigurationError(
            f"{path}: not a taxonomy tilshi can read ({said}); restore it from the repository"
        ) from error
