"""The classifier: does this article report an attack on journalists, by which methods, and which sentences say so.

Three layers of plain scikit-learn over the features of features.py. One judges the article as a whole, one judges each
sentence, and a last one weighs both into a calibrated probability: an act in the seventh paragraph of a long article
moves the sentence judge where the article judge would drown it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from classifiers.features import ArticleFeatures, SentenceFeatures, article_features
from classifiers.sentences import Sentence
from index.model import Evidence, LanguageGuess, MethodScore, Verdict

MAX_EVIDENCE = 3
EVIDENCE_SCORE = 0.3  # sentences below this did not move the score enough to be shown
SHOWN_METHODS = 6
CLASSES = ("P", "N", "J")


@dataclass(frozen=True, slots=True)
class TextModel:
    """A linear judge over word and concept tokens."""

    words: Any  # TfidfVectorizer
    concepts: Any  # CountVectorizer
    judge: Any  # LogisticRegression, or OneVsRestClassifier of them

    def matrix(self, features: Sequence[ArticleFeatures | SentenceFeatures]) -> Any:
        """Return the feature matrix, one row for each element."""
        counts = self.concepts.transform([f.concepts for f in features]).astype(np.float64)
        counts.data = np.log1p(counts.data)
        return sparse.hstack([self.words.transform([f.words for f in features]), counts], format="csr")


@dataclass(frozen=True, slots=True)
class Judge:
    """A TextModel ready to serve: its weights as one matrix, since scikit-learn's checks cost more than the sum."""

    model: TextModel
    weights: Any  # features x outputs
    bias: Any

    def decide(self, features: Sequence[ArticleFeatures | SentenceFeatures]) -> Any:
        """Return the decision values (log-odds): a row for each element, a column for each output."""
        return self.model.matrix(features) @ self.weights + self.bias


def judge_of(model: TextModel) -> Judge:
    """Return `model` ready to serve."""
    parts = getattr(model.judge, "estimators_", None) or [model.judge]
    weights = np.vstack([part.coef_ for part in parts]).T
    return Judge(model, np.ascontiguousarray(weights), np.hstack([part.intercept_ for part in parts]))


def probability(log_odds: Any) -> Any:
    """Return the probability that log-odds stand for."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))


@dataclass(frozen=True, slots=True)
class AttackModel:
    """Everything that is learned; what a model file holds."""

    article: TextModel
    sentence: TextModel
    fusion: Any  # LogisticRegression over fusion_row
    methods: TextModel
    method_codes: tuple[str, ...]
    threshold: float


def fusion_row(article_value: float, sentence_values: Sequence[float]) -> list[float]:
    """Return what the last layer sees: the article's log-odds, and the best, second and third sentence's."""
    best = sorted((float(v) for v in sentence_values), reverse=True)[:3]
    best += [-6.0] * (3 - len(best))  # as an empty sentence would score
    return [float(np.clip(v, -8, 8)) for v in (article_value, best[0], best[1], sum(best) / 3)]


def join(features: Sequence[SentenceFeatures]) -> SentenceFeatures:
    """Return several sentences as one: what the method judge reads."""
    return SentenceFeatures(
        Sentence(-1, -1, ""),
        " ".join(f.words for f in features),
        " ".join(f.concepts for f in features),
        frozenset().union(*(f.acts for f in features)) if features else frozenset(),
        any(f.media for f in features),
    )


class AttackClassifier:
    """The Classifier of classifiers.contract over an AttackModel."""

    def __init__(self, model: AttackModel, name: str, threshold: float | None = None) -> None:
        self.name = name
        self.threshold = model.threshold if threshold is None else threshold
        self._article, self._sentence, self._methods = map(judge_of, (model.article, model.sentence, model.methods))
        self._fusion, self._codes = model.fusion, model.method_codes

    def judge(self, title: str, text: str, language: LanguageGuess) -> Verdict:
        """Return the verdict on one article."""
        features = article_features(title, text, language)
        if not features.sentences:
            return Verdict(0.0, False, dict.fromkeys(CLASSES, 0.0), (), (), self.name)
        values = self._sentence.decide(features.sentences)[:, 0]
        row = fusion_row(self._article.decide([features])[0, 0], values)
        score = float(probability(self._fusion.intercept_[0] + np.dot(self._fusion.coef_[0], row)))
        ranked = sorted(zip(values, features.sentences, strict=True), key=lambda pair: -pair[0])
        methods = self._rank_methods([sentence for _, sentence in ranked[:MAX_EVIDENCE]], score)
        return Verdict(
            score=round(score, 4),
            flagged=score >= self.threshold,
            classes=_classes(methods),
            methods=methods[:SHOWN_METHODS],
            evidence=_evidence(ranked, score >= self.threshold),
            model=self.name,
        )

    def _rank_methods(self, top: Sequence[SentenceFeatures], score: float) -> tuple[MethodScore, ...]:
        likely = probability(self._methods.decide([join(top)])[0])
        pairs = sorted(zip(likely, self._codes, strict=True), reverse=True)
        return tuple(MethodScore(code, round(float(p) * score, 4)) for p, code in pairs)


def _classes(methods: Sequence[MethodScore]) -> Mapping[str, float]:
    """Return P, N, J: the chance that at least one method of the class is right, taking methods as independent."""
    missing = dict.fromkeys(CLASSES, 1.0)
    for method in methods:
        missing[method.code[0]] *= 1 - method.score
    return {name: round(1 - value, 4) for name, value in missing.items()}


def _evidence(ranked: Sequence[tuple[float, SentenceFeatures]], flagged: bool) -> tuple[Evidence, ...]:
    body = [(value, f.sentence) for value, f in ranked if f.sentence.start >= 0]
    floor = float(np.log(EVIDENCE_SCORE / (1 - EVIDENCE_SCORE)))
    kept = [sentence for value, sentence in body[:MAX_EVIDENCE] if value >= floor]
    if flagged and not kept:  # a flag always says why
        kept = [sentence for _, sentence in body[:1]]
    return tuple(Evidence(s.start, s.end, s.text) for s in sorted(kept, key=lambda s: s.start))
