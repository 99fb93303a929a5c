"""Words kept between runs: what they answer, and that nothing goes wrong where they are missing, damaged or foreign."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp import Collection
from searchapp.arabic.analyzer import Analyzer, WordForms, default_analyzer
from searchapp.arabic.letters import ARABIC_LETTERS
from searchapp.engine.whoosh.arrays import Arrays
from searchapp.search import word_cache
from searchapp.search.word_cache import JoinWords, Learning, WordCache, WordMemory, load, path_of, with_words, write

TEXT = "وَالمدارسُ الجديدة في القاهرة، قال الوزير: 1٬250 مدرسة وGoogle؛ عبدالعزيز والتلاميذ"
VERSION = "v1"


def packed(words: Iterable[tuple[str, WordForms]]) -> bytes:
    learning = Learning(None)
    for written, forms in words:
        learning.learn(written, forms)
    return learning.take()


def save(index: Path, version: str, learned: list[bytes]) -> None:
    write(index, version, JoinWords(index, version, learned)())


def test_few_new_words_are_not_worth_a_new_file(tmp_path: Path) -> None:
    many = [("ب" * n, WordForms("ب", "ب", "")) for n in range(1, 100)]
    save(tmp_path, VERSION, [packed(many)])
    memory = WordMemory(tmp_path, VERSION)
    memory.add(b"")
    memory.add(packed([("جديد", WordForms("جديد", "جديد", "جدد"))]))
    assert memory.joined() is None
    memory.add(packed([(f"{letter}ديد", WordForms("جديد", "جديد", "جدد")) for letter in "سشصض"]))
    joined = memory.joined()
    assert joined is not None
    memory.write(joined())
    known = load(tmp_path, VERSION)
    assert known is not None
    assert len(known) == len(many) + 5


def test_a_file_answers_as_the_analyzer_does(tmp_path: Path) -> None:
    learning = Learning(None)
    default_analyzer().knowing(learning).analyze(TEXT)
    save(tmp_path, default_analyzer().version, [learning.take()])

    class Silent(Analyzer):
        """Works nothing out."""

        def _forms(self, written: str) -> WordForms:
            assert written.isascii() or not written.isprintable()
            return super()._forms(written)

    assert with_words(Silent(), tmp_path).analyze(TEXT) == default_analyzer().analyze(TEXT)
    assert learning.take() == b""


WORDS = st.text(st.sampled_from([chr(first) for first, _ in ARABIC_LETTERS] + list("ابتثه\u064b\u200ca1\0\n\ud800")))


@given(st.dictionaries(WORDS, st.builds(WordForms, WORDS, WORDS, WORDS, st.booleans(), st.booleans())), WORDS)
def test_no_word_is_mistaken_for_another(words: dict[str, WordForms], other: str) -> None:
    plain = {w: f for w, f in words.items() if all(s.isprintable() for s in (w, f.exact, f.stem, f.root))}
    lines = word_cache.table(packed(plain.items()).splitlines())
    cache = WordCache(Arrays(word_cache.encoded(lines, VERSION)), VERSION)
    kept = {written: forms for written, forms in plain.items() if not written.isascii()}
    assert dict(cache) == kept
    assert len(cache) == len(kept)
    for written in [*words, other]:
        assert cache.find(written) == kept.get(written)


def test_learned_words_come_before_those_known_and_no_more_are_kept_than_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = {written: WordForms(written, written, "") for written in ("أول", "ثان", "ثالث", "رابع")}
    monkeypatch.setattr(word_cache, "MOST_WORDS", 3)
    save(tmp_path, VERSION, [packed(list(forms.items())[:2])])
    save(tmp_path, VERSION, [packed(list(forms.items())[2:])])
    found = load(tmp_path, VERSION)
    assert found is not None
    assert len(found) == 3
    assert found.find("ثالث") == forms["ثالث"]
    assert found.find("رابع") == forms["رابع"]


def test_a_damaged_file_is_said_and_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    save(tmp_path, VERSION, [packed([("مدرسة", WordForms("مدرسه", "مدرس", "درس"))])])
    path = path_of(tmp_path, VERSION)
    sound = path.read_bytes()
    assert load(tmp_path, VERSION) is not None
    assert not caplog.records
    for damaged in (b"", sound[:40], sound[:-3], b"x" + sound[1:]):
        path.write_bytes(damaged)
        caplog.clear()
        assert load(tmp_path, VERSION) is None
        assert "is passed over" in caplog.text
    path.write_bytes(sound)
    path.rename(path_of(tmp_path, "v2"))
    assert load(tmp_path, "v2") is None
    assert "of another analyzer" in caplog.text


def test_no_flipped_bit_changes_an_answer(tmp_path: Path) -> None:
    words = {"مدرسة": WordForms("مدرسه", "مدرس", "درس"), "في": WordForms("في", "في", "", stop=True)}
    sound = word_cache.encoded(word_cache.table(packed(words.items()).splitlines()), VERSION)
    unnoticed = 0
    for place in range(len(sound)):
        try:
            found = WordCache(Arrays(flipped(sound, place)), VERSION)
        except ValueError:
            continue
        unnoticed += 1  # only bytes between two arrays
        assert dict(found) == words
    assert unnoticed < 8 * 10


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_only_the_file_of_the_version_stays(tmp_path: Path) -> None:
    save(tmp_path, "old", [packed([("مدرسة", WordForms("مدرسه", "مدرس", "درس"))])])
    save(tmp_path, VERSION, [])
    assert [path.name for path in (tmp_path / word_cache.FOLDER).iterdir()] == [f"words-{VERSION}.arr"]


def build(folder: Path, body: str) -> Collection:
    (folder / "in.jsonl").write_text(json.dumps({"title": "خبر", "body": body}, ensure_ascii=False), encoding="utf-8")
    return Collection.build([folder / "in.jsonl"], index=folder / "index")


def test_a_build_keeps_its_words_and_those_before(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    version = default_analyzer().version
    known = None
    for body, word in (("زرع الأطفال الزيتون", "الزيتون"), ("افتتح الوزير المستشفيات", "المستشفيات")):
        collection = build(tmp_path, body)
        known = load(tmp_path / "index", version)
        assert known is not None
        assert known.find(word) == default_analyzer().word(word)
        assert collection.search(word).total == 1
    assert known is not None
    assert known.find("الزيتون") is not None
    path_of(tmp_path / "index", version).write_bytes(b"damaged")
    assert build(tmp_path, "زرع الأطفال الزيتون").search("زيتون").total == 1
    assert "is passed over" in caplog.text
    repaired = load(tmp_path / "index", version)
    assert repaired is not None
    assert repaired.find("الزيتون") == default_analyzer().word("الزيتون")


def test_a_service_does_not_work_out_the_words_of_its_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, "زرع الأطفال الزيتون في الحقول البعيدة. " * 3)
    worked_out: list[str] = []
    plain = Analyzer._forms

    def note(analyzer: Analyzer, written: str) -> WordForms:
        worked_out.append(written)
        return plain(analyzer, written)

    monkeypatch.setattr(Analyzer, "_forms", note)
    page = Collection.open(tmp_path / "index").search("الزيتون")
    assert page.total == 1
    assert page.hits[0].highlights["body"][0].marks
    assert worked_out == []
