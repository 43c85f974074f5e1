"""How diverse the labelled corpus is: counts, lengths, opening words, near-duplicates."""

from __future__ import annotations

import re
import statistics
from collections import Counter

from classifiers.corpus_file import Labelled, method_codes, read_corpus

SHINGLE_WORDS = 3
NEAR = 0.5  # Jaccard similarity of word triples from which two texts count as near-duplicates


def main() -> None:
    labels = read_corpus()
    for language in sorted({label.language for label in labels}):
        own = [label for label in labels if label.language == language]
        attacks = [label for label in own if label.flagged]
        print(f"\n{language}: {len(own)} articles, {len(attacks)} attacks ({len(attacks) / len(own):.0%})")
        print("  registers   ", dict(Counter(label.register for label in own).most_common()))
        print("  reasons     ", dict(Counter(label.reason for label in own if label.reason).most_common()))
        print("  traps       ", len({label.trap for label in own if label.trap}), "kinds")
        methods = Counter(code for label in attacks for code in label.methods)
        print("  rarest      ", sorted((methods[code], code) for code in method_codes())[:6])
        for name, some in (("attack", attacks), ("other", [label for label in own if not label.flagged])):
            lengths = [len(label.text.split()) for label in some]
            print(f"  words, {name:<6}", f"median {statistics.median(lengths):.0f}, {min(lengths)}-{max(lengths)}")
        openings = Counter(" ".join(label.text.split()[:2]).lower() for label in own)
        print("  openings    ", f"{len(openings)} different; most common {openings.most_common(3)}")
        print("  near-dupes  ", near_duplicates(own) or "none")


def near_duplicates(labels: list[Labelled]) -> list[tuple[str, str, float]]:
    """Return the pairs of articles whose word triples overlap by NEAR or more."""
    sets = {label.id: _shingles(label.text) for label in labels}
    pairs = []
    ids = list(sets)
    for at, one in enumerate(ids):
        for other in ids[at + 1 :]:
            shared = len(sets[one] & sets[other])
            if shared and (likeness := shared / len(sets[one] | sets[other])) >= NEAR:
                pairs.append((one, other, round(likeness, 2)))
    return pairs


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1))


if __name__ == "__main__":
    main()
