"""The evidence: every answer that is interpreted is first written, byte for byte, to a WARC file."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from w3lib.url import safe_url_string
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.coding import Garbled, Oversized, decoded
from index.errors import StorageFullError, TilshiError
from index.model import Capture

ROLL_OVER = 1024**3  # bytes after which a new file begins
_LEVEL = 3  # of gzip: half the time of the usual 6 for an eighth more bytes (193 news pages)
_STORED = 0  # for what came packed: packing it again takes time and gains nothing
_LARGEST = 256 * 1024 * 1024  # bytes a capture may unpack to when it is read back
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
Headers = Sequence[tuple[str, str]]


class ArchiveError(TilshiError):
    """A capture cannot be read back: the file is missing, cut short, or its bytes changed."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and the answer to it.

    `payload` is the body as it came, with the Content-Encoding the headers name still on it; `redirects` are the
    addresses passed on the way.
    """

    url: str
    fetched_at: datetime
    status: int
    request_headers: Headers
    response_headers: Headers
    payload: bytes
    redirects: tuple[str, ...] = ()
    address: str | None = None


class Archive:
    """Appends captures to WARC files below `data`/warc. One thread writes.

    Each run writes files of its own, so a tail torn by a crash is never appended to. A capture is safe only after
    `sync`; record it in the ledger after that, not before.
    """

    def __init__(self, data: Path, roll_over: int = ROLL_OVER) -> None:
        self._directory = data / "warc"
        self._roll_over = roll_over
        self._file: IO[bytes] | None = None
        self._path = Path()
        self._unsynced = False

    def write(self, exchange: Exchange) -> Capture:
        """Append response, request and metadata records; return where the response lies."""
        url = safe_url_string(exchange.url)  # the request line of a record is ASCII
        parts = urlsplit(url)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        request = StatusAndHeaders(f"GET {target} HTTP/1.1", list(exchange.request_headers), is_http_request=True)
        response = StatusAndHeaders(str(exchange.status), _as_stored(exchange), protocol="HTTP/1.1")
        date = exchange.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        known = {"WARC-Date": date} | ({"WARC-IP-Address": exchange.address} if exchange.address else {})
        identity = f"<urn:uuid:{uuid.uuid4()}>"
        related = {"WARC-Date": date, "WARC-Concurrent-To": identity}
        about = json.dumps({"fetched_at": date, "redirects": exchange.redirects}, ensure_ascii=False).encode()
        level = _STORED if _is_packed(exchange) else _LEVEL
        records = [
            _record(url, "response", exchange.payload, known | {"WARC-Record-ID": identity}, response, level=level),
            _record(url, "request", b"", related, request),
            _record(url, "metadata", about, related, None, "application/json"),
        ]
        return self._append(records, exchange.payload)

    def write_post(self, url: str, text: str, seen_at: datetime) -> Capture:
        """Append a post as its door carried it, so that it has evidence of its own."""
        body = text.encode("utf-8", "replace")
        headers = {"WARC-Date": seen_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        record = _record(safe_url_string(url), "resource", body, headers, None, "text/plain; charset=utf-8")
        return self._append([record], body)

    def _append(self, records: Sequence[bytes], payload: bytes) -> Capture:
        try:
            file = self._open()
            offset = file.tell()
            file.write(b"".join(records))
        except OSError as error:
            raise _storage_error(self._path, error) from error
        self._unsynced = True
        return Capture(self._path.name, offset, len(records[0]), hashlib.sha256(payload).hexdigest())

    def sync(self) -> None:
        """Return when everything written lies on the disk."""
        if self._file and self._unsynced:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                raise _storage_error(self._path, error) from error
            self._unsynced = False

    def close(self) -> None:
        """Sync and close the file; the archive may be written to again, in a new file."""
        if self._file:
            try:
                self.sync()
            finally:
                file, self._file = self._file, None
                file.close()

    def _open(self) -> IO[bytes]:
        if self._file and self._file.tell() >= self._roll_over:
            self.close()
        if self._file is None:
            self._directory.mkdir(parents=True, exist_ok=True)
            # A random name: two crawls, or one clock set back, must never meet in one file.
            self._path = self._directory / f"tilshi-{uuid.uuid4().hex[:16]}.warc.gz"
            self._file = self._path.open("xb")
            self._file.write(_file_head(self._path.name))
            directory = os.open(self._directory, os.O_RDONLY)
            try:
                os.fsync(directory)  # else the file's own name may be lost with the power
            finally:
                os.close(directory)
        return self._file


def read_capture(data: Path, capture: Capture) -> bytes:
    """Return the captured body, unpacked; the sha256 of the payload is verified before.

    Raises ArchiveError with one sentence when it is not there.
    """
    path = data / "warc" / capture.warc_file
    try:
        with path.open("rb") as file:
            file.seek(capture.warc_offset)
            packed = file.read(capture.warc_length)
        record = next(iter(ArchiveIterator(io.BytesIO(packed))))
        payload: bytes = record.raw_stream.read()
        coding = record.http_headers.get_header("Content-Encoding", "") if record.http_headers else ""
    except FileNotFoundError as error:
        raise ArchiveError(f"{path}: the evidence file is missing; restore it from a backup") from error
    except (OSError, StopIteration, ArchiveLoadFailed, zlib.error) as error:
        raise ArchiveError(f"{path}: the record at byte {capture.warc_offset} cannot be read ({error})") from error
    if hashlib.sha256(payload).hexdigest() != capture.body_sha256:
        raise ArchiveError(f"{path}: the record at byte {capture.warc_offset} is not what was fetched (sha256 differs)")
    try:
        return decoded(payload, coding, _LARGEST)
    except (Oversized, Garbled) as error:
        raise ArchiveError(f"{path}: the record at byte {capture.warc_offset} cannot be unpacked: {error}") from error


def _record(
    url: str,
    kind: str,
    payload: bytes,
    headers: Mapping[str, str],
    http: StatusAndHeaders | None,
    content_type: str = "",
    level: int = _LEVEL,
) -> bytes:
    """Return one packed record. We pack it ourselves because warcio fixes the slowest level."""
    plain = io.BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="WARC/1.1")
    record = writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(payload),
        length=len(payload),
        http_headers=http,
        warc_content_type=content_type,
        warc_headers_dict=dict(headers),
    )
    writer.write_record(record)
    return _pack(plain.getvalue(), level)


def _file_head(name: str) -> bytes:
    plain = io.BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="WARC/1.1")
    writer.write_record(writer.create_warcinfo_record(name, {"software": "tilshi", "format": "WARC File Format 1.1"}))
    return _pack(plain.getvalue())


def _pack(plain: bytes, level: int = _LEVEL) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(plain) + packer.flush()


def _as_stored(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the response headers true to the stored payload: what the transfer changed goes under another name."""
    changed = {"transfer-encoding", "content-length"}
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in changed else name, value)
        for name, value in exchange.response_headers
    ]
    return [*headers, ("Content-Length", str(len(exchange.payload)))]


def _is_packed(exchange: Exchange) -> bool:
    return any(name.lower() == "content-encoding" for name, _ in exchange.response_headers)


def _storage_error(path: Path, error: OSError) -> TilshiError:
    if error.errno in _FULL:
        return StorageFullError(f"{path}: the disk is full; free some space and start again, nothing is lost")
    return ArchiveError(f"{path}: cannot be written ({error.strerror})")
