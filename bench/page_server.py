"""A server as thin as it can be, so that a benchmark measures the crawler: stored answers, keep-alive, one process."""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection

Key = tuple[str, str]  # host without port, path
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class _Answering(asyncio.Protocol):
    def __init__(self, answers: Mapping[Key, bytes]) -> None:
        self._answers = answers
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            request, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            first, *headers = request.decode("latin-1").split("\r\n")
            host = next((h[5:].strip() for h in headers if h.lower().startswith("host:")), "")
            self._transport.write(self._answers.get((host.partition(":")[0], first.split()[1]), NOT_FOUND))


def answer(body: bytes, content_type: str) -> bytes:
    """Return a whole HTTP answer, compressed."""
    packed = gzip.compress(body, 6)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}"
    return head.encode() + b"\r\n\r\n" + packed


@contextmanager
def serving(make_answers: Mapping[Key, bytes] | None = None, port: int = 0) -> Iterator[tuple[int, Connection]]:
    """Serve from a process of its own; yields its port and a pipe that takes new answers, a mapping at a time."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_work, args=(theirs, port), daemon=True)
    child.start()
    try:
        bound = ours.recv()
        if make_answers:
            ours.send(make_answers)
            ours.recv()
        yield bound, ours
    finally:
        child.terminate()
        child.join()


def _work(pipe: Connection, port: int) -> None:
    answers: dict[Key, bytes] = {}

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Answering(answers), "127.0.0.1", port)
        pipe.send(server.sockets[0].getsockname()[1])

        def learn() -> None:
            answers.update(pipe.recv())
            pipe.send(len(answers))

        loop.add_reader(pipe.fileno(), learn)
        await server.serve_forever()

    asyncio.run(serve())
