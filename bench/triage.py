"""A reviewer's day, simulated: 15,000 articles, 12 new incidents among them. How many stand within the first hundred?

Every score was given by a model that had not seen the incident: those of the corpus by cross-validation, those of
classifiers/corpus/unseen by the shipped model. The two are told apart, since their authors are others.

A day has DAY articles: TRUE that tell of a new incident, RELATED that tell of the same ones again (half of them word
for word, which the queue folds into one row; half in other words, rows of their own), the rest no attack. Of that rest
3 % are hard: about the media, their people or their neighbours, with no attack in it. The corpus has 70 % of such, for
learning; the press a few in a hundred: 3 % are 450 a day, six for each article about an attack; 10 % is the gloomy
case. Articles came at any hour of the day before the queue is read, and rank as the queue ranks them, the audit sample
among them. The ranges hold 90 of 100 days; each day is drawn from a resampled pool, so they are as wide as pools are
small: one ordinary article of the corpus stands for some 25 of a day, and so does what it scores by chance.
The corpus's articles are short. Where real pages are at hand (see bench.extraction), it is told how many of them are
flagged, by length; none was chosen for being about an attack.
Run as `python -m bench.triage`; the cross-validation takes some minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bench.extraction import FOLDER, load
from classifiers.attack import AttackClassifier
from classifiers.corpus_file import FROZEN, Labelled, method_codes, read_corpus
from classifiers.evaluation import judged
from classifiers.language import detector
from classifiers.model_file import load_classifier
from classifiers.training import prepare, train
from crawler.extraction import Page, TrafilaturaExtractor, warm_up
from index.ledger.audit import HIGHEST_PLACE, LOWEST_PLACE
from index.ledger.schedule import HALF_LIFE
from index.options import Options

DAYS = 200
DAY, TRUE, RELATED = 15_000, 12, 60
REPRINTED = 0.5  # of the related: the same text, so no row of its own
HARD_SHARES = (0.03, 0.10)
FIRST = 100  # what a reviewer decides on in a morning
RECALL = 0.95
LANGUAGES = ("ru", "kk", "en")
LENGTHS = (150, 400, 800)  # words: where real pages are parted by length
KINDS = ("attack", "hard", "ordinary")
_HALF_LIVES = 1 / (HALF_LIFE.total_seconds() / 86_400)  # in a day

Pool = Mapping[tuple[str, str], Any]  # language and kind → rows of score and flagged (1 or 0)


class Result(NamedTuple):
    """What one day came to."""

    recall: float  # of new incidents within the first hundred rows
    until: float  # rows read when 95 % of the new incidents (12 of 12) are found
    saved: float  # work saved over reading in any order, at that recall (WSS@95)
    rows: float  # in the queue
    attacks: float  # share of the first hundred rows that tell of an attack, new or again


def pool(labels: Sequence[Labelled], scores: Sequence[float], threshold: Callable[[str], float]) -> Pool:
    """Return the scores by language and kind, and which of them flag."""
    rows: dict[tuple[str, str], list[tuple[float, bool]]] = {(x, kind): [] for x in LANGUAGES for kind in KINDS}
    for label, score in zip(labels, scores, strict=True):
        kind = "attack" if label.flagged else "hard" if label.trap else "ordinary"
        rows[label.language, kind].append((float(score), score >= threshold(label.language)))
    return {key: np.array(some, dtype=float) for key, some in rows.items()}


def draw(scores: Pool, languages: Sequence[str], hard: float, rng: np.random.Generator) -> tuple[Any, Any]:
    """Return the rows of a day, and for each: 2 a new incident, 1 a known one told again, 0 no attack."""
    retold = round(RELATED * (1 - REPRINTED))
    others = DAY - TRUE - RELATED
    counts = {"attack": TRUE + retold, "hard": round(others * hard), "ordinary": others - round(others * hard)}
    parts: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for kind, count in counts.items():
        for at, language in enumerate(languages):
            own = scores[language, kind]
            share = len(range(at, count, len(languages)))
            parts[kind].append(rng.choice(rng.choice(own, len(own)), share))
    attacks = rng.permutation(np.concatenate(parts["attack"]))
    rest = np.concatenate(parts["hard"] + parts["ordinary"])
    return np.concatenate([attacks, rest]), np.repeat([2, 1, 0], [TRUE, retold, len(rest)])


def measure(judged: Any, kinds: Any, audit: int, rng: np.random.Generator) -> Result:
    """Order a day as the queue does, what is not in it behind it, and read on from the top."""
    rank = np.log2(np.maximum(judged[:, 0], 1e-9)) - rng.random(len(judged)) * _HALF_LIVES
    flagged = judged[:, 1] > 0
    sampled = np.flatnonzero(~flagged & (kinds == 0))[:audit]  # stands in for the unflagged of the day before
    places = rng.uniform(LOWEST_PLACE, HIGHEST_PLACE, len(sampled))
    rank[sampled] = np.log2(places) - rng.uniform(0.5, 1.5, len(sampled)) * _HALF_LIVES
    flagged[sampled] = True
    order = np.lexsort((-rank, ~flagged))
    found = np.flatnonzero(kinds[order] == 2)
    rows = int(flagged.sum())
    until = found[int(np.ceil(RECALL * TRUE)) - 1] + 1
    first = order[: min(FIRST, rows)]
    return Result(
        recall=float((found < len(first)).mean()),
        until=float(until),
        saved=float(RECALL - until / len(judged)),
        rows=float(rows),
        attacks=float((kinds[first] > 0).mean()),
    )


def simulate(scores: Pool, languages: Sequence[str], hard: float, audit: int) -> Any:
    """Return a Result for each of DAYS seeded days, one a line."""
    days = []
    for seed in range(DAYS):
        rng = np.random.default_rng(seed)
        days.append(measure(*draw(scores, languages, hard, rng), audit, rng))
    return np.array(days)


def show(name: str, scores: Pool, audit: int) -> None:
    """Print the table of one pool."""
    sizes = ", ".join(f"{sum(len(scores[language, kind]) for language in LANGUAGES)} {kind}" for kind in KINDS)
    print(f"\n{name} ({sizes}), {audit} a day of the audit sample; mean (5 % to 95 % of {DAYS} days)")
    head = (f"recall in {FIRST}", f"rows to {RECALL:.0%}", "WSS@95", "rows in queue", f"attacks in {FIRST}")
    print(f"{'hard':<6}{'press':<7}" + "".join(f"{title:>26}" for title in head))
    for hard in HARD_SHARES:
        for press in (LANGUAGES, *((language,) for language in LANGUAGES)):
            days = simulate(scores, press, hard, audit)
            cells = (_cell(column, digits) for column, digits in zip(days.T, (3, 0, 3, 0, 2), strict=True))
            print(f"{hard:<6.0%}{'all' if len(press) > 1 else press[0]:<7}" + "".join(f"{cell:>26}" for cell in cells))


def show_real(shipped: AttackClassifier) -> None:
    """Print how many real pages the shipped model flags, by their length."""
    warm_up()
    extractor, lengths, flagged = TrafilaturaExtractor(), [], []
    for page in load(FOLDER):
        found = extractor.extract(Page(page.url, page.body, None))
        language = detector().detect(found.title, found.text)
        if found.outcome is None and language.language in LANGUAGES:
            lengths.append(len(found.text.split()))
            flagged.append(shipped.judge(found.title, found.text, language).flagged)
    print(f"\nreal pages, by the shipped model: {sum(flagged)} of {len(flagged)} flagged")
    of = np.digitize(lengths, LENGTHS)
    for at, (low, high) in enumerate(zip((0, *LENGTHS), (*LENGTHS, None), strict=True)):
        here = [one for one, length in zip(flagged, of, strict=True) if length == at]
        print(f"  {f'{low} words or more' if high is None else f'{low} to {high} words':<20}{sum(here)} of {len(here)}")


def _cell(values: Any, digits: int) -> str:
    low, high = np.quantile(values, (0.05, 0.95))
    return f"{values.mean():.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def main() -> None:
    """Print both tables, and what real pages say to them."""
    options = Options()
    shipped = load_classifier(options.model)
    audit = options.desk.audit_per_day
    unseen = read_corpus(FROZEN)
    scores = [verdict.score for verdict in judged(shipped, unseen)]
    show("unseen, by the shipped model", pool(unseen, scores, shipped.threshold), audit)
    if FOLDER.exists():
        show_real(shipped)
    corpus = read_corpus()
    held_out = train(prepare(corpus), method_codes()).held_out
    show("corpus, by cross-validation", pool(corpus, held_out, shipped.threshold), audit)


if __name__ == "__main__":
    main()
