"""What is learned about facts: linear judges over candidates, and from which chance on each kind is suggested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from classifiers.judge import Judge

VICTIM, ROLE, OUTLET, PLACE, PERPETRATOR = "victim", "role", "outlet", "place", "perpetrator"
JUDGES = (VICTIM, ROLE, OUTLET, PLACE, PERPETRATOR)
OUTLET_ROLE = "V8"  # an outlet that is a victim itself
# Chances from which a fact is suggested; bench/facts.py prints what they give. A wrong victim costs more than none.
FLOORS = {VICTIM: 0.65, "outlet-victim": 0.7, "outlet-alone": 0.4, OUTLET: 0.4, PLACE: 0.5, PERPETRATOR: 0.0}


@dataclass(frozen=True, slots=True)
class FactModel:
    """The judges, and for each what its outputs stand for: roles V1..V10, perpetrators A, B, U and A1..U3.

    The judge of outlets has two outputs: whether the outlet is the one concerned, and whether it is a victim itself.
    """

    judges: Mapping[str, Judge]
    codes: Mapping[str, tuple[str, ...]]
