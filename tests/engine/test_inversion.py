"""Inversion with numpy against the plain definition of an inverted index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.inversion import FieldLog
from searchapp.engine.whoosh.schema import to_term
from searchapp.engine.whoosh.writer import _terms_of

Corpus = dict[int, list[str]]
CORPORA = st.dictionaries(st.integers(0, 20), st.lists(st.sampled_from(("ا", "ب", "اب", "", "ي")), max_size=9))


def logged(corpus: Corpus) -> FieldLog:
    log = FieldLog()
    for doc in sorted(corpus):
        log.add(doc, corpus[doc])
    return log


def inverted_plainly(corpus: Corpus) -> dict[bytes, dict[int, list[int]]]:
    found: dict[bytes, dict[int, list[int]]] = {}
    for doc in sorted(corpus):
        for position, form in enumerate(corpus[doc]):
            if form:
                found.setdefault(to_term(form), {}).setdefault(doc, []).append(position)
    return found


@given(CORPORA)
def test_postings(corpus: Corpus) -> None:
    inverted = logged(corpus).invert(to_term)
    found: dict[bytes, dict[int, list[int]]] = {}
    for t, term in enumerate(inverted.terms):
        for p in range(inverted.term_starts[t], inverted.term_starts[t + 1]):
            places = inverted.positions[inverted.position_starts[p] : inverted.position_starts[p + 1]]
            found.setdefault(term, {})[int(inverted.docs[p])] = places.tolist()
    assert found == inverted_plainly(corpus)
    assert inverted.terms == sorted(inverted.terms)


@given(CORPORA)
def test_lengths_do_not_count_empty_forms(corpus: Corpus) -> None:
    lengths = logged(corpus).lengths(21)
    assert lengths.tolist() == [len([form for form in corpus.get(doc, []) if form]) for doc in range(21)]


def test_more_than_65536_terms() -> None:
    forms = [f"س{number}" for number in range(70_000)]
    inverted = logged({0: forms, 1: forms[::-1]}).invert(to_term)
    assert inverted.terms == sorted(to_term(form) for form in forms)
    assert inverted.docs.tolist() == [0, 1] * 70_000
    assert all(sum(inverted.positions[2 * n : 2 * n + 2]) == 69_999 for n in range(0, 70_000, 997))


def test_terms_are_given_in_parts_without_loss() -> None:
    corpus = {doc: ["أ", "ب", f"س{doc}", "أ"] for doc in range(60_000)}
    terms = list(_terms_of(logged(corpus).invert(to_term), positional=True))
    assert len(terms) == 60_002
    assert sum(len(docs) for _, docs, _, _ in terms) == 180_000
    first = next(term for term in terms if term[0] == to_term("أ"))
    assert first[2] == [2.0] * 60_000
    assert set(first[3]) == {b"\0\0\0\0\3\0\0\0"}
