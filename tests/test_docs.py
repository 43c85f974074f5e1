"""The documentation keeps up: every verb, setting, outcome, reason and link is there."""

from __future__ import annotations

import importlib
import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
import yaml

from index.model import DoorType, Outcome, RemovedKind
from index.options import Options
from tilshi.main import VERBS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_documented_and_helps(verb: str) -> None:
    assert f"tilshi {verb}" in read("commands.md")
    command: click.Command = importlib.import_module(VERBS[verb]).command
    assert command.help and command.help.strip().endswith(".")
    parts = command.commands.values() if isinstance(command, click.Group) else [command]
    for part in parts:
        options = {name for parameter in part.params for name in parameter.opts}
        assert {"--data", "--config"} <= options, f"{verb} {part.name} takes --data DIR and --config FILE"
        for parameter in part.params:
            assert not isinstance(parameter, click.Option) or parameter.help, f"{verb}: {parameter.name} has no help"


def settings() -> list[tuple[str, str]]:
    found = []
    for item in fields(Options):
        inner = getattr(Options(), item.name)
        if hasattr(inner, "__dataclass_fields__"):
            found += [(item.name, part.name) for part in fields(inner)]
        else:
            found.append(("", item.name))
    return found


@pytest.mark.parametrize(("table", "setting"), settings())
def test_every_setting_is_documented_in_its_table(table: str, setting: str) -> None:
    sections = re.split(r"^## ", read("settings.md"), flags=re.MULTILINE)
    section = next(s for s in sections if s.startswith(f"[{table}]")) if table else sections[0]
    assert f"| `{setting}` |" in section


def test_no_setting_is_documented_that_is_gone() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", read("settings.md"), flags=re.MULTILINE))
    assert named == {setting for _, setting in settings()}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_word_is_explained(outcome: Outcome) -> None:
    assert f"| `{outcome}` |" in read("commands.md")


@pytest.mark.parametrize("kind", RemovedKind)
def test_every_kind_of_what_is_removed_is_explained(kind: RemovedKind) -> None:
    assert f"| `{kind}` |" in read("commands.md")


@pytest.mark.parametrize("door", DoorType)
def test_every_door_is_named_for_ops(door: DoorType) -> None:
    assert str(door) in read("ops.md")


def test_every_reason_is_explained_to_monitors() -> None:
    taxonomy = yaml.safe_load((ROOT / "config" / "taxonomy.yaml").read_text(encoding="utf-8"))
    for reason in taxonomy["reasons"]:
        assert f"| {reason['code']} | {reason['en']} |" in read("monitors.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_docs_exist(page: Path) -> None:
    for verb in re.findall(r"`(?:\.venv/bin/)?tilshi ([a-z]+)", page.read_text(encoding="utf-8")):
        assert verb in VERBS, f"{page.name} tells of `tilshi {verb}`"


def test_make_targets_in_the_docs_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for page in PAGES:
        for target in re.findall(
            r"^    make ([a-z]+)|`make ([a-z]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE
        ):
            assert (target[0] or target[1]) in targets, f"{page.name} tells of make {target}"
