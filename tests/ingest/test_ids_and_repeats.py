"""Ids: given ones kept, others derived; repeats and clashes; the report of a reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import ConfigError
from searchapp.ingest import Event, Reject, RejectReport, Repeat, read_paths
from searchapp.ingest.draft import Draft
from searchapp.ingest.identity import Identities, article_of, identity_of, refusal
from searchapp.model import Article


def read(folder: Path, *records: dict[str, object]) -> list[Event]:
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    return list(read_paths([folder]))


def test_given_ids_and_addresses_are_kept(tmp_path: Path) -> None:
    (event,) = read(tmp_path, {"id": " خبر/1 ", "url": "https://example.org/خبر", "body": "نص."})
    assert isinstance(event, Article)
    assert (event.id, event.url) == ("خبر/1", "https://example.org/خبر")


def test_derived_ids_are_stable_and_follow_the_address(tmp_path: Path) -> None:
    base: dict[str, object] = {"source": "نشرة", "url": "https://example.org/1", "body": "نص أول."}
    (one,) = read(tmp_path, base)
    (same,) = read(tmp_path, {**base, "author": "ليلى", "body": "نص آخر."})
    (other,) = read(tmp_path, {**base, "source": "غيرها"})
    (bare,) = read(tmp_path, {"body": "نص أول."})
    assert isinstance(one, Article)
    assert isinstance(same, Article)
    assert isinstance(other, Article)
    assert isinstance(bare, Article)
    assert one.id == same.id
    assert len({one.id, other.id, bare.id}) == 3
    assert all(len(article.id) == 16 and int(article.id, 16) >= 0 for article in (one, other, bare))


def test_repeats_are_listed_and_not_read_twice(tmp_path: Path) -> None:
    record: dict[str, object] = {"title": "نهر", "body": "وصل الماء."}
    first, repeat = read(tmp_path, record, {**record, "date": "2022-01-04"})
    assert isinstance(first, Article)
    assert isinstance(repeat, Repeat)
    assert (repeat.id, repeat.line) == (first.id, 2)
    assert repeat.first.endswith("a.jsonl:1")


def test_given_id_with_other_content_is_a_clash(tmp_path: Path) -> None:
    _, clash = read(tmp_path, {"id": "1", "body": "نص."}, {"id": 1, "body": "نص آخر."})
    assert isinstance(clash, Reject)
    assert (clash.reason, clash.line) == ("duplicate-id", 2)
    assert "a.jsonl:1" in clash.message


def test_page_fetched_twice_with_other_content_is_kept_twice(tmp_path: Path) -> None:
    url = {"url": "https://example.org/1"}
    records: list[dict[str, object]] = [
        {**url, "body": "نص."},
        {**url, "body": "نص منقّح."},
        {**url, "body": "نص منقّح."},
    ]
    first, second, repeat = read(tmp_path, *records)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(repeat, Repeat)
    assert second.id.startswith(first.id + "-")
    assert repeat.id == second.id


def _identified(identities: Identities, draft: Draft) -> Event:
    meeting = identities.meet(identity_of(draft), draft.file, draft.line)
    if meeting.fate in ("article", "extended"):
        return article_of(draft, meeting.id)
    return refusal(meeting, draft.file, draft.line, draft.title)


@given(st.lists(st.tuples(st.sampled_from(["", "1", "2"]), st.sampled_from(["", "u"]), st.sampled_from("أبت"))))
def test_ids_of_articles_never_collide(parts: list[tuple[str, str, str]]) -> None:
    identities = Identities()
    drafts = [Draft("f", 1, "", body, given_id=g, url=u) for g, u, body in parts]
    events = [_identified(identities, draft) for draft in drafts]
    ids = [event.id for event in events if isinstance(event, Article)]
    assert len(ids) == len(set(ids))
    kept = {(article.id, article.body) for article in events if isinstance(article, Article)}
    for event, (_, _, body) in zip(events, parts, strict=True):
        assert not isinstance(event, Repeat) or (event.id, body) in kept


def test_report_that_cannot_be_written_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing/rejects\.jsonl"), RejectReport(tmp_path / "nothing/rejects.jsonl"):
        pass


def test_report_holds_every_finding_as_a_json_line(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.png").write_bytes(b"x")
    (tmp_path / "in" / "b.txt").write_bytes(b"\xff")
    records = [{"body": "نص."}, {"body": "نص."}, {"body": ""}, {"body": "نص ثان.", "date": "?"}]
    (tmp_path / "in" / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    path = tmp_path / "rejects.jsonl"
    with RejectReport(path) as report:
        for event in read_paths([tmp_path / "in"]):
            report.add(event)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["kind"], line["reason"], line["line"]) for line in lines] == [
        ("repeat", "repeat", 2),
        ("reject", "no-text", 3),
        ("caution", "bad-date", 4),
        ("reject", "bad-encoding", 1),
        ("skipped", "unknown-ending", None),
    ]
    assert all(set(line) == {"kind", "file", "line", "reason", "message", "message_ar", "excerpt"} for line in lines)
    assert report.articles == 2
    assert report.kinds == {"repeat": 1, "reject": 2, "caution": 1, "skipped": 1}
    assert report.reasons["reject", "no-text"] == 1
