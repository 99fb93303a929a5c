"""Pages of mapped files are let go of when they are many, and what is read stays the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from searchapp.engine.whoosh import mapped
from searchapp.engine.whoosh.mapped import Residency, map_file, resident_bytes

SIZE = 32 << 20

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process holds")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * (SIZE // 256))
    return path


def test_pages_are_let_go_of_and_read_again(large: Path) -> None:
    content = map_file(large)
    read = content[:]
    held = resident_bytes()
    residency = Residency(most=SIZE // 2, every=2)
    residency.asked()
    assert resident_bytes() == held
    residency.asked()
    left = resident_bytes()
    assert held
    assert left is not None
    assert held - left > SIZE // 2
    assert content[:] == read
    content.close()


def test_what_is_within_the_bound_stays(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapped, "let_go", lambda: pytest.fail("nothing is to be let go of"))
    Residency(most=1 << 40, every=1).asked()
    monkeypatch.setattr(mapped, "_STATUS", large.parent / "no such file")
    assert resident_bytes() is None
    Residency(most=0, every=1).asked()


def test_closed_files_are_passed_over(large: Path) -> None:
    content = map_file(large)
    content.close()
    mapped.let_go()
