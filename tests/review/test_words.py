"""Every word of the desk exists in every language, with that language's plural forms."""

from __future__ import annotations

import re
from dataclasses import fields
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml

from classifiers.when_readings import PRECISIONS
from index.model import AlertHeader, Decision, RemovedKind, ReviewState
from review.rendering import TEMPLATES
from review.taxonomy import PATH, load_taxonomy
from review.words import LANGUAGES, PLURALS, choose_language, words
from tests.review.conftest import Browserless, Stage
from tests.review.test_pages import text_of

FORMS = {"en": {"one", "other"}, "ru": {"one", "few", "many"}, "kk": {"one", "other"}}
SOURCES = [*TEMPLATES.glob("*.html"), *TEMPLATES.parent.glob("*.py")]
TEMPLATE_NAMES = sorted(path.name for path in TEMPLATES.glob("*.html"))


def used() -> set[str]:
    """Return every name of a text that templates and code ask for, those made of data included."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    direct = set(re.findall(r"""(?:\bt|other|words)\(\s*["']([a-z_.0-9]+[a-z0-9_])["']\s*[,)]""", source))
    direct |= set(re.findall(r"""\('[^']*', '(keys\.\w+)'\)""", source))
    direct |= {f"{key}.{end}" for key in ("missing", "bad", "trouble", "full", "crash") for end in ("title", "text")}
    direct |= {f"reason.{code}" for code in load_taxonomy().reasons}
    direct |= {f"state.{state.value}" for state in ReviewState} | {f"decision.{d.value}" for d in Decision}
    direct |= {f"status.{name}" for name in re.findall(r"\('(\w+)', whole\.", source)}
    direct |= {f"removed.{kind.value}" for kind in RemovedKind} | {f"header.{f.name}" for f in fields(AlertHeader)}
    direct |= {f"fact.{kind}" for kind in ("victim", "outlet", "place", "date", "perpetrator", "incident")}
    direct |= {f"role.{role}" for role in roles()}
    direct |= {f"month.{number}" for number in range(1, 13)} | {f"language.{tongue}" for tongue in LANGUAGES}
    return direct


def roles() -> set[str]:
    """Return every role a suggested fact may have: codes of the taxonomy (V12 is never suggested), precisions."""
    taxonomy = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    perpetrators = {code for group in taxonomy["perpetrators"] for code in (group["code"], *group["kinds"])}
    return perpetrators | (set(taxonomy["victims"]) - {"V12"}) | set(PRECISIONS)


def test_every_text_asked_for_exists_in_every_language() -> None:
    for tongue in LANGUAGES:
        assert used() - set(words(tongue).texts) == set()


def test_no_text_is_kept_that_nobody_asks_for() -> None:
    made_of_data = {key for key in words("en").texts if key.startswith(("language.", "origin.", "script."))}
    assert set(words("en").texts) - used() - made_of_data == set()


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_languages_agree_in_names_holes_and_plurals(tongue: str) -> None:
    english, ours = words("en").texts, words(tongue).texts
    assert set(ours) == set(english)
    for key, text in ours.items():
        assert isinstance(text, dict) == isinstance(english[key], dict), key
        assert holes(text) == holes(english[key]), key
        if isinstance(text, dict):
            assert set(text) == FORMS[tongue], key


def holes(text: Any) -> set[str]:
    parts = text.values() if isinstance(text, dict) else [text]
    return {name for part in parts for name in re.findall(r"{(\w+)}", part)}


@pytest.mark.parametrize(
    ("tongue", "forms"),
    [
        ("en", {1: "one", 0: "other", 2: "other", 21: "other"}),
        ("kk", {1: "one", 0: "other", 5: "other"}),
        (
            "ru",
            {0: "many", 1: "one", 2: "few", 4: "few", 5: "many", 11: "many", 12: "many", 14: "many", 21: "one"}
            | {22: "few", 25: "many", 111: "many", 112: "many", 121: "one", 1003: "few"},
        ),
    ],
)
def test_plural_rules(tongue: str, forms: dict[int, str]) -> None:
    assert {n: PLURALS[tongue](n) for n in forms} == forms


def test_russian_counts_as_russians_do() -> None:
    said = words("ru")
    assert [said("queue.count", n) for n in (1, 3, 5)] == [
        "1 статья ждёт решения", "3 статьи ждут решения", "5 статей ждут решения",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "chosen"),
    [
        (None, None, "", "en"),
        (None, None, "kk-KZ,ru;q=0.8", "kk"),
        (None, None, "de, ru;q=0.7, en;q=0.9", "en"),
        (None, None, "fr;q=x, ;;;, *", "en"),
        (None, "ru", "kk", "ru"),
        ("kk", "ru", "en", "kk"),
        ("xx", "../..", "ru", "ru"),
    ],
)
def test_which_language_the_desk_speaks(asked: str | None, remembered: str | None, accepted: str, chosen: str) -> None:
    assert choose_language(asked, remembered, accepted) == chosen


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_every_page_speaks_every_language_and_remembers_it(stage: Stage, tongue: str) -> None:
    client = Browserless(stage.app)
    for path in ("/", "/search?q=обыск", "/status", f"/articles/{stage.id_of('market')}", "/nowhere"):
        answer = client.get(path + ("&" if "?" in path else "?") + f"lang={tongue}")
        assert f'<html lang="{tongue}">' in answer.text
        assert f"lang={tongue}" in answer.headers["set-cookie"]
        assert words(tongue)("nav.queue") in text_of(answer.text)
    assert client.get("/", Cookie=f"lang={tongue}").headers["content-language"] == tongue


class LiteralText(HTMLParser):
    """Collects the words a template says itself, outside of {{ }} and {% %}."""

    SPOKEN = frozenset({"alt", "title", "placeholder", "aria-label", "label"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in self.SPOKEN and value and re.search(r"\w", value)]

    def handle_data(self, data: str) -> None:
        if re.search(r"\w", data):
            self.found.append(data.strip())


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_no_template_says_a_word_itself(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)
    reader = LiteralText()
    reader.feed(bare)
    reader.close()
    assert reader.found == []
