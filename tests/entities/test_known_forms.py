from __future__ import annotations

from searchapp.entities.forms import FormReader, WordForm
from searchapp.entities.gazetteer import KnownForms

READER = FormReader(lambda _key: "", {})


def test_words_in_use_are_read_once_however_many_others_come() -> None:
    asked: list[str] = []

    def read(written: str) -> WordForm:
        asked.append(written)
        return READER.read(written)

    known = KnownForms(read, size=8)
    first = known["وزارة"]
    for number in range(40):
        assert known[f"كلمة{number}"].key == f"كلمه{number}"
        assert known["وزارة"] is first
        assert len(known) <= 4
    assert asked.count("وزارة") == 1
    assert known["كلمة0"].key == "كلمه0"
    assert asked.count("كلمة0") == 2


def test_a_single_place_is_enough() -> None:
    known = KnownForms(READER.read, size=1)
    assert [known[word].key for word in ("قمة", "قمة", "مناخ")] == ["قمه", "قمه", "مناخ"]
