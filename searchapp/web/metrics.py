"""Counts for a supervisor in Prometheus' text format. A worker counts for itself and says so in the label ``worker``.

No query, address or path of a user is in them: routes are named by their endpoint.
"""

from __future__ import annotations

import os
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from flask import Flask, Response, g, request

from searchapp.engine.base import GenerationInfo

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the latency buckets in seconds."""


class Metrics:
    """Requests by route and status, their latency, and searches without a result. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._buckets: Counter[tuple[str, int]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._empty = 0

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        with self._lock:
            self._requests[route, status] += 1
            self._buckets[route, bisect_left(BUCKETS, seconds)] += 1
            self._seconds[route] += seconds  # type: ignore[assignment]  # a Counter adds any numbers

    def count_empty(self) -> None:
        """Count a search that found nothing."""
        with self._lock:
            self._empty += 1

    def text(self, info: GenerationInfo | None) -> str:
        """Write everything down; ``info`` is the generation that is served, None where there is none."""
        with self._lock:
            return "\n".join((*self._lines(f'worker="{os.getpid()}"'), *_index_lines(info), ""))

    def _lines(self, worker: str) -> Iterator[str]:
        yield "# HELP bahith_requests_total Requests answered."
        yield "# TYPE bahith_requests_total counter"
        for (route, status), number in sorted(self._requests.items()):
            yield f'bahith_requests_total{{{worker},route="{route}",status="{status}"}} {number}'
        yield "# HELP bahith_request_seconds Time to make an answer."
        yield "# TYPE bahith_request_seconds histogram"
        for route in sorted(self._seconds):
            yield from self._histogram(route, f'{worker},route="{route}"')
        yield "# HELP bahith_searches_without_results_total Searches that found nothing."
        yield "# TYPE bahith_searches_without_results_total counter"
        yield f"bahith_searches_without_results_total{{{worker}}} {self._empty}"

    def _histogram(self, route: str, labels: str) -> Iterator[str]:
        total = 0
        for place, bound in enumerate((*BUCKETS, "+Inf")):
            total += self._buckets[route, place]
            yield f'bahith_request_seconds_bucket{{{labels},le="{bound}"}} {total}'
        yield f"bahith_request_seconds_sum{{{labels}}} {self._seconds[route]:.6f}"
        yield f"bahith_request_seconds_count{{{labels}}} {total}"


def measure(app: Flask, metrics: Metrics) -> None:
    """Count every request of the application."""

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        began = g.get("began")
        if began is not None:
            metrics.count(request.endpoint or "none", response.status_code, time.perf_counter() - began)
        return response


def _index_lines(info: GenerationInfo | None) -> Iterator[str]:
    yield "# HELP bahith_ready Whether an index is served."
    yield "# TYPE bahith_ready gauge"
    yield f"bahith_ready {int(info is not None)}"
    if info:
        age = (datetime.now(UTC) - info.created).total_seconds()
        yield "# HELP bahith_index_articles Articles of the generation that is served."
        yield "# TYPE bahith_index_articles gauge"
        yield f'bahith_index_articles{{generation="{info.name}"}} {info.articles}'
        yield "# HELP bahith_index_age_seconds Time since that generation was built."
        yield "# TYPE bahith_index_age_seconds gauge"
        yield f'bahith_index_age_seconds{{generation="{info.name}"}} {age:.0f}'
