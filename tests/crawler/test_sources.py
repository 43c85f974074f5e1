"""Source files: what is sound is read, what is broken is named with its line, and the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sources import check_sources, load_sources
from index.errors import ConfigurationError
from index.model import DoorType
from index.options import ROOT

GOOD = """sources:
- id: paper
  name: The Paper
  url: https://paper.kz/
  languages: [ru, kk]
  country: KZ
  kind: media
  doors:
  - {type: feed, url: "https://paper.kz/rss", poll_minutes: 20}
"""


def write(folder: Path, text: str, name: str = "a.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_source_is_read_whole(tmp_path: Path) -> None:
    more = "  family: papers\n  mirrors: [https://m.example/]\n  delay_seconds: 2\n  timezone: Asia/Almaty\n"
    (source,) = check_sources(write(tmp_path, GOOD + more))
    assert source.doors[0].type is DoorType.FEED
    assert source.doors[0].poll_minutes == 20
    assert (source.languages, source.delay_seconds, source.enabled) == (("ru", "kk"), 2.0, True)
    assert (source.family, source.mirrors, source.timezone) == ("papers", ("https://m.example/",), "Asia/Almaty")


@pytest.mark.parametrize(
    ("country", "zone"), [("KZ", "Asia/Almaty"), ("RU", "Europe/Moscow"), ("KG", "Asia/Bishkek"), ("INT", None)]
)
def test_a_source_keeps_its_countrys_time(tmp_path: Path, country: str, zone: str | None) -> None:
    (source,) = check_sources(write(tmp_path, GOOD.replace("country: KZ", f"country: {country}")))
    assert source.timezone == zone


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: media", "kind: site", 7, "kind must be one of media, watchdog, official, social"),
        ("[ru, kk]", "[ru, kz]", 5, "kz, which is the country"),
        ("[ru, kk]", "[ru, zz]", 5, "no ISO 639-1"),
        ("[ru, kk]", "ru", 5, "must be a list of language codes"),
        ("[ru, kk]", "[[ru], {a: b}]", 5, "no ISO 639-1"),
        ("https://paper.kz/\n", "paper.kz\n", 4, "must be a web address"),
        ("https://paper.kz/\n", "https://paper.kz:99999/\n", 4, "must be a web address"),
        ("country: KZ", "country: Kazakhstan", 6, "two capital letters"),
        ("  name: The Paper\n", "", 2, "the source has no name"),
        ("  name: The Paper\n", "  name: The Paper\n  nick: P\n", 4, "unknown key 'nick'"),
        ("  name: The Paper\n", "  name: The Paper\n  name: Again\n", 4, "given twice"),
        ("  name: The Paper\n", "  name: The Paper\n  enabled: maybe\n", 4, "enabled must be true or false"),
        ("  name: The Paper\n", "  name: The Paper\n  timezone: Almaty\n", 4, "zone name"),
        ("  name: The Paper\n", "  name: The Paper\n  delay_seconds: -1\n", 4, "number from 0"),
        ("type: feed", "type: rss", 9, "type must be one of feed"),
        ("poll_minutes: 20", "poll_minutes: 0", 9, "poll_minutes must be a number from 1"),
        ("poll_minutes: 20", "article_pattern: '('", 9, "no regular expression"),
        ("poll_minutes: 20", "status: ok", 9, "unknown key 'status'"),
        ("id: paper", "id: The Paper", 2, "small letters"),
        ("id: paper", "id: !!python/object:os.system x", 2, "id "),
    ],
)
def test_each_mistake_is_one_sentence_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD
    sources, problems = load_sources(write(tmp_path, GOOD.replace(old, new, 1)))
    assert not sources
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"{tmp_path / 'a.yaml'}:{line}: ")
    assert words in problems[0]
    assert "\n" not in problems[0]


@pytest.mark.parametrize("text", ["", "- a\n", "sources: {}\n", "sources:\n", "a: [\n", "\tx: 1\n", "5"])
def test_a_file_that_is_no_source_file_is_named(tmp_path: Path, text: str) -> None:
    write(tmp_path, GOOD)
    sources, problems = load_sources(write(tmp_path, text, "b.yaml"))
    assert [source.id for source in sources] == ["paper"]
    assert problems
    assert all(problem.startswith(f"{tmp_path / 'b.yaml'}:") for problem in problems)


def test_bytes_that_are_not_text_are_named(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")
    sources, problems = load_sources(tmp_path)
    assert len(sources) == 1
    assert "b.yaml" in problems[0]


def test_all_mistakes_are_reported_together(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("kind: media", "kind: site").replace("country: KZ", "country: kz"))
    write(tmp_path, GOOD.replace("type: feed", "type: rss"), "b.yaml")
    with pytest.raises(ConfigurationError) as raised:
        check_sources(tmp_path)
    assert len(str(raised.value).splitlines()) == 3


def test_an_id_taken_twice_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    sources, problems = load_sources(write(tmp_path, GOOD, "b.yaml"))
    assert len(sources) == 1
    assert f"{tmp_path / 'b.yaml'}:2: " in problems[0]
    assert f"{tmp_path / 'a.yaml'}:2" in problems[0]


def test_one_broken_source_does_not_take_its_neighbours_along(tmp_path: Path) -> None:
    neighbour = GOOD.removeprefix("sources:\n").replace("id: paper", "id: other").replace("kind: media", "kind: x")
    sources, problems = load_sources(write(tmp_path, GOOD + neighbour))
    assert [source.id for source in sources] == ["paper"]
    assert len(problems) == 1


def test_an_empty_directory_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no source file"):
        load_sources(tmp_path / "nowhere")


def test_only_a_disabled_source_may_have_no_doors(tmp_path: Path) -> None:
    closed = GOOD[: GOOD.index("  doors")]
    assert "no doors" in load_sources(write(tmp_path, closed))[1][0]
    assert not load_sources(write(tmp_path, closed + "  enabled: false\n"))[1]


def test_the_shipped_sources_are_sound() -> None:
    sources = check_sources(ROOT / "config" / "sources")
    assert len(sources) > 150
    assert sum(source.enabled for source in sources) >= 20
    assert all(source.notes for source in sources if not source.enabled), "a closed source says why"
    assert not [source.id for source in sources if source.enabled and "FILL" in source.doors[0].url]
