"""The classifier beside simpler ones: a keyword rule and plain TF-IDF, on held-out incidents and the frozen test set.

Held-out: five folds over the labelled corpus, no incident in two of them. Frozen: classifiers/corpus/unseen, by other
hands; each method learns from the whole corpus, and flags from the score that found 95 % of the held-out attacks of a
language. Also: how often the sentences shown as evidence are those the labeller marked, and what judging costs beside
extraction. Run as `python -m bench.classifier`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.pipeline import make_pipeline

from bench.extraction import load
from bench.languages import FOLDER, resident_mb
from classifiers.attack import AttackClassifier
from classifiers.champions import load_serving
from classifiers.corpus_file import FROZEN, Labelled, method_codes, read_corpus
from classifiers.evaluation import format_naming, judged, naming
from classifiers.language import detector
from classifiers.lexicon import is_method, load_lexicon, words
from classifiers.training import TARGET_RECALL, Example, folds, prepare, train
from crawler import worker
from crawler.extraction import Page, TrafilaturaExtractor
from crawler.sandbox import Sandbox
from index.model import Verdict
from index.options import load_options

LANGUAGES = ("ru", "kk", "en")
# Nakamura et al. 2023, test set of 100 English articles: what T5-large reaches on the nearest of our tasks.
PUBLISHED = "HRDsAttack (T5-large, English): violation type F1 .714, perpetrator type .62, victim name F1 .412"

Scores = Any  # array of numbers, higher is more like an attack


def keyword_rule(labels: Sequence[Labelled]) -> Scores:
    """Return how many sentences name both media and an act: what a saved search of keywords does."""
    lexicon = load_lexicon()
    scores = []
    for label in labels:
        language = detector().detect(label.title, label.text)
        hits = 0
        for line in f"{label.title}\n{label.text}".replace(". ", "\n").splitlines():
            concepts = {concept for concept, _ in lexicon.find(words(line, language))}
            hits += "media" in concepts and any(is_method(concept) for concept in concepts)
        scores.append(hits)
    return np.array(scores, dtype=float)


def plain_tfidf() -> Any:
    """Return the usual first attempt: TF-IDF of words and their pairs into logistic regression."""
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=10, class_weight="balanced", max_iter=1000),
    )


def held_out_tfidf(examples: Sequence[Example]) -> Scores:
    """Return plain TF-IDF's scores by models that have not seen the incident."""
    texts = [f"{e.label.title}\n{e.label.text}" for e in examples]
    flags = np.array([e.label.flagged for e in examples])
    scores = np.zeros(len(texts))
    for fit, judge in folds(examples, flags):
        model = plain_tfidf().fit([texts[i] for i in fit], flags[fit])
        scores[judge] = model.predict_proba([texts[i] for i in judge])[:, 1]
    return scores


def thresholds(labels: Sequence[Labelled], scores: Scores) -> dict[str, float]:
    """Return for each language the score that finds TARGET_RECALL of its attacks."""
    found = {}
    for language in LANGUAGES:
        attacks = np.sort(
            [s for label, s in zip(labels, scores, strict=True) if label.flagged and label.language == language]
        )
        found[language] = float(attacks[int(len(attacks) * (1 - TARGET_RECALL))])
    return found


def show(name: str, labels: Sequence[Labelled], scores: Scores, floors: Mapping[str, float]) -> None:
    """Print average precision, recall and precision for each language."""
    cells = []
    for language in LANGUAGES:
        own = np.array([label.language == language for label in labels])
        flags = np.array([label.flagged for label in labels])[own]
        said = scores[own] >= floors[language]
        right = (said & flags).sum()
        ap = average_precision_score(flags, scores[own])
        cells.append(f"{language} AP {ap:.3f} R {right / flags.sum():.3f} P {right / max(1, said.sum()):.3f}")
    print(f"  {name:<14}", " | ".join(cells))


def evidence(labels: Sequence[Labelled], verdicts: Sequence[Verdict]) -> str:
    """Return how often evidence shown is evidence marked, over the attacks that were flagged."""
    shown = marked = hit = first = 0
    flagged = [(a, v) for a, v in zip(labels, verdicts, strict=True) if a.flagged and v.flagged and a.evidence]
    for label, verdict in flagged:
        good = [any(e.start < end and start < e.end for start, end in label.evidence) for e in verdict.evidence]
        shown, marked = shown + len(good), marked + sum(good)
        hit += any(good)
        first += bool(good and good[0])
    return (
        f"{len(flagged)} attacks flagged: {hit / len(flagged):.0%} show a sentence the labeller marked; "
        f"{marked / shown:.0%} of the {shown} sentences shown are marked"
    )


def cost(folder: Path) -> None:
    """Print what judging, with evidence and facts, costs beside extraction of the same pages, and a worker's memory."""
    if not folder.is_dir():
        print(f"  {folder} is not there: no cost beside extraction")
        return
    gold = load(folder)
    shipped, extractor, detect = load_serving(load_options()), TrafilaturaExtractor(), detector().detect
    spent = {"extract": 0.0, "judge": 0.0}
    judged(shipped, read_corpus()[::20])  # as in a worker that has been at it: word lists are read when needed
    for page in gold[:5]:
        extractor.extract(Page(page.url, page.body, None))
    for page in gold:
        began = time.process_time()
        found = extractor.extract(Page(page.url, page.body, None))
        between = time.process_time()
        guess = detect(found.title, found.text)
        told = time.process_time()
        shipped.judge(found.title, found.text, guess)
        spent["extract"] += between - began
        spent["judge"] += time.process_time() - told
    print(
        f"  judging costs {spent['judge'] / spent['extract']:.3f} of extraction, in processor time on {len(gold)} pages"
    )
    with Sandbox(1, 60, 2000, worker.setup, (load_options(),)) as sandbox:
        for page in gold:
            sandbox.submit(worker.read_page, Page(page.url, page.body, None)).result()
        print(f"  a worker that has read them: {sandbox.submit(resident_mb).result()} MB resident")


def main() -> None:
    labels = read_corpus()
    examples = prepare(labels)
    began = time.monotonic()
    trained = train(examples, method_codes())
    print(f"trained on {len(labels)} texts in {time.monotonic() - began:.0f} s")
    classifier = AttackClassifier(trained.model, "bench")
    whole = [i for i, example in enumerate(examples) if example.is_whole]
    own = [labels[i] for i in whole]
    held = {
        "keyword rule": keyword_rule(own),
        "plain TF-IDF": held_out_tfidf(examples)[whole],
        "tilshi": trained.held_out[whole],
    }
    floors = {name: thresholds(own, scores) for name, scores in held.items()}
    print(f"held-out incidents, {len(own)} articles:")
    for name, scores in held.items():
        show(name, own, scores, floors[name])
    print("  " + format_naming(naming(own, [trained.named[i] for i in whole])))
    print("  " + PUBLISHED)
    frozen = read_corpus(FROZEN)
    verdicts = judged(classifier, frozen)
    model = plain_tfidf().fit([f"{a.title}\n{a.text}" for a in labels], [a.flagged for a in labels])
    fresh = {
        "keyword rule": keyword_rule(frozen),
        "plain TF-IDF": model.predict_proba([f"{a.title}\n{a.text}" for a in frozen])[:, 1],
        "tilshi": np.array([verdict.score for verdict in verdicts]),
    }
    print(f"frozen test set, {len(frozen)} articles:")
    for name, scores in fresh.items():
        show(name, frozen, scores, trained.model.thresholds if name == "tilshi" else floors[name])
    print("  " + evidence(frozen, verdicts))
    cost(FOLDER / "pages")


if __name__ == "__main__":
    main()
