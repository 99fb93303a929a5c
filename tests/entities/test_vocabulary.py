from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.entities.forms import FormReader, WordForm
from searchapp.entities.gazetteer import default_gazetteer
from searchapp.entities.hashes import Pairs, asked
from searchapp.entities.keys import readings
from searchapp.entities.phrase_book import PhraseBook
from searchapp.entities.vocabulary import EDGES, Vocabulary

READER = FormReader(lambda _key: "", PhraseBook({}))
WORDS = ["قمة", "وقمة", "للقمة", "مناخ", "بالمناخ", "ووالد", "فبلغ", "كتاب", "،", "2021"]


def test_frequent_words_outlast_rare_ones() -> None:
    asked_for: list[str] = []

    def read(written: str) -> WordForm:
        asked_for.append(written)
        return READER.read(written)

    known = Vocabulary(read, most=8)
    for number in range(40):
        known.make_room()
        numbers = known.numbers(["وزارة", f"كلمة{number}", "وزارة"])
        known.count(numbers)
        assert [known.key_of[each] for each in numbers.tolist()] == ["وزاره", f"كلمه{number}", "وزاره"]
        assert [known.written[each] for each in numbers.tolist()] == ["وزارة", f"كلمة{number}", "وزارة"]
        assert len(known) <= 8 + 1
    assert asked_for.count("وزارة") == 1
    known.numbers(["كلمة0"])
    assert asked_for.count("كلمة0") == 2
    assert [known[edge] for edge in EDGES] == [0, 1]


def test_rows_follow_their_words_when_others_are_forgotten() -> None:
    known = Vocabulary(default_gazetteer().vocabulary._read, most=8)
    for start in range(len(WORDS) - 2):
        known.make_room()
        numbers = known.numbers(WORDS[start : start + 3])
        known.count(numbers)
        fresh = Vocabulary(default_gazetteer().vocabulary._read)
        others = fresh.numbers(WORDS[start : start + 3])
        assert known.traits(numbers).tolist() == fresh.traits(others).tolist()
        assert known.hashes(numbers).tolist() == fresh.hashes(others).tolist()


def test_many_new_words_find_room() -> None:
    known = Vocabulary(READER.read)
    numbers = known.numbers([f"وزارة{number}" for number in range(10_000)])
    known.count(np.concatenate([numbers, numbers[:1]]))
    assert known.hashes(numbers[-1:])[0, 0] == hash("وزاره9999") & 0xFFFFFFFF


@given(st.lists(st.text(alphabet="وفبلكاقم", min_size=1, max_size=6), min_size=1, max_size=6), st.data())
def test_no_word_that_reads_as_one_asked_for_is_left_out(words: list[str], data: st.DataObject) -> None:
    known = Vocabulary(READER.read)
    keys = {reading for word in words for reading in (word, *(each.rest for each in readings(word)))}
    chosen = data.draw(st.sets(st.sampled_from(sorted(keys)), min_size=1))
    found = asked(known.hashes(known.numbers(words)), chosen)
    for word, is_asked in zip(words, found.tolist(), strict=True):
        assert is_asked or chosen.isdisjoint((word, *(each.rest for each in readings(word))))


def test_few_words_are_asked_for_in_vain() -> None:
    known = Vocabulary(READER.read)
    hashes = known.hashes(known.numbers([f"كلمة{number}" for number in range(2000)]))
    assert asked(hashes, {"قمه", "مناخ"}).sum() < 20


def test_pairs_are_found() -> None:
    known = Vocabulary(READER.read)
    firsts, seconds = ["قمة", "وقمة", "للقمة", "كتاب"], ["المناخ", "الارض", "العام"]
    pairs = Pairs([("قمه", "المناخ"), ("القمه", "العام")])
    both = list(product(firsts, seconds))
    hashes = [known.hashes(known.numbers([pair[side] for pair in both])) for side in (0, 1)]
    found = [both[place] for place in pairs.beginnings(hashes[0], hashes[1][:, 0])]
    assert found == [("قمة", "المناخ"), ("وقمة", "المناخ"), ("للقمة", "العام")]
    assert not len(Pairs([]).beginnings(hashes[0], hashes[1][:, 0]))
