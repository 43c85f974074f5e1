"""Content-Encoding undone, within a limit: answers are kept as they came and unpacked where they are read."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import brotli

ACCEPTED = "gzip, deflate, br"  # what we ask servers for
_SLICE = 16 * 1024  # bytes unpacked at a time; when one is damaged, what came before it still counts


class Oversized(Exception):
    """The body is bigger than allowed."""


class Garbled(Exception):
    """The body is not in the coding its header names, or there is nothing in it."""


def decoded(payload: bytes, coding: str, most: int) -> bytes:
    """Return the body a payload stands for. `coding` is its Content-Encoding, empty for none.

    A body that breaks off gives what came of it. A coding nobody knows is left alone: some servers name a charset.
    Raises Oversized past `most` bytes, however small the payload is, and Garbled.
    """
    body = head(payload, coding, most + 1)
    if len(body) > most:
        raise Oversized(f"the answer has more than the {most:,} bytes allowed")
    return body


def head(payload: bytes, coding: str, size: int) -> bytes:
    """Return the first `size` bytes of the body. Raises Garbled."""
    names = [name.strip().lower() for name in coding.split(",")] if coding else []
    for name in reversed(names):
        unpack = _CODINGS.get(name)
        if unpack is None or not payload:
            break
        payload = unpack(payload, size)
        if not payload:
            raise Garbled(f"the answer says it is {name} and is not")
    return payload[:size]


def _slices(payload: bytes) -> Iterator[bytes]:
    return (payload[start : start + _SLICE] for start in range(0, len(payload), _SLICE))


def _inflated(payload: bytes, size: int, wbits: int) -> bytes:
    body = bytearray()
    unpacker = zlib.decompressobj(wbits)
    try:
        for piece in _slices(payload):
            body += unpacker.decompress(piece, size - len(body))
            while unpacker.eof and (rest := unpacker.unused_data) and len(body) < size:  # several gzips in a row
                unpacker = zlib.decompressobj(wbits)
                body += unpacker.decompress(rest, size - len(body))
            if len(body) >= size:
                break
    except zlib.error:
        pass  # Garbled when nothing came before
    return bytes(body)


def _gzip(payload: bytes, size: int) -> bytes:
    return _inflated(payload, size, zlib.MAX_WBITS | 16)


def _deflate(payload: bytes, size: int) -> bytes:
    # Without the header the standard asks for is how some servers send it.
    return _inflated(payload, size, zlib.MAX_WBITS) or _inflated(payload, size, -zlib.MAX_WBITS)


def _brotli(payload: bytes, size: int) -> bytes:
    body = bytearray()
    unpacker = brotli.Decompressor()
    try:
        for piece in _slices(payload):
            body += unpacker.process(piece, output_buffer_limit=size)
            while len(body) < size and not unpacker.can_accept_more_data() and not unpacker.is_finished():
                body += unpacker.process(b"", output_buffer_limit=size)
            if len(body) >= size or unpacker.is_finished():
                break
    except brotli.error:
        pass
    return bytes(body)


_CODINGS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}
