from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic.memory import Memory


@given(st.lists(st.integers(0, 12)), st.integers(1, 9))
def test_it_is_bounded_and_never_wrong(asked: list[int], size: int) -> None:
    memory: Memory[int, int] = Memory(size)
    for number in asked:
        assert memory.get(number) in (None, number * 2)
        memory.put(number, number * 2)
        assert memory.get(number) == number * 2
        assert len(memory) <= max(size, 2)


def test_what_is_asked_again_and_again_is_kept() -> None:
    memory: Memory[int, str] = Memory(10)
    memory.put(-1, "asked")
    for number in range(100):
        memory.put(number, "once")
        assert memory.get(-1) == "asked"
    assert memory.get(0) is None
