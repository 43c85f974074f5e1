"""Language of any string at all: an answer, the same one in every run, thread and process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from classifiers.language import ProfileDetector, detector
from index.options import ROOT

_WORDS = "журналиста оштрафовали тілшіні ұстады police detained Қостанай tılşı «Орда» orda.kz @press".split()
_ODD = "\x00\ud800\udfff\u0301\u200d\u202e\ufeff\ufffdİıſßŉΐﬃ𝔘😀\U0010ffff«»“”\"'@#.://\n\r\t "
MAKERS: dict[str, Callable[[random.Random], str]] = {
    "any code points": lambda r: "".join(chr(r.randrange(0x110000)) for _ in range(r.randrange(200))),
    "one script": lambda r: _of(r, *r.choice([(0x41, 0x250), (0x400, 0x530), (0x600, 0x700), (0x4E00, 0x9FFF)])),
    "halves of characters": lambda r: _of(r, 0xD800, 0xE000),
    "odd characters": lambda r: "".join(r.choice(_ODD) for _ in range(r.randrange(300))),
    "words and odd characters": lambda r: "".join(r.choice([*_WORDS, *_ODD]) for _ in range(r.randrange(300))),
    "words of three languages": lambda r: " ".join(r.choice(_WORDS) for _ in range(r.randrange(300))),
    "one thing many times": lambda r: r.choice([*_ODD, *_WORDS, "«а", "a@", "қ\n", "т. "]) * r.randrange(5000),
}


def _of(chance: random.Random, start: int, end: int) -> str:
    return "".join(chr(chance.randrange(start, end)) for _ in range(chance.randrange(400)))


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("seed", range(3))
def test_any_string_gets_an_answer(kind: str, seed: int) -> None:
    chance = random.Random(f"{kind} {seed}")
    for _ in range(20):
        title, text = (MAKERS[kind](chance) if chance.random() < 0.8 else "" for _ in range(2))
        hints = chance.choice([(), ("kk",), ("ru", "kk"), ("en", "ky"), ("", "KZ", "no such")])
        guess = detector().detect(title, text, hints)
        assert guess.language.isalpha()
        assert guess.script in ("Cyrl", "Latn", "Arab", "Zyyy")
        assert 0 <= guess.confidence <= 1
        assert guess == detector().detect(title, text, hints)
        shares = detector().languages(title, text, hints)
        assert not shares or sum(share.share for share in shares) == pytest.approx(1)
        assert [share.share for share in shares] == sorted((share.share for share in shares), reverse=True)


@pytest.mark.parametrize("piece", ["а", "a", "қ ", "Сот шешімі. ", "\x00", "\ud800", "@", "«", "\n", "слово\n", "😀"])
def test_a_megabyte(piece: str) -> None:
    text = (piece * (1 << 20))[: 1 << 20]
    assert 0 <= detector().detect(text, text).confidence <= 1
    assert len(detector().languages(text, text)) <= 2


def _some_texts() -> list[str]:
    chance = random.Random(0)
    return [" ".join(chance.choices(_WORDS, k=size)) for size in range(1, 60)]


def test_same_answer_in_every_thread() -> None:
    texts = _some_texts() * 4
    expected = [(detector().detect(text, text), detector().languages(text, text)) for text in texts]
    fresh = ProfileDetector()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda text: (fresh.detect(text, text), fresh.languages(text, text)), texts))
    assert answers == expected


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_same_answer_in_every_process(hash_seed: str) -> None:
    code = (
        "from tests.classifiers.test_language_any_text import _some_texts, detector\n"
        "print([tuple(map(str, (detector().detect(t, t), detector().languages(t, t)))) for t in _some_texts()])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True, encoding="utf-8"
    )
    here = [tuple(map(str, (detector().detect(t, t), detector().languages(t, t)))) for t in _some_texts()]
    assert ran.stdout.strip() == str(here)
