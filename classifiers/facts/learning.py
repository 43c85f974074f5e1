"""From labelled attacks to the judges of facts. Deterministic, as training.py is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from classifiers.corpus_file import Labelled
from classifiers.facts.candidates import Candidate
from classifiers.facts.days import days
from classifiers.facts.doers import ROLL_UPS, Deed, deed, hit
from classifiers.facts.model import DATE, HIT, JUDGES, OUTLET, OUTLET_ROLE, PERPETRATOR, PLACE, ROLE, VICTIM, FactModel
from classifiers.facts.names import people_and_outlets
from classifiers.facts.outlets import outlet_key
from classifiers.facts.persons import same_person
from classifiers.facts.places import places
from classifiers.facts.published import MONTH, incident_day, published_day
from classifiers.facts.reading import Reading, read
from classifiers.features import SentenceFeatures
from classifiers.language import detector
from classifiers.places import places_in
from index.model import LanguageGuess
from index.search.persons import names_in

ROLE_EXAMPLES = 5  # a role or perpetrator seen less often is not learned
_WEIGHTS = {
    VICTIM: 1.0,
    ROLE: 1.0,
    OUTLET: 1.0,
    HIT: 1.0,
    PLACE: 2.0,
    DATE: 2.0,
    PERPETRATOR: 0.5,
}  # of concepts beside words
# inverse of regularisation
_STRENGTHS = {VICTIM: 3.0, ROLE: 3.0, OUTLET: 3.0, HIT: 3.0, PLACE: 3.0, DATE: 0.3, PERPETRATOR: 10.0}
_QUOTED = re.compile(r"[«\"“](.+?)[»\"”]")
_BESIDE = {"ru": "в {}", "kk": "{} қаласы", "en": "in {}"}  # makes a place of what could be a common word

Fit = Callable[..., Any]  # training.fit: features, labels, judge, weight of concepts -> TextModel


@dataclass(frozen=True, slots=True)
class FactExample:
    """A labelled attack with its candidates."""

    label: Labelled
    reading: Reading
    people: tuple[Candidate, ...]
    outlets: tuple[Candidate, ...]
    places: tuple[Candidate, ...]
    days: tuple[Candidate, ...]  # none where nobody can tell which of them is right
    deed: Deed


def fact_example(
    label: Labelled, language: LanguageGuess, sentences: Sequence[SentenceFeatures], values: Sequence[float]
) -> FactExample:
    """Return the candidates of an attack; `values` come from a sentence judge that has not seen its incident."""
    reading = read(label.title, label.text, language, sentences, values)
    published = published_day(label) if incident_day(label) else None
    people, outlets = people_and_outlets(reading)
    return FactExample(
        label,
        reading,
        tuple(people),
        tuple(outlets),
        tuple(places(reading)),
        tuple(days(reading, published)) if published else (),
        deed(reading, sentences),
    )


def prepare_facts(labels: Sequence[Labelled], sentences: Sequence[Any], values: Sequence[Any]) -> list[FactExample]:
    """Return the examples of the flagged articles."""
    return [
        fact_example(label, detector().detect(label.title, label.text), own, found)
        for label, own, found in zip(labels, sentences, values, strict=True)
        if label.flagged
    ]


def learn_facts(examples: Sequence[FactExample], fit: Fit) -> tuple[FactModel | None, dict[str, Any]]:
    """Return the model, and what scikit-learn made it of; no model where the labels have too few facts to teach."""
    texts, codes = {}, {}
    for name in JUDGES:
        features, labels, outputs = _TASKS[name](examples)
        if not _can_teach(labels):
            return None, {}
        judge: Any = LogisticRegression(
            C=_STRENGTHS[name],
            solver="liblinear",
            random_state=0,
            class_weight="balanced" if name == PERPETRATOR else None,
        )
        several = labels.ndim > 1
        texts[name] = fit(features, labels, OneVsRestClassifier(judge) if several else judge, _WEIGHTS[name])
        codes[name] = outputs
    return FactModel({name: text.ready() for name, text in texts.items()}, codes), texts


def _can_teach(labels: Any) -> bool:
    """Tell whether every output has examples of both kinds."""
    return bool(labels.size) and bool((labels.any(axis=0) & ~labels.all(axis=0)).all())


# --- what is right, by the labels -------------------------------------------------------------------------------------


def victim_keys(label: Labelled) -> list[tuple[str, str]]:
    """Return key and role of each victim who is a person with a name."""
    found = []
    for name, role in label.victims:
        names = names_in(name)
        if role != OUTLET_ROLE and len(names) == 1 and names[0].start == 0 and names[0].end >= len(name):
            found.append((names[0].key, role))
    return found


def outlet_victims(label: Labelled) -> list[str]:
    """Return the keys of the outlets that are victims; where nobody is named as one, the outlet is."""
    named = [outlet_core(name) for name, role in label.victims if role == OUTLET_ROLE]
    return named or ([outlet_core(label.outlet)] if label.outlet and not label.victims else [])


def outlet_core(name: str) -> str:
    """Return the key of an outlet as labels write it: «портал „Айна“» is Айна."""
    quoted = _QUOTED.search(name)
    return outlet_key(quoted[1] if quoted else name)


def same_outlet(one: str, other: str) -> bool:
    """Tell whether two keys are one outlet's, whole or without a word before or after."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 4 and (long.startswith(short) or long.endswith(" " + short)))


