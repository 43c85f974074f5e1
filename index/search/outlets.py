"""Outlets by the names texts call them by: «сайт «Азаттык»», Azattyq and RFE/RL's Kazakh Service are one."""

from __future__ import annotations

import re
from functools import cache

import yaml

from index.errors import ConfigurationError
from index.options import ROOT
from index.search.names import name_key

FILE = ROOT / "config" / "lexicon" / "outlets.yaml"
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.|m\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#].*)?$")
_WORD = re.compile(r"[^\W_]+")
# What kind of outlet it is, in three languages and any case: said or left out at will.
_KIND = re.compile(
    "(?:издани|портал|сайт|телеканал|канал|газет|журнал(?!ис)|агентств|информагентств|радиостанци|проект|редакци"
    "|басылым|телеарна|арна|агенттіг|радиосы)[а-яёәғқңөұүһі]{0,5}"
    "|радио|интернет|медиа|website|site|newspaper|magazine|agency|radio|channel|station|outlet|portal|news|the"
)


def outlet_of(text: str) -> str | None:
    """Return the id of the outlet that `text` names (a name in any case form, or an address), or None."""
    address = _DOMAIN.match(text.strip().lower())
    if address and (found := _outlets().get((address[1],))):
        return found
    whole = _words(text)
    return _outlets().get(_keys(whole)) or _outlets().get(_keys(_without_kind(whole)))


def aliases() -> dict[str, list[str]]:
    """Return outlets.yaml: outlet id → its names. Raises ConfigurationError when the file is not that."""
    table = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for outlet, names in table.items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ConfigurationError(f"{FILE}: {outlet}: its names have to be a list of texts; quote what is not")
    return dict(table)


@cache
def _outlets() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for outlet, names in aliases().items():
        for name in names:
            address = _DOMAIN.match(name.lower())
            whole = _words(name)
            keys = {_keys(whole), _keys(_without_kind(whole)), (address[1],) if address else ()} - {()}
            for key in keys:
                other = found.setdefault(key, outlet)
                if other != outlet and key == _keys(whole):
                    raise ConfigurationError(f"{FILE}: {outlet} and {other} both have the name {name}; take one away")
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.lower().replace("ё", "е") for word in _WORD.findall(re.sub("['’]s\\b", "", text)))


def _keys(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name_key(word) or word for word in words)


def _without_kind(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if not _KIND.fullmatch(word))
