"""Packed answers: every coding we ask for is undone, damaged and malicious ones end within the limit."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest

from crawler.coding import ACCEPTED, Garbled, Oversized, decoded, head

BODY = "Журналиста задержали у суда. ".encode() * 5000
NOISE = random.Random(0).randbytes(200_000)  # packs into several slices
MOST = 1024 * 1024


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
}


def test_every_coding_we_ask_for_is_known() -> None:
    assert set(ACCEPTED.split(", ")) <= set(PACKERS)


@pytest.mark.parametrize("body", [BODY, NOISE, b"x"], ids=["text", "noise", "byte"])
@pytest.mark.parametrize("coding", PACKERS)
def test_a_body_comes_back(coding: str, body: bytes) -> None:
    packed = PACKERS[coding](body)
    assert decoded(packed, coding, MOST) == body
    assert head(packed, coding, 100) == body[:100]


@pytest.mark.parametrize("coding", ["", "utf-8", "identity"])
def test_what_is_not_packed_is_left_alone(coding: str) -> None:
    assert decoded(BODY, coding, MOST) == BODY


def test_codings_one_upon_the_other_and_gzips_in_a_row() -> None:
    assert decoded(brotli.compress(gzip.compress(BODY)), "gzip, br", MOST) == BODY
    assert decoded(gzip.compress(BODY) + gzip.compress(NOISE), "gzip", MOST) == BODY + NOISE


@pytest.mark.parametrize("coding", PACKERS)
def test_a_body_that_breaks_off_gives_what_came(coding: str) -> None:
    body = decoded(PACKERS[coding](NOISE)[:150_000], coding, MOST)
    assert len(body) > 100_000
    assert NOISE.startswith(body)


@pytest.mark.parametrize("coding", PACKERS)
def test_a_body_that_is_not_what_it_says(coding: str) -> None:
    with pytest.raises(Garbled, match=coding.lower()):
        decoded(b"\x1f\x8b\x08\x00" + bytes(range(256)) * 8, coding, MOST)


@pytest.mark.parametrize("coding", PACKERS)
def test_the_limit_is_exact_and_a_bomb_takes_no_memory(coding: str) -> None:
    assert decoded(PACKERS[coding](bytes(MOST)), coding, MOST) == bytes(MOST)
    with pytest.raises(Oversized, match="1,048,576"):
        decoded(PACKERS[coding](bytes(MOST + 1)), coding, MOST)
    bomb = PACKERS[coding](bytes(40 * MOST))
    tracemalloc.start()
    try:
        with pytest.raises(Oversized):
            decoded(bomb, coding, MOST)
        assert tracemalloc.get_traced_memory()[1] < 5 * MOST
    finally:
        tracemalloc.stop()
