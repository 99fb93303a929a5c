"""The trained tagger: sentences, features, scores and paths against plain code, the model's file, the recogniser."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.entities import EntityFinder
from searchapp.entities.by_model import ModelRecogniser
from searchapp.entities.tagging import Tagger, default_model, sentences
from searchapp.entities.tagging.model import read_model
from searchapp.entities.tagging.sentences import LONGEST
from searchapp.entities.tagging.tagger import Scores, Tagged, best_paths, names
from searchapp.entities.tagging.train import read_corpus, to_bytes

WORDS = ["قال", "وزير", "الخارجية", "الروسي", "سيرجي", "لافروف", "في", "موسكو", "إن", "حلف", "شمال", "الأطلسي"]
WORDS += ["والولايات", "المتحدة", "2021", ".", "،", "NATO"]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(default_model())


def test_sentences_have_signs_and_places() -> None:
    text = "زار كييف، وعاد. ثم\nسافر"
    found = list(sentences(text))
    assert [sentence.tokens for sentence in found] == [["زار", "كييف", "،", "وعاد", "."], ["ثم"], ["سافر"]]
    assert [text[start:end] for sentence in found for start, end in sentence.places] == [
        token for sentence in found for token in sentence.tokens
    ]


@given(st.text(alphabet="اب .،\n()ً1a", max_size=400))
def test_sentences_of_any_text(text: str) -> None:
    places = [place for sentence in sentences(text) for place in sentence.places]
    assert all(start < end for start, end in places)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(places))
    assert all(len(sentence.tokens) <= LONGEST for sentence in sentences(text))


@settings(max_examples=60)
@given(sentence=st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_prepared_scores_are_those_of_the_trainers_features(tagger: Tagger, sentence: list[str]) -> None:
    assert np.array_equal(tagger.scores(sentence), tagger.plain_scores(sentence))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**32))
def test_the_best_path_is_best(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = [rng.integers(-50, 50, (length, 3)) for length in lengths]
    transitions = rng.integers(-50, 50, (3, 3))

    def value(rows: Scores, path: tuple[int, ...]) -> int:
        steps = sum(transitions[one, two] for one, two in itertools.pairwise(path))
        return int(steps + sum(row[label] for row, label in zip(rows, path, strict=True)))

    for rows, path in zip(scores, best_paths(scores, transitions), strict=True):
        best = max(value(rows, each) for each in itertools.product(range(3), repeat=len(rows)))
        assert value(rows, tuple(path)) == best


def test_names_of_tags() -> None:
    tags = ["B-PER", "I-PER", "B-PER", "O", "I-LOC", "I-ORG"]
    assert list(names(tags)) == [
        Tagged(0, 2, "PER"),
        Tagged(2, 3, "PER"),
        Tagged(4, 5, "LOC"),
        Tagged(5, 6, "ORG"),
    ]


def test_batches_change_nothing(tagger: Tagger) -> None:
    given_sentences = [WORDS[:6], WORDS[3:], WORDS[7:9]]
    assert tagger.tag(given_sentences) == [tagger.tag([each])[0] for each in given_sentences]
    assert tagger.tag([]) == []


def test_cached_words_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchapp.entities.tagging.tagger.CACHED_WORDS", 3)
    small = Tagger(default_model())
    small.tag([WORDS])
    assert len(small._words) <= 3


def test_a_model_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 99"):
        read_model(gzip.compress(json.dumps({"format": 99}).encode()))


def test_the_models_file_is_deterministic_and_small() -> None:
    assert to_bytes({"b": 1, "a": "ب"}) == to_bytes({"a": "ب", "b": 1})
    path = Path(__file__).parents[2] / "searchapp" / "entities" / "data" / "tagger.json.gz"
    assert path.stat().st_size < 12_000_000


def test_the_corpus_is_cut_as_text_is(tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt"
    path.write_text("زار O\nكييف، B-LOC\n\nعاد O\n", encoding="utf-8")
    assert read_corpus(path) == [[("زار", "O"), ("كييف", "B-LOC"), ("،", "O")], [("عاد", "O")]]
    assert read_corpus(path, 0.5) == [[("زار", "O"), ("كييف", "B-LOC"), ("،", "O")]]


def test_names_that_the_rules_do_not_know() -> None:
    finder = EntityFinder(ModelRecogniser())
    labels = {mention.label for mention in finder.mentions("ورفضت صحيفة معاريف ما قاله كلوب عن توتال")}
    assert "كلوب" in labels or "توتال" in labels


def test_the_version_names_the_model() -> None:
    assert default_model().digest in ModelRecogniser().version


def test_spans_of_the_recogniser() -> None:
    text = "توجه وزير الخارجية جون كيري إلى موسكو. وقال كيري إن موسكو وافقت"
    found = ModelRecogniser().spans(text)
    assert [(span.written, span.kind) for span in found] == [
        ("جون كيري", "person"),
        ("موسكو", "place"),
        ("كيري", "person"),
        ("موسكو", "place"),
    ]
    assert all(text[span.start : span.end] == span.written for span in found)
