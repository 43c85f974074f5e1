"""Bytes and what the server said of them become text, whoever lies: server, page, or both."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_BROKEN_SHARE = 0.001  # of all characters: more and the declared encoding is doubted
# Of non-ASCII characters: cut ones, a pasted line. Eight-bit Cyrillic read as UTF-8 has about 1.0, two-byte sets 0.5.
_BROKEN_UTF8 = 0.2
_SAMPLE_BYTES = 60_000
# Encodings of the press we read, in the order that settles a tie.
_CYRILLIC = ("cp1251", "koi8-r", "kz1048", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic", "ptcp154")
# Letters by falling frequency; the position gives the weight.
_LETTERS = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "uk": "оанивітреслкдупмязьбгчйхжцюєїшфщґ",
    "kk": "аеынтрлдісқмоубікғгйәпөшңжүзұіяхвюцэфһчьщё",
}
_TABLES = tuple({letter: -math.log(rank + 3) for rank, letter in enumerate(order)} for order in _LETTERS.values())
_FOREIGN = -7.0  # a letter or sign the language does not have
_TYPOGRAPHY = frozenset("«»—–“”„’‘…№•·°§©®\u00a0\u00ad\ufffd")
_CASE_BREAK = re.compile("[а-яё][А-ЯЁ]")
_CASE_PENALTY = 5.0
_TOLD_BONUS = 0.15  # a declaration decides between encodings that read about equally well
_READABLE = -3.2  # real text reaches -2.4 to -2.8
_CYRILLIC_RUNS = 0.6  # share of high bytes in runs of three and more: 0.9 in Cyrillic text, 0.1 in Western
_WESTERN = frozenset({"cp1252", "latin-1", "ascii", "iso8859-15", "iso8859-1"})
_RUN_OF_HIGH = re.compile(rb"[\x80-\xff]{3,}")
_SCRIPT = re.compile(rb"<(?:script|style)\b", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was read with."""

    text: str
    encoding: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Read `body` in the encoding it is really in; `content_type` is the HTTP header, a hint.

    A byte order mark decides. What is valid UTF-8 is UTF-8, since text in another encoding practically never is by
    chance. Then the header and the page's own declaration are tried, each only if the text it gives reads like
    language; then the eight-bit encodings of Cyrillic, Kazakh ones included, by the letters they give; then a general
    detector. Never raises: broken bytes become U+FFFD.
    """
    mark, rest = _read_mark(body)
    if mark:
        return Decoded(rest.decode(mark, "replace"), mark)
    if (text := _as_utf8(body)) is not None:
        return Decoded(text, "utf-8")
    encoding = _best_encoding(body, _declared(body, content_type))
    return Decoded(body.decode(encoding, "replace"), encoding)


def _read_mark(body: bytes) -> tuple[str | None, bytes]:
    encoding, mark = read_bom(body)
    return (encoding, body[len(mark) :]) if encoding and mark else (None, body)


def _as_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    started = len(body.translate(None, bytes(range(0xC2))))  # bytes that begin a character outside ASCII
    return text if broken <= _BROKEN_UTF8 * started else None


def _declared(body: bytes, content_type: str | None) -> list[str]:
    header = http_content_type_encoding(content_type)
    resolved = [resolve_encoding(name) for name in (header, html_body_declared_encoding(body)) if name]
    return [name for name in dict.fromkeys(resolved) if name and name != "utf-8" and _is_charset(name)]


def _is_charset(name: str) -> bool:
    """Tell charsets from the other things Python calls an encoding: a page may declare `zlib` or `unicode_escape`."""
    try:
        return bool(b"plain".decode(name) == "plain" and b"\\u0041".decode(name) == "\\u0041")
    except (LookupError, UnicodeError):
        return name.startswith("utf-16")


def _best_encoding(body: bytes, declared: list[str]) -> str:
    sample = _visible(body)[:_SAMPLE_BYTES]
    for name in declared:
        if name not in _CYRILLIC and name not in _WESTERN and _reads_whole(sample, name):
            return name
    runs = sum(map(len, _RUN_OF_HIGH.findall(sample)))
    if runs < _CYRILLIC_RUNS * sum(byte > 0x7F for byte in sample):
        return next(iter(declared), "cp1252")
    told = [name for name in declared if name in _CYRILLIC]
    scores = {
        name: _likeness(sample.decode(name, "replace")) + (_TOLD_BONUS if name in told else 0) for name in _CYRILLIC
    }
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= _READABLE or told:
        return best
    guess = from_bytes(sample).best()
    return guess.encoding if guess else next(iter(declared), "cp1252")


def _visible(body: bytes) -> bytes:
    first, *rest = _SCRIPT.split(body)
    return _TAG.sub(b" ", b" ".join((first, *(part.partition(b"</")[2] for part in rest))))


def _reads_whole(sample: bytes, name: str) -> bool:
    text = sample.decode(name, "replace")
    return text.count("\ufffd") <= max(1, _BROKEN_SHARE * len(text))  # the end of the sample may cut a character


def _likeness(text: str) -> float:
    """Return how much the non-ASCII letters of `text` look like Russian, Ukrainian or Kazakh: a mean log-likelihood."""
    letters = [char for char in text if char > "\x7f" and char not in _TYPOGRAPHY]
    if not letters:
        return -math.inf
    counts = Counter(char.lower() for char in letters)
    best = max(sum(n * table.get(char, _FOREIGN) for char, n in counts.items()) for table in _TABLES)
    return best / len(letters) - _CASE_PENALTY * len(_CASE_BREAK.findall(text)) / len(letters)
