"""How diverse the labelled corpus is, and how two labellers agree: what classifiers/corpus/README.md shows.

Run as `python -m bench.corpus`.
"""

from __future__ import annotations

import csv
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from classifiers.attack import is_flash
from classifiers.corpus_file import CORPUS, FROZEN, Labelled, method_codes, read_corpus

SECOND_PASS = CORPUS / "second_pass.tsv"
SHINGLE_WORDS = 3
NEAR = 0.5  # Jaccard similarity of word triples from which two texts count as near-duplicates
COMMON = 30  # texts: a triple in more of them than this says nothing of likeness


def main() -> None:
    sets = {"corpus": read_corpus(), "frozen test set": read_corpus(FROZEN)}
    for title, some in sets.items():
        for language in sorted({label.language for label in some}):
            own = [label for label in some if label.language == language]
            articles = [label for label in own if not is_flash(label.text)]
            print(f"\n{language}, {title}: {len(articles)} articles, {len(own) - len(articles)} flashes")
            for line in describe(articles, own):
                print("  " + line)
    print()
    for title, some in sets.items():
        print(f"{title}: {agreement(some)}")


def describe(articles: Sequence[Labelled], own: Sequence[Labelled]) -> Iterator[str]:
    """Yield the lines about the articles of one language; methods count flashes too."""
    attacks = [label for label in articles if label.flagged]
    traps = [label for label in articles if label.trap and not label.flagged]
    yield f"attacks {len(attacks) / len(articles):.0%}, traps {len(traps) / len(articles):.0%}, the rest ordinary news"
    yield f"reasons    {_counts(label.reason for label in articles if label.reason)}"
    yield f"registers  {_counts(label.register for label in articles)}"
    yield f"traps      {len({label.trap for label in traps})} kinds"
    methods = Counter(code for label in attacks for code in label.methods)
    flashed = Counter(code for label in own for code in label.methods)
    rarest = sorted((methods[code], flashed[code], code) for code in method_codes())[:5]
    yield "rarest     " + ", ".join(f"{code} {of} (with flashes {all_})" for of, all_, code in rarest)
    for name, some in (("attacks", attacks), ("others", [label for label in articles if not label.flagged])):
        lengths = [len(label.text.split()) for label in some]
        yield f"words      {name} median {statistics.median(lengths):.0f}, {min(lengths)} to {max(lengths)}"
    openings = Counter(" ".join(label.text.split()[:2]).lower() for label in articles)
    most = ", ".join(f"“{words}” {count}" for words, count in openings.most_common(3))
    yield f"openings   {len(openings)} different beginnings of two words; most common {most}"
    yield f"alike      {len(near_duplicates(articles))} pairs share half of their word triples"


def _counts(values: Iterator[str]) -> str:
    return ", ".join(f"{value} {count}" for value, count in Counter(values).most_common())


def near_duplicates(labels: Sequence[Labelled]) -> list[tuple[str, str]]:
    """Return the pairs of texts whose word triples overlap by NEAR or more."""
    sets = [_shingles(label.text) for label in labels]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, shingles in enumerate(sets):
        for shingle in shingles:
            holders[shingle].append(at)
    shared = Counter(pair for own in holders.values() if 1 < len(own) <= COMMON for pair in combinations(own, 2))
    return [
        (labels[one].id, labels[other].id)
        for (one, other), count in shared.items()
        if count / len(sets[one] | sets[other]) >= NEAR
    ]


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1))


def agreement(labels: Sequence[Labelled]) -> str:
    """Return how the second pass, by readers who had not seen the labels, agrees with the first."""
    first = {label.id: label for label in labels}
    with SECOND_PASS.open(encoding="utf-8", newline="") as file:
        second = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["id"] in first]
    # What was settled for the second reader stands in the corpus now; the first had said the opposite.
    pairs = [(first[r["id"]].flagged ^ (r["settled"] == "second"), r["flagged"] == "yes", r) for r in second]
    same = sum(one == other for one, other, _ in pairs) / len(pairs)
    yes = [sum(values) / len(pairs) for values in zip(*((one, other) for one, other, _ in pairs), strict=True)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    both = [(first[r["id"]], r) for one, other, r in pairs if one and other]
    main_method = sum(label.methods[0] in r["methods"].split() for label, r in both) / len(both)
    roll_up = sum((label.perpetrator or " ")[0] == (r["perpetrator"] or "-")[0] for label, r in both) / len(both)
    neither = [(first[r["id"]], r) for one, other, r in pairs if not one and not other]
    reason = sum(label.reason == r["reason"] for label, r in neither) / len(neither)
    kappa = (same - chance) / (1 - chance)
    return (
        f"second pass over {len(pairs)} articles: the flag agrees in {same:.1%} (kappa {kappa:.3f})"
        f", the first method is among the second reader's in {main_method:.1%}, the perpetrator's roll-up agrees in "
        f"{roll_up:.1%}, the X-reason in {reason:.1%}; {sum(bool(r['doubt']) for r in second)} articles were called "
        f"arguable, {sum(bool(r['settled']) for r in second)} disagreements settled"
    )


if __name__ == "__main__":
    main()
