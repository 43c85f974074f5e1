"""Names across scripts: how many spellings of one person get one key, and how many other persons get it too.

Run as `python -m bench.names [FILE...]`; a FILE holds {"same_person_groups" or "persons": [[spelling...]...],
"distractors": [...]}. Fuzzy comparison of transliterations (difflib) stands beside as what one would try first.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from index.search.persons import names_in

ROOT = Path(__file__).resolve().parents[1]
FILES = (
    ROOT.parent / "shared" / "data" / "lang" / "names_variants_dev.json",
    ROOT / "tests" / "index" / "persons.json",
)
_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщыэюяәғқңөұүһі",
        "a b v g d e j z i i k l m n o p r s t u f h c q w w y e iu ia a g k n o u u h i".split(),
        strict=True,
    )
)


class Links(NamedTuple):
    """Pairs of spellings: of one person and linked, of one person, of two persons and linked, of two persons."""

    linked: int
    alike: int
    wrong: int
    different: int

    @property
    def recall(self) -> float:
        return 100 * self.linked / self.alike


def key_of(name: str) -> str:
    """Return what `tilshi analyze` gives as the key of a text that is this name; "" when it finds another number."""
    found = names_in(name)
    return found[0].key if len(found) == 1 else ""


def load(path: Path) -> list[list[str]]:
    """Return persons, each a list of spellings; a distractor is a person of one spelling."""
    table = json.loads(path.read_text(encoding="utf-8"))
    return [*(table.get("persons") or table["same_person_groups"]), *([name] for name in table["distractors"])]


def links(persons: list[list[str]], same: Callable[[str, str], bool]) -> Links:
    """Compare every two spellings."""
    within = [same(one, other) for spellings in persons for one, other in combinations(spellings, 2)]
    between = [same(one, other) for first, second in combinations(persons, 2) for one in first for other in second]
    return Links(sum(within), len(within), sum(between), len(between))


def _fuzzy(one: str, other: str) -> bool:
    return SequenceMatcher(None, _plain(one), _plain(other)).ratio() >= 0.85


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", "".join(_LATIN.get(letter, letter) for letter in name.lower()))
    return " ".join(sorted("".join(letter for letter in letters if letter.isalpha() or letter == " ").split()))


def main() -> None:
    """Print recall and wrong links for each file."""
    for path in [Path(name) for name in sys.argv[1:]] or FILES:
        if not path.exists():
            print(f"{path.name} is not here; nothing measured")
            continue
        persons = load(path)
        keys = {name: key_of(name) for person in persons for name in person}
        ours = links(persons, lambda one, other: bool(keys[one]) and keys[one] == keys[other])  # noqa: B023
        few = [person[:3] for person in persons]
        print(f"{path.name}: {ours.alike} pairs of one person, {ours.different} of two")
        for label, found in (("our keys", ours), ("fuzzy >= .85, 3 spellings a person", links(few, _fuzzy))):
            print(f"  {label:36} recall {found.recall:5.1f}   wrong links {found.wrong} of {found.different}")


if __name__ == "__main__":
    main()
