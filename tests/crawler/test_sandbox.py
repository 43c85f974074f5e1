"""The sandbox ends what goes over its limits and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.sandbox import Sandbox, TaskKilled

_set_up_with: list[str] = []


def setup(word: str) -> None:
    _set_up_with.append(word)


def word_of_setup() -> str:
    return _set_up_with[0]


def broken_setup() -> None:
    raise ValueError("the model is missing")


def add(a: int, b: int) -> int:
    return a + b


def whoami() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        pass


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def eat() -> None:
    held = []
    while True:
        held.append(bytearray(16 * 1024 * 1024))


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def swell(megabytes: int) -> int:
    globals()["_held"] = bytearray(b"x" * (megabytes * 1024 * 1024))
    return os.getpid()


class Awkward(Exception):
    """Pickles, but cannot be built again from its arguments."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def complain(awkward: bool) -> None:
    raise Awkward("so", "it is") if awkward else LookupError("nothing there")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2, 2, 256, setup, ("ready",), grace_seconds=2) as made:
        yield made


def test_runs_tasks_after_setup(sandbox: Sandbox) -> None:
    assert [sandbox.submit(add, n, 1).result(30) for n in range(5)] == [1, 2, 3, 4, 5]
    assert sandbox.submit(word_of_setup).result(30) == "ready"


@pytest.mark.parametrize(
    ("function", "arguments", "reason"),
    [(spin, (), "time"), (sleep, (60,), "time"), (eat, (), "memory"), (crash, (), "crashed")],
)
def test_ends_what_goes_over(sandbox: Sandbox, function, arguments, reason) -> None:  # type: ignore[no-untyped-def]
    doomed = sandbox.submit(function, *arguments)
    others = [sandbox.submit(add, n, n) for n in range(4)]
    with pytest.raises(TaskKilled) as ended:
        doomed.result(30)
    assert ended.value.reason == reason
    assert [other.result(30) for other in others] == [0, 2, 4, 6]


@pytest.mark.parametrize(("awkward", "error"), [(False, LookupError), (True, RuntimeError)])
def test_exceptions_travel_back(sandbox: Sandbox, awkward: bool, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"nothing there|Awkward: so"):
        sandbox.submit(complain, awkward).result(30)


def test_argument_that_cannot_travel_spoils_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(Exception, match="pickle"):
        sandbox.submit(add, lambda: None, 1).result(30)
    assert sandbox.submit(add, 1, 1).result(30) == 2


def test_busy_counts_until_answered(sandbox: Sandbox) -> None:
    tasks = [sandbox.submit(sleep, 0.2) for _ in range(6)]
    assert sandbox.busy >= 4
    for task in tasks:
        task.result(30)
    deadline = time.monotonic() + 5
    while sandbox.busy and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sandbox.busy == 0


def test_child_is_replaced_after_its_share_of_tasks() -> None:
    with Sandbox(1, 5, 512, tasks_per_child=2) as small:
        pids = [small.submit(whoami).result(30) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_child_is_replaced_when_swollen() -> None:
    with Sandbox(1, 5, 512, recycle_mb=100) as small:
        assert small.submit(swell, 150).result(30) != small.submit(whoami).result(30)


def test_broken_setup_is_told_to_the_caller() -> None:
    with Sandbox(1, 5, 512, broken_setup) as broken:
        for _ in range(2):
            with pytest.raises(ValueError, match="model is missing"):
                broken.submit(add, 1, 1).result(30)


def test_close_without_waiting_is_quick() -> None:
    sandbox = Sandbox(1, 30, 512)
    sandbox.submit(add, 1, 1).result(30)
    running, waiting = sandbox.submit(sleep, 30), sandbox.submit(sleep, 30)
    time.sleep(0.2)
    began = time.monotonic()
    sandbox.close(wait=False)
    assert time.monotonic() - began < 5
    with pytest.raises(TaskKilled):
        running.result(0)
    assert waiting.cancelled()
    with pytest.raises(RuntimeError, match="closed"):
        sandbox.submit(add, 1, 1)


def test_children_outlive_the_thread_that_asked_for_them() -> None:
    made: list[Sandbox] = []
    thread = threading.Thread(target=lambda: made.append(Sandbox(1, 5, 512)))
    thread.start()
    thread.join()
    with made[0] as sandbox:
        pids = set()
        for _ in range(3):
            pids.add(sandbox.submit(whoami).result(30))
            time.sleep(0.1)
    assert len(pids) == 1


def test_child_ignores_the_signals_of_the_group(sandbox: Sandbox) -> None:
    pid = sandbox.submit(whoami).result(30)
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    assert {sandbox.submit(whoami).result(30) for _ in range(20)} >= {pid}


PARENT = """
import sys, time
from crawler.sandbox import Sandbox
from tests.crawler.test_sandbox import spin, whoami
sandbox = Sandbox(1, 600, 512)
print(sandbox.submit(whoami).result(30), flush=True)
if {busy}:
    sandbox.submit(spin)
time.sleep(600)
"""


@pytest.mark.parametrize("busy", [False, True])
def test_children_die_with_a_killed_parent(busy: bool) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT.format(busy=busy)], stdout=subprocess.PIPE, text=True, cwd=root
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        parent.kill()
    deadline = time.monotonic() + 5
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
