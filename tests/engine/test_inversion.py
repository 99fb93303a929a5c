"""Inversion, spilling and merging against the plain definition of an inverted index."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.arrays import Arrays, ArraysWriter
from searchapp.engine.whoosh.inversion import FieldLog
from searchapp.engine.whoosh.merging import Merge, Run
from searchapp.engine.whoosh.places import FREQUENCIES, place_scale, saturated
from searchapp.engine.whoosh.postings import FieldPostings, Shape, read_fields, write_field
from searchapp.engine.whoosh.runs import Runs
from searchapp.engine.whoosh.schema import to_term

Corpus = dict[int, list[str]]
Plain = dict[bytes, dict[int, list[int]]]
CORPORA = st.dictionaries(st.integers(0, 20), st.lists(st.sampled_from(("ا", "ب", "اب", "", "ي")), max_size=9))


def logged(corpus: Corpus) -> FieldLog:
    log = FieldLog(positional=True)
    for doc in sorted(corpus):
        assert log.add(doc, corpus[doc]) == len([form for form in corpus[doc] if form])
    return log


def invert(corpus: Corpus) -> FieldPostings:
    return logged(corpus).invert(to_term)


def inverted_plainly(corpus: Corpus) -> Plain:
    found: Plain = {}
    for doc in sorted(corpus):
        for position, form in enumerate(corpus[doc]):
            if form:
                found.setdefault(to_term(form), {}).setdefault(doc, []).append(position)
    return found


def plain(field: FieldPostings) -> Plain:
    found: Plain = {}
    for number, term in enumerate(field.terms):
        postings = field.of(number)
        starts = postings.starts()
        assert starts[-1] == len(postings.positions)
        places = [postings.positions[starts[p] : starts[p + 1]].tolist() for p in range(len(postings.docs))]
        found[term] = dict(zip(postings.docs.tolist(), places, strict=True))
        assert list(found[term]) == sorted(found[term])
    assert list(field.terms) == sorted(field.terms)
    return found


def through_a_file(shape: Shape, parts: Iterable[FieldPostings]) -> FieldPostings:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "f"
        with path.open("wb") as file:
            writer = ArraysWriter(file)
            write_field(writer, "f", shape, parts)
            writer.finish()
        return read_fields(Arrays.open(path))["f"]


def stored(field: FieldPostings) -> FieldPostings:
    return through_a_file(Shape.of(field), (field,))


@given(CORPORA)
def test_postings(corpus: Corpus) -> None:
    field = invert(corpus)
    assert plain(field) == inverted_plainly(corpus)
    assert plain(stored(field)) == inverted_plainly(corpus)


@given(CORPORA, st.integers(0, 20), st.integers(0, 20), st.integers(1, 9))
def test_merged_runs_are_as_one(corpus: Corpus, first: int, second: int, at_a_time: int) -> None:
    low, high = sorted((first, second))
    cuts = (range(low), range(low, high), range(high, 21))
    runs = [invert({doc: corpus[doc] for doc in cut if doc in corpus}) for cut in cuts]
    merge, whole = Merge([Run(run) for run in runs], at_a_time), invert(corpus)
    merged = through_a_file(merge.shape, merge.parts())
    assert plain(merged) == plain(whole)
    assert merged.weighted.tolist() == whole.weighted.tolist()
    assert merged.posting_starts.tolist() == whole.posting_starts.tolist()


@given(st.lists(st.tuples(CORPORA, CORPORA), max_size=8))
def test_spilled_builds_are_as_unspilled_ones(articles: list[tuple[Corpus, Corpus]]) -> None:
    fields: list[dict[str, Plain]] = []
    for build_bytes in (1, 2000, 1 << 30):
        with tempfile.TemporaryDirectory() as directory:
            runs = Runs(Path(directory) / "runs", build_bytes)
            for doc, texts in enumerate(articles):
                for name, text in zip(("body", "title"), texts, strict=True):
                    for forms in text.values():
                        runs.log(name, positional=True).add(doc, forms)
                        break
                runs.log("source", positional=False).add(doc, ["أ"])
                runs.spill_if_full(lambda _: to_term, 1)
            made = runs.fields(lambda _: to_term)
            read = {name: through_a_file(shape, parts) for name, shape, parts in made}
            source = read.pop("source", None)
            assert source is None or (source.docs.tolist(), source.positional) == (list(range(len(articles))), False)
            fields.append({name: plain(field) for name, field in read.items()})
            runs.remove()
            assert not (Path(directory) / "runs").exists()
    assert fields[0] == fields[1] == fields[2]


def test_more_than_65536_terms() -> None:
    forms = [f"س{number}" for number in range(70_000)]
    field = invert({0: forms, 1: forms[::-1]})
    assert field.terms == sorted(to_term(form) for form in forms)
    assert field.docs.tolist() == [0, 1] * 70_000
    assert all(sum(field.positions[2 * n : 2 * n + 2]) == 69_999 for n in range(0, 70_000, 997))


def test_large_frequencies_and_positions_are_kept_whole() -> None:
    field = stored(invert({0: ["أ"] * 70_000 + ["ب"]}))
    assert field.of(0).frequencies.tolist() == [70_000]
    assert field.of(1).positions.tolist() == [70_000]
    assert field.positions.dtype == np.dtype("<u4")
    assert stored(invert({0: ["أ", "ب"]})).positions.dtype == np.dtype("u1")


@given(CORPORA, st.sampled_from(("", "ا", "اب", "ب", "غ")))
def test_prefixes(corpus: Corpus, prefix: str) -> None:
    field = stored(invert(corpus))
    first, last = field.range(to_term(prefix))
    assert [field.terms[n] for n in range(first, last)] == [t for t in field.terms if t.startswith(to_term(prefix))]
    assert [field.find(term) for term in field.terms] == list(range(len(field.terms)))
    assert field.find(to_term("غائب")) is None


@pytest.mark.parametrize("words", [1, 2, 7, 300, 5000])
def test_place_weights_fall_and_have_the_mean_one(words: int) -> None:
    reach, factor = (float(part[0]) for part in place_scale(np.array([words])))
    weights = [0.7 + factor * math.exp(-place / reach) for place in range(words)]
    assert reach == 0.1 * words + 1
    assert sum(weights) / words == pytest.approx(1)
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0.7


def test_weighted_bytes_are_near_the_weighted_frequency() -> None:
    field = invert({0: ["أ", *["ب"] * 98, "أ"], 1: ["ب", "أ"]})
    reach, factor = (part[0] for part in place_scale(np.array([100])))
    ends = 1.4 + factor * (1 + math.exp(-99 / reach))
    assert FREQUENCIES[field.of(0).weighted[0]] == pytest.approx(ends, rel=0.02)
    assert FREQUENCIES[field.of(0).weighted[1]] < 1 < ends / 2
    steps = np.diff(FREQUENCIES[:255])
    assert steps.min() > 0
    assert saturated(FREQUENCIES[:255]).tolist() == list(range(255))
    assert saturated(np.array([1e9])).tolist() == [254]


def test_damaged_directories_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("wb") as file:
        writer = ArraysWriter(file)
        writer.put("numbers", "u4", np.arange(5))
        writer.put("none", "i8", np.arange(0))
        writer.finish()
    content = path.read_bytes()
    assert Arrays(content).get("numbers").tolist() == [0, 1, 2, 3, 4]
    assert Arrays(content).get("none").tolist() == []
    for broken in (b"", content[:20], content[:-1], b"X" + content[1:], content[:-4] + b"abcd"):
        with pytest.raises(ValueError, match="it"):
            Arrays(broken)


def test_arrays_must_be_filled(tmp_path: Path) -> None:
    with (tmp_path / "f").open("wb") as file:
        writer = ArraysWriter(file)
        writer.reserve("numbers", "u4", 2).append(np.arange(1))
        with pytest.raises(ValueError, match="1 numbers instead of 2"):
            writer.finish()
