"""config/tilshi.toml and the environment become one frozen Options; nothing else reads either."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from index.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent  # the checkout: config/, classifiers/model/ and the rooms lie below it


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How we behave towards other people's servers."""

    user_agent: str = "tilshi/0.1 (watches the press for attacks on journalists)"
    delay_seconds: float = 3.0  # pause between two requests to one host
    timeout_seconds: float = 30.0  # for a whole request, not for each read
    max_bytes: int = 8 * 1024 * 1024  # after decompression
    concurrent_requests: int = 16  # over all hosts; one at a time per host
    verify_certificates: bool = True
    hosts: Mapping[str, str] = field(default_factory=dict)  # host name or *.suffix → address, like /etc/hosts
    allow_addresses: tuple[str, ...] = ()  # networks that may be visited although they are private


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """The child processes that read hostile bytes."""

    processes: int = 2
    cpu_seconds: int = 10  # per page
    memory_mb: int = 1024  # address space of one worker
    max_html_bytes: int = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """The review desk."""

    host: str = "127.0.0.1"
    port: int = 8765
    reviewer: str = "reviewer"  # the name decisions are signed with
    audit_per_day: int = 10  # unflagged articles of each day that stand in the queue by lot; 0 = none


@dataclass(frozen=True, slots=True)
class Options:
    """Every setting of tilshi. `data` is where all state lives."""

    data: Path = Path("data")
    ledger: str = "sqlite"  # or postgresql://user:password@host/database
    search: str = "embedded"  # or http(s)://[user:password@]host:9200
    search_index: str = "tilshi"  # name of the index on Elasticsearch
    sources: Path = ROOT / "config" / "sources"
    model: Path = ROOT / "classifiers" / "model"
    threshold: float | None = None  # score from which an article is flagged; None = the model's own
    fetch: FetchOptions = field(default_factory=FetchOptions)
    workers: WorkerOptions = field(default_factory=WorkerOptions)
    desk: DeskOptions = field(default_factory=DeskOptions)


_ENVIRONMENT = {
    "TILSHI_DATA": "data",
    "TILSHI_LEDGER": "ledger",
    "TILSHI_SEARCH": "search",
    "TILSHI_SOURCES": "sources",
}


def load_options(path: Path | None = None, environ: Mapping[str, str] | None = None, **overrides: Any) -> Options:
    """Read `path` (or $TILSHI_CONFIG, or the checkout's config/tilshi.toml), then the environment, then `overrides`.

    Relative paths in the file are relative to the checkout, those from the environment or the command line to the
    working directory. Raises ConfigurationError, naming file and line, on anything unknown or of the wrong type.
    """
    environ = os.environ if environ is None else environ
    path = path or Path(environ.get("TILSHI_CONFIG", ROOT / "config" / "tilshi.toml"))
    options = _read(path)
    said: dict[str, Any] = {name: environ[key] for key, name in _ENVIRONMENT.items() if environ.get(key)}
    said |= {name: value for name, value in overrides.items() if value is not None}
    for name in ("data", "sources"):
        if name in said:
            said[name] = Path(said[name]).absolute()
    options = replace(options, **said)
    return _checked(options, path)


def _read(path: Path) -> Options:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path}: no such settings file; name another with --config or TILSHI_CONFIG"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({error})") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{_place(path, text, error)}: not valid TOML: {error}") from error
    options: Options = _build(Options, table, path, text, "")
    return replace(options, data=ROOT / options.data, sources=ROOT / options.sources, model=ROOT / options.model)


def _place(path: Path, text: str, error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+)", str(error))
    return f"{path}:{found[1] if found else len(text.splitlines())}"


def _build(kind: Any, table: Mapping[str, Any], path: Path, text: str, prefix: str) -> Any:
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, value in table.items():
        where = f"{path}:{_line(text, prefix, name)}"
        if name not in hints:
            known = ", ".join(sorted(hints))
            raise ConfigurationError(f"{where}: unknown setting {prefix}{name}; known here: {known}")
        wanted = hints[name]
        if hasattr(wanted, "__dataclass_fields__"):
            if not isinstance(value, dict):
                raise ConfigurationError(f"{where}: {prefix}{name} is a table, written [{prefix}{name}]")
            values[name] = _build(wanted, value, path, text, f"{prefix}{name}.")
        else:
            values[name] = _convert(wanted, value, f"{where}: {prefix}{name}")
    return kind(**values)


def _convert(wanted: Any, value: Any, where: str) -> Any:
    if isinstance(wanted, UnionType):
        wanted = next(kind for kind in get_args(wanted) if kind is not type(None))
    if get_origin(wanted) is tuple and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if get_origin(wanted) is not None and isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return dict(value)
    if wanted is Path and isinstance(value, str):
        return Path(value)
    if wanted is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(wanted, type) and isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool)):
        return value
    name = getattr(wanted, "__name__", str(wanted))
    raise ConfigurationError(f"{where} must be of type {name}, not {value!r}")


def _line(text: str, prefix: str, name: str) -> int:
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\s*([\w.]+)\s*\]", line):
            table = head[1] + "."
            if table == f"{prefix}{name}.":
                return number
        elif table == prefix and re.match(rf"""\s*["']?{re.escape(name)}["']?\s*[.=]""", line):
            return number
    return 1


def _checked(options: Options, path: Path) -> Options:
    if not re.match(r"^(sqlite$|postgresql://.+)", options.ledger):
        said = hide_password(options.ledger)
        raise ConfigurationError(f'{path}: ledger must be "sqlite" or "postgresql://...", not "{said}"')
    if not re.match(r"^(embedded$|https?://.+)", options.search):
        said = hide_password(options.search)
        raise ConfigurationError(f'{path}: search must be "embedded" or "http(s)://...", not "{said}"')
    for table in (options.fetch, options.workers, options.desk):
        for item in fields(table):
            value = getattr(table, item.name)
            least = 0 if item.name in ("delay_seconds", "audit_per_day", "port") else 1
            if isinstance(value, int | float) and not isinstance(value, bool) and value < least:
                raise ConfigurationError(f"{path}: {item.name} must be at least {least}, not {value}")
    if options.threshold is not None and not 0 < options.threshold < 1:
        raise ConfigurationError(f"{path}: threshold must lie between 0 and 1, not {options.threshold}")
    return options


def hide_password(address: str) -> str:
    """Return `address` fit for a message: user and password replaced."""
    return re.sub(r"//[^/@]*@", "//…@", address)
