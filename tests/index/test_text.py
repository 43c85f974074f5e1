"""Foreign text made safe."""

from __future__ import annotations

import pytest

from index.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("бір\tекі\nүш", "бір\tекі\nүш"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x0bc\x1fd\x7fe\x85f\x9fg", "abcdefg"),
        ("\ud800a\udfff", "a"),
        ("и\u0306", "й"),
        ("😀", "😀"),
        ("", ""),
    ],
)
def test_clean_text(given: str, expected: str) -> None:
    assert clean_text(given) == expected
    assert clean_text(expected) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  бір\n\tекі\u00a0үш ", "бір екі үш"),
        ("a\u202eb\u2066c\u2069d\u200fe", "abcde"),
        ("а" * 30, "а" * 20),
        ("а" * 19 + " б", "а" * 19),
    ],
)
def test_clean_line(given: str, expected: str) -> None:
    assert clean_line(given, 20) == expected
