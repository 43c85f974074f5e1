"""A model on disk: what scikit-learn trained (attack.skops, never pickle), the same as bare numbers to serve from
(attack.npz), and card.json, which says what it was made of and hashes both."""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.attack import AttackClassifier, AttackModel
from classifiers.facts.model import JUDGES as FACT_JUDGES
from classifiers.facts.model import FactModel
from classifiers.judge import Judge, Side
from index.errors import ModelError

TRAINED_FILE = "attack.skops"
MODEL_FILE = "attack.npz"
CARD_FILE = "card.json"
FORMAT = 6  # of the parts below; a model of another format is refused
_NEEDED = frozenset(("sha256", "scikit_learn", "thresholds", "method_codes"))  # of a card, beside its format
_JUDGES = ("article", "sentence", "methods")
RETRAIN = "run `tilshi train` to make a new one"


def save_model(model: AttackModel, trained: Mapping[str, Any], folder: Path, card: dict[str, Any]) -> Path:
    """Write the model, what it was `trained` as, and its card into `folder`; each file appears whole or not at all.

    Returns the file that serves. Raises ValueError when `trained` holds a type that is not scikit-learn's own.
    """
    import skops.io  # trains and records only: serving needs neither it nor scikit-learn, whose import takes a second

    folder.mkdir(parents=True, exist_ok=True)
    record = skops.io.dumps(dict(trained), compression=zipfile.ZIP_DEFLATED)
    if untrusted := skops.io.get_untrusted_types(data=record):
        raise ValueError(f"a model holds only types of scikit-learn, not {', '.join(untrusted)}")
    content = io.BytesIO()
    np.savez_compressed(content, **_arrays(model))
    facts = {
        "format": FORMAT,
        "sha256": {MODEL_FILE: _hash(content.getvalue()), TRAINED_FILE: _hash(record)},
        "scikit_learn": importlib.metadata.version("scikit-learn"),
        "thresholds": dict(model.thresholds),
        "method_codes": list(model.method_codes),
        "fact_codes": {name: list(codes) for name, codes in model.facts.codes.items()} if model.facts else {},
    }
    _write(folder / TRAINED_FILE, record)
    _write(folder / MODEL_FILE, content.getvalue())
    _write(folder / CARD_FILE, json.dumps(facts | card, ensure_ascii=False, indent=1).encode() + b"\n")
    return folder / MODEL_FILE


def read_card(folder: Path) -> dict[str, Any]:
    """Return the model card. Raises ModelError when there is none or it is not one."""
    path = folder / CARD_FILE
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no model here; {RETRAIN}") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: the model card cannot be read ({error}); {RETRAIN}") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise ModelError(f"{path}: not a model card of format {FORMAT}; {RETRAIN}")
    if missing := _NEEDED - card.keys():
        raise ModelError(f"{path}: the model card lacks {', '.join(sorted(missing))}; {RETRAIN}")
    return card


def load_classifier(folder: Path, threshold: float | None = None) -> AttackClassifier:
    """Return the classifier saved in `folder`; nothing in its files is executed.

    Raises ModelError when a file is missing or damaged (their hashes are in the card), or when the model was trained
    with another scikit-learn than the one installed, which could not train its like again.
    """
    card = read_card(folder)
    content = _sound(folder / MODEL_FILE, card)
    _sound(folder / TRAINED_FILE, card)
    installed = importlib.metadata.version("scikit-learn")
    if card.get("scikit_learn") != installed:
        said = f"made with scikit-learn {card.get('scikit_learn')}, this is {installed}"
        raise ModelError(f"{folder / TRAINED_FILE}: {said}; {RETRAIN}")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        model = AttackModel(
            **{name: _judge(arrays, name) for name in _JUDGES},
            fusion_weights=arrays["fusion.weights"],
            fusion_bias=arrays["fusion.bias"],
            method_codes=tuple(card["method_codes"]),
            thresholds={language: float(value) for language, value in card["thresholds"].items()},
            facts=_facts(arrays, card),
        )
    return AttackClassifier(model, f"attack-{card['sha256'][MODEL_FILE][:10]}", threshold)


def _arrays(model: AttackModel) -> dict[str, Any]:
    arrays = {"fusion.weights": model.fusion_weights, "fusion.bias": model.fusion_bias}
    judges: dict[str, Judge] = {name: getattr(model, name) for name in _JUDGES}
    if model.facts:
        judges |= {f"facts.{name}": judge for name, judge in model.facts.judges.items()}
    for name, judge in judges.items():
        arrays[f"{name}.bias"] = judge.bias
        for kind in ("words", "concepts"):
            arrays |= {f"{name}.{kind}.{part}": value for part, value in _parts(getattr(judge, kind))}
    return arrays


def _facts(arrays: Any, card: Mapping[str, Any]) -> FactModel | None:
    codes = card.get("fact_codes")
    if not codes:
        return None
    judges = {name: _judge(arrays, f"facts.{name}") for name in FACT_JUDGES}
    return FactModel(judges, {name: tuple(of) for name, of in codes.items()})


def _parts(side: Side) -> Iterator[tuple[str, Any]]:
    tokens = "\n".join(sorted(side.at, key=lambda token: side.at[token]))
    yield "tokens", np.frombuffer(tokens.encode(), dtype=np.uint8)
    yield "idf", side.idf
    yield "weights", side.weights


def _judge(arrays: Any, name: str) -> Judge:
    return Judge(_side(arrays, f"{name}.words"), _side(arrays, f"{name}.concepts"), arrays[f"{name}.bias"])


def _side(arrays: Any, name: str) -> Side:
    tokens = arrays[f"{name}.tokens"].tobytes().decode().split("\n")
    at = {token: row for row, token in enumerate(tokens)}
    return Side(at, arrays[f"{name}.idf"], arrays[f"{name}.weights"])


def _sound(path: Path, card: Mapping[str, Any]) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: the model cannot be read ({error}); {RETRAIN}") from error
    if _hash(content) != card["sha256"].get(path.name):
        raise ModelError(f"{path}: the model is damaged (its hash is not the one in {CARD_FILE}); {RETRAIN}")
    return content


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
