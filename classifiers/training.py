"""From the labelled corpus to a model and the figures its card shows. Deterministic: same corpus, same model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.multiclass import OneVsRestClassifier

from classifiers.attack import AttackModel, Judge, TextModel, fusion_row, join, judge_of
from classifiers.corpus_file import Labelled
from classifiers.features import STEM_LETTERS, ArticleFeatures, SentenceFeatures, article_features
from classifiers.language import detector
from classifiers.lexicon import words

FOLDS = 5
TARGET_RECALL = 0.95  # the shipped threshold finds at least this share of attacks in cross-validation
LEAST_THRESHOLD, MOST_THRESHOLD = 0.15, 0.5
METHOD_EXAMPLES = 2  # a method seen less often is not learned


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled article with its features; `marks` say for each sentence: 1 evidence, 0 not, -1 unlabelled."""

    label: Labelled
    features: ArticleFeatures
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and the score each example got from models that had not seen its incident."""

    model: AttackModel
    held_out: Any  # array of probabilities, one for each example


def prepare(labels: Sequence[Labelled]) -> list[Example]:
    """Return the examples with features, as serving computes them (detected language, not the label's), less the
    words that are never written small: at the start of a sentence a name looks like any word, and no name may enter
    a vocabulary."""
    languages = [detector().detect(label.title, label.text) for label in labels]
    small = {
        word.folded[:STEM_LETTERS]
        for label, language in zip(labels, languages, strict=True)
        for word in words(f"{label.title}\n{label.text}", language)
        if not word.capital
    }
    examples = []
    for label, language in zip(labels, languages, strict=True):
        features = _without_names(article_features(label.title, label.text, language), small)
        examples.append(Example(label, features, tuple(_mark(label, s) for s in features.sentences)))
    return examples


def _without_names(features: ArticleFeatures, small: set[str]) -> ArticleFeatures:
    def kept(text: str) -> str:
        return " ".join(token for token in text.split() if token in small or token == "#")

    sentences = tuple(replace(s, words=kept(s.words)) for s in features.sentences)
    return ArticleFeatures(sentences, kept(features.words), features.concepts)


def train(examples: Sequence[Example], codes: Sequence[str]) -> Trained:
    """Return the model of all examples; the last layer learns from held-out scores, so it is calibrated."""
    flags = np.array([example.label.flagged for example in examples])
    rows = cross_rows(examples, flags)
    fusion = LogisticRegression(C=1.0)
    held_out = np.zeros(len(examples))
    for fit, judge in _folds(examples, flags):
        held_out[judge] = LogisticRegression(C=1.0).fit(rows[fit], flags[fit]).predict_proba(rows[judge])[:, 1]
    fusion.fit(rows, flags)
    methods, known = _method_model(examples, codes)
    model = AttackModel(
        _article_model(examples, flags), _sentence_model(examples), fusion, methods, known, _threshold(held_out, flags)
    )
    return Trained(model, held_out)


def cross_rows(examples: Sequence[Example], flags: Any) -> Any:
    """Return the last layer's inputs for each example, from models that did not see its incident."""
    rows = np.zeros((len(examples), 4))
    for fit, judge in _folds(examples, flags):
        seen = [examples[i] for i in fit]
        article, sentence = judge_of(_article_model(seen, flags[fit])), judge_of(_sentence_model(seen))
        for i in judge:
            rows[i] = _row(article, sentence, examples[i].features)
    return rows


def _row(article: Judge, sentence: Judge, features: ArticleFeatures) -> list[float]:
    return fusion_row(article.decide([features])[0, 0], sentence.decide(features.sentences)[:, 0])


def _folds(examples: Sequence[Example], flags: Any) -> list[tuple[Any, Any]]:
    incidents = [example.label.incident for example in examples]
    split = StratifiedGroupKFold(n_splits=FOLDS, shuffle=True, random_state=0)
    return list(split.split(np.zeros(len(examples)), flags, incidents))


def _mark(label: Labelled, features: SentenceFeatures) -> int:
    if not label.flagged:
        return 0
    start, end = features.sentence.start, features.sentence.end
    if start < 0:  # a title may or may not say it
        return -1
    if any(start < e and s < end for s, e in label.evidence):
        return 1
    # An unmarked sentence that joins an act and a media worker may well be evidence the writer did not copy.
    return -1 if features.media and features.acts else 0


def _fit(features: Sequence[ArticleFeatures | SentenceFeatures], labels: Any, judge: Any, pairs: bool) -> TextModel:
    words = TfidfVectorizer(
        lowercase=False,
        token_pattern=r"\S+",
        ngram_range=(1, 2 if pairs else 1),
        min_df=2,
        sublinear_tf=True,
        dtype=np.float64,
    )
    concepts = CountVectorizer(lowercase=False, token_pattern=r"\S+", min_df=2)
    words.fit([f.words for f in features])
    concepts.fit([f.concepts for f in features])
    model = TextModel(words, concepts, judge)
    judge.fit(model.matrix(features), labels)
    return model


def _article_model(examples: Sequence[Example], flags: Any) -> TextModel:
    judge = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000)
    return _fit([example.features for example in examples], flags, judge, pairs=True)


def _sentence_model(examples: Sequence[Example]) -> TextModel:
    features, labels = [], []
    for example in examples:
        for sentence, mark in zip(example.features.sentences, example.marks, strict=True):
            if mark >= 0:
                features.append(sentence)
                labels.append(mark)
    judge = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000)
    return _fit(features, np.array(labels), judge, pairs=False)


def _method_model(examples: Sequence[Example], codes: Sequence[str]) -> tuple[TextModel, tuple[str, ...]]:
    attacks = [example for example in examples if example.label.flagged]
    counts = {code: sum(code in example.label.methods for example in attacks) for code in codes}
    known = tuple(code for code in codes if counts[code] >= METHOD_EXAMPLES)
    marked = [join([s for s, m in zip(e.features.sentences, e.marks, strict=True) if m == 1]) for e in attacks]
    labels = np.array([[code in e.label.methods for code in known] for e in attacks]).astype(int)
    judge = OneVsRestClassifier(LogisticRegression(C=4.0, class_weight="balanced", max_iter=2000))
    return _fit(marked, labels, judge, pairs=False), known


def _threshold(held_out: Any, flags: Any) -> float:
    """Return the highest threshold that keeps TARGET_RECALL on held-out incidents, within sensible bounds."""
    attacks = np.sort(held_out[flags])
    missable = int(np.floor(len(attacks) * (1 - TARGET_RECALL)))
    return round(float(np.clip(attacks[missable], LEAST_THRESHOLD, MOST_THRESHOLD)), 3)
