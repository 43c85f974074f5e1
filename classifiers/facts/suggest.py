"""From a flagged article to the facts a reviewer would otherwise type, each with its span and how sure we are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from classifiers.contract import Declared
from classifiers.facts.candidates import Candidate
from classifiers.facts.days import days, declared_day
from classifiers.facts.doers import ROLL_UPS, Deed, deed, hit, named
from classifiers.facts.model import DATE, FLOORS, HIT, OUTLET, OUTLET_ROLE, PERPETRATOR, PLACE, ROLE, VICTIM, FactModel
from classifiers.facts.names import people_and_outlets, same_spot
from classifiers.facts.persons import author_victim, same_person
from classifiers.facts.places import places
from classifiers.facts.reading import Mention, Reading, read
from classifiers.features import SentenceFeatures
from classifiers.judge import probability
from classifiers.places import places_in
from index.model import Fact, LanguageGuess

MOST_VICTIMS = 12
LIKELY_OUTLET = 0.5  # chance from which a name is the outlet's, where it is less likely the victim's
DECLARED_CONFIDENCE = 0.9  # of what the header of an alert says
_FINENESS = ("town", "city", "region", "country")
# What one candidate stands out by from the likeliest other counts too (log-odds, within bounds; by cross-validation).
_STANDS_OUT = {VICTIM: 0.3, OUTLET: 0.5}
_LEAST_GAP, _MOST_GAP, _ALONE = -4.0, 4.0, 2.0
AUTHOR_ROLE, AUTHOR_CONFIDENCE = "V1", 0.6  # by rule: labelled articles have no byline to learn from


def suggest(
    model: FactModel,
    title: str,
    text: str,
    language: LanguageGuess,
    sentences: Sequence[SentenceFeatures],
    values: Sequence[float],
    declared: Declared,
) -> tuple[Fact, ...]:
    """Return the facts of an article whose `sentences` have these `values` as evidence (log-odds).

    Spans count characters of `text`; a fact that only the title or the header of an alert has, has start and end -1.
    """
    reading = read(title, text, language, sentences, values)
    told = deed(reading, sentences)
    people, found = people_and_outlets(reading)
    concerned = _chances(model, OUTLET, found)
    ranked = [(found[at], float(concerned[at])) for at in np.argsort(-concerned, kind="stable")]
    likely = [(outlet, sure) for outlet, sure in ranked if sure >= LIKELY_OUTLET]
    facts = _persons(model, reading, people, likely, declared)
    facts += _outlet_victims(model, reading, told, people, likely, bool(facts))
    facts = sorted(facts, key=lambda fact: -fact.confidence)[:MOST_VICTIMS]
    named = {fact.text for fact in facts if fact.role != OUTLET_ROLE}
    facts += [
        _fact(OUTLET, outlet.value, None, outlet.best, sure)
        for outlet, sure in ranked
        if sure >= FLOORS[OUTLET] and outlet.best.said not in named
    ]
    facts += _place(model, reading, declared)
    facts += _day(model, reading, declared)
    facts += _perpetrator(model, reading, told)
    return tuple(facts)


def _persons(
    model: FactModel,
    reading: Reading,
    people: Sequence[Candidate],
    outlets: Sequence[tuple[Candidate, float]],
    declared: Declared,
) -> list[Fact]:
    """Return the victims who are persons; what is by its place in the text more likely an outlet's name is none."""
    made = []
    for person, chance in zip(people, _chances(model, VICTIM, people), strict=True):
        if chance >= FLOORS[VICTIM] and not any(sure > chance and same_spot(person, each) for each, sure in outlets):
            role = int(model.judges[ROLE].decide([person])[0].argmax())
            made.append(_fact(VICTIM, person.value, model.codes[ROLE][role], person.best, chance))
    author = author_victim(reading, declared.author)
    if author and not any(same_person(author.id, person.id) for person in people):
        made.append(_fact(VICTIM, author.value, AUTHOR_ROLE, author.best, AUTHOR_CONFIDENCE))
    return made


