"""What the build writes at each level."""

from __future__ import annotations

from searchapp.arabic.analyzer import default_analyzer
from searchapp.model import LEVELS
from searchapp.search.levels import indexed_forms, root_form


def test_words_without_a_root_stand_under_their_stem() -> None:
    columns = default_analyzer().columns("المدارس في كوبنهاغن 2022")
    forms = indexed_forms(columns)
    assert tuple(forms) == LEVELS
    assert "" in columns.root
    assert forms["root"][0] == columns.root[0] == "درس"
    assert all(forms["root"])
    for root, found, stem in zip(forms["root"], columns.root, columns.stem, strict=True):
        assert root == root_form(found, stem) == (found or stem)
