"""What the audit sample says of the whole: how much the classifier misses, with 95 % intervals. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.ledger.contract import AuditFigures

_Z = 1.959964  # of a normal distribution, 95 % lie within


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share, 0 to 1, and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def wilson(hits: int, of: int) -> Estimate:
    """Return the share `hits / of` with Wilson's interval, which holds for few hits and for none. `of` is not 0."""
    share, slack = hits / of, _Z**2 / of
    middle = (share + slack / 2) / (1 + slack)
    half = math.sqrt(slack * (share * (1 - share) + slack / 4)) / (1 + slack)
    # Without hits the low end is 0, which rounding would miss by a hair.
    return Estimate(share, max(0.0, middle - half) if hits else 0.0, min(1.0, middle + half) if hits < of else 1.0)


def miss_rate(figures: AuditFigures) -> Estimate | None:
    """Return the share of attacks among the articles that were not flagged; None before any was audited."""
    return wilson(figures.missed, figures.audited) if figures.audited else None


def recall(figures: AuditFigures) -> Estimate | None:
    """Return the share of attacks that were flagged, counting as missed what the miss rate makes of all unflagged
    articles of the days; None while no attack was found on them."""
    rate = miss_rate(figures)
    if rate is None or not figures.found:
        return None
    value, low, high = (
        figures.found / (figures.found + share * figures.unflagged) for share in (rate.value, rate.high, rate.low)
    )
    return Estimate(value, low, high)
