"""How many requests a worker answers at once, how many may wait for their turn, and the answer to one too many."""

from __future__ import annotations

import threading
from typing import Final

from flask import Flask, g, request

from searchapp.errors import OverloadedError

AT_ONCE: Final = 4
"""Requests that a worker works on at the same time: more would only share its processor among them."""

LONGEST_WAIT_S: Final = 10.0
"""After so long a reader has gone, or gladly tries again."""

_FREE: Final = ("static", "api.healthz", "api.readyz", "api.metrics")
"""What is always answered: files, and the questions of a supervisor, who must learn that the server is alive."""


class Turns:
    """Hands out turns: so many at once, so many waiting. Safe for use from several threads."""

    def __init__(self, at_once: int, waiting: int, longest: float = LONGEST_WAIT_S) -> None:
        self._turns = threading.Semaphore(at_once)
        self._room = threading.Semaphore(at_once + waiting)
        self._longest = longest

    def take(self) -> bool:
        """Wait for a turn; False where too many wait already, or where it took too long."""
        if not self._room.acquire(blocking=False):
            return False
        if self._turns.acquire(timeout=self._longest):
            return True
        self._room.release()
        return False

    def give_back(self) -> None:
        """Let the next one in."""
        self._turns.release()
        self._room.release()


def take_turns(app: Flask, waiting: int, at_once: int = AT_ONCE) -> None:
    """Let requests of an application wait for one another, ``waiting`` of them at most; the others get 503 at once."""
    turns = Turns(at_once, waiting)

    @app.before_request
    def _take() -> None:
        if request.endpoint in _FREE:
            return
        if not turns.take():
            raise OverloadedError(
                "More requests wait than this server can answer.", "الطلبات المنتظرة أكثر مما نستطيع."
            )
        g.has_turn = True

    @app.teardown_request
    def _give_back(_error: BaseException | None) -> None:
        if g.pop("has_turn", False):
            turns.give_back()
