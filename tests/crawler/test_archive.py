"""The evidence: what was written can be read back byte for byte, or the reason it cannot is said."""

from __future__ import annotations

import gzip
import hashlib
import random
import resource
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, ArchiveError, Exchange, read_capture
from index.errors import StorageFullError
from index.model import Capture

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def exchange(body: bytes, **changes: object) -> Exchange:
    values: dict[str, object] = {
        "url": "https://paper.kz/a?b=қ",
        "fetched_at": NOW,
        "status": 200,
        "request_headers": [("User-Agent", "tilshi")],
        "response_headers": [("Content-Type", "text/html"), ("Content-Length", "7")],
        "payload": body,
        "redirects": ("https://paper.kz/old",),
        "address": "192.0.2.1",
    }
    return Exchange(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\r\n\r\nWARC/1.1\r\n", "мәтін".encode(), bytes(random.Random(0).randbytes(300_000))]
)
def test_a_body_comes_back_byte_for_byte(tmp_path: Path, body: bytes) -> None:
    archive = Archive(tmp_path)
    captures = [archive.write(exchange(body)) for _ in range(3)]
    archive.close()
    assert [read_capture(tmp_path, capture) for capture in captures] == [body] * 3


def test_what_came_packed_is_kept_packed_and_read_unpacked(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    packed = gzip.compress(b"<p>text</p>" * 1000)
    capture = archive.write(exchange(packed, response_headers=[("Content-Encoding", "gzip")]))
    archive.close()
    assert capture.body_sha256 == hashlib.sha256(packed).hexdigest()
    assert read_capture(tmp_path, capture) == b"<p>text</p>" * 1000
    with (tmp_path / "warc" / capture.warc_file).open("rb") as file:
        [response] = [each.raw_stream.read() for each in ArchiveIterator(file) if each.rec_type == "response"]
    assert response == packed


def test_others_can_read_the_file_and_find_the_request_and_the_way_there(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    capture = archive.write(exchange(b"<p>text</p>"))
    archive.write_post("https://t.me/paper/1", "Хабар", NOW)
    archive.close()
    with (tmp_path / "warc" / capture.warc_file).open("rb") as file:
        records = [
            (each.rec_type, each.rec_headers, each.http_headers, each.content_stream().read())
            for each in ArchiveIterator(file)
        ]
    assert [kind for kind, *_ in records] == ["warcinfo", "response", "request", "metadata", "resource"]
    _, response, http, body = records[1]
    assert body == b"<p>text</p>"
    assert (http.get_header("Content-Length"), http.get_header("X-Archive-Orig-Content-Length")) == ("11", "7")
    assert response.get_header("WARC-IP-Address") == "192.0.2.1"
    assert records[2][1].get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
    assert b"https://paper.kz/old" in records[3][3]
    assert records[4][3].decode() == "Хабар"


def test_header_values_cannot_break_the_record(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    capture = archive.write(exchange(b"body", response_headers=[("X-Odd", "a\xff\u20ac"), ("Content-Type", "x")]))
    archive.close()
    assert read_capture(tmp_path, capture) == b"body"


def test_each_archive_begins_a_file_of_its_own(tmp_path: Path) -> None:
    first, second = Archive(tmp_path), Archive(tmp_path)
    names = {archive.write(exchange(b"x")).warc_file for archive in (first, second)}
    first.close(), second.close()
    assert len(names) == 2


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    archive = Archive(tmp_path, roll_over=3000)
    captures = [archive.write(exchange(random.Random(n).randbytes(1000))) for n in range(10)]
    archive.close()
    assert len({capture.warc_file for capture in captures}) > 2
    assert [read_capture(tmp_path, capture) for capture in captures] == [
        random.Random(n).randbytes(1000) for n in range(10)
    ]


def test_what_lies_before_a_torn_tail_is_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sound, torn = archive.write(exchange(b"sound")), archive.write(exchange(b"torn"))
    archive.close()
    path = tmp_path / "warc" / torn.warc_file
    path.write_bytes(path.read_bytes()[: torn.warc_offset + torn.warc_length // 2])
    assert read_capture(tmp_path, sound) == b"sound"
    with pytest.raises(ArchiveError):
        read_capture(tmp_path, torn)


@pytest.mark.parametrize("where", [0.2, 0.5, 0.9])
def test_changed_bytes_are_noticed(tmp_path: Path, where: float) -> None:
    archive = Archive(tmp_path)
    capture = archive.write(exchange(random.Random(0).randbytes(5000)))
    archive.close()
    path = tmp_path / "warc" / capture.warc_file
    bytes_ = bytearray(path.read_bytes())
    bytes_[capture.warc_offset + int(capture.warc_length * where)] ^= 0xFF
    path.write_bytes(bytes_)
    with pytest.raises(ArchiveError):
        read_capture(tmp_path, capture)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"gone\.warc\.gz"):
        read_capture(tmp_path, Capture("gone.warc.gz", 0, 10, "0" * 64))


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    archive = Archive(tmp_path)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        with pytest.raises(StorageFullError, match="disk is full"):
            for _ in range(50):
                archive.write(exchange(random.Random(0).randbytes(5000)))
                archive.sync()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    archive.close()
