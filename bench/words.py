"""Kazakh stems on hand-tagged forms: our stemmer beside Snowball (Russian) and the first five letters.

Run as `python -m bench.words [FOLDER]`; FOLDER holds UD_Kazakh-KTB (kk_ktb-ud-*.conllu) and kk_domain_inflections.json.
match: a form and its lemma get one key. Over pairs of forms: R, those of one lemma that share a key; P, those that
share a key and do share the lemma; F1. Forms that equal their lemma do not count for match.
"""

from __future__ import annotations

import json
import re
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import snowballstemmer

from index.search.kazakh import key_of, stem

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "lang"
_KINDS = {"NOUN", "VERB", "ADJ", "PROPN", "ADV"}
_WORD = re.compile("[а-яёәғқңөұүһі]+")
Forms = set[tuple[str, str]]  # (form, lemma)


class Score(NamedTuple):
    """Per cent."""

    match: float
    recall: float
    precision: float
    f1: float


def treebank(folder: Path) -> Forms:
    """Return the forms of KTB whose words are not written together; verbs have their lemma in -у."""
    forms: Forms = set()
    for path in sorted(folder.glob("kk_ktb-ud-*.conllu")):
        together = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                together = 0
                continue
            number, form, lemma, kind = line.split("\t")[:4]
            form, lemma = form.lower(), lemma.lower()
            if "-" in number:
                together = int(number.partition("-")[2])
            elif int(number) > together and kind in _KINDS and _WORD.fullmatch(form) and _WORD.fullmatch(lemma):
                forms.add((form, _citation(lemma) if kind == "VERB" else lemma))
    return forms


def domain(folder: Path) -> Forms:
    """Return the forms of the words of press freedom."""
    table = json.loads((folder / "kk_domain_inflections.json").read_text(encoding="utf-8"))
    return {(form, lemma) for lemma, found in table.items() for form in found}


def score(forms: Forms, key: Callable[[str], str]) -> Score:
    """Measure a stemmer."""
    changed = [(form, lemma) for form, lemma in forms if form != lemma]
    by_key: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for form, lemma in forms:
        by_key[key(form)][lemma] += 1
    together = sum(_pairs(found.values()) for found in by_key.values())
    alike = sum(_pairs([sum(found.values())]) for found in by_key.values())
    recall = together / _pairs(Counter(lemma for _, lemma in forms).values())
    precision = together / max(alike, 1)
    match = sum(key(form) == key(lemma) for form, lemma in changed) / len(changed)
    f1 = 2 * recall * precision / (recall + precision)
    return Score(*(round(100 * share, 1) for share in (match, recall, precision, f1)))


def _citation(lemma: str) -> str:
    """Return a verb's -у form: шық, шығу; оқы, оқу; қой, қою."""
    if lemma[-1] in "ыі":
        return lemma[:-1] + "у"
    if lemma[-1] in "йи":
        return lemma.removesuffix("й") + "ю"
    return lemma[:-1] + {"қ": "ғ", "к": "г", "п": "б"}.get(lemma[-1], lemma[-1]) + "у"


def _pairs(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def main() -> None:
    """Print the table, or say that the gold is not here."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not folder.is_dir():
        print(f"no hand-tagged forms at {folder}; nothing measured")
        return
    snowball = snowballstemmer.stemmer("russian")
    stemmers: dict[str, Callable[[str], str]] = {
        "first 5 letters": lambda word: word[:5],
        "Snowball russian": cache(lambda word: str(snowball.stemWord(word))),
        "ours": stem,
    }
    gold = treebank(folder)
    half = {pair for pair in gold if zlib.crc32(pair[1].encode()) % 2}
    sets = {"KTB": gold, "KTB, half of the lemmas": half, "KTB, other half": gold - half, "domain": domain(folder)}
    for name, forms in sets.items():
        print(f"{name}: {len(forms)} forms        match     R     P    F1")
        for label, key in stemmers.items():
            print(f"  {label:24}" + "".join(f"{share:8.1f}" for share in score(forms, key)))
    words = sorted({form for form, _ in gold})
    for cached in (stem, key_of):
        cached.cache_clear()
    print(f"new words a second: {_speed(words):,.0f}; seen before: {_speed(words):,.0f}")


def _speed(words: list[str]) -> float:
    began = time.process_time()
    for word in words:
        stem(word)
    return len(words) / max(time.process_time() - began, 1e-6)


if __name__ == "__main__":
    main()
