"""Count the words and concepts of everyday sentences, and write classifiers/background.json.

Run as `python -m bench.background_counts [FOLDER]` (default ../shared/data/lang/text). The file holds, for Russian,
Kazakh and English, how often each beginning of a word stands in them (words never written small left out: names), and
how often each set of the lexicon's concepts does. No sentence can be read back from it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from classifiers.background import BACKGROUND
from classifiers.features import PAIR_MARKS, STEM_LETTERS, article_features
from classifiers.language import detector
from classifiers.lexicon import words

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "lang" / "text"
_MOST_WORDS = 8000  # of a language: rarer ones teach nothing
_MOST_CONCEPTS = 300
_LEAST_LETTERS = 25  # of a sentence
_TOGETHER = 12  # sentences read as one text


def main() -> None:
    """Count each language's sentences and write the file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    table = {language: count(language, folder) for language in ("ru", "kk", "en")}
    BACKGROUND.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{BACKGROUND}: " + ", ".join(f"{name} {len(counts['words'])} words" for name, counts in table.items()))


def count(language: str, folder: Path) -> dict[str, dict[str, int]]:
    """Return the counts of one language."""
    lines = [line for path in sorted(folder.glob(f"{language}.*.txt")) for line in path.read_text("utf-8").splitlines()]
    lines = [line for line in lines if len(line) >= _LEAST_LETTERS]
    seen: Counter[str] = Counter()
    concepts: Counter[str] = Counter()
    small: set[str] = set()
    for at in range(0, len(lines), _TOGETHER):
        text = "\n".join(lines[at : at + _TOGETHER])
        guess = detector().detect("", text)
        small |= {word.folded[:STEM_LETTERS] for word in words(text, guess) if not word.capital}
        for sentence in article_features("", text, guess).sentences:
            seen.update(token for token in sentence.words.split() if PAIR_MARKS.isdisjoint(token))
            concepts[sentence.concepts] += 1
    known = [(word, n) for word, n in seen.most_common() if word in small][:_MOST_WORDS]
    return {"words": dict(known), "concepts": dict(concepts.most_common(_MOST_CONCEPTS))}


if __name__ == "__main__":
    main()
