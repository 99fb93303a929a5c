from __future__ import annotations

from pathlib import Path

import pytest

from searchapp.errors import ConfigError
from searchapp.own_lists import read_own_list


def test_a_list_is_read_without_its_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "words.tsv"
    file.write_bytes("\ufeffغوغل\tجوجل\n".encode())
    assert read_own_list(file, "word list", "قائمة الكلمات") == "غوغل\tجوجل\n"


def test_what_is_not_utf_8_is_said_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "words.tsv"
    file.write_bytes("غوغل".encode("cp1256"))
    with pytest.raises(ConfigError, match=r"The word list .*words\.tsv is not UTF-8") as raised:
        read_own_list(file, "word list", "قائمة الكلمات")
    assert "قائمة الكلمات" in raised.value.message_ar


def test_a_list_that_is_not_there_is_said_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"The alias list .*none\.tsv cannot be read: "):
        read_own_list(tmp_path / "none.tsv", "alias list", "قائمة الأسماء")
