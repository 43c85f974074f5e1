"""The seed texts come out as the domain says: attacks flagged with their classes, a report and activists not."""

from __future__ import annotations

import pytest

from classifiers.language import detector
from classifiers.model_file import load_classifier
from classifiers.report import INCIDENT
from index.model import Verdict
from index.options import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
CLASS_SCORE = 0.25  # of the likelier classes of a flagged article: scores of classes are scaled by the article's

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not here")


def judge(number: str) -> Verdict:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    return load_classifier(ROOT / "classifiers" / "model").judge(title, text, detector().detect(title, text))


@pytest.mark.parametrize(("number", "classes"), [("000", {"N", "J"}), ("001", {"P", "J"}), ("002", {"N"})])
def test_attacks_are_flagged_with_their_classes(number: str, classes: set[str]) -> None:
    verdict = judge(number)
    assert verdict.flagged and verdict.evidence
    assert classes <= {name for name, score in verdict.classes.items() if score >= CLASS_SCORE}


def test_defenders_who_are_not_media_are_not_flagged() -> None:
    assert not judge("004").flagged


def test_a_report_is_not_flagged_but_split() -> None:
    verdict = judge("003")
    assert not verdict.flagged
    assert sum(fact.kind == INCIDENT for fact in verdict.facts) >= 55  # of 61
