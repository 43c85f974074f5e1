"""Suggested facts: how many are right and how many of those stated are found, by kind and language.

Held-out: five folds over the labelled corpus, no incident in two of them. Unseen: the shipped model on
classifiers/corpus/unseen, of which nothing was ever trained on. Where the label has no day of publication, the one that
training supposes serves. Run as `python -m bench.facts [--unseen]`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from classifiers.contract import Declared
from classifiers.corpus_file import FROZEN, Labelled, read_corpus
from classifiers.facts.learning import (
    learn_facts,
    outlet_core,
    outlet_victims,
    place_ids,
    prepare_facts,
    same_outlet,
    victim_keys,
)
from classifiers.facts.model import OUTLET_ROLE
from classifiers.facts.outlets import outlet_key
from classifiers.facts.persons import same_person
from classifiers.facts.published import incident_day, published_day
from classifiers.facts.suggest import suggest
from classifiers.language import detector
from classifiers.model_file import load_classifier
from classifiers.places import places_behind, places_in
from classifiers.training import FOLDS, cross_rows, fit_text, folds, prepare
from index.model import Fact
from index.options import Options
from index.search.names import name_key
from index.search.persons import names_in, person_key

KINDS = ("victims", "persons", "roles", "outlet", "place", "date", "perpetrator")
LANGUAGES = ("ru", "kk", "en")


class Score(NamedTuple):
    """Facts suggested, those of them that are right, facts labelled and stated, those of them found."""

    said: int
    right: int
    stated: int
    found: int


def score(label: Labelled, facts: Sequence[Fact]) -> dict[str, Score]:
    """Compare the facts of one article with its label; what the text does not state cannot be found."""
    persons = [fact for fact in facts if fact.kind == "victim" and fact.role != OUTLET_ROLE]
    hit_outlets = [fact for fact in facts if fact.kind == "victim" and fact.role == OUTLET_ROLE]
    people = _persons(label, persons)
    outlets = _matched([outlet_key(f.value) for f in hit_outlets], _stated_outlets(label, outlet_victims(label)))
    table = {
        "persons": people,
        "roles": _roles(label, persons),
        "victims": Score(*(sum(pair) for pair in zip(people, outlets, strict=True))),
    }
    if not label.victims and not label.outlet:
        table = {}
    if label.outlet:
        concerned = [*_stated_outlets(label, [outlet_core(label.outlet)])]
        said = [outlet_key(fact.value) for fact in facts if fact.kind == "outlet"][:1]
        table["outlet"] = _matched(said, concerned)
    if (ids := place_ids(label)) and _states_place(label, ids):
        said = [fact.role or "" for fact in facts if fact.kind == "place"]
        table["place"] = Score(len(said), sum(one in ids for one in said), 1, int(any(one in ids for one in said)))
    if (day := incident_day(label)) and published_day(label):
        days = [fact.value.split("/") for fact in facts if fact.kind == "date"]
        right = sum(date.fromisoformat(d[0]) <= day <= date.fromisoformat(d[-1]) for d in days)
        table["date"] = Score(len(days), right, 1, min(right, 1))
    if label.perpetrator:
        codes = [fact.role for fact in facts if fact.kind == "perpetrator"]
        right = sum(code == label.perpetrator[0] for code in codes)
        table["perpetrator"] = Score(len(codes), right, 1, right)
    return table


def _persons(label: Labelled, facts: Sequence[Fact]) -> Score:
    said = [person_key(fact.value.split()) for fact in facts]
    wanted = [key for key, _ in victim_keys(label)]
    words = {name_key(word) for word in f"{label.title} {label.text}".lower().split()}
    keys = {part for name in names_in(f"{label.title}\n{label.text}") for part in name.key.split()} | words
    stated = [key for key in wanted if any(part in keys for part in key.split())]
    right = sum(any(same_person(one, key) for key in wanted) for one in said)
    return Score(len(said), right, len(stated), sum(any(same_person(one, key) for one in said) for key in stated))


def _roles(label: Labelled, facts: Sequence[Fact]) -> Score:
    """Of the persons suggested who are victims: how many in their role."""
    wanted = victim_keys(label)
    said = [(person_key(fact.value.split()), fact.role) for fact in facts]
    pairs = [(role, {r for key, r in wanted if same_person(one, key)}) for one, role in said]
    right = sum(role in roles for role, roles in pairs)
    known = sum(bool(roles) for _, roles in pairs)
    return Score(known, right, known, right)


def _states_place(label: Labelled, ids: set[str]) -> bool:
    text = f"{label.title}\n{label.text}"
    return any(place.id in ids for find in (places_in, places_behind) for place in find(text, label.language))


def _stated_outlets(label: Labelled, keys: Iterable[str]) -> list[str]:
    text = outlet_key(f"{label.title} {label.text}")
    return [key for key in keys if key and key in text]


def _matched(said: Sequence[str], wanted: Sequence[str]) -> Score:
    right = sum(any(same_outlet(one, key) for key in wanted) for one in said)
    return Score(len(said), right, len(wanted), sum(any(same_outlet(one, key) for one in said) for key in wanted))


def held_out(labels: Sequence[Labelled]) -> list[tuple[Labelled, tuple[Fact, ...]]]:
    """Return each attack with the facts suggested by models that had not seen its incident."""
    examples = prepare(labels)
    flags = np.array([example.label.flagged for example in examples])
    _, values = cross_rows(examples, flags)
    sentences = [example.features.sentences for example in examples]
    answers = []
    for fit, judge in folds(examples, flags):
        kept = [(labels[i], sentences[i], values[i]) for i in fit]
        model, _ = learn_facts(prepare_facts(*(list(column) for column in zip(*kept, strict=True))), fit_text)
        assert model, "the corpus has facts of every kind"
        for i in judge:
            if labels[i].flagged:
                guess = detector().detect(labels[i].title, labels[i].text)
                declared = Declared(published_day(labels[i]))
                facts = suggest(model, labels[i].title, labels[i].text, guess, sentences[i], values[i], declared)
                answers.append((labels[i], facts))
    return answers


def unseen(labels: Sequence[Labelled], model: Path) -> list[tuple[Labelled, tuple[Fact, ...]]]:
    """Return each attack with what the model suggests, were it flagged."""
    classifier = load_classifier(model, threshold=0.0)
    answers = []
    for label in labels:
        if label.flagged:
            guess = detector().detect(label.title, label.text)
            answers.append(
                (label, classifier.judge(label.title, label.text, guess, Declared(published_day(label))).facts)
            )
    return answers


def table(answers: Sequence[tuple[Labelled, tuple[Fact, ...]]]) -> dict[tuple[str, str], Score]:
    """Return the sums by language and kind."""
    sums: Counter[tuple[str, str, int]] = Counter()
    for label, facts in answers:
        for kind, one in score(label, facts).items():
            for at, count in enumerate(one):
                sums[label.language, kind, at] += count
    return {
        (language, kind): Score(*(sums[language, kind, at] for at in range(4)))
        for language in LANGUAGES
        for kind in KINDS
    }


def show(title: str, answers: Sequence[tuple[Labelled, tuple[Fact, ...]]]) -> None:
    """Print precision and recall with the counts they come from."""
    sums = table(answers)
    print(f"{title}: {len(answers)} attacks")
    print("             " + "".join(f"{language:^31}" for language in LANGUAGES))
    for kind in KINDS:
        cells = (sums[language, kind] for language in LANGUAGES)
        shown = (
            f"P {_share(s.right, s.said)} of {s.said:<4} R {_share(s.found, s.stated)} of {s.stated:<4}" for s in cells
        )
        print(f"{kind:<12} " + "  ".join(shown))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "  –  "


def main() -> None:
    if "--unseen" not in sys.argv:
        began = time.monotonic()
        show(f"held out, {FOLDS} folds", held_out(read_corpus()))
        print(f"  in {time.monotonic() - began:.0f} s")
    show("unseen", unseen(read_corpus(FROZEN), Options().model))


if __name__ == "__main__":
    main()
