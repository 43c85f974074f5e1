"""When it happened: the days an article names, with the features by which that of the incident is told apart.

Nothing here says how long before publication a day lies: most labelled articles have no day of publication, and the one
supposed for them (published.py) would teach its own rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from classifiers.facts.candidates import FEW, Candidate, add, ranks, standing
from classifiers.facts.reading import MOST_LETTERS, Line, Mention, Reading, mention, surroundings
from classifiers.when import When, dates_in

DAYS = 3  # a longer time does not say the day
_IN_NAMES = ("today", "tonight", "сегодня", "бүгін")
_HEADER = re.compile(r"^\s*(?:date|дата|күні|уақыты|when|когда)\s*[:—–-]", re.IGNORECASE)
_UPDATE = re.compile(r"^\s*(?:updated?|upd|обновлен\w*|жаңарт\w*)\b", re.IGNORECASE)
_END_BEFORE = re.compile(r"\b(?:until|till|by|before|up to|до|к|по|на)\s*$", re.IGNORECASE)  # how long, not when
_END_AFTER = re.compile(r"\s*(?:дейін|шейін)")


def days(reading: Reading, published: date | None, header: str = "") -> list[Candidate]:
    """Return the times that may be that of the incident: none begins after `published`.

    `header` is what a watchdog declares. Of a candidate the value is an ISO 8601 day or interval, the id its precision.
    """
    declared = {when.iso for when in dates_in(header, reading.language.language, published)} if header else set()
    groups: dict[str, list[tuple[When, Mention]]] = {}
    for when, found in _named(reading, published):
        if not (published and when.start > published) and not _is_name(found):
            add(groups, when.iso, (when, found))
    known = [of[0][0] for of in groups.values()]
    ranked = ranks([[found for _, found in of] for of in groups.values()])
    candidates = []
    for order, (iso, of) in enumerate(groups.items()):
        mentions = [found for _, found in of]
        stronger, _ = ranked[order]
        own = [*_rank(known, order), f"stronger:{stronger}", *_told(reading, of)]
        own += ["declared"] * (iso in declared)
        words = " ".join(word for found in mentions for word in surroundings(found)[0])
        concepts = " ".join([*(f"own:{token}" for token in own), *standing(reading, mentions)])
        candidates.append(Candidate(known[order].precision, iso, tuple(mentions), words, concepts))
    return candidates


def declared_day(header: str, language: str, published: date | None) -> tuple[str, str] | None:
    """Return the day that the header of an alert declares, with its precision."""
    for when in dates_in(header, language, published) if header else ():
        if published is None or when.start <= published:
            return when.iso, when.precision
    return None


# --- where times are named --------------------------------------------------------------------------------------------


def _named(reading: Reading, published: date | None) -> Iterator[tuple[When, Mention]]:
    """Yield the times named by the lines, title first. The text is read by paragraphs: a date without a year may lean
    on its paragraph's, "the next day" on the day before it."""
    language = reading.language.language
    for title in reading.lines[:1]:
        if title.is_title:
            yield from _mentioned(dates_in(title.text, language, published), title, 0)
    spans = _paragraphs(reading)
    shifts, length = [], 0
    for start, end in spans:
        shifts.append((length, start - length))
        length += end - start + 1
    for when in dates_in("\n".join(reading.text[start:end] for start, end in spans), language, published):
        shift = next(shift for begin, shift in reversed(shifts) if begin <= when.start_offset)
        line = reading.line_at(when.start_offset + shift)
        if line:
            yield from _mentioned((when,), line, line.start - shift)


def _mentioned(times: Sequence[When], line: Line, start: int) -> Iterator[tuple[When, Mention]]:
    """Yield the times whose offsets, less `start`, are those of words of the line."""
    for when in times:
        found = mention(line, when.start_offset - start, when.end_offset - start)
        if found:
            yield when, found


def _paragraphs(reading: Reading) -> list[tuple[int, int]]:
    """Return the stretches of the text to read: of the paragraph of each line what is near it."""
    spans: list[tuple[int, int]] = []
    for at in sorted(line.start for line in reading.lines if not line.is_title):
        end = reading.text.find("\n", at)
        end = min(len(reading.text) if end < 0 else end, at + MOST_LETTERS)
        start = max(reading.text.rfind("\n", 0, at) + 1, at - MOST_LETTERS)
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def _is_name(spot: Mention) -> bool:
    """Tell whether the word is part of a name: the portal Alatau Today."""
    before = spot.line.row[spot.first - 1] if spot.first else None
    return bool(before and before.capital and spot.said.lower() in _IN_NAMES)


# --- features ---------------------------------------------------------------------------------------------------------


def _rank(known: Sequence[When], at: int) -> list[str]:
    """Return what the time is beside the others that the article names."""
    when = known[at]
    short = [other for other in known if (other.end - other.start).days < DAYS]
    tokens = [f"p:{when.precision}", f"order:{min(at, FEW)}", f"known:{min(len(short), FEW)}"]
    if when not in short:
        return [*tokens, f"finer:{any(when.start <= other.start and other.end <= when.end for other in short)}"]
    return tokens + ["alone"] * (len(short) == 1)


def _told(reading: Reading, of: Sequence[tuple[When, Mention]]) -> list[str]:
    """Return how the time is said, and what its sentences tell."""
    top = max(reading.lines, key=lambda line: (not line.is_title, line.value))
    tokens = []
    for when, found in of:
        line = found.line
        tokens += [f"said:{when.reading}", f"said:{when.reading}:{line.strength}"]
        tokens.append("title" if line.is_title else f"from-top:{max(-2, min(2, line.number - top.number))}")
        tokens += [f"act:{act[0]}" for act, _ in line.acts] or ["act:none"]
        tokens += ["header"] * bool(_HEADER.match(line.text)) + ["update"] * bool(_UPDATE.match(line.text))
        ends = _END_BEFORE.search(line.text[: found.start]) or _END_AFTER.match(line.text, found.end)
        tokens += ["until"] * bool(ends)
    return tokens
