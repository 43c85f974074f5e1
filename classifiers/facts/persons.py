"""The persons an article names, each once, however often and in whatever form it does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from classifiers.facts.candidates import FEW, MOST, MOST_MENTIONS, PRESS, Candidate, candidate, ranks
from classifiers.facts.closely import closely
from classifiers.facts.nominative import Form, nominative, without_kazakh_case
from classifiers.facts.reading import Line, Mention, Reading, beside, distance, mention
from index.search.names import is_first_name, looks_like_surname
from index.search.persons import names_in, person_key

_FIRST_PERSON = re.compile(
    r"(?<!\w)(?:я|меня|мне|мной|мой|моя|моё|мою|моего|моей|мои|мен|маған|мені|менің|менен|менімен|I|me|my)(?!\w)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_OPENING, _CLOSING = ("«", "“", "„", '"'), ("»", "”", "“", '"')
_AND = "(?:and|&|и|және|мен|пен|бен)"
_BETWEEN = re.compile(rf"\s*,\s*(?:{_AND}\s+)?|\s+{_AND}\s+")  # names of a list
_WHO = frozenset(("helper", "official", "accused", "family", "speech", *PRESS))
_CLOSE = 4  # words within which a concept says who somebody is
_ALIKE = 3  # letters two keys must share where a case ending hides the rest


def persons(reading: Reading) -> list[Candidate]:
    """Return the persons in the order of their first mention."""
    groups: list[tuple[str, list[Mention]]] = []
    for line in reading.lines:
        for key, found in _in_lists(_names(line, reading.language.language)):
            for at, (known, mentions) in enumerate(groups):
                if same_person(known, key):
                    fuller = max(known, key, key=lambda k: (k.count(" "), -len(k)))
                    groups[at] = (fuller, [*mentions, found][:MOST_MENTIONS])
                    break
            else:
                if len(groups) < MOST:
                    groups.append((key, [found]))
    kept = [(key, mentions) for key, mentions in groups if _may_be_person(mentions)]
    press = [any(beside(each, PRESS) for each in mentions) for _, mentions in kept]
    of_all = [f"told:{kind}" for line in reading.lines for kind in sorted(line.media)] + [f"only:{len(kept) == 1}"]
    titled = any(each.line.is_title for _, mentions in kept for each in mentions)
    ranked = ranks([mentions for _, mentions in kept])
    made = []
    for order, (key, mentions) in enumerate(kept):
        own = _shape(mentions, order) + _rank(press, order) + _among(mentions, *ranked[order], titled)
        own += _context(reading, mentions) + of_all
        value = nominative([Form(each.said, _before(each)) for each in mentions], reading.language)
        made.append(candidate(reading, key, value, mentions, own, *closely(mentions)))
    return made


def _may_be_person(mentions: Sequence[Mention]) -> bool:
    """One capitalised word that stands alone, or opens a sentence, is a person only when it looks like a name."""
    words = {word for each in mentions for word in each.said.lower().split()}
    return any(" " in each.said for each in mentions) or any(map(_namely, words))


def _namely(word: str) -> bool:
    return is_first_name(word) or looks_like_surname(word)


def _before(of: Mention) -> str:
    words = of.line.text[: of.start].split()
    return words[-1] if words else ""


def _rank(press: Sequence[bool], order: int) -> list[str]:
    """Return tokens on where a person stands among the article's others."""
    others = sum(press) - press[order]
    tokens = [f"persons:{min(len(press), 4)}", f"press:{press[order]}:{min(others, 2)}"]
    return [*tokens, f"press-order:{min(sum(press[:order]), 2)}:{press[order]}"]


def _among(mentions: Sequence[Mention], stronger: int, oftener: int, titled: bool) -> list[str]:
    """Return tokens on how strongly and how often the article tells of a person beside all it tells of; `titled` says
    that its title names somebody."""
    close = [{c for c, at in each.line.concepts if distance(each, at) <= _CLOSE and c in _WHO} for each in mentions]
    speaks = min(sum("speech" in concepts for concepts in close), 2)
    tokens = [
        f"stronger:{stronger}",
        f"oftener:{oftener}",
        f"among:{min(stronger, 2)}:{min(oftener, 2)}",
        f"titled:{titled}:{any(each.line.is_title for each in mentions)}",
        f"again:{any(' ' not in each.said for each in mentions)}",
        f"speaks:{speaks}:{min(len(mentions), FEW)}",
    ]
    for concept in sorted(frozenset().union(*close)):
        tokens += [f"{concept}:{min(stronger, 1)}", f"{concept}:{min(stronger, 1)}:{speaks > 0}"]
    return tokens


