"""Child processes that read hostile bytes: limited in time and memory, killed when they go over, replaced at once."""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import pickle
import queue
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_TASKS_PER_CHILD = 2000  # memory creeps in every parser; a start costs about 1 s, 2,000 pages about 40 s
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_START_SECONDS = 120  # importing and warming, on a machine that is busy with other work


class TaskKilled(Exception):
    """The child working on a task ended before it answered. `reason` is "time", "memory" or "crashed"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Task:
    future: Future[Any]
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Limits:
    """What a child is held to. `recycle_mb` is resident memory after which it is replaced between two tasks."""

    cpu_seconds: float
    grace_seconds: float
    memory_mb: int
    recycle_mb: int
    tasks: int


class Sandbox:
    """A pool of killable child processes, each a fresh interpreter that imports only what its functions need.

    `setup(*setup_args)` runs once in each new child before its first task; if it raises, so does every future.
    A task may use `cpu_seconds` of processor time and, so that a sleeping one ends too, `cpu_seconds + grace_seconds`
    by the clock; `memory_mb` of address space. Past a limit its child dies and the future raises TaskKilled. Other
    exceptions of the function travel back through the future.

    Functions and arguments are pickled, so functions live at the top level of an importable module. Children start in
    parallel with the caller; the first tasks wait for them. They ignore the signals a terminal or supervisor sends to
    the group, and die with this process.
    """

    def __init__(
        self,
        processes: int,
        cpu_seconds: float,
        memory_mb: int,
        setup: Callable[..., None] | None = None,
        setup_args: tuple[Any, ...] = (),
        *,
        grace_seconds: float | None = None,
        recycle_mb: int | None = None,
        tasks_per_child: int = _TASKS_PER_CHILD,
    ) -> None:
        limits = _Limits(
            cpu_seconds,
            cpu_seconds if grace_seconds is None else grace_seconds,
            memory_mb,
            recycle_mb or memory_mb // 2,
            tasks_per_child,
        )
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._busy = 0
        self._closed = False
        self._keepers = [_Keeper(self._tasks, setup, setup_args, limits) for _ in range(processes)]

    @property
    def busy(self) -> int:
        """Tasks handed in and not yet answered, waiting ones included."""
        return self._busy

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run `function(*arguments)` in a child; the future gives its result, its exception, or TaskKilled."""
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the sandbox is closed")
            self._busy += 1
            self._tasks.put(_Task(future, function, arguments))
        future.add_done_callback(self._settled)
        return future

    def close(self, wait: bool = True) -> None:
        """End all children. Waiting tasks are cancelled; running ones are awaited, or killed when `wait` is false."""
        with self._lock:
            self._closed = True
        with contextlib.suppress(queue.Empty):
            while True:
                if task := self._tasks.get_nowait():
                    task.future.cancel()
        for keeper in self._keepers:
            self._tasks.put(None)
            if not wait:
                keeper.kill()
        for keeper in self._keepers:
            keeper.join()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close(wait=exception[0] is None)

    def _settled(self, _: Future[Any]) -> None:
        with self._lock:
            self._busy -= 1


class _Keeper(threading.Thread):
    """Keeps one child alive and feeds it tasks, one at a time."""

    def __init__(
        self,
        tasks: queue.SimpleQueue[_Task | None],
        setup: Callable[..., None] | None,
        setup_args: tuple[Any, ...],
        limits: _Limits,
    ) -> None:
        super().__init__(name="sandbox", daemon=True)
        self._tasks = tasks
        self._setup = (setup, setup_args)
        self._limits = limits
        self._killed = False
        self._child: _Child | None = None
        self.start()

    def kill(self) -> None:
        """End the child at once, whatever it does; no other takes its place."""
        self._killed = True
        if self._child:
            self._child.kill()

    def run(self) -> None:
        """Feed tasks to the child until told to stop."""
        with contextlib.suppress(OSError):  # the first task tries again, and tells its caller
            self._fresh_child()
        while (task := self._tasks.get()) is not None:
            if task.future.set_running_or_notify_cancel():
                self._work(task)
        if self._child:
            self._child.end()

    def _work(self, task: _Task) -> None:
        try:
            result = self._fresh_child().call(task.function, task.arguments)
        except BaseException as error:
            task.future.set_exception(error)
        else:
            task.future.set_result(result)
        with contextlib.suppress(OSError):  # a new child starts now, not when the next task waits for it
            self._fresh_child()

    def _fresh_child(self) -> _Child:
        # In this thread: a child is killed when the thread that started it ends.
        if self._child and self._child.spent and not self._killed:
            self._child.end()
            self._child = None
        self._child = self._child or _Child(self._setup, self._limits)
        if self._killed:
            self._child.kill()
        return self._child


