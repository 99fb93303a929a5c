"""Stems that stand in the same company and share letters count as one another; lists add what texts do not show."""

from __future__ import annotations

import json
import random
from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.base import BatchWords
from searchapp.errors import ConfigError
from searchapp.search import vectors as vectors_module
from searchapp.search.aside import Aside
from searchapp.search.build import FindRelatives
from searchapp.search.families import read_families, word_families
from searchapp.search.relatives import (
    ATTACHED,
    MOST_SPELLED,
    Relatives,
    decode,
    find_relatives,
    skeleton,
    spelling_distance,
)
from searchapp.search.vectors import Vectors, WordSample

letters = st.text(alphabet="اويءغجقكتطسصبم", max_size=7)

TOPICS = {
    "حكم": ("وزير", "وزراء", "مجلس", "قرار", "حكوم", "جلس", "بيان", "رييس"),
    "شبك": ("غوغل", "جوجل", "شبك", "بحث", "موقع", "هاتف", "تطبيق", "شرك"),
    "نفط": ("نفط", "برميل", "سعر", "خام", "انتاج", "سوق", "طلب", "وزيره"),
}
"""Made-up articles: each is of one topic and draws its words from it. وزيره stands elsewhere than وزير does."""


def batch(seed: int, articles: int = 40, length: int = 60) -> BatchWords:
    """Articles of the topics as a build would give them; the vocabulary comes in an order of its own."""
    draw = random.Random(seed)
    words = sorted({word for topic in TOPICS.values() for word in topic} | {"في", "2015"})
    draw.shuffle(words)
    numbers, counts = array("i"), array("i")
    for _ in range(articles):
        topic = draw.choice(sorted(TOPICS))
        for _ in range(length):
            drawn = draw.choice((*TOPICS[topic], "في", "2015"))
            numbers.append(words.index(drawn))
        counts.append(length)
    roots = {"وزير": "وزر", "وزراء": "وزر", "وزيره": "وزر"}
    return BatchWords(
        {"stem": words, "root": [roots.get(word, word) for word in words]}, {"body": numbers}, {"body": counts}
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "FEWEST_WORDS", 1_000)


def made(batches: int, most: int = 10**6, first_seed: int = 0) -> Vectors:
    sample = WordSample(most)
    for seed in range(first_seed, first_seed + batches):
        sample.add(batch(seed))
    return sample.vectors(lambda word: word == "في")


@pytest.mark.usefixtures("small")
def test_words_of_one_topic_that_share_letters_are_relatives() -> None:
    found = find_relatives(made(4))
    assert found == {"وزير": ("وزراء",), "وزراء": ("وزير",), "غوغل": ("جوجل",), "جوجل": ("غوغل",)}


@pytest.mark.usefixtures("small")
def test_names_have_no_relatives() -> None:
    assert set(find_relatives(made(4), {"جوجل", "وزراء"})) == set()


@pytest.mark.usefixtures("small")
def test_vectors_have_length_one_and_leave_out_what_is_no_word_of_meaning() -> None:
    vectors = made(2)
    assert not {"في", "2015"} & set(vectors.stems)
    assert len(vectors.stems) == len(vectors.roots) == len(vectors.rows)
    assert np.linalg.norm(vectors.rows, axis=1) == pytest.approx(1, abs=1e-3)
    assert vectors.roots[vectors.stems.index("وزراء")] == "وزر"


@pytest.mark.usefixtures("small")
def test_the_same_batches_give_the_same_bytes() -> None:
    assert Relatives(find_relatives(made(3))).encode() == Relatives(find_relatives(made(3))).encode()


def test_too_little_text_has_no_relatives() -> None:
    assert find_relatives(made(2)) == {}
    assert find_relatives(WordSample().vectors(lambda word: False)) == {}


@pytest.mark.usefixtures("small")
def test_a_large_collection_is_thinned_over_all_of_its_length() -> None:
    sample = WordSample(most=6_000)
    for seed in range(16):
        sample.add(batch(seed))
    assert [len(kept) for kept, _ in sample._kept] == [2_400, 2_400]
    again = WordSample(most=6_000)
    for seed in (0, 8):
        again.add(batch(seed))
    assert sample._kept[0][0].tolist() == again._kept[0][0].tolist()
    assert find_relatives(sample.vectors(lambda word: False))


def plain_counts(words: BatchWords) -> dict[tuple[str, str], int]:
    """Pairs of stems within the window, counted by hand."""
    pairs: dict[tuple[str, str], int] = {}
    place = 0
    for count in words.counts["body"]:
        text = [words.forms["stem"][number] for number in words.numbers["body"][place : place + count]]
        place += count
        for i, one in enumerate(text):
            for other in [*text[max(0, i - 5) : i], *text[i + 1 : i + 6]]:
                pairs[one, other] = pairs.get((one, other), 0) + 1
    return pairs


def test_pairs_are_counted_within_the_window_and_within_articles() -> None:
    words = batch(5, articles=7, length=9)
    stems = list(words.forms["stem"])
    texts = np.asarray(words.numbers["body"], dtype=np.int32)
    lengths = np.asarray(words.counts["body"], dtype=np.int32)
    counts = vectors_module._counted(texts, lengths, list(range(len(stems))), np.arange(len(stems)), len(stems))
    expected = plain_counts(words)
    found = {(stems[i], stems[j]): int(counts[i, j]) for i, j in np.argwhere(counts > 0).tolist()}
    assert found == expected


@given(letters, letters)
def test_distance_is_one_of_a_distance(one: str, other: str) -> None:
    distance = spelling_distance(one, other)
    assert distance == pytest.approx(spelling_distance(other, one))
    assert (distance == 0) == (one == other)


