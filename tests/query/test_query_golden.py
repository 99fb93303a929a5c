"""Every query of the golden table is read as it says there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from searchapp.query import parse, to_text
from searchapp.query.diagnostics import MESSAGES

TODAY = date(2022, 11, 9)
TABLE = Path(__file__).parents[1] / "golden" / "queries.tsv"


def rows() -> list[tuple[str, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").split("\n")[2:-1]
    return [(query, read_as, notices) for query, read_as, notices in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(("query", "read_as", "notices"), rows())
def test_a_query_is_read_as_the_table_says(query: str, read_as: str, notices: str) -> None:
    parsed = parse(query, today=TODAY)
    assert to_text(parsed.tree) == read_as
    assert ",".join(notice.code for notice in parsed.notices) == notices


def test_the_table_is_large_and_shows_every_notice_but_the_clipped_phrase() -> None:
    table = rows()
    assert len(table) >= 120
    shown = {code for _, _, notices in table for code in notices.split(",") if code}
    assert set(MESSAGES) - shown == {"phrase-clipped"}
