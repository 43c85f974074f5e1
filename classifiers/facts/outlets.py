"""The outlets an article may name: what is quoted, what stands beside a word like «газета», and those of our list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from classifiers.facts.candidates import FEW, Candidate, add, candidate, ranks
from classifiers.facts.closely import closely
from classifiers.facts.reading import Line, Mention, Reading, beside, mention
from index.search.names import is_first_name, looks_like_surname, name_key
from index.search.outlets import outlet_of

_QUOTED = re.compile(r"«([^«»\n]{2,60})»|“([^“”\n]{2,60})”|„([^„“\n]{2,60})“|(?<!\w)\"([^\"\n]{2,60})\"(?!\w)")
_CAPITAL = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"  # the day after a name is no part of it
_RUN = re.compile(  # capitalised words, small ones between them
    rf"(?<![\w.@/-]){_CAPITAL}[\w’'.-]{{0,40}}\w"
    rf"(?:(?: (?:of|the|on|for|de|&))? (?!{_DAYS})(?:{_CAPITAL}|\d)[\w’'.-]{{0,40}}(?<![.’']))*"
)
_ADDRESS = re.compile(
    r"(?<![\w@/.-])(?:https?://)?(?:[\w-]+\.)+(?:kz|ru|com|org|net|media|news|tv|info|asia|press|uz|kg|tj)\b"
)
_POSSESSIVE = re.compile(r"['’]s$")
_LATIN_NAMES = ("en",)  # languages that put no quotation marks around the names of outlets
_KIND = frozenset(("outlet",))  # concept of words like «газета»
_KIND_LETTERS = 16  # of a word like «еженедельник» and what stands between it and the name
_NO_NAMES = frozenset("the a an this that its our their his her in on at".split())  # opening a sentence
MOST_WORDS = 6
_LEAST = 3  # letters of a word that may be cut
_ENDING = 2


def outlets(reading: Reading) -> list[Candidate]:
    """Return the outlets in the order of their first mention; some are none at all, which is for the judge to say."""
    groups: dict[str, list[Mention]] = {}
    for line in reading.lines:
        taken: list[tuple[int, int]] = []
        for start, end in _stretches(line, reading.language.language):
            if any(start < e and s < end for s, e in taken):
                continue
            found = mention(line, start, end)
            key = outlet_key(found.said) if found else ""
            if found and key:
                taken.append((start, end))
                add(groups, _known_as(key, groups), found)
    press = Counter(key for key, mentions in groups.items() for each in mentions if beside(each, _KIND))
    made = []
    ranked = ranks(list(groups.values()))
    for order, (key, mentions) in enumerate(groups.items()):
        own = [*_shape(mentions, order), f"press:{min(press[key], 2)}:{min(press.total() - press[key], 2)}"]
        own += _among(*ranked[order], len(groups))
        made.append(candidate(reading, key, _name(mentions), mentions, own, *closely(mentions)))
    return made


def _among(stronger: int, oftener: int, outlets: int) -> list[str]:
    """Return tokens on how strongly and how often the article tells of an outlet beside the others it names."""
    tokens = [f"oftener:{oftener}", f"stronger:{stronger}", f"outlets:{min(outlets, 2 * FEW)}"]
    return [*tokens, f"among:{min(oftener, 2)}:{min(stronger, 2)}"]


def outlet_key(name: str) -> str:
    """Return a key under which the case forms of one outlet's name meet."""
    words = re.findall(r"\w+", _POSSESSIVE.sub("", name).lower().replace("ё", "е"))
    return " ".join(name_key(word) or word for word in words)


def _known_as(key: str, groups: dict[str, list[Mention]]) -> str:
    """Return the name that begins with these words, in whatever case, if the article has used it before."""
    return next((known for known in groups if _begins(known.split(), key.split())), key)


def _begins(known: Sequence[str], words: Sequence[str]) -> bool:
    if len(words) > len(known) or (len(words) == 1 and len(words[0]) <= _LEAST and known[0] != words[0]):
        return False
    return all(_one_word(*sorted(pair, key=len)) for pair in zip(words, known, strict=False))


def _one_word(short: str, long: str) -> bool:
    """Tell whether two keys differ by a case ending that keys keep: «край» and «края», «листок» and «листка»."""
    return short == long or (
        len(long) - len(short) <= _ENDING and short[:-1] == long[: len(short) - 1] and len(short) > _LEAST - 1
    )


def _stretches(line: Line, language: str) -> Iterator[tuple[int, int]]:
    for found in _QUOTED.finditer(line.text):
        group = next(number for number in (1, 2, 3, 4) if found[number] is not None)
        said = found[group]
        if len(said.split()) <= MOST_WORDS and (said[0].isupper() or said[0].isdigit()) and said[-1] not in ".,!?…":
            yield found.start(group), found.end(group)
    for found in _ADDRESS.finditer(line.text):
        yield found.span()
    spots = [line.row[at].start for concept, at in line.concepts if concept == "outlet"]
    for found in _RUN.finditer(line.text):
        start, end = found.span()
        start += _person_of(found[0])
        said = line.text[start:end]
        if (possessive := _POSSESSIVE.search(said)) is not None:
            end = start + possessive.start()
        beside = any(0 <= spot - end <= 2 or 0 < start - spot <= _KIND_LETTERS for spot in spots)
        if said.lower() in _NO_NAMES:
            continue
        if beside or outlet_of(line.text[start:end]) or (language in _LATIN_NAMES and " " in said):
            yield start, end


def _person_of(said: str) -> int:
    """Return how many letters of "Asel Nurova of Tetri Arkhi" name a person; none of "Voice of Osh"."""
    left, of, _ = said.partition(" of ")
    words = left.lower().split()
    is_person = len(words) > 1 and (is_first_name(words[0]) or looks_like_surname(words[-1]))
    return len(left + of) if of and is_person else 0


def _name(mentions: Sequence[Mention]) -> str:
    """Return the fullest form, best one behind a word like «газета»: there Russian keeps the nominative."""
    best = max(mentions, key=lambda each: (each.said.count(" "), _behind_kind(each), -len(each.said)))
    return best.said.strip()


def _behind_kind(of: Mention) -> bool:
    return any(concept == "outlet" and at == of.first - 1 for concept, at in of.line.concepts)


def _shape(mentions: Sequence[Mention], order: int) -> list[str]:
    said = _name(mentions)
    tokens = [f"order:{min(order, 4)}", f"parts:{min(said.count(' ') + 1, 4)}"]
    tokens += ["listed"] * (outlet_of(said) is not None) + ["address"] * ("." in said.strip("."))
    words = said.lower().split()
    tokens += [f"end:{word[-2:]}" for word in words]
    tokens += [f"first-name:{is_first_name(words[0])}", f"surname:{looks_like_surname(words[-1])}"]
    tokens += ["place"] * any(
        p.start <= each.start and each.end <= p.end for each in mentions for p in each.line.places
    )
    for each in mentions:
        text = each.line.text
        quoted = text[each.start - 1 : each.start] in ("«", "“", "„", '"') if each.start else False
        inside = any(c == "outlet" and each.first <= at <= each.last for c, at in each.line.concepts)
        tokens += [f"quoted:{quoted}", f"beside:{beside(each, _KIND)}", f"inside:{inside}"]
    return tokens
