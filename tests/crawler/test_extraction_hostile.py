"""Pages made to hurt end in an outcome, within the limits, and the next page is read as if nothing had been."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.extraction import Extraction, Page, TrafilaturaExtractor, warm_up
from crawler.sandbox import Sandbox, TaskKilled
from index.model import Outcome
from tests.crawler.test_extraction import PARAGRAPHS, TITLE, URL, page_of, text_of

CPU_SECONDS = 10
MEMORY_MB = 1024
GOOD = page_of(text_of()).encode()
WHOLE = "\n\n".join(PARAGRAPHS)


def read(body: bytes, content_type: str | None = "text/html; charset=utf-8") -> Extraction:
    return TrafilaturaExtractor().extract(Page(URL, body, content_type))


def resident_mb() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1, CPU_SECONDS, MEMORY_MB, warm_up) as made:
        yield made


def attributes(count: int, value: str = '="1"') -> bytes:
    return page_of(f"<div {' '.join(f'a{n}{value}' for n in range(count))}>{text_of()}</div>").encode()


HOSTILE = {
    "50,000 attributes": (attributes(50_000), Outcome.TOO_BIG),
    "200,000 paragraphs": (b"<html><body>" + b"<p>abc de</p>" * 200_000, Outcome.TOO_BIG),
    "200,000 breaks": (b"<html><body>" + b"abc<br>" * 200_000, Outcome.TOO_BIG),
    "more bytes than allowed": (GOOD + b" " * 3 * 2**20, Outcome.TOO_BIG),
    "JSON as HTML": (b'{"html": "<p>x</p>"}', Outcome.NOT_ARTICLE),
    "nothing": (b"", Outcome.EMPTY),
    "white space": (b" \n\t ", Outcome.EMPTY),
    "a comment": (b"<!-- " + b"x" * 10_000 + b" -->", Outcome.EMPTY),
    "only NUL": (b"\0" * 10_000, Outcome.EMPTY),
    "nothing closed": (b"<html><body>" + b"<a href=x><b><div>" * 3_000, Outcome.EMPTY),
    "nesting of 1,000": (page_of("<div>" * 1000 + text_of() + "</div>" * 1000).encode(), None),
    "NUL in the text": (GOOD.replace(b"<p>", b"<p>\0"), None),
    "surrogates as bytes": (GOOD.replace(b"<p>", b"<p>\xed\xa0\x80"), None),
    "surrogates as references": (GOOD.replace(b"<p>", b"<p>&#xD800;&#0;&#x110000;"), None),
    "control characters": (GOOD.replace(b"<p>", b"<p>\x01\x1b\x7f"), None),
    "control characters as references": (GOOD.replace(b"<p>", b"<p>&#1;&#x1b;&#x7f;&#xffff;"), None),
    "charset that lies": (GOOD.replace(b"charset=utf-8", b"charset=koi8-r"), None),
    "charset not said": (page_of(text_of()).replace("<meta charset=utf-8>", "").encode("cp1251"), None),
    "a megabyte of one word": (page_of(text_of() + f"<p>{'a' * 2**20}</p>").encode(), None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_ends_in_an_outcome(sandbox: Sandbox, name: str) -> None:
    body, outcome = HOSTILE[name]
    began = time.monotonic()
    found: Extraction = sandbox.submit(read, body).result(60)
    assert time.monotonic() - began < CPU_SECONDS
    assert found.outcome is outcome
    if outcome is None:
        text = found.text.replace("\ufffd", "")
        assert (found.title, text[: len(WHOLE)]) == (TITLE, WHOLE)
    assert sandbox.submit(read, GOOD).result(60).text == WHOLE


@pytest.mark.slow
def test_bomb_nobody_foresaw_is_killed(sandbox: Sandbox) -> None:
    with pytest.raises(TaskKilled) as killed:
        sandbox.submit(read, attributes(200_000, "")).result(90)
    assert killed.value.reason in ("time", "memory")
    assert sandbox.submit(read, GOOD).result(60).text == WHOLE


def test_broken_pages_never_raise() -> None:
    source = random.Random(7)
    for _ in range(150):
        body = bytearray(GOOD)
        for _ in range(source.randrange(1, 40)):
            place = source.randrange(len(body))
            body[place : place + source.randrange(0, 30)] = source.randbytes(source.randrange(0, 12))
        assert isinstance(read(bytes(body)), Extraction)


def test_worker_is_small(sandbox: Sandbox) -> None:
    sandbox.submit(read, GOOD).result(60)
    with Sandbox(1, CPU_SECONDS, MEMORY_MB, warm_up) as fresh:
        fresh.submit(read, GOOD).result(60)
        assert fresh.submit(resident_mb).result(60) < 150
