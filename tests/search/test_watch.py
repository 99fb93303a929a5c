from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from searchapp.search.watch import State, changes, state_of


def states(*names: str) -> list[State]:
    return [frozenset(((name, 1, 1),)) for name in names]


def test_a_change_is_told_once_it_has_settled() -> None:
    seen = iter(states("a", "b", "c", "c", "c", "a", "a", "d", "d"))
    waited: list[float] = []
    told = list(islice(changes(lambda: next(seen), 2.5, states("a")[0], waited.append), 3))
    assert told == states("c", "a", "d")
    assert set(waited) == {2.5}


def test_the_state_knows_new_changed_and_vanished_files(tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir()
    file = tmp_path / "a.json"
    file.write_text("[]")
    first = state_of([tmp_path], index)
    assert state_of([tmp_path], index) == first
    (index / "b.json").write_text("[]")
    assert state_of([tmp_path], index) == first
    os.utime(file, ns=(1, 1))
    assert state_of([tmp_path], index) != first
    file.unlink()
    assert state_of([tmp_path], index) == frozenset()
    assert state_of([tmp_path / "none"]) == frozenset()
