"""The register of misbehaviours: one named resource for each, with what must become of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from index.model import DoorType, Outcome
from tests.newsroom.reply import Answer, Request

HOST = "trouble.localhost"
Responder = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """Addresses that go wrong in one way, as the trouble feed lists them.

    `links` hold `{origin}` (of this misbehaviour's host) and `{port}`; link n ends in `expected[n]`, in any order.
    Nothing expected = the link must never be asked for. `forbidden` names hosts the crawler must not have reached.
    `says` and `says_not` are sentences that the stored text must and must not hold.
    """

    name: str
    about: str
    expected: tuple[Outcome, ...]
    answer: Responder
    links: tuple[str, ...]
    own_host: bool = False  # it would spoil its neighbours: it is slow, or makes the crawler avoid the host
    robots: Responder | None = None  # what its own host answers for robots.txt
    pages_forbidden: bool = False  # only robots.txt may be asked for
    forbidden: tuple[str, ...] = ()
    says: str | None = None
    says_not: str | None = None
    undated: bool = False  # the date it claims must not be believed

    @property
    def host(self) -> str:
        return f"{self.name}.{HOST}" if self.own_host else HOST


@dataclass(frozen=True, slots=True)
class BrokenDoor:
    """A door that goes wrong in one way: `articles` are stored through it; `fails` = the poll counts as failed."""

    name: str
    about: str
    type: DoorType
    path: str
    articles: int
    fails: bool
    answer: Responder

    @property
    def host(self) -> str:
        return f"{self.name}.{HOST}"

    @property
    def source_id(self) -> str:
        return f"trouble-{self.name}"


MISBEHAVIOURS: dict[str, Misbehaviour] = {}
BROKEN_DOORS: dict[str, BrokenDoor] = {}


def page(
    expected: Outcome | Sequence[Outcome] | None, *, links: Sequence[str] | None = None, **details: object
) -> Callable[[Responder], Responder]:
    """Register the decorated function as the misbehaviour named like it; its docstring says what goes wrong."""

    def register(answer: Responder) -> Responder:
        name = answer.__name__.strip("_").replace("_", "-")
        words = () if expected is None else (expected,) if isinstance(expected, Outcome) else tuple(expected)
        addresses = tuple(links or ("{origin}/pages/" + name,))
        about = " ".join((answer.__doc__ or "").split())
        _add(MISBEHAVIOURS, name, Misbehaviour(name, about, words, answer, addresses, **details))  # type: ignore[arg-type]
        return answer

    return register


def door(type: DoorType, path: str, *, articles: int = 0, fails: bool = True) -> Callable[[Responder], Responder]:
    """Register the decorated function as the broken door named like it."""

    def register(answer: Responder) -> Responder:
        name = answer.__name__.strip("_").replace("_", "-")
        about = " ".join((answer.__doc__ or "").split())
        _add(BROKEN_DOORS, name, BrokenDoor(name, about, type, path, articles, fails, answer))
        return answer

    return register


def _add(register: dict[str, Any], name: str, entry: Misbehaviour | BrokenDoor) -> None:
    assert name not in register, f"two misbehaviours are named {name}"
    register[name] = entry
