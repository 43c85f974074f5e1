"""Text into sentences with their offsets, for three languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words that end in a full stop without ending a sentence: titles, months, abbreviations of ru, kk and en news.
_ABBREVIATIONS = frozenset(
    "г гг в вв ул д кв стр им тыс млн млрд руб коп тг т п ст ч см напр др проч обл р-н пр просп корп тел рис мин сек"
    " ж жж б т.б т.с.с мыс қ көш даң обл ауд"
    " mr mrs ms dr prof st no vol fig inc ltd co jr sr vs etc e.g i.e u.s u.k jan feb mar apr jun jul aug sep sept oct"
    " nov dec gen col lt maj sgt capt".split()
)
_BREAK = re.compile(r"(?P<stop>[.!?…]+[»\"”’)]*)(?P<gap>\s+)|(?P<para>\n\s*\n|\n)")
_WORD_BEFORE = re.compile(r"([\w.-]+)$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """text[start:end] of the article, without surrounding white space."""

    start: int
    end: int
    text: str


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text` in order; line breaks always end one."""
    sentences: list[Sentence] = []
    start = 0
    for found in _BREAK.finditer(text):
        if found["stop"] and not _ends_sentence(text, found):
            continue
        _add(sentences, text, start, found.end("stop") if found["stop"] else found.start())
        start = found.end()
    _add(sentences, text, start, len(text))
    return sentences


def _ends_sentence(text: str, found: re.Match[str]) -> bool:
    if "\n" in found["gap"]:
        return True
    following = text[found.end() : found.end() + 1]
    if following.islower() or following in "–—":  # a dash goes on with who said it: «Кетпеймін!» – деді
        return False
    if found["stop"] != ".":
        return True
    before = _WORD_BEFORE.search(text, max(0, found.start() - 20), found.start())
    word = before[1] if before else ""
    # A single capital letter is an initial: «А. Сапарова».
    return not (word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()))


def _add(sentences: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + len(piece) - len(piece.lstrip())
        sentences.append(Sentence(begin, begin + len(stripped), stripped))
