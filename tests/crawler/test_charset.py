"""Bytes become the text that was written, whatever server and page say of them."""

from __future__ import annotations

import time

import pytest

from crawler.charset import decode

RUSSIAN = (
    "<p>В Алматы суд оставил под арестом редактора независимого издания. Коллеги называют дело местью за публикации"
    " о закупках. Ёмкий «ответ» прокуратуры — три строки.</p>"
)
UKRAINIAN = (
    "<p>Журналістку не пустили до зали засідань, хоча її акредитація була чинною. Поліція відмовилась щось"
    " пояснювати.</p>"
)
KAZAKH = (
    "<p>Тәуелсіз басылымның тілшісіне белгісіз біреулер шабуыл жасап, камерасын сындырды. Редакция мұны сөз"
    " бостандығына қысым деп бағалайды, ал полиция әзірге үнсіз отыр.</p>"
)
ENGLISH = "<p>The editor’s lawyer called the charge “absurd” – it rests on a café receipt.</p>"
HEADERS = (
    None,
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=windows-1251",
    "text/html; charset=koi8-r",
    "text/html; charset=ISO-8859-1",
    "text/html; charset=no-such-thing",
    "text/html; charset=zlib",
)
METAS = ("", '<meta charset="utf-8">', '<meta charset="windows-1251">')


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("meta", METAS)
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((RUSSIAN, encoding) for encoding in ("utf-8", "cp1251", "koi8-r", "iso8859-5", "utf-8-sig")),
        *((UKRAINIAN, encoding) for encoding in ("utf-8", "cp1251", "koi8-u")),
        *((KAZAKH, encoding) for encoding in ("utf-8", "kz1048", "ptcp154")),
        (ENGLISH, "utf-8"),
    ],
)
def test_text_survives_every_lie(text: str, encoding: str, meta: str, header: str | None) -> None:
    page = f"<html><head>{meta}</head><body>{text * 3}</body></html>"
    body = page.encode(encoding, "xmlcharrefreplace")
    assert decode(body, header).text == body.decode(encoding)


@pytest.mark.parametrize("header", [None, "text/html; charset=utf-8", "text/html; charset=windows-1252"])
def test_western_page_is_not_taken_for_cyrillic(header: str | None) -> None:
    assert decode(ENGLISH.encode("cp1252"), header).text == ENGLISH


def test_few_broken_characters_do_not_cost_the_rest() -> None:
    body = (RUSSIAN * 20).encode() + b"\xd0" + b"\xff"
    decoded = decode(body, "text/html; charset=windows-1251")
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(RUSSIAN * 20)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_two_byte_text(encoding: str) -> None:
    body = RUSSIAN.encode(encoding)
    assert decode(body, "text/html; charset=utf-16").text == RUSSIAN


def test_declared_multibyte_encoding_is_taken_at_its_word() -> None:
    text = "<p>記者が逮捕されたと編集部が発表した。</p>" * 5
    assert decode(text.encode("shift_jis"), "text/html; charset=Shift_JIS").text == text


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff", b"\xef\xbb\xbf", bytes(range(256)), b"\xed\xa0\x80"])
def test_never_raises(body: bytes) -> None:
    for header in HEADERS:
        assert isinstance(decode(body, header).text, str)


@pytest.mark.parametrize("piece", [b"<", b"<script ", b"<a \xe0", b"\xe0\xe1\xe2 "])
def test_time_does_not_explode(piece: bytes) -> None:
    began = time.process_time()
    decode(piece * (1_000_000 // len(piece)) + b"\xff")
    assert time.process_time() - began < 2
