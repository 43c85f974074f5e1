"""Which model serves a data folder: the one that ships, or the newest that learned from this folder's reviews.

Models trained from reviews stay where the reviews are, below the data folder, and never in the checkout: their words
come from the archive. `champions` there is a list of their names, newest last; the model that served before is the
line above, and the one that ships stands above them all.
"""

from __future__ import annotations

from pathlib import Path

from classifiers.attack import AttackClassifier
from classifiers.model_file import RETRAIN, load_classifier, read_card
from index.errors import ModelError
from index.options import Options

MODELS = "models"  # below the data folder
CHAMPIONS = "champions"


def serving_model(options: Options) -> Path:
    """Return the folder of the model that serves this data folder."""
    names = _names(options)
    return model_folder(options, names[-1]) if names else options.model


def load_serving(options: Options) -> AttackClassifier:
    """Return the classifier that serves, with the threshold of the settings if they have one. Raises ModelError."""
    folder = serving_model(options)
    try:
        return load_classifier(folder, options.threshold)
    except ModelError as error:
        if folder == options.model:
            raise
        said = str(error).removesuffix(RETRAIN)  # which makes the model that ships, not this one
        raise ModelError(f"{said}run `tilshi train --back` to let the model before it serve") from error


def model_folder(options: Options, name: str) -> Path:
    """Return where the model `name` of this data folder lies."""
    return options.data / MODELS / name


def is_behind(options: Options) -> bool:
    """Tell whether a model serves that learned from reviews beside another corpus than the shipped model's: an older
    one, as a rule, because tilshi was updated since. Raises ModelError."""
    folder = serving_model(options)
    return folder != options.model and read_card(folder).get("corpus") != read_card(options.model).get("corpus")


def crown(options: Options, name: str) -> None:
    """Let the model `name`, saved in its model_folder, serve from now on."""
    _write(options, [*(known for known in _names(options) if known != name), name])


def go_back(options: Options) -> Path:
    """Let the model before the present one serve again and return its folder. Both stay on disk.

    Raises ModelError when the model that ships serves already.
    """
    names = _names(options)
    if not names:
        raise ModelError(f"{options.model} serves, the model that ships: there is none before it")
    _write(options, names[:-1])
    return serving_model(options)


def _names(options: Options) -> list[str]:
    path = options.data / MODELS / CHAMPIONS
    try:
        return path.read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"{path}: the list of models cannot be read ({error}); delete it to use the one that ships"
        ) from error


def _write(options: Options, names: list[str]) -> None:
    path = options.data / MODELS / CHAMPIONS
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    fresh.replace(path)
