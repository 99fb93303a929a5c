"""The production server in a process of its own, as ``searchapp serve`` starts it."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_URL: Final = re.compile(r"http://\S+?:\d+")
_START_S: Final = 60
_STOP_S: Final = 15


class ServerError(Exception):
    """The server did not start; its own message stands above."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server: its address (``http://127.0.0.1:40217``) and its process."""

    base: str
    pid: int


@contextmanager
def serving(index: Path, workers: int) -> Iterator[Running]:
    """Serve an index on a free port of the loopback for the length of a ``with`` block. Raises ServerError."""
    command = [sys.executable, "-m", "searchapp", "serve", "--index", str(index), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--workers", str(workers)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    try:
        greeting = process.stdout.readline()
        found = _URL.search(greeting)
        if found is None:
            raise ServerError(f"searchapp serve said {greeting!r}")
        _wait_until_ready(found[0], process)
        yield Running(found[0], process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _wait_until_ready(base: str, process: subprocess.Popen[str]) -> None:
    """Wait for the first answer: the address is said before the workers stand."""
    deadline = time.monotonic() + _START_S
    while not _is_ready(base):
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServerError("searchapp serve did not become ready")
        time.sleep(0.1)


def _is_ready(base: str) -> bool:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=_START_S)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except ConnectionRefusedError:
        return False
    finally:
        connection.close()
