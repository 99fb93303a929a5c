"""Requests wait for their turn; one too many is told so at once, and turns come back whatever happens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from searchapp.config import Settings
from searchapp.errors import IndexMissingError
from searchapp.web.app import create_app
from searchapp.web.turns import AT_ONCE, Turns


def test_so_many_at_once_and_so_many_waiting() -> None:
    turns = Turns(at_once=2, waiting=1, longest=0.01)
    assert [turns.take(), turns.take()] == [True, True]
    assert not turns.take()  # it waited, and no turn came back
    waiting = threading.Thread(target=turns.take)
    patient = Turns(at_once=1, waiting=0)
    assert patient.take()
    assert not patient.take()
    turns.give_back()
    waiting.start()
    waiting.join()
    assert not turns.take()


class Slow:
    """A service that answers only when it is told to."""

    def __init__(self, service: Any) -> None:
        self._service = service
        self.began = threading.Semaphore(0)
        self.go_on = threading.Event()

    def __call__(self) -> Any:
        self.began.release()
        assert self.go_on.wait(30)
        return self._service


@pytest.fixture
def slow(service: Any) -> Iterator[Slow]:
    made = Slow(service)
    yield made
    made.go_on.set()


def test_one_too_many_is_told_to_come_back(slow: Slow) -> None:
    app = create_app(slow, Settings(queue=0))
    answers: list[int] = []

    def ask() -> None:
        answers.append(app.test_client().get("/api/v1/search?q=المناخ").status_code)

    asking = [threading.Thread(target=ask) for _ in range(AT_ONCE)]
    for thread in asking:
        thread.start()
    for _ in asking:
        assert slow.began.acquire(timeout=30)
    refused = app.test_client().get("/api/v1/search?q=المناخ")
    assert (refused.status_code, refused.get_json()["code"]) == (503, "overloaded")
    assert int(refused.headers["Retry-After"]) > 0
    assert app.test_client().get("/search").status_code == 503
    assert app.test_client().get("/healthz").status_code == 200
    with app.test_client().get("/static/page.js") as file:
        assert file.status_code == 200
    slow.go_on.set()
    for thread in asking:
        thread.join()
    assert answers == [200] * AT_ONCE
    assert app.test_client().get("/api/v1/search?q=المناخ").status_code == 200


def test_turns_come_back_from_requests_that_fail() -> None:
    def gone() -> Any:
        raise IndexMissingError("There is none.", "لا فهرس.")

    app: Flask = create_app(gone, Settings(queue=0))
    client = app.test_client()
    for path in ("/search", "/none", "/search?page=x", "/api/v1/stats"):
        for _ in range(2 * AT_ONCE):
            answer = client.get(path)
            assert answer.headers["X-Request-Id"]
            assert b"overloaded" not in answer.data
