"""The classifier: does this article report an attack on journalists, by which methods, and which sentences say so.

Three layers of linear judges over the features of features.py. One judges the article as a whole, one judges each
sentence, and a last one weighs both into a calibrated probability: an act in the seventh paragraph of a long article
moves the sentence judge where the article judge would drown it. training.py makes them with scikit-learn; here they
only serve.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifiers.contract import NOTHING_DECLARED, Declared
from classifiers.facts.model import FactModel
from classifiers.facts.suggest import suggest
from classifiers.features import LEAD_SENTENCES, SentenceFeatures, article_features
from classifiers.judge import Judge, Pair, probability
from classifiers.report import incidents, is_report
from classifiers.sentences import Sentence
from index.model import Evidence, Fact, LanguageGuess, MethodScore, Verdict

FRESH = -0.5  # log-odds from which a sentence of the title or lead reports an attack by itself
REPORT_SCORE = 0.5  # of the threshold is the most a report scores
MAX_EVIDENCE = 3
TELLING_WORDS = 3  # a sentence needs to be evidence
EVIDENCE_VALUE = float(np.log(0.1 / 0.9))  # log-odds; sentences below did not move the score enough to be shown
READ_FOR_METHODS = 8  # sentences, best first: an article often tells of several acts
READ_ALONE = 4  # of them, where they are evidence
SHOWN_METHODS = 5
NAMED_FROM = 0.05  # score; what is hardly an attack has no methods, and most articles are not
METHOD_SHARE = 0.35  # of the likeliest method's score another needs to be shown: a long list helps nobody
ABSENT = -6.0  # log-odds of a title or lead that is not there
UNTAUGHT_THRESHOLD = 0.95  # in a language the model was not taught it reads names and loanwords, and is sure too soon
CLASSES = ("P", "N", "J")
FLASH_WORDS = 60  # a text under this is a flash, a ticker line or a post of a channel, and weighed as one
KINDS = ARTICLE, FLASH = ("article", "flash")


@dataclass(frozen=True, slots=True)
class AttackModel:
    """Everything that is learned, ready to serve; what a model file holds."""

    article: Judge
    sentence: Judge
    methods: Judge
    fusion_weights: Any  # (kinds, inputs): a row for each of KINDS, over fusion_row
    fusion_bias: Any  # (kinds,)
    method_codes: tuple[str, ...]  # outputs of `methods`: codes of methods, then the CLASSES
    thresholds: Mapping[str, float]  # by language: the score from which an article is flagged
    facts: FactModel | None = None

    def fuse(self, row: Any, flash: bool) -> float:
        """Return the calibrated probability for what the last layer sees of an article, or of a flash."""
        kind = KINDS.index(FLASH if flash else ARTICLE)
        return float(probability(self.fusion_bias[kind] + np.dot(self.fusion_weights[kind], row)))


def fusion_row(article_value: float, sentence_values: Sequence[float], sentences: Sequence[SentenceFeatures]) -> Any:
    """Return what the last layer sees: log-odds of the article, its best sentence, its title, its lead, its best
    sentence that names media and its best that names an act, the mean over sentences, and the logarithm of their
    number.

    Title and lead are where news says what is new; what it recalls from earlier years stands further down. Among a
    hundred sentences one looks like an attack by chance, hence the number.
    """
    titled = sentences[0].sentence.start < 0
    title = sentence_values[0] if titled else ABSENT
    lead = next((value for value in sentence_values[titled:]), ABSENT)
    pairs = list(zip(sentence_values, sentences, strict=True))
    media = max((value for value, s in pairs if s.media), default=ABSENT)
    act = max((value for value, s in pairs if s.acts), default=ABSENT)
    row = [article_value, max(sentence_values), title, lead, media, act, np.mean(sentence_values), np.log(len(pairs))]
    return np.clip(row, -8, 8)


def is_flash(text: str) -> bool:
    """Whether a text is too short to be an article."""
    return len(text.split(maxsplit=FLASH_WORDS)) < FLASH_WORDS


def join(features: Sequence[SentenceFeatures]) -> SentenceFeatures:
    """Return several sentences as one: what the method judge reads."""
    return SentenceFeatures(
        Sentence(-1, -1, ""),
        " ".join(f.words for f in features),
        " ".join(f.concepts for f in features),
        frozenset().union(*(f.acts for f in features)) if features else frozenset(),
        any(f.media for f in features),
    )


@dataclass(frozen=True, slots=True)
class Readings:
    """What the methods of an article are read from: its best sentences joined, those of them that are evidence joined,
    and the best evidence sentence by sentence."""

    best: SentenceFeatures
    telling: SentenceFeatures
    single: tuple[SentenceFeatures, ...]


def readings(sentences: Sequence[SentenceFeatures], values: Sequence[float]) -> Readings:
    """Return the readings of an article whose sentences have these values (log-odds)."""
    ranked = [sentences[at] for at in np.argsort(-np.asarray(values), kind="stable")[:READ_FOR_METHODS]]
    telling = ranked[: max(1, sum(value >= EVIDENCE_VALUE for value in values))]
    return Readings(join(ranked), join(telling), tuple(telling[:READ_ALONE]))


def name_chances(judge: Judge, codes: Sequence[str], article: Readings) -> dict[str, float]:
    """Return how likely each method and class is, given that the article reports an attack.

    A long article tells of several acts, a short one of one: the mean of the joined readings and of the likeliest
    single sentence beats each of them (F1 in cross-validation).
    """
    rows = judge.decide([article.best, article.telling, *article.single])
    best, telling, *single = (_with_classes(dict(zip(codes, row, strict=True))) for row in probability(rows).tolist())
    return {code: (best[code] + telling[code] + max(each[code] for each in single)) / 3 for code in best}


def _with_classes(chances: dict[str, float]) -> dict[str, float]:
    """A class has a judge of its own, and its methods speak for it too: the mean of both beats either."""
    for name in CLASSES:
        missed = math.prod(1 - value for code, value in chances.items() if code[0] == name and code != name)
        chances[name] = (chances.get(name, 0.0) + 1 - missed) / 2
    return chances


class AttackClassifier:
    """The Classifier of classifiers.contract over an AttackModel."""

    def __init__(self, model: AttackModel, name: str, threshold: float | None = None) -> None:
        self.name = name
        self.thresholds = {name: own if threshold is None else threshold for name, own in model.thresholds.items()}
        self._untaught = UNTAUGHT_THRESHOLD if threshold is None else threshold
        self._model = model
        self._pair = Pair(model.article, model.sentence)

    def threshold(self, language: str) -> float:
        """Return the score from which an article in `language` is flagged."""
        return self.thresholds.get(language, self._untaught)

    def judge(self, title: str, text: str, language: LanguageGuess, declared: Declared = NOTHING_DECLARED) -> Verdict:
        """Return the verdict on one article, with facts when it is flagged."""
        features = article_features(title, text, language)
        if not features.sentences:
            return Verdict(0.0, False, dict.fromkeys(CLASSES, 0.0), (), (), self.name)
        value, values = self._pair.decide(features, features.sentences)
        row = fusion_row(value, values, features.sentences)
        score = self._model.fuse(row, is_flash(text))
        ranked = sorted(zip(values, features.sentences, strict=True), key=lambda pair: -pair[0])
        threshold = self.threshold(language.language)
        flagged = score >= threshold
        facts = incidents(text, language, declared.published) if flagged else ()
        if is_report(facts) and not _is_fresh(features.sentences, values, facts):
            # What it tells is old; a reviewer who wants its incidents splits it.
            flagged, score = False, min(score, REPORT_SCORE * threshold)
        classes, methods = self._name_methods(features.sentences, values, score)
        if flagged and self._model.facts:
            facts = suggest(self._model.facts, title, text, language, features.sentences, values, declared) + facts
        return Verdict(round(score, 4), flagged, classes, methods, _evidence(ranked, flagged), self.name, facts)

    def _name_methods(
        self, sentences: Sequence[SentenceFeatures], values: Sequence[float], score: float
    ) -> tuple[Mapping[str, float], tuple[MethodScore, ...]]:
        """Return the chance of each class, and the likely methods, likeliest first."""
        if score < NAMED_FROM:
            return dict.fromkeys(CLASSES, 0.0), ()
        named = name_chances(self._model.methods, self._model.method_codes, readings(sentences, values))
        classes = {name: round(named.pop(name, 0.0) * score, 4) for name in CLASSES}
        named = {code: round(value * score, 4) for code, value in named.items()}
        ranked = sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN_METHODS]
        floor = METHOD_SHARE * ranked[0][1]
        return classes, tuple(MethodScore(code, value) for code, value in ranked if value >= floor)


def _is_fresh(sentences: Sequence[SentenceFeatures], values: Sequence[float], items: Sequence[Fact]) -> bool:
    """Whether title or lead, less the `items`, report an attack now, whatever is recalled below."""
    return any(
        value >= FRESH and not any(item.start < f.sentence.end and f.sentence.start < item.end for item in items)
        for f, value in zip(sentences[: LEAD_SENTENCES + 1], values, strict=False)
    )


def _evidence(ranked: Sequence[tuple[float, SentenceFeatures]], flagged: bool) -> tuple[Evidence, ...]:
    body = [(value, f.sentence) for value, f in ranked if f.sentence.start >= 0]
    whole = [pair for pair in body if len(pair[1].text.split()) >= TELLING_WORDS]  # "For now." tells nothing
    body = whole or body
    kept = [sentence for value, sentence in body[:MAX_EVIDENCE] if value >= EVIDENCE_VALUE]
    if flagged and not kept:  # a flag always says why
        kept = [sentence for _, sentence in body[:1]]
    return tuple(Evidence(s.start, s.end, s.text) for s in sorted(kept, key=lambda s: s.start))
