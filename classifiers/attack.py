"""The classifier: does this article report an attack on journalists, by which methods, and which sentences say so.

Three layers of linear judges over the features of features.py. One judges the article as a whole, one judges each
sentence, and a last one weighs both into a calibrated probability: an act in the seventh paragraph of a long article
moves the sentence judge where the article judge would drown it. training.py makes them with scikit-learn; here they
only serve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifiers.features import SentenceFeatures, article_features
from classifiers.judge import Judge
from classifiers.sentences import Sentence
from index.model import Evidence, LanguageGuess, MethodScore, Verdict

MAX_EVIDENCE = 3
EVIDENCE_SCORE = 0.3  # sentences below this did not move the score enough to be shown
READ_FOR_METHODS = 8  # sentences, best first: an article often tells of several acts
SHOWN_METHODS = 5
METHOD_SHARE = 0.35  # of the likeliest method's score another needs to be shown: a long list helps nobody
ABSENT = -6.0  # log-odds of a title or lead that is not there
CLASSES = ("P", "N", "J")


def probability(log_odds: Any) -> Any:
    """Return the probability that log-odds stand for."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))


@dataclass(frozen=True, slots=True)
class AttackModel:
    """Everything that is learned, ready to serve; what a model file holds."""

    article: Judge
    sentence: Judge
    methods: Judge
    fusion_weights: Any  # over fusion_row
    fusion_bias: float
    method_codes: tuple[str, ...]  # outputs of `methods`: codes of methods, then the CLASSES
    threshold: float


def fusion_row(article_value: float, sentence_values: Sequence[float], sentences: Sequence[SentenceFeatures]) -> Any:
    """Return what the last layer sees: log-odds of the article, its best sentence, its title and its lead.

    Title and lead are where news says what is new; what it recalls from earlier years stands further down.
    """
    titled = sentences[0].sentence.start < 0
    title = sentence_values[0] if titled else ABSENT
    lead = next((value for value in sentence_values[titled:]), ABSENT)
    return np.clip([article_value, max(sentence_values), title, lead], -8, 8)


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
        self._model = model

    def judge(self, title: str, text: str, language: LanguageGuess) -> Verdict:
        """Return the verdict on one article."""
        features = article_features(title, text, language)
        if not features.sentences:
            return Verdict(0.0, False, dict.fromkeys(CLASSES, 0.0), (), (), self.name)
        values = self._model.sentence.decide(features.sentences)[:, 0]
        row = fusion_row(self._model.article.decide([features])[0, 0], values, features.sentences)
        score = float(probability(self._model.fusion_bias + np.dot(self._model.fusion_weights, row)))
        ranked = sorted(zip(values, features.sentences, strict=True), key=lambda pair: -pair[0])
        classes, methods = self._name_methods([sentence for _, sentence in ranked[:READ_FOR_METHODS]], score)
        return Verdict(
            score=round(score, 4),
            flagged=score >= self.threshold,
            classes=classes,
            methods=methods,
            evidence=_evidence(ranked, score >= self.threshold),
            model=self.name,
        )

    def _name_methods(
        self, top: Sequence[SentenceFeatures], score: float
    ) -> tuple[Mapping[str, float], tuple[MethodScore, ...]]:
        """Return the chance of each class, and the likely methods, likeliest first."""
        likely = probability(self._model.methods.decide([join(top)])[0]) * score
        named = {code: round(float(value), 4) for code, value in zip(self._model.method_codes, likely, strict=True)}
        classes = {name: named.pop(name, 0.0) for name in CLASSES}
        ranked = sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN_METHODS]
        floor = METHOD_SHARE * ranked[0][1]
        return classes, tuple(MethodScore(code, value) for code, value in ranked if value >= floor)


def _evidence(ranked: Sequence[tuple[float, SentenceFeatures]], flagged: bool) -> tuple[Evidence, ...]:
    body = [(value, f.sentence) for value, f in ranked if f.sentence.start >= 0]
    floor = float(np.log(EVIDENCE_SCORE / (1 - EVIDENCE_SCORE)))
    kept = [sentence for value, sentence in body[:MAX_EVIDENCE] if value >= floor]
    if flagged and not kept:  # a flag always says why
        kept = [sentence for _, sentence in body[:1]]
    return tuple(Evidence(s.start, s.end, s.text) for s in sorted(kept, key=lambda s: s.start))