def _outlet_victims(
    model: FactModel,
    reading: Reading,
    told: Deed,
    people: Sequence[Candidate],
    concerned: Sequence[tuple[Candidate, float]],
    somebody: bool,
) -> Iterator[Fact]:
    """Yield the outlets that are victims themselves; `somebody` says that a person is suggested."""
    if concerned:
        # Somebody was attacked: where no person is suggested, it is likelier the outlet.
        floor = FLOORS["outlet-victim" if somebody else "outlet-alone"]
        deeds = [hit(told, reading, people, outlet) for outlet, _ in concerned]
        for (outlet, sure), chance in zip(concerned, probability(model.judges[HIT].decide(deeds)[:, 0]), strict=True):
            if sure * chance >= floor:
                yield _fact(VICTIM, outlet.value, OUTLET_ROLE, outlet.best, sure * chance)


def _chances(model: FactModel, kind: str, candidates: Sequence[Candidate]) -> Any:
    """Return how likely each candidate is the fact: by itself, and beside the others of the article."""
    if not candidates:
        return np.zeros(0)
    values = model.judges[kind].decide(candidates)[:, 0]
    if len(values) == 1:
        return probability(values + _STANDS_OUT[kind] * _ALONE)
    second, first = np.sort(values)[-2:]
    gaps = values - np.where(values == first, second, first)
    return probability(values + _STANDS_OUT[kind] * np.clip(gaps, _LEAST_GAP, _MOST_GAP))


def _place(model: FactModel, reading: Reading, declared: Declared) -> Iterator[Fact]:
    found = places(reading, declared.place)
    stated = places_in(declared.place, reading.language.language) if declared.place else ()
    if stated:  # a watchdog's header says where, the finest last or first
        place = min(stated, key=lambda place: _FINENESS.index(place.kind))
        same = next((candidate.best for candidate in found if candidate.id == place.id), None)
        yield _fact(PLACE, place.name, place.id, same, DECLARED_CONFIDENCE, declared.place)
    else:
        yield from _likeliest(model, PLACE, found)


def _day(model: FactModel, reading: Reading, declared: Declared) -> Iterator[Fact]:
    found = days(reading, declared.published, declared.day)
    stated = declared_day(declared.day, reading.language.language, declared.published)
    if stated:
        same = next((candidate.best for candidate in found if candidate.value == stated[0]), None)
        yield _fact(DATE, *stated, same, DECLARED_CONFIDENCE, declared.day)
    else:
        yield from _likeliest(model, DATE, found)


def _likeliest(model: FactModel, kind: str, found: Sequence[Candidate]) -> Iterator[Fact]:
    """Yield the likeliest candidate, if it is likely enough; its id says more of it."""
    if found:
        chances = probability(model.judges[kind].decide(found)[:, 0])
        at = int(chances.argmax())
        if chances[at] >= FLOORS[kind]:
            yield _fact(kind, found[at].value, found[at].id, found[at].best, chances[at])


def _perpetrator(model: FactModel, reading: Reading, told: Deed) -> Iterator[Fact]:
    codes = model.codes[PERPETRATOR]
    chances = probability(model.judges[PERPETRATOR].decide([told])[0])
    known = dict(zip(codes, chances, strict=True))
    roll_up = max(ROLL_UPS, key=lambda code: known[code])
    own = [code for code in codes if code != roll_up and code[0] == roll_up]
    if own:  # a small corpus may have taught none of them
        code = max(own, key=lambda code: known[code])
        sure = known[roll_up] / sum(known[each] for each in ROLL_UPS)
        yield _fact(PERPETRATOR, code, roll_up, named(reading, code), sure)


def _fact(kind: str, value: str, role: str | None, where: Mention | None, confidence: float, words: str = "") -> Fact:
    """Return the fact; `words` are what says it where the article does not."""
    sure = round(float(confidence), 3)
    if where is None or where.line.is_title:
        return Fact(kind, value, role, -1, -1, where.said if where else words, sure)
    start = where.line.start
    return Fact(kind, value, role, start + where.start, start + where.end, where.said, sure)
