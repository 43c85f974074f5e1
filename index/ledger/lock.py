"""One process per task on one data directory: an operating-system lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import HeldError, LedgerError

_held: set[int] = set()


@contextmanager
def hold(data: Path, name: str) -> Iterator[None]:
    """Hold the lock `name` of the data directory while the block runs.

    Raises HeldError, naming the holder's process id, within a second when another process (or thread) holds it. A
    holder that died, however it died, is no obstacle.
    """
    path = data / f"{name}.lock"
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise LedgerError(f"{path}: cannot be opened ({error.strerror}); check who owns the data directory") from error
    try:
        _lock(descriptor, path, name)
        _held.add(descriptor)
        yield
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _lock(descriptor: int, path: Path, name: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HeldError(
            f"{path.parent}: process {_holder(path)} is already at work here ({name}); wait for it or stop it"
        ) from None
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _holder(path: Path) -> str:
    # The holder writes its id just after it got the lock, so a reader can come a moment too early.
    for _ in range(10):
        pid = path.read_text(encoding="ascii", errors="replace").strip()
        if pid:
            return pid
        time.sleep(0.05)
    return "unknown"


def _let_go_in_child() -> None:
    # A forked child shares the lock: it would outlive a killed parent in an orphaned worker.
    for descriptor in tuple(_held):
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)
