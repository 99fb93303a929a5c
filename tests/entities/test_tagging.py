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

from searchapp.arabic import tokenize
from searchapp.entities import EntityFinder
from searchapp.entities.by_model import ModelRecogniser
from searchapp.entities.gazetteer import default_gazetteer
from searchapp.entities.recogniser import Span, Text
from searchapp.entities.tagging import Passage, Tagged, Tagger, default_model, sentences
from searchapp.entities.tagging.model import MODEL_FILE, Model, read_model, to_bytes
from searchapp.entities.tagging.paths import best_paths, names
from searchapp.entities.tagging.sentences import LONGEST
from searchapp.entities.tagging.train import read_corpus, side_by_side

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


HINTS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.sampled_from(["PER", "LOC", "ORG"])), max_size=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(st.sampled_from(WORDS), min_size=4, max_size=9), HINTS), min_size=1, max_size=3))
def test_prepared_scores_are_those_of_the_trainers_features(
    tagger: Tagger, drawn: list[tuple[list[str], list[tuple[int, int, str]]]]
) -> None:
    passages = [
        Passage(words, [Tagged(first, min(first + size, len(words)), label) for first, size, label in hints])
        for words, hints in drawn
    ]
    for found, passage in zip(tagger.scores(passages), passages, strict=True):
        assert np.array_equal(found, tagger.plain_scores(passage))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**32))
def test_the_best_path_is_best(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    starts = np.cumsum([2, *lengths[:-1]])
    scores = rng.integers(-50, 50, (2 + sum(lengths), 3), np.int32)
    transitions = rng.integers(-50, 50, (3, 3), np.int32)
    labels = best_paths(scores, starts, np.array(lengths), transitions)

    def value(start: int, path: tuple[int, ...]) -> int:
        steps = sum(int(transitions[one, two]) for one, two in itertools.pairwise(path))
        return steps + sum(int(scores[start + place, label]) for place, label in enumerate(path))

    for start, length in zip(starts.tolist(), lengths, strict=True):
        best = max(value(start, each) for each in itertools.product(range(3), repeat=length))
        assert value(start, tuple(labels[start : start + length].tolist())) == best


def test_names_of_tags() -> None:
    tags = ["B-PER", "I-PER", "B-PER", "O", "I-LOC", "I-ORG"]
    assert list(names(tags)) == [
        Tagged(0, 2, "PER"),
        Tagged(2, 3, "PER"),
        Tagged(4, 5, "LOC"),
        Tagged(5, 6, "ORG"),
    ]


def test_batches_change_nothing(tagger: Tagger) -> None:
    documents = [[Passage(WORDS[:6]), Passage(WORDS[3:])], [], [Passage(WORDS[7:9])]]
    assert tagger.tag(documents) == [tagger.tag([each])[0] for each in documents]
    assert tagger.tag([]) == []


def test_cached_words_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchapp.entities.tagging.tagger.CACHED_WORDS", 5)
    small, whole = Tagger(default_model()), Tagger(read_model(_model_file().read_bytes()))
    for start in range(len(WORDS) - 3):
        document = [Passage(WORDS[start : start + 3])]
        assert small.tag([document]) == whole.tag([document])
        assert len(small._words) <= 5 + 3


def test_frequent_words_outlast_rare_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchapp.entities.tagging.tagger.CACHED_WORDS", 6)
    tagger = Tagger(default_model())
    for start in range(len(WORDS)):
        tagger.tag([[Passage(["موسكو", WORDS[start]])], [Passage(["موسكو"])]])
        assert "موسكو" in tagger._words


def _model_file() -> Path:
    return Path(__file__).parents[2] / "searchapp" / "entities" / "data" / MODEL_FILE


def test_a_model_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 99"):
        read_model(gzip.compress(json.dumps({"format": 99}).encode()))


def test_a_model_that_ends_too_early_is_refused() -> None:
    lines = gzip.decompress(to_bytes(SMALL)).splitlines(keepends=True)
    with pytest.raises(ValueError, match="7 lines after the first, not 8"):
        read_model(gzip.compress(b"".join(lines[:-1])))
    with pytest.raises(ValueError, match="shorter"):
        read_model(gzip.compress(b"".join([*lines[:-1], b"3 0"])))


SMALL = Model(
    digest="",
    labels=["O", "B-LOC"],
    weights={"0:w=كييف": [-5, 12], "0:w=في": [3, 0]},
    transitions=[[0, 1], [2, -30_000]],
    known=frozenset({"كييف", "في"}),
    ambiguous=frozenset({"في"}),
    triggers={"title": frozenset({"وزير", "رئيس"})},
    phrases={"كييف": "L", "الولايات المتحده": "L"},
    clusters={"كييف": (1, 2, 3), "موسكو": (1, 2, 3)},
)


def test_a_model_is_written_and_read() -> None:
    content = to_bytes(SMALL)
    found = read_model(content)
    assert to_bytes(found) == content
    assert (found.labels, found.transitions, found.known) == (SMALL.labels, SMALL.transitions, SMALL.known)
    assert (found.ambiguous, found.triggers, found.phrases) == (SMALL.ambiguous, SMALL.triggers, SMALL.phrases)
    assert found.clusters == SMALL.clusters
    assert found.clusters["كييف"] is found.clusters["موسكو"]
    assert found.weights == {feature: tuple(row) for feature, row in SMALL.weights.items()}


def test_the_models_file_is_small() -> None:
    assert _model_file().stat().st_size < 12_000_000


def test_clusters_of_several_kinds_stand_side_by_side() -> None:
    assert side_by_side([{"كييف": (1, 2)}, {"كييف": (3,), "في": (4,)}]) == {"كييف": (1, 2, 3), "في": (-1, -1, 4)}


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


def _spans(text: str) -> list[Span]:
    places = list(tokenize(text))
    ((found,),) = ModelRecogniser().spans([[Text(text, places, default_gazetteer().words(text, places))]])
    return found


def test_spans_of_the_recogniser() -> None:
    text = "توجه وزير الخارجية جون كيري إلى موسكو. وقال كيري إن موسكو وافقت"
    found = _spans(text)
    assert [(span.written, span.kind) for span in found] == [
        ("جون كيري", "person"),
        ("موسكو", "place"),
        ("كيري", "person"),
        ("موسكو", "place"),
    ]
    assert all(text[span.start : span.end] == span.written for span in found)


@given(st.text(alphabet="ابوليد مسكعنرهة.،\n()ً1aة", max_size=200))
@settings(max_examples=60, deadline=None)
def test_spans_of_any_text_are_in_order(text: str) -> None:
    found = _spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
