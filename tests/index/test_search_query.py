"""What researchers type, and what nobody should: every string is a question."""

from __future__ import annotations

import random

import pytest

from index.search.plan import plan
from index.search.query import EVERYTHING, NOTHING, All, Any, Node, Not, Phrase, Prefix, Word, parse


def shape(node: Node) -> str:
    """Write a tree down in short."""
    match node:
        case Word(word):
            return word.exact
        case Phrase(words):
            return '"' + " ".join(word.exact for word in words) + '"'
        case Prefix(letters):
            return letters + "*"
        case Not(child):
            return "-" + shape(child)
        case All(nodes):
            return "(" + " ".join(map(shape, nodes)) + ")"
        case Any(nodes):
            return "(" + " | ".join(map(shape, nodes)) + ")"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("слово", "слово"),
        ("два слова", "(два слова)"),
        ('"два слова"', '"два слова"'),
        ("«два слова» и „три“ “four”", '("два слова" и три four)'),
        ('"не закрыто', '"не закрыто"'),
        ("а -б", "(а -б)"),
        ('-"два слова"', '-"два слова"'),
        ("а - б", "(а б)"),
        ("а — б", "(а б)"),
        ("--а", "а"),
        ("нац-банк", '"нац банк"'),
        ("а OR б в", "(а | (б в))"),
        ("(а OR б) в", "((а | б) в)"),
        ("а | б ИЛИ в НЕМЕСЕ г", "(а | б | в | г)"),
        ("а or б", "(а or б)"),
        ("а AND б & в", "(а б в)"),
        ("-(а OR б)", "-(а | б)"),
        ("пол*", "пол*"),
        ("п*", "п"),
        ("пресс-слу*", "(пресс слу*)"),
        ("((а) б", "(а б)"),
        ("а) б", "(а б)"),
        ("OR а OR OR б OR", "(а | б)"),
        ("() а", "а"),
        ("-() а", "а"),
        ("@dala_news", '"dala news"'),
        ("don’t", "don't"),
    ],
)
def test_reads(text: str, expected: str) -> None:
    assert shape(parse(text)) == expected


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_blank_asks_for_everything(text: str) -> None:
    assert parse(text) is EVERYTHING


@pytest.mark.parametrize("text", ["?", '"', '""', "-", "()", "* *", "«»", "OR", "😀", "--- ((( ***"])
def test_no_word_asks_for_nothing(text: str) -> None:
    assert parse(text) is NOTHING


def test_long_questions_are_cut() -> None:
    tree = parse("слово " * 5000)
    assert isinstance(tree, All)
    assert len(tree.nodes) == 64


def depth(node: Node) -> int:
    match node:
        case All(nodes) | Any(nodes):
            return 1 + max(map(depth, nodes), default=0)
        case Not(child):
            return 1 + depth(child)
    return 1


PIECES = (
    *(
        '"',
        "«",
        "»",
        "“",
        "”",
        "„",
        "(",
        ")",
        "-",
        "*",
        "|",
        "&",
        " ",
        "\n",
        "OR ",
        "AND ",
        " ИЛИ ",
        "'",
        "’",
        "\\",
        "/",
    ),
    *("слово", "Қазақ", "word", "İ", "ß", "\u0301", "\u00ad", "\ud800", "\x00", "\u202e", "😀", "1.5", "_", "¶", "+"),
    *("field:", "[a TO b]", "~2", "^3", "?", "<b>", "';--", "${x}", "{}", "ﷺ", "新闻", "\u200d", "­", "é", "ё", "ʼ"),
)


@pytest.mark.parametrize("seed", range(20))
def test_any_string_is_a_question(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        tree = parse("".join(chance.choices(PIECES, k=chance.randint(1, 40))))
        plan(tree)
        assert depth(tree) <= 20


@pytest.mark.parametrize("piece", PIECES)
def test_a_thousand_times_the_same(piece: str) -> None:
    assert depth(parse(piece * 1000)) <= 20
