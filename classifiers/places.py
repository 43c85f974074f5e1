"""Places of Kazakhstan and Russia named in a text, in any case form, by today's name or an old one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from classifiers.declension import kazakh_forms, russian_forms
from classifiers.lexicon import fold
from index.errors import ConfigurationError
from index.model import LanguageGuess
from index.options import ROOT

PLACES = ROOT / "config" / "lexicon" / "places.yaml"
_LATIN = LanguageGuess("kk", "Latn", 1.0)
_WORD = re.compile(r"\w+")
_GAP = re.compile(r"\.?[ \u00a0]|\.?\s?[-‐‑–—]\s?|\s?\(")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]|\n)[\s«»\"“”„—–•*-]*$")
_LOWER_CASE = re.compile(r"област[а-я]+|республик[а-я]+")  # may begin a name without a capital: "область Абай"
_KINDS = ("country", "region", "city", "town")
_NEAR = 28  # characters before and after a name in which its neighbours are looked for
# A word before or after that makes a place of what could be a common word or a person.
_BEFORE = re.compile(
    r"\b(?:в|во|из|под|близ|возле|г|гор|пос|село|селе|села|пгт|город[а-я]{0,3}|пос[её]лк[а-я]{0,2}|аул[а-я]{0,2}"
    r"|in|from|near|of|town|city|village|қала[а-яәғқңөұүһі]*)\b\.?\s*[«\"“]?$"
)
_AFTER = re.compile(
    r"^[»\"”]?,?\s*(?:қала|кала|ауыл|кент|аудан|облыс|өңір|city\b|town\b|village\b|region\b|oblast\b|district\b"
    r"|kazakh?stan\b|russia\b|казахстан|росси|қазақстан|qala|oblys|aýdan|audan)"
)
_STREET_BEFORE = re.compile(
    r"\b(?:улиц[а-я]*|ул|проспект[а-я]*|пр|пр-т|бульвар[а-я]*|площад[а-я]*|имени|им|микрорайон[а-я]*|мкр|шоссе"
    r"|отел[а-я]*|гостиниц[а-я]*|кинотеатр[а-я]*)\b\.?\s*[«\"“]?$"
)
_STREET_AFTER = re.compile(r"^[»\"”]?\s*(?:көше|даңғыл|алаңы|атындағы|street\b|avenue\b|square\b|ave\b|prospekt\b)")
_NAME_BEFORE = re.compile(r"(?:\b[^\W\d_]{2,}|\b[^\W\d_]\.)\s$")
_NAME_AFTER = re.compile(r"^\s([^\W\d_])")

_ADJECTIVES = {
    "ru": re.compile(
        r"(?<![\w-])(?P<stem>[а-яё-]{3,}?)(?P<link>ин|ов|ен|)ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)(?![\w-])"
        r"(?!\s+(?:област|кра[йяюе]|район|округ|республик))",
        re.IGNORECASE,
    ),
    "kk": re.compile(r"(?<!\w)(?P<stem>\w{3,}?)[лдт][ыіи][қкг]\w{0,6}(?!\w)", re.IGNORECASE),
}
_CITY_END = re.compile(r"(?:ск)?[аеиоуыэюяьй]?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place named by text[start:end].

    `id` is that of places.yaml, `name` today's name in the language of the text, `kind` country, region, city or town
    (towns are district centres and villages too), `region` the id of its region (its own when it is one, empty for a
    country), `country` an ISO 3166 code.
    """

    id: str
    name: str
    kind: str
    region: str
    country: str
    start: int
    end: int


class _Entry(NamedTuple):
    id: str
    kind: str
    region: str
    country: str
    names: Mapping[str, str]
    order: int


class _Form(NamedTuple):
    entry: _Entry
    risk: str  # word, word-ru, name or nothing
    placelike: bool  # a case form in which mostly places stand
    former: bool  # not today's name


class _Hit(NamedTuple):
    start: int
    end: int
    forms: tuple[_Form, ...]


_Index = dict[str, list[tuple[tuple[str, ...], tuple[_Form, ...]]]]


