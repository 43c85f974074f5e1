"""From a flagged article to the facts a reviewer would otherwise type, each with its span and how sure we are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from classifiers.contract import Declared
from classifiers.facts.candidates import Candidate
from classifiers.facts.days import declared_day, incident_days
from classifiers.facts.doers import ROLL_UPS, deed, named
from classifiers.facts.model import FLOORS, OUTLET, OUTLET_ROLE, PERPETRATOR, PLACE, ROLE, VICTIM, FactModel
from classifiers.facts.outlets import outlets
from classifiers.facts.persons import author_victim, persons, same_person
from classifiers.facts.places import places
from classifiers.facts.reading import Mention, Reading, read
from classifiers.features import SentenceFeatures
from classifiers.judge import probability
from classifiers.places import places_in
from index.model import Fact, LanguageGuess

MOST_VICTIMS = 12
DECLARED_CONFIDENCE = 0.9  # of what the header of an alert says
_FINENESS = ("town", "city", "region", "country")
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
    found = outlets(reading)
    facts = list(_victims(model, reading, found, declared))
    named = {fact.text for fact in facts if fact.role != OUTLET_ROLE}
    facts += _outlets(model, [outlet for outlet in found if outlet.best.said not in named])
    facts += _place(model, reading, declared)
    facts += _day(reading, declared)
    facts += _perpetrator(model, reading, sentences)
    return tuple(facts)


def _victims(model: FactModel, reading: Reading, found: Sequence[Candidate], declared: Declared) -> Iterator[Fact]:
    people = persons(reading)
    made = []
    if people:
        chances = probability(model.judges[VICTIM].decide(people)[:, 0])
        roles = model.judges[ROLE].decide(people)
        for person, sure, role in zip(people, chances, roles, strict=True):
            if sure >= FLOORS[VICTIM]:
                made.append(_fact(VICTIM, person.value, model.codes[ROLE][int(role.argmax())], person.best, sure))
    author = author_victim(reading, declared.author)
    if author and not any(same_person(author.id, person.id) for person in people):
        made.append(_fact(VICTIM, author.value, AUTHOR_ROLE, author.best, AUTHOR_CONFIDENCE))
    if found:
        # Somebody was attacked: where no person is suggested, it is likelier the outlet.
        floor = FLOORS["outlet-victim" if made else "outlet-alone"]
        both = probability(model.judges[OUTLET].decide(found))
        for outlet, (concerned, hit) in zip(found, both, strict=True):
            if hit >= floor and concerned >= FLOORS[OUTLET]:
                made.append(_fact(VICTIM, outlet.value, OUTLET_ROLE, outlet.best, hit))
    yield from sorted(made, key=lambda fact: -fact.confidence)[:MOST_VICTIMS]


def _outlets(model: FactModel, found: Sequence[Candidate]) -> Iterator[Fact]:
    if found:
        chances = probability(model.judges[OUTLET].decide(found)[:, 0])
        for at in np.argsort(-chances, kind="stable"):
            if chances[at] >= FLOORS[OUTLET]:
                yield _fact(OUTLET, found[at].value, None, found[at].best, chances[at])


def _place(model: FactModel, reading: Reading, declared: Declared) -> Iterator[Fact]:
    found = places(reading, declared.place)
    stated = places_in(declared.place, reading.language.language) if declared.place else ()
    if stated:  # a watchdog's header says where, the finest last or first
        place = min(stated, key=lambda place: _FINENESS.index(place.kind))
        same = next((candidate.best for candidate in found if candidate.id == place.id), None)
        yield _fact(PLACE, place.name, place.id, same, DECLARED_CONFIDENCE, declared.place)
    elif found:
        chances = probability(model.judges[PLACE].decide(found)[:, 0])
        at = int(chances.argmax())
        if chances[at] >= FLOORS[PLACE]:
            yield _fact(PLACE, found[at].value, found[at].id, found[at].best, chances[at])


def _day(reading: Reading, declared: Declared) -> Iterator[Fact]:
    days = incident_days(reading, declared.published, declared.day)
    stated = declared_day(declared.day, reading.language.language, declared.published)
    if stated:
        same = next((day.mention for day in days if day.value == stated[0]), None)
        yield _fact("date", *stated, same, DECLARED_CONFIDENCE, declared.day)
    else:
        yield from (_fact("date", day.value, day.precision, day.mention, day.confidence) for day in days[:1])


def _perpetrator(model: FactModel, reading: Reading, sentences: Sequence[SentenceFeatures]) -> Iterator[Fact]:
    codes = model.codes[PERPETRATOR]
    chances = probability(model.judges[PERPETRATOR].decide([deed(reading, sentences)])[0])
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
