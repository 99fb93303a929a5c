"""Work in several processes: order, bounded reading ahead, and what happens when one of them fails or dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from searchapp.errors import WorkerLostError
from searchapp.search.processes import TASKS_AHEAD, Processes, RemoteError


def make_squares() -> Callable[[int], int]:
    def square(number: int) -> int:
        time.sleep(0.01 * (number % 3))  # so that answers come out of order
        return number * number

    return square


def make_fragile() -> Callable[[int], int]:
    def work(number: int) -> int:
        if number == 5:
            raise LookupError("no\nfive")
        if number == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return work


def make_nothing() -> Callable[[int], int]:
    raise LookupError("no lists")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_come_in_the_order_of_tasks_which_are_taken_as_there_is_room(count: int) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(40):
            taken.append(number)
            yield number

    with Processes[int, int](count, make_squares) as processes:
        for place, result in enumerate(processes.map(tasks())):
            assert result == place * place
            assert len(taken) <= place + TASKS_AHEAD * count + 1
    assert len(taken) == 40


def test_processes_are_started_as_they_are_needed() -> None:
    with Processes[int, int](3, make_squares) as processes:
        assert list(processes.map([4])) == [16]
        assert len(processes._processes) == 1
    with Processes[int, int](3, make_squares) as processes:  # the first is still starting when tasks come
        assert list(processes.map(range(TASKS_AHEAD * 3))) == [number * number for number in range(TASKS_AHEAD * 3)]
        assert len(processes._processes) > 1


def test_large_tasks_and_results_do_not_block_each_other() -> None:
    with Processes[bytes, bytes](2, make_echo) as processes:
        sizes = [len(found) for found in processes.map(bytes(3_000_000 + n) for n in range(12))]
    assert sizes == [3_000_000 + n for n in range(12)]


def make_echo() -> Callable[[bytes], bytes]:
    return bytes


def test_an_exception_is_raised_in_the_parent() -> None:
    with pytest.raises(RemoteError, match="LookupError: no five") as caught, Processes(2, make_fragile) as processes:
        list(processes.map(range(7)))
    assert "in work" in "".join(caught.value.__notes__)
    with pytest.raises(RemoteError, match="LookupError: no lists"), Processes(1, make_nothing) as processes:
        list(processes.map([1]))


def test_a_death_is_an_error_that_names_it() -> None:
    with pytest.raises(WorkerLostError, match="SIGKILL") as caught, Processes(2, make_fragile) as processes:
        list(processes.map([1, 7, 2, 3, 4]))
    assert "SIGKILL" in caught.value.message_ar


def test_no_process_outlives_its_block() -> None:
    with Processes[int, int](2, make_squares) as processes:
        found = processes.map(range(100))
        assert next(found) == 0
        pids = [process._popen.pid for process in processes._processes]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_script_without_a_main_guard_is_not_run_again(tmp_path: object) -> None:
    script = (
        "import operator; from functools import partial\n"
        "from searchapp.search.processes import Processes\n"
        "print('begun')\n"
        "with Processes(2, partial(partial, operator.mul, 3)) as processes: print(list(processes.map([1, 2])))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-"], input=script, capture_output=True, text=True, check=False, cwd=str(tmp_path), timeout=120
    )
    assert (ended.stdout, ended.stderr) == ("begun\n[3, 6]\n", "")