@given(letters, letters)
def test_spelling_variants_share_the_letters_that_they_are_grouped_by(one: str, other: str) -> None:
    alike = str.maketrans("جقكطص", "غغغتس")
    if spelling_distance(one, other) <= MOST_SPELLED:
        assert skeleton(one).translate(alike) == skeleton(other).translate(alike)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("امريكا", "اميركا", 0.7), ("غوغل", "جوجل", 0.8), ("تلفزيون", "تليفزيون", 0.35), ("شرك", "شرف", 1.0)],
)
def test_what_spellings_cost(one: str, other: str, distance: float) -> None:
    assert spelling_distance(one, other) == pytest.approx(distance)


def test_what_is_written_is_read() -> None:
    relatives = {"وزير": ("وزراء", "وزار"), "غوغل": ("جوجل",)}
    assert decode(Relatives(relatives).encode()) == relatives
    assert decode(b"") == {}


def test_families_join_what_was_found() -> None:
    relatives = Relatives({"وزير": ("وزراء",)}, [("وزير", "معالي", "وزير"), ("شباط", "فبراير", "فيفري")])
    assert relatives.relatives("وزير") == ("وزراء", "معالي")
    assert relatives.relatives("معالي") == ("وزير",)
    assert set(relatives.relatives("فبراير")) == {"شباط", "فيفري"}
    assert relatives.relatives("قمة") == ()


def test_our_list_is_well_made() -> None:
    families = word_families()
    assert all(len(family) >= 2 for family in families)
    assert len(set(families)) == len(families)
    analyzer = default_analyzer()
    written = [word for family in families for word in family]
    assert all(len(analyzer.analyze(word)) == 1 for word in written)


@pytest.mark.parametrize(
    "pair", ["شباط فبراير", "آذار مارس", "تموز يوليو", "أمريكا أميركا", "جوجل غوغل", "نساء امرأة", "طفل أطفال"]
)
def test_words_of_our_list_are_relatives(pair: str) -> None:
    analyzer = default_analyzer()
    families = [[analyzer.word(word).stem for word in family] for family in word_families()]
    one, other = (analyzer.word(word).stem for word in pair.split())
    assert one == other or other in Relatives({}, families).relatives(one)


def test_a_user_s_list_is_added(tmp_path: Path) -> None:
    words = tmp_path / "words.tsv"
    words.write_text("# ours\nباحث\tمنقب\n\n", encoding="utf-8")
    (tmp_path / "news.json").write_text(json.dumps([{"id": "1", "title": "خبر", "content": "نص"}]), encoding="utf-8")
    Collection.build(tmp_path / "news.json", index=tmp_path / "ix")
    relatives = Collection.open(tmp_path / "ix", words=words).service().relatives
    analyzer = default_analyzer()
    assert analyzer.word("منقب").stem in relatives.relatives(analyzer.word("باحث").stem)
    assert relatives.relatives(analyzer.word("شباط").stem)
    plain = Collection.open(tmp_path / "ix").service()
    assert plain.relatives.relatives(analyzer.word("باحث").stem) == ()


def test_a_build_attaches_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "FEWEST_WORDS", 100)
    draw = random.Random(3)
    texts = [" ".join(draw.choices(TOPICS[draw.choice(sorted(TOPICS))], k=80)) for _ in range(60)]
    articles = [{"id": str(n), "title": f"خبر {n}", "content": text + "."} for n, text in enumerate(texts)]
    (tmp_path / "news.json").write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
    collection = Collection.build(tmp_path / "news.json", index=tmp_path / "ix", workers=1)
    analyzer = default_analyzer()
    found = decode(collection.service()._reader.attached(ATTACHED) or b"")
    assert analyzer.word("وزراء").stem in found[analyzer.word("وزير").stem]


def test_relatives_are_the_same_from_a_process_of_their_own() -> None:
    sample = WordSample()
    for seed in range(65):
        sample.add(batch(seed))
    assert sample.enough
    with Aside(here=False) as aside:
        found = aside.begin(FindRelatives(sample))()
    assert found == FindRelatives(sample)()
    assert decode(FindRelatives(WordSample())())


def test_a_relative_counts_as_the_word(tmp_path: Path) -> None:
    texts = {"1": "أقلعت السفينة في شباط.", "2": "أقلعت السفن في فبراير.", "3": "أقلعت السفينة في مارس."}
    articles = [{"id": name, "title": f"خبر {name}", "content": text} for name, text in texts.items()]
    (tmp_path / "news.json").write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
    news = Collection.build(tmp_path / "news.json", index=tmp_path / "ix")
    page = news.search("فبراير")
    assert {hit.id for hit in page.hits} == {"1", "2"}
    marked = {f.text[m.start : m.end] for hit in page.hits for f in hit.highlights["body"] for m in f.marks}
    assert marked == {"شباط", "فبراير"}
    assert {hit.id for hit in news.search("=فبراير").hits} == {"2"}
    assert {hit.id for hit in news.search('"فبراير"').hits} == {"2"}
    assert {hit.id for hit in news.search("فبراير", mode="exact").hits} == {"2"}


@pytest.mark.parametrize(
    ("content", "place"), [("وحده\n", "line 1"), ("# x\nأ\tب\nكلمتان اثنتان\tواحدة\n", "line 3"), ("\udcff", "UTF-8")]
)
def test_a_bad_list_is_told_with_its_line(tmp_path: Path, content: str, place: str) -> None:
    words = tmp_path / "words.tsv"
    words.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError, match=place):
        read_families(words)


def test_a_list_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Collection.open(tmp_path, words=tmp_path / "none.tsv")
