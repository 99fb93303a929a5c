"""A build with several processes that is interrupted or killed: no process stays, the live index is untouched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from searchapp import Collection

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc")

WORKERS = 2
_TOLERATED_SECONDS = 60
"""How long a condition is awaited before the test fails; it holds much sooner."""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A small live index, and beside it an input of some ten seconds of work."""
    (tmp_path / "small.jsonl").write_text(line(0), encoding="utf-8")
    (tmp_path / "large.jsonl").write_text("".join(line(number) for number in range(6000)), encoding="utf-8")
    Collection.build([tmp_path / "small.jsonl"], index=tmp_path / "index")
    return tmp_path / "index"


def line(number: int) -> str:
    body = f"قال وزير الخارجية إن القمة {number} ستبحث أزمة المناخ والمدارس والجامعات في القاهرة. " * 20
    return json.dumps({"id": str(number), "title": f"خبر {number}", "body": body}, ensure_ascii=False) + "\n"


@contextmanager
def running_build(index: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A build in a group of its own, like a terminal's foreground job, once its worker processes are there."""
    command = [sys.executable, "-m", "searchapp", "build", str(index.parent / "large.jsonl"), "--index", str(index)]
    environment = os.environ | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        [*command, "--workers", str(WORKERS), "--quiet"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        process_group=0,
    ) as build:
        try:
            await_that(lambda: len(children(build.pid)) == WORKERS)
            yield build, children(build.pid)
        finally:
            build.kill()


def children(pid: int) -> list[int]:
    try:
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent's notice does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def await_that(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + _TOLERATED_SECONDS
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def check_untouched(index: Path) -> None:
    assert Collection.open(index).search("").total == 1


@pytest.mark.parametrize("pause", [0.0, 0.2, 2.0])
def test_an_interrupt_ends_everything_in_one_line(index: Path, pause: float) -> None:
    with running_build(index) as (build, workers):
        time.sleep(pause)
        os.killpg(build.pid, signal.SIGINT)
        out, err = build.communicate(timeout=_TOLERATED_SECONDS)
    assert (build.returncode, out, err.strip()) == (130, "", "Stopped. The live index is untouched.")
    assert not [pid for pid in workers if is_alive(pid)]
    assert not list(index.glob(".building-*"))
    check_untouched(index)


@pytest.mark.parametrize("pause", [0.0, 2.0])
def test_no_worker_outlives_a_build_that_was_killed(index: Path, pause: float) -> None:
    with running_build(index) as (build, workers):
        time.sleep(pause)
        build.kill()
    await_that(lambda: not any(is_alive(pid) for pid in workers))
    check_untouched(index)


def test_a_worker_that_is_killed_is_said(index: Path) -> None:
    with running_build(index) as (build, workers):
        os.kill(workers[0], signal.SIGKILL)
        out, err = build.communicate(timeout=_TOLERATED_SECONDS)
    assert (build.returncode, out) == (1, "")
    assert "SIGKILL" in err
    assert "[worker-lost]" in err
    assert err.count("\n") == 1
    assert not [pid for pid in workers if is_alive(pid)]
    check_untouched(index)
