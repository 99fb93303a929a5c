"""Work in several processes: one function, tasks in order in, results in the same order out.

Processes are started as fresh interpreters, which inherit no thread and no lock and do not run the caller's script
again. Each talks to its parent over a socket pair and has nothing else to lose: it may be killed at any moment.

* An interrupt (Ctrl-C) is the parent's; the processes never see it, and are killed when the parent leaves its block.
* A parent that dies closes its end of the socket; a thread in each process waits for that and ends it at once.
* A process that dies is an error in the parent that names how; an exception in one is raised in the parent.

What travels is pickled, between processes of one program and one user; nothing of it is ever read from a file.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, Pipe, wait
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from searchapp.errors import WorkerLostError

Task = TypeVar("Task")
Result = TypeVar("Result")

TASKS_AHEAD = 3
"""Tasks for each process that are under way at most, so that none waits while the parent is busy."""

ENOUGH_TASKS = 4
"""Tasks that every process has before another is started: batches of articles that take about as long as its start."""

_GARBAGE_AFTER = 50_000
"""Objects after which a process looks for unreachable cycles; Python's own number is 700."""

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from searchapp.search.processes import serve; serve(int(sys.argv[1]))"
)


class RemoteError(Exception):
    """An exception in a process, by its own words; the traceback from there is a note on it."""


class Processes(Generic[Task, Result]):
    """Up to ``count`` processes that do one kind of work, alive inside a ``with`` block; the first starts at once.

    ``make`` is called in each process and gives the function that turns a task into a result; it is pickled, as are
    tasks and results.
    """

    def __init__(self, count: int, make: Callable[[], Callable[[Task], Result]]) -> None:
        self._make = make
        self._count = count
        self._processes: list[_Process] = []

    def __enter__(self) -> Self:
        try:
            self._processes.append(_Process(self._make))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def map(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Give the result of every task, in the order of the tasks, which are taken one by one as there is room.

        Raises WorkerLostError if a process dies, RemoteError where the function fails.
        """
        done: dict[int, Result] = {}
        sent = given = 0
        for task in tasks:
            while sent - given >= TASKS_AHEAD * self._count:
                self._collect(done, patiently=given not in done)
                while given in done:
                    yield done.pop(given)
                    given += 1
            self._freest().send(sent, task)
            sent += 1
            self._collect(done, patiently=False)
        while given < sent:
            self._collect(done, patiently=given not in done)
            while given in done:
                yield done.pop(given)
                given += 1

    def _freest(self) -> _Process:
        """Give the process with the fewest tasks: a new one, as long as there may be more, where all have enough."""
        freest = min(self._processes, key=lambda process: process.tasks)
        if freest.tasks >= ENOUGH_TASKS and len(self._processes) < self._count:
            freest = _Process(self._make)
            self._processes.append(freest)
        return freest

    def begin(self, task: Task) -> Callable[[], Result]:
        """Give a task to a process now; the function waits for its result. Not together with ``map``.

        What ``map`` raises, both this and the function do.
        """
        process = min(self._processes, key=lambda process: process.tasks)
        process.send(0, task)

        def result() -> Result:
            found: Result = process.receive()[1]
            return found

        return result

    def _collect(self, done: dict[int, Result], *, patiently: bool) -> None:
        """Take the results that are there; ``patiently`` waits for one. A process that died is noticed here too."""
        by_connection = {process.connection: process for process in self._processes}
        for connection in wait(by_connection, timeout=None if patiently else 0):
            number, result = by_connection[connection].receive()  # type: ignore[index]  # only connections were given
            done[number] = result

    def _end(self) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.reap()
        self._processes.clear()


class _Process:
    """One process as its parent sees it; ``tasks`` counts those that it was given and has not answered."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.connection, theirs = Pipe()
        self.tasks = 0
        command = [sys.executable, "-c", _START, str(theirs.fileno()), json.dumps(sys.path)]
        with theirs, _interrupts_held_back():
            self._popen = subprocess.Popen(  # noqa: S603  # our own interpreter
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        self._say(make)

    def send(self, number: int, task: object) -> None:
        """Give a task. The process reads at any time, so that this never waits for work to be done."""
        self._say((number, task))
        self.tasks += 1

    def receive(self) -> tuple[int, Any]:
        """Take an answer. Raises WorkerLostError or RemoteError."""
        try:
            number, result, failure = self.connection.recv()
        except (EOFError, OSError) as error:
            raise self._lost() from error
        if failure is not None:
            what, trace = failure
            remote = RemoteError(f"in a worker process: {what}")
            remote.add_note(trace)
            raise remote
        self.tasks -= 1
        return number, result

    def kill(self) -> None:
        """End the process; it holds nothing that could be lost."""
        self._popen.kill()

    def reap(self) -> None:
        """Wait for the end of a process that was killed."""
        self._popen.wait()
        self.connection.close()

    def _say(self, message: object) -> None:
        try:
            self.connection.send(message)
        except OSError as error:
            raise self._lost() from error

    def _lost(self) -> WorkerLostError:
        self._popen.kill()  # its end of the socket is closed, so that it is ending anyway
        code = self._popen.wait()
        name = signal.Signals(-code).name if code < 0 else ""
        how, how_ar = (f"by the signal {name}", f"بالإشارة {name}") if name else (f"with {code}", f"بالرمز {code}")
        return WorkerLostError(
            f"A worker process of the build ended unexpectedly, {how}; perhaps memory ran out.",
            f"انتهت عملية مساعدة في البناء على غير المتوقع، {how_ar}؛ ربما نفدت الذاكرة.",
            hint="The live index is untouched. Build with fewer processes: --workers 1",
            hint_ar="لم يُمسّ الفهرس العامل. ابنِ بعمليات أقل: ‎--workers 1",
        )


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let a process that is started in the block never see Ctrl-C: what a thread blocks, its children inherit."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(descriptor: int) -> None:
    """Be one of the processes, on the socket that the parent left open under this number."""
    collect_rarely()
    connection = Connection(descriptor)
    tasks: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(connection, tasks), daemon=True).start()
    make = tasks.get()
    try:
        work = make()
    except Exception as error:  # the parent tells it
        _answer(connection, -1, None, error)
        return
    gc.freeze()  # what was loaded stays
    while True:
        number, task = tasks.get()
        try:
            result = work(task)
        except Exception as error:  # the parent tells it
            _answer(connection, number, None, error)
            return
        _answer(connection, number, result, None)


def collect_rarely() -> None:
    """Look for unreachable cycles less often: what is loaded and what results hold has hardly any."""
    gc.set_threshold(_GARBAGE_AFTER)


def _listen(connection: Connection, tasks: SimpleQueue[Any]) -> None:
    """Take in what the parent sends, while there is a parent."""
    try:
        while True:
            tasks.put(connection.recv())
    except (EOFError, OSError):
        os._exit(0)  # the parent is gone; nobody wants what is being worked on


def _answer(connection: Connection, number: int, result: object, error: Exception | None) -> None:
    failure = None
    if error is not None:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        failure = (what, "".join(traceback.format_exception(error)))
    try:
        connection.send((number, result, failure))
    except OSError:
        os._exit(0)
