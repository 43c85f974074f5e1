"""A model on disk: attack.skops (never pickle) and card.json, which says what it was made of and hashes it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import sklearn
import skops.io

from classifiers.attack import AttackClassifier, AttackModel, TextModel
from index.errors import ModelError

MODEL_FILE = "attack.skops"
CARD_FILE = "card.json"
FORMAT = 2  # of the parts below; a model of another format is refused
_PARTS = ("article", "sentence", "methods")
_RETRAIN = "run `tilshi train` to make a new one"


def save_model(model: AttackModel, folder: Path, card: dict[str, Any]) -> Path:
    """Write the model and its card into `folder`; each file appears whole or not at all. Returns the model file."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Any] = {"fusion": model.fusion}
    for part in _PARTS:
        text: TextModel = getattr(model, part)
        parts[part] = {"words": text.words, "concepts": text.concepts, "weight": text.weight, "judge": text.judge}
    content = skops.io.dumps(parts, compression=ZIP_DEFLATED)
    facts = {
        "format": FORMAT,
        "sha256": hashlib.sha256(content).hexdigest(),
        "scikit_learn": sklearn.__version__,
        "threshold": model.threshold,
        "method_codes": list(model.method_codes),
    }
    _write(folder / MODEL_FILE, content)
    _write(folder / CARD_FILE, json.dumps(facts | card, ensure_ascii=False, indent=1).encode() + b"\n")
    return folder / MODEL_FILE


def read_card(folder: Path) -> dict[str, Any]:
    """Return the model card. Raises ModelError when there is none or it is not one."""
    path = folder / CARD_FILE
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no model here; {_RETRAIN}") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: the model card cannot be read ({error}); {_RETRAIN}") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise ModelError(f"{path}: not a model card of format {FORMAT}; {_RETRAIN}")
    return card


def load_classifier(folder: Path, threshold: float | None = None) -> AttackClassifier:
    """Return the classifier saved in `folder`.

    Only types of scikit-learn that the card's version knows are loaded; nothing in the file is executed. Raises
    ModelError when the file is missing, damaged (its hash is in the card), or of another scikit-learn version.
    """
    card = read_card(folder)
    path = folder / MODEL_FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: the model cannot be read ({error}); {_RETRAIN}") from error
    if hashlib.sha256(content).hexdigest() != card.get("sha256"):
        raise ModelError(f"{path}: the model is damaged (its hash is not the one in {CARD_FILE}); {_RETRAIN}")
    if card.get("scikit_learn") != sklearn.__version__:
        said = f"made with scikit-learn {card.get('scikit_learn')}, this is {sklearn.__version__}"
        raise ModelError(f"{path}: {said}; {_RETRAIN}")
    untrusted = skops.io.get_untrusted_types(data=content)
    if untrusted:
        raise ModelError(f"{path}: holds types that a model has no need of: {', '.join(untrusted)}; {_RETRAIN}")
    parts = skops.io.loads(content)
    model = AttackModel(
        **{name: TextModel(**parts[name]) for name in _PARTS},
        fusion=parts["fusion"],
        method_codes=tuple(card["method_codes"]),
        threshold=float(card["threshold"]),
    )
    return AttackClassifier(model, f"attack-{card['sha256'][:10]}", threshold)


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
