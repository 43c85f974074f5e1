"""config/sources/*.yaml become Sources, validated whole before anything starts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

from index.errors import ConfigurationError
from index.model import Door, DoorType, Source

KINDS = ("media", "watchdog", "official", "social")
# ISO 639-1, whole: a monitor may add a source in any language, but must not mistype one.
LANGUAGES = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu""".split()
)
_REQUIRED = ("id", "name", "url", "languages", "country", "kind")
# What a page means by a time without a zone, unless the source says otherwise: most outlets of Russia keep Moscow time.
_ZONES = {"KZ": "Asia/Almaty", "KG": "Asia/Bishkek", "UZ": "Asia/Tashkent", "RU": "Europe/Moscow"}


def load_sources(directory: Path) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """Return the sound sources of `directory` and every problem found, one sentence with file and line each.

    A broken file or source is left out; the others are as good as ever. Raises ConfigurationError only when the
    directory itself cannot be read or holds no source file.
    """
    try:
        files = sorted(directory.glob("*.yaml")) if directory.is_dir() else []
    except OSError as error:
        raise ConfigurationError(f"{directory}: cannot be read ({error.strerror})") from error
    if not files:
        raise ConfigurationError(
            f"{directory}: there is no source file (*.yaml) here; set sources in config/tilshi.toml"
        )
    problems: list[str] = []
    sources: dict[str, Source] = {}
    places: dict[str, str] = {}
    for file in files:
        for source, place in _read_file(file, problems):
            if source.id in sources:
                problems.append(
                    f"{place}: the id {source.id!r} is already taken at {places[source.id]}; choose another"
                )
            else:
                sources[source.id] = source
                places[source.id] = place
    return tuple(sources[key] for key in sorted(sources)), tuple(problems)


def check_sources(directory: Path) -> tuple[Source, ...]:
    """Return all sources, or raise one ConfigurationError that lists everything wrong with any of them."""
    sources, problems = load_sources(directory)
    if problems:
        raise ConfigurationError("\n".join(problems))
    return sources


def _read_file(file: Path, problems: list[str]) -> list[tuple[Source, str]]:
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{file}:{mark.line + 1}" if mark else str(file)
        problems.append(f"{place}: not valid YAML: {error.problem or error.context}")
        return []
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        problems.append(f"{file}: cannot be read ({' '.join(str(error).split())})")
        return []
    reader = _Reader(file, problems)
    listing = reader.fields(root, ("sources",), "a source file") if root else {}
    nodes = listing.get("sources")
    if not isinstance(nodes, yaml.SequenceNode):
        if "sources" in listing or not reader.complained:
            reader.complain(nodes or root, "a source file holds one list, named sources")
        return []
    return [(source, reader.place(node)) for node in nodes.value if (source := reader.source(node))]