def places_in(text: str, language: str) -> tuple[Place, ...]:
    """Return the places that `text` (in language ru, kk or en; others are read as en) names, in order.

    The longest name counts. What may as well be a common word or a person counts only where its form or a neighbour
    makes it a place; a name of several places goes to the one whose region, else country, the text names otherwise.
    """
    latin = language == "kk" and _is_latin(text)
    words = [(m.start(), m.end(), _key(m[0], latin)) for m in _WORD.finditer(text)]
    read = (_plausible(text, hit, language) for hit in _hits(text, words, _gazetteer(PLACES)))
    hits = [hit for hit in read if hit.forms]
    regions, countries = _context(hits)
    found = []
    for hit in hits:
        entry = _chosen(hit.forms, regions, countries, language).entry
        name = entry.names.get(language) or entry.names["en"]
        found.append(Place(entry.id, name, entry.kind, entry.region, entry.country.upper(), hit.start, hit.end))
    return tuple(found)


def places_behind(text: str, language: str) -> tuple[Place, ...]:
    """Return the cities behind adjectives of `text`: «павлодарский сайт», «қарағандылық тілші»; none in English.

    They tell less than a name does: a paper called so may sit elsewhere. Those that name a region are left out.
    """
    pattern = _ADJECTIVES.get(language)
    found = []
    for word in pattern.finditer(text) if pattern else ():
        stems = _city_stems(PLACES, language)
        link = word["link"] if language == "ru" else ""
        entry = (
            stems.get(_key(word["stem"]))
            or stems.get(_key(word["stem"] + link))
            or stems.get(_key(word["stem"]).removesuffix("и"))
        )
        if entry:
            name = entry.names.get(language) or entry.names["en"]
            found.append(
                Place(entry.id, name, entry.kind, entry.region, entry.country.upper(), word.start(), word.end())
            )
    return tuple(found)


# --- matching ---------------------------------------------------------------------------------------------------------


def _is_latin(text: str) -> bool:
    letters = Counter("Latn" if letter < "\u0250" else "other" for letter in text if letter.isalpha())
    return letters["Latn"] > letters["other"]


def _key(word: str, latin: bool = False) -> str:
    """Return the spelling under which forms are kept; two letters of the Latin alphabet of 2018 are one of Cyrillic."""
    folded = fold(word, _LATIN if latin else None).replace("й", "и")
    return folded.replace("сх", "ш") if latin else folded


def _hits(text: str, words: list[tuple[int, int, str]], index: _Index) -> Iterator[_Hit]:
    at = 0
    while at < len(words):
        start, end, key = words[at]
        length = 1
        if text[start].isupper() or _LOWER_CASE.fullmatch(key):
            for rest, forms in index.get(key, ()):
                if _follow(text, words, at, rest):
                    length = 1 + len(rest)
                    end = words[at + len(rest)][1]
                    yield _Hit(start, end, forms)
                    break
        at += length


def _follow(text: str, words: list[tuple[int, int, str]], at: int, rest: tuple[str, ...]) -> bool:
    if at + len(rest) >= len(words):
        return False
    for step, key in enumerate(rest, at):
        (_, end, _), (start, _, found) = words[step], words[step + 1]
        if found != key or not _GAP.fullmatch(text, end, start):
            return False
    return True


def _plausible(text: str, hit: _Hit, language: str) -> _Hit:
    """Keep of a hit's readings those that the words around it allow."""
    before, after = text[max(0, hit.start - _NEAR) : hit.start], text[hit.end : hit.end + _NEAR]
    low_before, low_after = before.lower(), after.lower()
    if _STREET_BEFORE.search(low_before) or _STREET_AFTER.search(low_after):
        return hit._replace(forms=())
    marked = bool(_BEFORE.search(low_before) or _AFTER.search(low_after))
    quoted = before[-1:] in {"«", "“", '"'} and after[:1] in {"»", "”", '"'}
    if quoted and not marked:
        return hit._replace(forms=())  # an outlet, a club, a hotel
    starts = bool(_SENTENCE_START.search(before)) or hit.start == 0
    named = _beside_name(before, after, starts)
    kept = []
    for form in hit.forms:
        if form.risk == "name":
            allowed = not named and (marked or form.placelike)
        else:
            risky = form.risk in ("word", f"word-{language}")
            allowed = not risky or marked or form.placelike or not starts
        if allowed:
            kept.append(form)
    return hit._replace(forms=tuple(kept))


