"""The trained tagger: sentences, features, scores and paths against plain code, the model's file, the recogniser."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchapp.arabic import tokenize
from searchapp.entities import EntityFinder, Texts, default_finder
from searchapp.entities.by_model import ModelRecogniser
from searchapp.entities.gaps import NEW_LINE, read_gaps
from searchapp.entities.gazetteer import Gazetteer, default_gazetteer, phrase_kinds
from searchapp.entities.lists import gazetteer
from searchapp.entities.recogniser import Span
from searchapp.entities.tagging import Rows, Tagged, Tagger, default_model, sentence_rows, sentences
from searchapp.entities.tagging.corpus import read_corpus
from searchapp.entities.tagging.features import FeatureReader
from searchapp.entities.tagging.model import MODEL_FILE, Model, read_model, to_bytes
from searchapp.entities.tagging.paths import best_paths, kinds_of, names
from searchapp.entities.tagging.sentences import LONGEST
from searchapp.entities.tagging.tables import NumberTable
from searchapp.entities.tagging.train import Learned, mean, press_phrases, side_by_side, together
from searchapp.entities.vocabulary import EDGES

WORDS = ["قال", "وزير", "الخارجية", "الروسي", "سيرجي", "لافروف", "في", "موسكو", "إن", "حلف", "شمال", "الأطلسي"]
WORDS += ["والولايات", "المتحدة", "2021", ".", "،", "NATO"]


LINES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(default_model(), default_gazetteer().vocabulary)


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


def _written(texts: Texts, rows: Rows) -> list[list[str]]:
    written = [texts.vocabulary.written[number] for number in rows.numbers.tolist()]
    return [written[start : start + length] for start, length in zip(rows.starts, rows.lengths, strict=True)]


LONG = ["و" * (LONGEST - 1) + ".ا", "،" * (LONGEST * 2 + 1), " ا" * LONGEST + "\n\nا", "ا،" * LONGEST]


@given(
    st.lists(
        st.lists(st.text(alphabet="اب .،\n()ً1a\ud800\t", max_size=60), min_size=1, max_size=3), min_size=1, max_size=3
    )
)
@example([LONG[:2], LONG[2:]])
def test_rows_are_the_sentences_of_all_texts(documents: list[list[str]]) -> None:
    texts = default_gazetteer().texts(documents)
    rows = sentence_rows(texts)
    plain = [[sentence.tokens for text in document for sentence in sentences(text)] for document in documents]
    assert _written(texts, rows) == [tokens for document in plain for tokens in document]
    assert [texts.vocabulary.written[number] for number in rows.numbers[rows.places].tolist()] == [
        texts.text[start:end] for start, end in zip(texts.starts, texts.ends, strict=True)
    ]
    assert rows.tokens[rows.places].tolist() == list(range(1, len(texts.starts) + 1))
    before = [(rows.numbers[:place] >= len(EDGES)).sum() for place in rows.documents.tolist()]
    assert before == [sum(map(len, itertools.chain(*plain[:number]))) for number in range(len(plain))]


@given(st.text(alphabet="اب .،\n()ً1a\ud800\t\u2028", max_size=60))
def test_gaps_of_any_text(text: str) -> None:
    tokens = list(tokenize(text))
    starts, ends = (np.array([place[side] for place in tokens], np.int64) for side in (0, 1))
    found = read_gaps(text, starts, ends)
    gaps = [text[one[1] : two[0]] for one, two in itertools.pairwise(tokens)]
    assert found.joined.tolist() == [False, *(gap.isspace() and "\n" not in gap for gap in gaps)][: len(tokens)]
    outside = [place for place in range(len(text)) if not any(start <= place < end for start, end in tokens)]
    signs = [place for place in outside if text[place] == "\n" or not (text[place].isspace() or text[place].isalnum())]
    assert found.places.tolist() == signs
    assert found.before.tolist() == [sum(end <= place for _, end in tokens) for place in signs]
    assert [kind > NEW_LINE for kind in found.kinds.tolist()] == [text[place] != "\n" for place in signs]


@settings(max_examples=60, deadline=None)
@given(LINES, st.data())
def test_prepared_scores_are_those_of_the_trainers_features(
    tagger: Tagger, lines: list[str], data: st.DataObject
) -> None:
    texts = default_gazetteer().texts([lines])
    rows = sentence_rows(texts)
    written = _written(texts, rows)
    hints = []
    for tokens in written:
        first = data.draw(st.integers(0, len(tokens) - 1))
        stop = data.draw(st.integers(first + 1, len(tokens)))
        hints.append(Tagged(first, stop, data.draw(st.sampled_from(["PER", "LOC", "ORG"]))))
    laid = [
        Tagged(start + first, start + stop, label)
        for start, (first, stop, label) in zip(rows.starts.tolist(), hints, strict=True)
    ]
    found = tagger.scores(rows, laid)
    for start, tokens, hint in zip(rows.starts.tolist(), written, hints, strict=True):
        assert np.array_equal(found[start : start + len(tokens)], tagger.plain_scores(tokens, [hint]))


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
    tags = ["O", "B-PER", "I-PER", "B-PER", "O", "I-LOC", "I-ORG", "O", "O", "B-LOC", "O"]
    labels = sorted(set(tags))
    assert names(np.array([labels.index(tag) for tag in tags]), kinds_of(labels)) == [
        Tagged(1, 3, "PER"),
        Tagged(3, 4, "PER"),
        Tagged(5, 6, "LOC"),
        Tagged(6, 7, "ORG"),
        Tagged(9, 10, "LOC"),
    ]


def _found(finder: EntityFinder, text: str) -> list[tuple[int, int, str]]:
    return [(mention.start, mention.end, mention.id) for mention in finder.mentions(text)]


def test_forgotten_words_change_nothing() -> None:
    small = Gazetteer(gazetteer(), dict(phrase_kinds()), most_words=8)
    forgetful, other = EntityFinder(ModelRecogniser(small), small), ModelRecogniser(small)
    for start in range(len(WORDS) - 3):
        text = " ".join(WORDS[start : start + 4])
        assert _found(forgetful, text) == _found(default_finder(), text)
        if start % 3 == 2:  # another tagger follows the same vocabulary, with gaps
            assert other.spans(small.texts([[text]])) == ModelRecogniser().spans(default_gazetteer().texts([[text]]))
    assert len(small.vocabulary) <= 8 + 4
    assert small.vocabulary.generation > 2


def test_texts_of_another_gazetteer_are_refused() -> None:
    with pytest.raises(ValueError, match="another gazetteer"):
        ModelRecogniser().spans(Gazetteer({}, {}).texts([["زار كييف"]]))


def _model_file() -> Path:
    return Path(__file__).parents[2] / "searchapp" / "entities" / "data" / MODEL_FILE


def test_a_model_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 99"):
        read_model(gzip.compress(json.dumps({"format": 99}).encode()))


def test_a_model_that_ends_too_early_is_refused() -> None:
    lines = gzip.decompress(to_bytes(SMALL)).splitlines(keepends=True)
    with pytest.raises(ValueError, match="ends before its line of weights"):
        read_model(gzip.compress(b"".join(lines[:-1])))
    with pytest.raises(ValueError, match="2 names, 1 rows"):
        read_model(gzip.compress(b"".join([*lines[:-1], b"3 0"])))


def test_a_row_that_is_too_short_or_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        NumberTable.read("في\tعلى", "3 0\t4")
    with pytest.raises((ValueError, DeprecationWarning)):
        NumberTable.read("في\tعلى", "3 0\t4 x")


SMALL = Model(
    digest="",
    labels=["O", "B-LOC"],
    weights=NumberTable.of({"0:w=كييف": [-5, 12], "0:w=في": [3, 0]}),
    transitions=[[0, 1], [2, -30_000]],
    known=frozenset({"كييف", "في"}),
    ambiguous=frozenset({"في"}),
    triggers={"title": frozenset({"وزير", "رئيس"})},
    phrases={"كييف": "L", "الولايات المتحده": "L"},
    clusters=NumberTable.of({"كييف": (1, 2, 3), "موسكو": (1, 2, 3)}),
)


def test_a_model_is_written_and_read() -> None:
    content = to_bytes(SMALL)
    found = read_model(content)
    assert to_bytes(found) == content
    assert (found.labels, found.transitions, found.known) == (SMALL.labels, SMALL.transitions, SMALL.known)
    assert (found.ambiguous, found.triggers, found.phrases) == (SMALL.ambiguous, SMALL.triggers, SMALL.phrases)
    assert found.clusters == SMALL.clusters == {"كييف": (1, 2, 3), "موسكو": (1, 2, 3)}
    assert found.weights == SMALL.weights == {"0:w=كييف": (-5, 12), "0:w=في": (3, 0)}


def test_a_table_of_numbers_is_a_mapping() -> None:
    table = NumberTable.of({"في": [3, 0], "إلى": [1, 2]})
    assert (list(table), len(table), table.get("في"), table.get("لا")) == (["إلى", "في"], 2, (3, 0), None)
    assert "في" in table
    with pytest.raises(ValueError, match="1 names, 2 rows"):
        NumberTable(["في"], table.numbers)


def test_a_proclitic_is_taken_from_words_of_the_corpus_and_from_sure_ones_of_the_lists() -> None:
    phrases = {"موسكو": "L", "سنجق": "W", "روس": "A"}
    reader = FeatureReader(phrases, NumberTable.of({"سنجق": (7,)}), frozenset({"خبر"}), {})
    stems = {written: reader.word(written).stem for written in ("وخبر", "وموسكو", "وسنجق", "وروس", "وكتاب")}
    assert stems == {"وخبر": "خبر", "وموسكو": "موسكو", "وسنجق": "وسنجق", "وروس": "وروس", "وكتاب": "وكتاب"}
    assert "c0=7" in reader.word("وسنجق").own  # its clusters are known all the same
    assert "c=-" in reader.word("وكتاب").own


def test_the_models_file_is_small() -> None:
    assert _model_file().stat().st_size < 12_000_000


def test_clusters_of_several_kinds_stand_side_by_side() -> None:
    assert side_by_side([{"كييف": (1, 2)}, {"كييف": (3,), "في": (4,)}]) == {"كييف": (1, 2, 3), "في": (-1, -1, 4)}


def test_the_press_lists_flag_words_and_phrases() -> None:
    flags = press_phrases()
    assert flags["ريال مدريد"] == "ES"
    assert {*flags["نيسان"]} >= {"B", "Q"}  # the month too
    assert {*flags["الهلال"]} >= {"D", "S", "Q"}  # in one of its classes
    assert not any({"E", "Q"} <= {*each} for each in flags.values())
    assert flags["كوندوليزا رايس"] == "N"
    assert "Z" in flags["رايس"]
    assert "Z" not in flags.get("محمد", "")
    assert flags["يونايتد"] == "K"


def test_flags_of_several_tables_are_joined() -> None:
    assert together({"توتال": "W", "كييف": "L"}, {"توتال": "BE"}) == {"توتال": "BEW", "كييف": "L"}


def test_the_corpus_is_cut_as_text_is(tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt"
    path.write_text("زار O\nكييف، B-LOC\n\nعاد O\n", encoding="utf-8")
    assert read_corpus(path) == [[("زار", "O"), ("كييف", "B-LOC"), ("،", "O")], [("عاد", "O")]]
    assert read_corpus(path, 0.5) == [[("زار", "O"), ("كييف", "B-LOC"), ("،", "O")]]


def test_the_mean_of_models_scores_as_they_do_on_average() -> None:
    one = Learned(["B", "O"], {"0:w=في": [2, 4], "0:w=من": [0, 1]}, [[1, 2], [3, 4]])
    other = Learned(["O", "B"], {"0:w=في": [8, 6], "0:w=إلى": [10, 0]}, [[40, 30], [21, 11]])
    assert mean([one, other]) == Learned(["B", "O"], {"0:w=إلى": [0, 5], "0:w=في": [4, 6]}, [[6, 12], [16, 22]])
    assert mean([one]) == one


def test_signs_inside_a_name_belong_to_it_and_a_name_begins_with_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt"
    path.write_text("(سي.إن، B-ORG\nبن O\nسعد I-PER\nعلي I-PER\nدبي I-LOC\n", encoding="utf-8")
    ((*first, last),) = [[f"{token} {tag}" for token, tag in sentence] for sentence in read_corpus(path)]
    assert first == ["( O", "سي B-ORG", ". I-ORG", "إن I-ORG", "، O", "بن O", "سعد B-PER", "علي I-PER"]
    assert last == "دبي B-LOC"


def test_a_listed_word_is_known_under_a_proclitic() -> None:
    reader = FeatureReader({"بعلبك": "L"}, NumberTable.of({}), frozenset({"بعلبك"}), {})
    assert {"g=L", "h=l"} <= {*reader.word("بعلبك").own}
    assert {"g=l", "h=l"} <= {*reader.word("وبعلبك").own}
    assert not {"g=l", "h=l"} & {*reader.word("وبعلبك").beside()}


def test_names_that_the_rules_do_not_know() -> None:
    finder = EntityFinder(ModelRecogniser())
    labels = {mention.label for mention in finder.mentions("ورفضت صحيفة معاريف ما قاله كلوب عن توتال")}
    assert "كلوب" in labels or "توتال" in labels


def test_the_version_names_the_model() -> None:
    assert default_model().digest in ModelRecogniser().version


def _spans(text: str) -> list[Span]:
    return ModelRecogniser().spans(default_gazetteer().texts([[text]]))


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