class _Reader:
    """Reads the nodes of one file; what is wrong is noted with its line, and the walk goes on."""

    def __init__(self, file: Path, problems: list[str]) -> None:
        self._file = file
        self._problems = problems
        self.complained = 0

    def place(self, node: yaml.Node | None) -> str:
        return f"{self._file}:{node.start_mark.line + 1 if node else 1}"

    def complain(self, node: yaml.Node | None, sentence: str) -> None:
        self._problems.append(f"{self.place(node)}: {sentence}")
        self.complained += 1

    def fields(self, node: yaml.Node, known: tuple[str, ...], what: str) -> dict[str, yaml.Node]:
        """Return a mapping's values by key; unknown and repeated keys are complained about."""
        found: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.complain(node, f"{what} is written as key: value lines")
            return found
        for key, value in node.value:
            name = str(key.value)
            if name not in known:
                self.complain(key, f"unknown key {name!r}; known here: {', '.join(known)}")
            elif name in found:
                self.complain(key, f"{name} is given twice")
            else:
                found[name] = value
        return found

    def source(self, node: yaml.Node) -> Source | None:
        before = self.complained
        known = tuple(Source.__dataclass_fields__)
        fields = self.fields(node, known, "a source")
        for name in _REQUIRED:
            if name not in fields and isinstance(node, yaml.MappingNode):
                self.complain(node, f"the source has no {name}; it needs {', '.join(_REQUIRED)}")
        values = {name: self._value(name, fields[name]) for name in fields if name != "doors"}
        doors = tuple(self.door(child) for child in self._listed(fields["doors"])) if "doors" in fields else ()
        if not doors and values.get("enabled", True) is True:
            self.complain(node, "the source has no doors; give it one, or write enabled: false")
        if self.complained > before:
            return None
        if zone := _ZONES.get(values["country"]):
            values.setdefault("timezone", zone)
        return Source(doors=tuple(door for door in doors if door), **values)

    def door(self, node: yaml.Node) -> Door | None:
        before = self.complained
        fields = self.fields(node, tuple(Door.__dataclass_fields__), "a door")
        for name in ("type", "url"):
            if name not in fields and isinstance(node, yaml.MappingNode):
                self.complain(node, f"the door has no {name}")
        values = {name: self._value(name, child) for name, child in fields.items()}
        return Door(**values) if self.complained == before else None

    def _listed(self, node: yaml.Node) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.complain(node, "doors is a list")
        return []

    def _value(self, name: str, node: yaml.Node) -> Any:
        try:
            return _CHECKS[name](yaml.SafeLoader("").construct_object(node, deep=True))
        except ValueError as error:
            self.complain(node, f"{name} {error}")
            return None
        except yaml.MarkedYAMLError as error:
            self.complain(node, f"{name} cannot be read: {error.problem}")
            return None


# --- one check per key: the value as the record wants it, or ValueError with the rest of the sentence -----------------


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"must be text, not {value!r}")
    return value.strip()


def _id(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", value):
        raise ValueError(f"must be small letters, digits and hyphens, not {value!r}")
    return value


def _url(value: Any) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s<>\"{}|\\^`]", text):
        raise ValueError(f"must be a web address (http:// or https://), not {text!r}")
    return text


def _urls(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"must be a list of web addresses, not {value!r}")
    return tuple(_url(entry) for entry in value)


def _languages(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"must be a list of language codes like [kk, ru], not {value!r}")
    for code in value:
        if code == "kz":
            raise ValueError("has kz, which is the country; the Kazakh language is kk")
        if not isinstance(code, str) or code not in LANGUAGES:
            raise ValueError(f"has {code!r}, which is no ISO 639-1 language code")
    return tuple(value)


def _country(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}|INT", value):
        raise ValueError(f"must be two capital letters like KZ, or INT, not {value!r}")
    return value


def _one_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}, not {value!r}")
        return str(value)

    return check


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return value


def _number(least: float, most: float, kind: type[int] | type[float]) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        sound = isinstance(value, (int, float) if kind is float else int) and not isinstance(value, bool)
        if not sound or not least <= value <= most:
            raise ValueError(f"must be a number from {least:g} to {most:g}, not {value!r}")
        return kind(value)

    return check


def _pattern(value: Any) -> str:
    try:
        re.compile(_text(value))
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return str(value)


def _timezone(value: Any) -> str:
    try:
        return ZoneInfo(_text(value)).key
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"must be a zone name like Asia/Almaty, not {value!r}") from error


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "id": _id,
    "name": _text,
    "url": _url,
    "languages": _languages,
    "country": _country,
    "kind": _one_of(KINDS),
    "family": _id,
    "mirrors": _urls,
    "enabled": _flag,
    "delay_seconds": _number(0, 3600, float),
    "timezone": _timezone,
    "notes": _text,
    "type": lambda value: DoorType(_one_of(tuple(DoorType))(value)),
    "poll_minutes": _number(1, 10080, int),
    "article_pattern": _pattern,
}
