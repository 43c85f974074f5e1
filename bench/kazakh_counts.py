"""Count how often Kazakh stems and suffixes are met, and write config/lexicon/kk_counts.json, which the stemmer reads.

Run as `python -m bench.kazakh_counts FILE...` over plain Kazakh texts. No tags are needed: every reading the grammar
allows of every word form is weighed by its present probability and counted, eight times over
(expectation maximisation).
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from math import exp, log
from pathlib import Path
from typing import Any

from index.search.kazakh import (
    LEXICON,
    START,
    Grammar,
    Reading,
    cost_of,
    dictionary,
    fold,
    kind_of,
    make_grammar,
    readings,
)

ROUNDS = 8
_LEAST = 6.5  # a stem with fewer forms than this is not worth a line


def main() -> None:
    """Count, and write the file."""
    words = Counter(word for name in sys.argv[1:] for word in _words(Path(name)))
    table = make_grammar({"letters": _letters(Counter({fold(word): 1 for word in words}))})
    read = {word: list(readings(word, table)) for word in {fold(word) for word in words} if len(word) > 2}
    counts = _start(read)
    for _ in range(ROUNDS):
        counts = _counted(read, make_grammar(counts))
    kept = {key: _rounded(counts[key], _LEAST) for key in ("nouns", "verbs")}
    others = {key: _rounded(counts[key], 0.5) for key in ("layers", "suffixes")}
    letters = {pair: round(cost, 1) for pair, cost in sorted(counts["letters"].items())}
    total = round(counts["total"] + sum(sum(counts[key].values()) - sum(kept[key].values()) for key in kept))
    (LEXICON / "kk_counts.json").write_text(_lines(total, others | kept | {"letters": letters}), encoding="utf-8")
    print(f"{len(words)} word forms, {len(kept['nouns'])} nouns, {len(kept['verbs'])} verbs")


def _start(read: dict[str, list[Reading]]) -> dict[str, Any]:
    """Spread each word form evenly over its readings."""
    stems: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for found in read.values():
        for reading in found:
            stems[reading.verb][reading.stem] += 1 / len(found)  # type: ignore[assignment]
    return _counts(stems, Counter(), Counter())


def _counted(read: dict[str, list[Reading]], table: Grammar) -> dict[str, Any]:
    """Count every reading by its probability under `table`."""
    stems: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    layers: Counter[str] = Counter()
    suffixes: Counter[str] = Counter()
    for found in read.values():
        weights = [exp(-cost_of(reading, table)) for reading in found]
        total = sum(weights)
        for reading, weight in zip(found, weights, strict=True):
            share: Any = weight / total
            if share < 1e-4:
                continue
            stems[reading.verb][reading.stem] += share
            before = "start"
            for layer, form in reading.chain:
                layers[f"{before} {layer}"] += share
                suffixes[f"{layer} {kind_of(layer, form)}"] += share
                before = layer
            layers[f"{before} end"] += share
    return _counts(stems, layers, suffixes)


def _counts(stems: dict[bool, Counter[str]], layers: Counter[str], suffixes: Counter[str]) -> dict[str, Any]:
    for name, verb in dictionary():
        stems[verb][name] += START  # type: ignore[assignment]
    known = Counter({name: 1 for found in stems.values() for name, count in found.items() if count > 1.5})
    return {
        "total": 0,
        "layers": layers,
        "suffixes": suffixes,
        "nouns": stems[False],
        "verbs": stems[True],
        "letters": _letters(known),
    }


def _letters(stems: Counter[str]) -> dict[str, float]:
    """Return what each letter costs after each other."""
    pairs = Counter(pair for stem in stems for pair in map("".join, zip("^" + stem, stem, strict=False)))
    firsts = Counter(pair[0] for pair in pairs.elements())
    return {pair: log((firsts[pair[0]] + 20) / (count + 0.5)) for pair, count in pairs.items()}


def _words(path: Path) -> list[str]:
    return re.findall("[а-яёәғқңөұүһі]+", path.read_text(encoding="utf-8").lower())


def _rounded(counts: Counter[str], least: float) -> dict[str, float]:
    return {name: round(count, 1) for name, count in sorted(counts.items()) if count >= least}


def _lines(total: int, tables: dict[str, dict[str, float]]) -> str:
    """Return JSON with one entry a line, so that changes can be read."""
    parts = [f'  "total": {total}']
    for name, table in tables.items():
        inner = ",\n".join(f"    {json.dumps(key, ensure_ascii=False)}: {value}" for key, value in table.items())
        parts.append(f'  "{name}": {{\n{inner}\n  }}')
    about = "Made by bench/kazakh_counts.py over KazNERD (CC BY 4.0) and Common Voice (CC0); see NOTICE."
    return f'{{\n  "about": "{about}",\n' + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    main()
