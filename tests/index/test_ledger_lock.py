"""One process at a time, whatever became of the last one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import HeldError, LedgerError
from index.ledger.lock import hold

_HOLDER = """
import sys, time, pathlib
from index.ledger.lock import hold
with hold(pathlib.Path(sys.argv[1]), "crawl"):
    {fork}
    print("held", flush=True)
    time.sleep(60)
"""

_FORK = """
    import os
    child = os.fork()
    if not child:
        os.close(1)
        time.sleep(60)
    pathlib.Path(sys.argv[1], "child").write_text(str(child))
"""


def _start_holder(data: Path, fork: str = "pass") -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER.format(fork=fork), str(data)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    return holder


def test_the_second_is_refused_at_once_and_told_who_holds_it(tmp_path: Path) -> None:
    holder = _start_holder(tmp_path)
    try:
        start = time.monotonic()
        with pytest.raises(HeldError, match=rf"process {holder.pid} is already at work"), hold(tmp_path, "crawl"):
            pass
        assert time.monotonic() - start < 1
        with hold(tmp_path, "desk"):
            pass
    finally:
        holder.kill()
        holder.communicate()


def test_a_lock_of_a_killed_process_is_no_obstacle_even_if_its_children_live(tmp_path: Path) -> None:
    holder = _start_holder(tmp_path, _FORK)
    child = int((tmp_path / "child").read_text())
    try:
        holder.kill()
        holder.wait()
        with hold(tmp_path, "crawl"):
            assert (tmp_path / "crawl.lock").read_text() == f"{os.getpid()}\n"
    finally:
        os.kill(child, signal.SIGKILL)
        holder.communicate()


def test_a_lock_is_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with hold(tmp_path / "data", "crawl"), pytest.raises(HeldError), hold(tmp_path / "data", "crawl"):
            pass


def test_a_data_directory_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(LedgerError, match="cannot be opened"), hold(tmp_path / "data", "crawl"):
        pass
