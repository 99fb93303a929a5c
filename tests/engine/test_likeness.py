"""Near-duplicates: groups by fingerprints, folded hits, and updates that keep both."""

from __future__ import annotations

from datetime import date

import numpy as np

from searchapp.engine.base import And, Engine, FacetRequest, Plan
from searchapp.engine.likeness import ALONE, FINGERPRINT_BYTES, group_alike
from tests.engine.conftest import ANALYZER, Load
from tests.engine.corpora import WEIGHTS, analyzed, word

ONE, NEAR, OTHER = b"a" * 64, b"a" * 40 + b"b" * 24, b"c" * 64
FOLDED = Plan(And(()), WEIGHTS, sort="newest", size=100, fold=True)
ARTICLES = [
    analyzed("1", "قمة المناخ", source="نشرة", day=date(2022, 11, 1), fingerprint=ONE),
    analyzed("2", "قمة المناخ قمة", source="أخبار", day=date(2022, 11, 2), fingerprint=NEAR),
    analyzed("3", "سد النيل", source="نشرة", day=date(2022, 11, 3), fingerprint=OTHER),
    analyzed("4", "مطر", source="نشرة", day=date(2022, 11, 4)),
    analyzed("5", "رعد", source="نشرة", day=date(2022, 11, 5)),
]


def rows(*fingerprints: bytes) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    joined = b"".join(fingerprint or bytes(FINGERPRINT_BYTES) for fingerprint in fingerprints)
    return np.frombuffer(joined, dtype=np.uint8).reshape(len(fingerprints), FINGERPRINT_BYTES)


def test_groups_do_not_depend_on_the_order_and_leave_out_what_has_no_fingerprint() -> None:
    assert group_alike(rows(ONE, OTHER, NEAR, b"", b"")).tolist() == [0, ALONE, 0, ALONE, ALONE]
    assert group_alike(rows(b"", NEAR, ONE, OTHER)).tolist() == [ALONE, 0, 0, ALONE]
    assert group_alike(rows()).tolist() == []


def test_a_thousand_copies_are_one_group() -> None:
    assert set(group_alike(rows(*[ONE] * 1000, OTHER)).tolist()[:1000]) == {0}


def test_folded_hits_stand_under_the_first_of_their_group_while_totals_count_all(load: Load) -> None:
    reader = load(ARTICLES)
    page = reader.search(FOLDED._replace(facets=(FacetRequest("source", 5),)))
    assert [(hit.id, hit.similar) for hit in page.hits] == [("5", ()), ("4", ()), ("3", ()), ("2", ("1",))]
    assert (page.total, page.folded) == (5, 1)
    assert dict(page.facets["source"].values) == {"نشرة": 4, "أخبار": 1}
    oldest = reader.search(FOLDED._replace(sort="oldest"))
    assert next((hit.id, hit.similar) for hit in oldest.hits) == ("1", ("2",))
    only = reader.search(FOLDED._replace(tree=word("قمة"), sort="relevance"))
    assert (len(only.hits), only.total) == (1, 2)


def test_no_group_stands_on_two_pages(load: Load) -> None:
    reader = load(ARTICLES)
    pages = [reader.search(FOLDED._replace(offset=offset, size=1)).hits for offset in range(5)]
    seen = [each for hits in pages for hit in hits for each in (hit.id, *hit.similar)]
    assert sorted(seen) == ["1", "2", "3", "4", "5"]


def test_an_update_regroups(load: Load, engine: Engine) -> None:
    load(ARTICLES)
    with engine.update(ANALYZER) as (name, updater):
        updater.delete("2")
        updater.add(analyzed("6", "سد النيل", day=date(2022, 11, 9), fingerprint=OTHER))
    engine.promote(name)
    reader = engine.open(ANALYZER)
    assert (list(reader.similar("1")), list(reader.similar("3")), list(reader.similar("6"))) == ([], ["6"], ["3"])
    assert list(reader.similar("غائب")) == []