def _beside_name(before: str, after: str, starts: bool) -> bool:
    """Whether a capitalised word stands right before or after, as in "Владимир Петров" or "Д. Сатпаев"."""
    following = _NAME_AFTER.match(after)
    if following and following[1].isupper():
        return True
    preceding = _NAME_BEFORE.search(before)
    if starts or preceding is None or not preceding[0][0].isupper():
        return False
    return not _BEFORE.search(before.lower())


def _context(hits: Iterable[_Hit]) -> tuple[set[str], Counter[str]]:
    """Return the regions that unmistakable hits name or lie in, and how often they name each country."""
    regions: set[str] = set()
    countries: Counter[str] = Counter()
    for hit in hits:
        if len({form.entry.id for form in hit.forms}) == 1:
            entry = hit.forms[0].entry
            regions.add(entry.region)
            countries[entry.country] += 1
    return regions, countries


def _chosen(forms: tuple[_Form, ...], regions: set[str], countries: Counter[str], language: str) -> _Form:
    def rank(form: _Form) -> tuple[object, ...]:
        entry = form.entry
        foreign = language == "kk" and entry.country != "kz"
        return (
            entry.region not in regions, -countries[entry.country], form.former, foreign, _KINDS.index(entry.kind),
            entry.order,
        )  # fmt: skip

    return min(forms, key=rank)


# --- the gazetteer ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _gazetteer(path: Path) -> _Index:
    """Read places.yaml into forms by their first word. Raises ConfigurationError naming what is wrong in it."""
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        rows = list(_rows(table))
    except (OSError, yaml.YAMLError, AttributeError, TypeError, KeyError) as error:
        raise ConfigurationError(f"{path}: the places cannot be read: {error!r}; see its first lines") from error
    found: dict[tuple[str, ...], dict[str, _Form]] = defaultdict(dict)
    for order, (place, kind, region, country, said) in enumerate(rows):
        names = {"en": place.replace("-", " ").title(), "kk": said["ru"]} | said
        today = {language: _listed(names[language])[0].rstrip("/") for language in ("ru", "kk", "en")}
        entry = _Entry(place, kind, region, country, today, order)
        for written, form in _forms(entry, names):
            key = tuple(_key(word) for word in _WORD.findall(written))
            known = found[key].get(place)
            if known is None or (known.risk and not form.risk):
                found[key][place] = form
    index: _Index = defaultdict(list)
    for (first, *rest), forms in found.items():
        index[first].append((tuple(rest), tuple(forms.values())))
    for options in index.values():
        options.sort(key=lambda option: -len(option[0]))
    return dict(index)


@lru_cache(maxsize=4)
def _city_stems(path: Path, language: str) -> dict[str, _Entry]:
    """Return the cities by what is left of today's name in an adjective; a name without letters of its own is none."""
    stems: dict[str, _Entry] = {}
    for options in _gazetteer(path).values():
        for _, forms in options:
            entry = forms[0].entry
            name = entry.names.get(language, "")
            stem = _key(_CITY_END.sub("", name.lower()) if language == "ru" else name.lower())
            if entry.kind == "city" and len(stem) > 2:
                stems.setdefault(stem, entry)
    return stems


def _rows(table: dict[str, Any]) -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    """Yield id, kind, region, country and names of every country, region, city and town."""
    for country, about in table.items():
        yield country, "country", "", country, about["names"]
        for region, inside in about["regions"].items():
            if "names" in inside:
                yield region, "region", region, country, inside["names"]
            for key, kind in (("cities", "city"), ("towns", "town")):
                for place, names in inside.get(key, {}).items():
                    yield place, kind, region, country, names


def _forms(entry: _Entry, names: Mapping[str, Any]) -> Iterator[tuple[str, _Form]]:
    risks = {written: risk for risk in ("word", "word-ru", "name") for written in _listed(names.get(risk, []))}
    today = set(entry.names.values())
    for language, inflected in (("ru", russian_forms), ("kk", kazakh_forms), ("en", _unchanged)):
        for name in _listed(names[language]):
            risk = risks.get(name.rstrip("/"), "")
            for form, placelike in inflected(name).items():
                yield form, _Form(entry, risks.get(form, risk), placelike, name.rstrip("/") not in today)
    for form in _listed(names.get("also", [])):
        yield form, _Form(entry, risks.get(form, ""), False, False)


def _unchanged(name: str) -> dict[str, bool]:
    return {name: False}


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value]