class _Child:
    """One child process and the line to it. `spent` means it must be replaced before the next task."""

    def __init__(self, setup: tuple[Callable[..., None] | None, tuple[Any, ...]], limits: _Limits) -> None:
        self._limits = limits
        self._left = limits.tasks
        self._ready = False
        self.spent = False
        paths = os.pathsep.join(map(os.path.abspath, sys.path))
        environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
        ours, theirs = socket.socketpair()
        with theirs:
            # A plain interpreter, not multiprocessing's spawn: that one imports the caller's main module again.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", "from crawler.sandbox import serve; serve()", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # ours may be a data stream someone reads
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                env=environment,
            )
        self._line = Connection(ours.detach())
        with contextlib.suppress(OSError):  # a child that died at once is noticed by the first call
            self._line.send_bytes(pickle.dumps((*setup, limits, os.getpid())))

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Run one task; raise what it raised, or TaskKilled."""
        order = pickle.dumps((function, arguments))  # before the child is touched: a bad argument is the caller's
        try:
            self._await_start()
            self._line.send_bytes(order)
            kind, value, resident_mb = self._receive(self._limits.cpu_seconds + self._limits.grace_seconds)
        except (EOFError, OSError):
            self.spent = True
            raise TaskKilled(self._cause_of_death()) from None
        self._left -= 1
        self.spent = self._left <= 0 or resident_mb > self._limits.recycle_mb or kind is _Answer.MEMORY
        if kind is _Answer.MEMORY:
            raise TaskKilled("memory")
        if kind is _Answer.RAISED:
            raise value
        return value

    def kill(self) -> None:
        """End the child at once; a running call then raises TaskKilled("crashed")."""
        self._process.kill()

    def end(self) -> None:
        """Close the line, on which a healthy child leaves by itself, and kill one that does not."""
        self._line.close()
        try:
            self._process.wait(timeout=0 if self.spent else 1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _await_start(self) -> None:
        if self._ready:
            return
        kind, value, _ = self._receive(_START_SECONDS)
        if kind is _Answer.RAISED:
            self.spent = True
            raise value
        self._ready = True

    def _receive(self, seconds: float) -> Any:
        if not self._line.poll(seconds):
            self._process.kill()
            self.spent = True
            raise TaskKilled("time")
        return pickle.loads(self._line.recv_bytes())

    def _cause_of_death(self) -> str:
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return "time" if status == -signal.SIGXCPU else "crashed"


# --- inside the child -------------------------------------------------------------------------------------------------


class _Answer(Enum):
    """How a task ended in the child."""

    DONE = "done"
    RAISED = "raised"
    MEMORY = "memory"


def serve() -> None:
    """Be a child: set up, then answer tasks on the line named by the first argument until its other end closes."""
    for group_signal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(group_signal, signal.SIG_IGN)
    line = Connection(int(sys.argv[1]))
    # Prepared while there is memory: it is sent when there is none.
    no_memory = pickle.dumps((_Answer.MEMORY, None, 0))
    with contextlib.suppress(EOFError, OSError):
        setup, setup_args, limits, parent = pickle.loads(line.recv_bytes())
        _die_with(parent)
        started = _answer(setup or _nothing, setup_args)
        line.send_bytes(started)
        _hold_to(limits)
        while True:
            function, arguments = pickle.loads(line.recv_bytes())
            _allow_processor(limits.cpu_seconds)
            try:
                answer = _answer(function, arguments)
            except MemoryError:
                line.send_bytes(no_memory)
                return
            line.send_bytes(answer)


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    try:
        return pickle.dumps((_Answer.DONE, function(*arguments), _resident_mb()))
    except MemoryError:
        raise
    except BaseException as error:
        return _pickled_error(error)


def _pickled_error(error: BaseException) -> bytes:
    try:
        pickled = pickle.dumps((_Answer.RAISED, error, _resident_mb()))
        pickle.loads(pickled)  # some exceptions pickle and then cannot be built again
    except Exception:
        pickled = pickle.dumps((_Answer.RAISED, RuntimeError(f"{type(error).__name__}: {error}"), _resident_mb()))
    return pickled


def _nothing() -> None:
    """Stand in for a setup that was not given."""


def _die_with(parent: int) -> None:
    """Be killed when the parent is, even in the middle of a task; between tasks the closed line says so anyway."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise EOFError


def _hold_to(limits: _Limits) -> None:
    memory = limits.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the signal for too much processor time would leave a core file


def _allow_processor(seconds: float) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(usage.ru_utime + usage.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _resident_mb() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0  # no such file outside Linux: recycling by number of tasks remains
    return pages * resource.getpagesize() // (1024 * 1024)
