"""Intervals of the audit sample, against values known from the literature and from their meaning."""

from __future__ import annotations

import pytest

from index.estimates import miss_rate, recall, wilson
from index.ledger.contract import AuditFigures


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3, and the next two
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilson_as_published(hits: int, of: int, low: float, high: float) -> None:
    estimate = wilson(hits, of)
    assert (estimate.low, estimate.value, estimate.high) == pytest.approx((low, hits / of, high), abs=5e-5)


def test_nothing_audited_says_nothing() -> None:
    nothing = AuditFigures(0, 0, 0, 0, 12)
    assert miss_rate(nothing) is None
    assert recall(nothing) is None


def test_recall_counts_what_the_rate_makes_of_all_unflagged() -> None:
    figures = AuditFigures(days=10, audited=100, missed=1, unflagged=1000, found=90)
    rate, found = miss_rate(figures), recall(figures)
    assert rate is not None
    assert found is not None
    assert found.value == pytest.approx(90 / (90 + 10))
    assert (found.low, found.high) == pytest.approx((90 / (90 + 1000 * rate.high), 90 / (90 + 1000 * rate.low)))


def test_no_miss_still_leaves_room_for_some() -> None:
    found = recall(AuditFigures(days=10, audited=100, missed=0, unflagged=1000, found=90))
    assert found is not None
    assert (found.value, found.high) == (1.0, 1.0)
    assert 0.6 < found.low < 0.8
    assert recall(AuditFigures(days=10, audited=100, missed=0, unflagged=1000, found=0)) is None
