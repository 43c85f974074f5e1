"""What is learned about facts: linear judges over candidates, and from which chance on each kind is suggested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from classifiers.judge import Judge

VICTIM, ROLE, OUTLET, PLACE, DATE, PERPETRATOR = "victim", "role", "outlet", "place", "date", "perpetrator"
HIT = "hit"  # the outlet concerned is a victim itself
JUDGES = (VICTIM, ROLE, OUTLET, HIT, PLACE, DATE, PERPETRATOR)
OUTLET_ROLE = "V8"  # an outlet that is a victim itself
# Chances from which a fact is suggested; bench/facts.py prints what they give. A wrong victim costs more than none.
FLOORS = {
    VICTIM: 0.65,
    "outlet-victim": 0.65,
    "outlet-alone": 0.5,
    OUTLET: 0.6,
    PLACE: 0.5,
    DATE: 0.45,
    PERPETRATOR: 0.0,
}


@dataclass(frozen=True, slots=True)
class FactModel:
    """The judges, and for each what its outputs stand for: roles V1..V10, perpetrators A, B, U and A1..U3.

    That of outlets says whether an outlet is the one concerned, HIT whether that one is a victim itself: the first
    hangs on where the outlet is named, the second on what the article tells.
    """

    judges: Mapping[str, Judge]
    codes: Mapping[str, tuple[str, ...]]
