"""Where it happened: the places an article names, and the cities behind its adjectives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifiers.facts.candidates import Candidate, add, candidate
from classifiers.facts.reading import Mention, Reading, mention
from classifiers.places import Place, places_behind, places_in

_DATELINE = 3  # words before a place at which a line may still begin with it
_ADJECTIVE = re.compile(r"ск[а-я]{2,3}$|[лдт][ыі][қк]\w*$", re.IGNORECASE)
_HEADER = re.compile(r"^\s*(?:location|place|место|город|орны|орын|жер|қала)\s*[:—–-]", re.IGNORECASE)
_TOWNS = ("city", "town")
_FEW = 3


def places(reading: Reading, header: str = "") -> list[Candidate]:
    """Return the places in the order of their first mention; `header` is what a watchdog declares as the location."""
    language = reading.language.language
    declared = {place.id for place in places_in(header, language)} if header else set()
    groups: dict[str, list[tuple[Place, Mention]]] = {}
    for line in reading.lines:
        for place in (*line.places, *places_behind(line.text, language)):
            found = mention(line, place.start, place.end)
            if found:
                add(groups, place.id, (place, found))
    known = [of[0][0] for of in groups.values()]
    return [
        candidate(reading, of[0][0].id, of[0][0].name, [each for _, each in of], _own(of, order, declared, known))
        for order, of in enumerate(groups.values())
    ]


def _own(of: Sequence[tuple[Place, Mention]], order: int, declared: set[str], known: Sequence[Place]) -> list[str]:
    place = of[0][0]
    towns = [other.kind in _TOWNS for other in known]
    tokens = [f"kind:{place.kind}", f"order:{min(order, _FEW + 1)}", f"towns:{min(sum(towns), _FEW)}"]
    tokens += [f"finer:{_has_finer(place, known)}:{place.kind}"] + ["declared"] * (place.id in declared)
    tokens += [f"town-order:{min(sum(towns[:order]), _FEW)}"] * towns[order]
    for _, each in of:
        line = each.line
        named = "adjective" if _ADJECTIVE.search(each.said) and not each.said[0].isupper() else "named"
        tokens += [named, f"{named}:{line.strength}", f"at:{line.strength}", f"at:{line.strength}:{place.kind}"]
        tokens += [f"end:{line.ends[each.last]}"]
        tokens += [f"dateline:{line.number <= 1 and not line.is_title}"] * (each.first < _DATELINE)
        tokens += ["caps"] * (each.said.isupper() and len(each.said) > 2) + ["header"] * bool(_HEADER.match(line.text))
    return tokens


def _has_finer(place: Place, known: Sequence[Place]) -> bool:
    """Tell whether the article names a place inside this one."""
    if place.kind == "region":
        return any(other.region == place.id != other.id for other in known)
    return place.kind == "country" and any(
        other.country == place.country != "" and other.kind != "country" for other in known
    )