def place_ids(label: Labelled) -> set[str]:
    """Return the ids that the labelled place may have; none when the gazetteer does not know it."""
    said = label.place or ""
    beside = _BESIDE.get(label.language, "{}").format(said)
    return {place.id for text in (said, beside) for place in places_in(text, label.language)}


def right_days(values: Sequence[str], day: date) -> list[bool]:
    """Tell which of these days and intervals (ISO 8601) are right: those that hold the day, the shortest of them."""
    spans = [tuple(date.fromisoformat(part) for part in value.split("/")) for value in values]
    lengths = [(span[-1] - span[0]).days if span[0] <= day <= span[-1] else MONTH for span in spans]
    shortest = max(1, min(lengths, default=0))  # a night is two days, and as good as one
    return [length <= shortest and length < MONTH for length in lengths]


Task = tuple[list[Any], Any, tuple[str, ...]]


def _yes_or_no(pairs: Sequence[tuple[Any, bool]]) -> Task:
    """Return the task of telling the candidates that are right."""
    return [candidate for candidate, _ in pairs], np.array([right for _, right in pairs]), ()


def _victims(examples: Sequence[FactExample]) -> Task:
    pairs = [
        (person, any(same_person(key, person.id) for key, _ in victim_keys(example.label)))
        for example in examples
        if example.label.victims
        for person in example.people
    ]
    return _yes_or_no(pairs)


def _roles(examples: Sequence[FactExample]) -> Task:
    pairs = [
        (person, role)
        for example in examples
        for key, role in victim_keys(example.label)
        for person in example.people
        if same_person(key, person.id)
    ]
    codes = _frequent([role for _, role in pairs])
    return [person for person, _ in pairs], np.array([[role == code for code in codes] for _, role in pairs]), codes


def _outlets(examples: Sequence[FactExample]) -> Task:
    pairs = [
        (outlet, any(same_outlet(key, outlet.id) for key in keys))
        for example in examples
        if (keys := _concerned(example.label))
        for outlet in example.outlets
    ]
    return _yes_or_no(pairs)


def _hits(examples: Sequence[FactExample]) -> Task:
    pairs = [
        (hit(example.deed, example.reading, example.people, outlet), any(same_outlet(key, outlet.id) for key in keys))
        for example in examples
        for keys in [outlet_victims(example.label)]
        for outlet in example.outlets
        if any(same_outlet(key, outlet.id) for key in _concerned(example.label))
    ]
    return _yes_or_no(pairs)


def _concerned(label: Labelled) -> list[str]:
    return ([outlet_core(label.outlet)] if label.outlet else []) + outlet_victims(label)


def _places(examples: Sequence[FactExample]) -> Task:
    pairs = [
        (place, place.id in ids)
        for example in examples
        if (ids := place_ids(example.label))
        for place in example.places
    ]
    return _yes_or_no(pairs)


def _days(examples: Sequence[FactExample]) -> Task:
    pairs = [
        (candidate, right)
        for example in examples
        if (day := incident_day(example.label))
        for candidate, right in zip(example.days, right_days([each.value for each in example.days], day), strict=True)
    ]
    return _yes_or_no(pairs)


def _perpetrators(examples: Sequence[FactExample]) -> Task:
    known = [example for example in examples if example.label.perpetrator]
    said = [example.label.perpetrator or "" for example in known]
    codes = ROLL_UPS + _frequent(said)
    labels = [[code in (own, own[0]) for code in codes] for own in said]
    return [example.deed for example in known], np.array(labels), codes


def _frequent(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in sorted(set(said)) if said.count(code) >= ROLE_EXAMPLES)


_TASKS: Mapping[str, Callable[[Sequence[FactExample]], Task]] = {
    VICTIM: _victims,
    ROLE: _roles,
    OUTLET: _outlets,
    HIT: _hits,
    PLACE: _places,
    DATE: _days,
    PERPETRATOR: _perpetrators,
}
