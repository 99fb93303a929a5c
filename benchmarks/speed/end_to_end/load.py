"""A bounded client: some connections that ask one address after the other and measure every answer."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

CONNECTIONS: Final = 8
_TIMEOUT_S: Final = 10


class LoadError(Exception):
    """The server refused or broke off a request; the message names the address and what came."""


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """Milliseconds of every answered request, and the seconds that all of them took together.

    ``client_s`` is the CPU time that the client itself took of the machine's cores.
    """

    times_ms: tuple[float, ...]
    seconds: float
    client_s: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.times_ms) / self.seconds


def run_load(base: str, addresses: Sequence[str], seconds: float, connections: int = CONNECTIONS) -> LoadFigures:
    """Ask for ``seconds`` over ``connections`` kept open; each begins at another place of ``addresses``.

    Raises LoadError at the first answer that is not 200.
    """
    host = urlsplit(base).netloc
    began, client = time.perf_counter(), time.process_time()
    deadline = began + seconds
    starts = [number * len(addresses) // connections for number in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        asked = [pool.submit(_ask, host, [*addresses[s:], *addresses[:s]], deadline) for s in starts]
        times = [time_ms for future in asked for time_ms in future.result()]
    return LoadFigures(tuple(times), time.perf_counter() - began, time.process_time() - client)


def _ask(host: str, addresses: Sequence[str], deadline: float) -> list[float]:
    """Ask in turn, again and again, until the deadline; at least once."""
    connection = http.client.HTTPConnection(host, timeout=_TIMEOUT_S)
    times: list[float] = []
    try:
        while not times or time.perf_counter() < deadline:
            address = addresses[len(times) % len(addresses)]
            began = time.perf_counter()
            _get(connection, address)
            times.append((time.perf_counter() - began) * 1000)
    finally:
        connection.close()
    return times


def _get(connection: http.client.HTTPConnection, address: str) -> None:
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise LoadError(f"{address}: {error!r}") from error
    if answer.status != http.client.OK:
        raise LoadError(f"{address}: {answer.status} {content[:200]!r}")
