from __future__ import annotations

import os
from functools import partial

import pytest

from searchapp.search.aside import Aside
from searchapp.search.processes import RemoteError


def process_number() -> bytes:
    return str(os.getpid()).encode()


def fail() -> bytes:
    raise LookupError("nothing here")


def test_pieces_of_work_go_on_in_one_process_of_their_own() -> None:
    with Aside(here=False) as aside:
        results = [aside.begin(process_number), aside.begin(partial(bytes, 3)), aside.begin(process_number)]
        first, zeros, last = (result() for result in results)
    assert zeros == bytes(3)
    assert first == last != process_number()


def test_work_is_done_here_when_it_is_asked_for() -> None:
    with Aside(here=True) as aside:
        assert aside.begin(process_number)() == process_number()
        aside.begin(fail)


def test_what_fails_is_raised_where_the_result_is_wanted() -> None:
    with Aside(here=False) as aside:
        result = aside.begin(fail)
        with pytest.raises(RemoteError, match="nothing here"):
            result()
