"""Lines that recur across a source's articles are left out where a mapping file wants it, and nowhere else."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from searchapp import Collection
from searchapp.ingest import Caution, ReadOptions, load_mapping, read_paths
from searchapp.ingest.mapping import FurnitureRule
from searchapp.model import Article

CALL = "اشترك في نشرتنا ليصلك جديد الميناء"
TEXTS = [f"وصلت السفينة رقم {number} إلى المرفأ بعد رحلة دامت {number + 3} أيام." for number in range(8)]
Record = dict[str, str]


def record(number: int, *lines: str, source: str = "نشرة المرفأ") -> Record:
    return {"id": f"{source}-{number}", "title": f"سفينة {number}", "source": source, "body": "\n".join(lines)}


def write(file: Path, records: Sequence[Record]) -> None:
    file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8")


def options(folder: Path, furniture: str) -> ReadOptions:
    file = folder / "names.toml"
    file.write_text(f"[furniture]\n{furniture}\n", encoding="utf-8")
    return ReadOptions(mapping=load_mapping(file))


def bodies(folder: Path, furniture: str | None = None) -> dict[str, str]:
    chosen = options(folder, furniture) if furniture else None
    return {event.id: event.body for event in read_paths([folder / "in"], chosen) if isinstance(event, Article)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path


def test_nothing_is_left_out_unless_it_is_asked_for(folder: Path) -> None:
    write(folder / "in/a.jsonl", [record(number, text, CALL) for number, text in enumerate(TEXTS)])
    assert set(bodies(folder).values()) == {f"{text}\n{CALL}" for text in TEXTS}


def test_a_line_of_enough_articles_of_its_source_goes_and_is_told(folder: Path) -> None:
    voweled = CALL.replace("نشرتنا", "نَشرتِنا")
    own = [record(number, text, voweled if number % 2 else CALL) for number, text in enumerate(TEXTS[:4])]
    other = [record(9, TEXTS[5], CALL, source="أخرى"), record(8, TEXTS[6], source="أخرى")]
    write(folder / "in/a.jsonl", [*own, *other])
    events = list(read_paths([folder / "in"], options(folder, "share = 0.75")))
    texts = [event.body for event in events if isinstance(event, Article)]
    assert texts == [*TEXTS[:4], f"{TEXTS[5]}\n{CALL}", TEXTS[6]]
    told = [(event.reason, event.line, event.excerpt) for event in events if isinstance(event, Caution)]
    assert told == [("furniture", number + 1, voweled if number % 2 else CALL) for number in range(4)]


@pytest.mark.parametrize(
    ("with_call", "without", "share", "goes"),
    [(2, 0, "0.1", False), (3, 0, "0.1", True), (3, 4, "0.5", False), (4, 4, "0.5", True)],
)
def test_three_articles_and_the_share_are_needed(
    folder: Path, with_call: int, without: int, share: str, goes: bool
) -> None:
    lines: list[tuple[str, ...]] = [(TEXTS[number], CALL) for number in range(with_call)]
    lines += [(TEXTS[number],) for number in range(with_call, with_call + without)]
    write(folder / "in/a.jsonl", [record(number, *each) for number, each in enumerate(lines)])
    assert any(CALL in body for body in bodies(folder, f"share = {share}").values()) != goes


def test_paragraphs_and_whole_bodies_stay(folder: Path) -> None:
    paragraph = " ".join(f"كلمة{number}" for number in range(26))
    whole = [record(number, CALL) | {"title": f"عنوان {number}"} for number in range(4)]
    write(folder / "in/a.jsonl", [*(record(10 + n, text, paragraph) for n, text in enumerate(TEXTS[:4])), *whole])
    found = bodies(folder, "share = 0.3")
    assert all(paragraph in body for identifier, body in found.items() if len(body) > len(CALL))
    assert sum(body == CALL for body in found.values()) == 4


def test_one_text_under_several_ids_is_one_article(folder: Path) -> None:
    same = [record(1, TEXTS[0], CALL) | {"id": str(number), "title": "عنوان"} for number in range(5)]
    write(folder / "in/a.jsonl", same)
    assert all(CALL in body for body in bodies(folder, "share = 0.5").values())


def test_named_lines_go_wherever_they_stand(folder: Path) -> None:
    write(folder / "in/a.jsonl", [record(1, "... المزيد", TEXTS[0], CALL)])
    assert bodies(folder, 'lines = ["...المزيد", "... المزيد"]') == {"نشرة المرفأ-1": f"{TEXTS[0]}\n{CALL}"}


def test_pages_and_files_in_any_order_give_the_same(folder: Path) -> None:
    records = [record(number, text, *([CALL] if number < 6 else [])) for number, text in enumerate(TEXTS)]
    write(folder / "in/a.jsonl", records)
    first = bodies(folder, "share = 0.7")
    random.Random(3).shuffle(records)
    write(folder / "in/a.jsonl", records[:3])
    write(folder / "in/b.jsonl", records[3:])
    assert bodies(folder, "share = 0.7") == first == {record(n)["id"]: text for n, text in enumerate(TEXTS)}
    for number, text in enumerate(TEXTS):
        (folder / f"in/{number}.txt").write_text(
            f"خبر السفينة رقم {number} اليوم\n\n{text}\n{CALL}\n", encoding="utf-8"
        )
    assert not any(CALL in body for body in bodies(folder, "share = 0.7").values())


def test_updates_equal_builds_when_a_line_begins_or_ends_to_recur(folder: Path) -> None:
    data, mapping = folder / "in", folder / "names.toml"
    options(folder, "share = 0.5")
    write(data / "a.jsonl", [record(number, text, CALL) for number, text in enumerate(TEXTS[:2])])
    collection = Collection.build([data], index=folder / "index", mapping=mapping, workers=1)
    assert collection.search("نشرتنا").total == 2
    states: list[tuple[list[str], list[str], int]] = [
        ([CALL], TEXTS[2:4], 0),
        ([], TEXTS[2:7], 2),
    ]  # in four of four articles, then in two of seven
    for number, (calls, texts, wanted) in enumerate(states):
        write(data / "b.jsonl", [record(10 * number + place, text, *calls) for place, text in enumerate(texts, 5)])
        updated = collection.update([data], mapping=mapping, workers=1, allow_deletions=True)
        fresh = Collection.build([data], index=folder / f"fresh{number}", mapping=mapping, workers=1)
        assert fresh.report is not None
        assert updated.findings.read_text() == fresh.report.findings.read_text()
        assert (updated.articles, updated.reasons) == (fresh.report.articles, fresh.report.reasons)
        for query in ("نشرتنا", "السفينة", ""):
            found, again = (each.search(query, size=50) for each in (collection, fresh))
            assert sorted((hit.id, hit.score) for hit in found.hits) == sorted(
                (hit.id, hit.score) for hit in again.hits
            )
        assert collection.search("نشرتنا").total == wanted


def test_an_update_without_changes_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though every file is read again: other files decide about its lines."""
    monkeypatch.setattr("searchapp.ingest.catalogue._SETTLED_NS", 0)
    options(folder, "share = 0.5")
    write(folder / "in/a.jsonl", [record(number, text, CALL) for number, text in enumerate(TEXTS)])
    collection = Collection.build([folder / "in"], index=folder / "index", mapping=folder / "names.toml", workers=1)
    assert not collection.update([folder / "in"], mapping=folder / "names.toml", workers=1).renewed


def test_the_mapping_file_says_what(folder: Path) -> None:
    chosen = options(folder, 'share = 1\nlines = ["شَارِك  المقال"]').mapping.furniture
    assert chosen == FurnitureRule(frozenset({"شارك المقال"}), 1.0)