def _context(reading: Reading, mentions: Sequence[Mention]) -> list[str]:
    """Return tokens on the sentences around those that name a person: what befell her is often told of "her"."""
    strengths = {line.number: line.strength for line in reading.lines}
    first, best = mentions[0].line, max(each.line.value for each in mentions)
    tokens = [
        f"{side}:{strengths.get(each.line.number + step)}:{each.line.strength}"
        for each in mentions[:_CLOSE]
        for side, step in (("before", -1), ("after", 1))
    ]
    tokens.append(f"named-in:{first.strength}:{min(first.number, _CLOSE)}")
    return [*tokens, f"weaker:{min(int(reading.strongest - best), _CLOSE + 1)}"]


def author_victim(reading: Reading, author: str) -> Candidate | None:
    """Return the author where the article tells of its own author: the strongest sentence says "I" outside quotes."""
    top = max((line for line in reading.lines if not line.is_title), key=lambda line: line.value, default=None)
    names = names_in(author) if author else []
    if top is None or len(names) != 1:
        return None
    found = _FIRST_PERSON.search(_SPOKEN.sub(lambda said: " " * len(said[0]), top.text))
    spot = found and mention(top, *found.span())
    value = author[names[0].start : names[0].end]
    return Candidate(names[0].key, value, (spot,), "", "") if spot else None


def same_person(one: str, other: str) -> bool:
    """Tell whether two keys of one article are one person's: the same words, or one of them alone."""
    few, many = sorted((one.split(), other.split()), key=len)
    left = list(many)
    for word in few:
        match = next((w for w in left if _alike(word, w)), None)
        if match is None:
            return False
        left.remove(match)
    return bool(few)


def _alike(one: str, other: str) -> bool:
    if one.endswith(".") or other.endswith("."):
        return one[0] == other[0]
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _ALIKE + 1 and long.startswith(short) and len(long) - len(short) <= 2)


def _names(line: Line, language: str) -> list[tuple[str, Mention]]:
    found = []
    for name in names_in(line.text):
        is_place = any(place.start <= name.start and name.end <= place.end for place in line.places)
        is_quoted = line.text[max(0, name.start - 1) : name.end + 1].startswith(_OPENING) and line.text.startswith(
            _CLOSING, name.end
        )
        if is_place or is_quoted:
            continue
        spot = mention(line, name.start, name.end)
        if spot and name.key and not _is_outlet(spot):
            latin = language == "kk" and spot.said[-1] < "\u0250"
            key = person_key(without_kazakh_case(spot.said).split()) if latin else name.key
            found.append((key, spot))
    return found


def _is_outlet(of: Mention) -> bool:
    """Tell whether a word like "radio" is part of the name."""
    return any(concept == "outlet" and of.first <= at <= of.last for concept, at in of.line.concepts)


def _in_lists(found: Sequence[tuple[str, Mention]]) -> list[tuple[str, Mention]]:
    """Return the mentions with those of a list spanning all of it: what is said of "A, B and C" is said of each."""
    lists: list[list[tuple[str, Mention]]] = []
    for key, spot in found:
        before = lists[-1][-1][1] if lists else None
        if before and _BETWEEN.fullmatch(spot.line.text[before.end : spot.start]):
            lists[-1].append((key, spot))
        else:
            lists.append([(key, spot)])
    return [(key, replace(spot, first=some[0][1].first, last=some[-1][1].last)) for some in lists for key, spot in some]


def _shape(mentions: Sequence[Mention], order: int) -> list[str]:
    longest = max((m.said for m in mentions), key=lambda said: said.count(" "))
    parts = longest.lower().split()
    tokens = [f"parts:{min(len(parts), 3)}", f"order:{min(order, 4)}"]
    tokens += ["known-first"] * any(is_first_name(part) for part in parts)
    tokens += ["surname"] * any(looks_like_surname(part) for part in parts)
    tokens += [f"end:{part[-2:]}" for part in parts]
    tokens += [f"case:{m.line.strength}:{m.said[-1].lower()}" for m in mentions]
    return tokens
