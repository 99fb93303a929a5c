"""Encodings: read right, or rejected with the place; never silently wrong."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from searchapp.ingest import Caution, Event, Reject, read_paths
from searchapp.ingest.encoding import reads_as_arabic
from searchapp.model import Article

TITLE = "موسم القطاف يبدأ في القرى الجبلية"
BODY = (
    "خرجت العائلات إلى الحقول مع الفجر وهي تحمل السلال والسلالم الخشبية.\n"
    "وقال المزارعون إن المطر الذي هطل في الربيع جاء بثمار كبيرة هذا العام."
)


def read(folder: Path, data: bytes, name: str = "a.txt") -> list[Event]:
    (folder / name).write_bytes(data)
    return list(read_paths([folder / name]))


@pytest.mark.parametrize(
    ("encoding", "mark", "shown"),
    [
        ("utf-8", b"", None),
        ("utf-8", codecs.BOM_UTF8, None),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16-LE"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16-BE"),
        ("utf-16-le", b"", "UTF-16-LE"),
        ("utf-16-be", b"", "UTF-16-BE"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "UTF-32-LE"),
        ("utf-32-be", codecs.BOM_UTF32_BE, "UTF-32-BE"),
        ("cp1256", b"", "windows-1256"),
        ("iso8859-6", b"", "ISO 8859-6"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.jsonl", "a.csv", "a.html"])
def test_text_comes_out_right_and_other_encodings_are_said(
    tmp_path: Path, encoding: str, mark: bytes, shown: str | None, name: str
) -> None:
    flat = BODY.replace("\n", " ")
    texts = {
        "a.txt": f"{TITLE}\n\n{BODY}",
        "a.json": json.dumps([{"title": TITLE, "body": BODY}], ensure_ascii=False),
        "a.jsonl": json.dumps({"title": TITLE, "body": BODY}, ensure_ascii=False),
        "a.csv": f'title,body\n"{TITLE}","{BODY}"\n',
        "a.html": f"<html><head><title>{TITLE}</title></head><body><p>{flat}</p></body></html>",
    }
    *cautions, article = read(tmp_path, mark + texts[name].encode(encoding), name)
    assert isinstance(article, Article)
    assert (article.title, article.body.replace("\n", " ")) == (TITLE, flat)
    said = [caution.message for caution in cautions if isinstance(caution, Caution)]
    assert said == ([] if shown is None else [f"Read as {shown}, not UTF-8."])


@pytest.mark.parametrize(
    "data",
    [
        "Le café était fermé à l'été, voilà la vérité.\n\nTout à fait.".encode("latin-1"),
        f"{TITLE}\n\n{BODY}".encode("cp720"),
        f"{TITLE}\n\n{BODY}".encode()[:-3] + b"\xd9",
        f"{TITLE}\n\n{BODY}".encode().replace("الربيع".encode(), b"\xff\xfe\xfd"),
        bytes(range(128, 256)) * 20,
        codecs.BOM_UTF16_LE + f"{TITLE}\n\n{BODY}".encode("utf-16-le") + b"\x00\xd8",
    ],
)
def test_what_is_no_encoding_is_rejected_with_its_place(tmp_path: Path, data: bytes) -> None:
    reject = read(tmp_path, data)[-1]
    assert isinstance(reject, Reject)
    assert reject.reason == "bad-encoding"
    assert reject.line is not None
    assert "Byte 0x" in reject.message


def test_a_zero_byte_makes_no_utf16(tmp_path: Path) -> None:
    for text in (f"{TITLE}\n\n{BODY}\0", "plain\0words\n\nand more of them"):
        (reject,) = read(tmp_path, text.encode())
        assert isinstance(reject, Reject)
        assert reject.reason == "nul-character"


def test_unmarked_utf16_that_breaks_off_is_rejected(tmp_path: Path) -> None:
    reject = read(tmp_path, f"{TITLE}\n\n{BODY}".encode("utf-16-be")[:-1])[-1]
    assert isinstance(reject, Reject)
    assert reject.reason == "bad-encoding"


def test_place_of_a_broken_byte(tmp_path: Path) -> None:
    (reject,) = read(tmp_path, f"{TITLE}\n\nخرج".encode() + b"\xff" + BODY.encode())
    assert isinstance(reject, Reject)
    assert reject.line == 3
    assert reject.message.startswith("Byte 0xFF at line 3, character 4 ")


def test_ascii_lines_survive_a_line_of_another_encoding(tmp_path: Path) -> None:
    lines = [b'{"body": "plain words"}', '{"body": "déjà vu"}'.encode("latin-1"), b'{"body": "more words"}']
    events = read(tmp_path, b"\n".join(lines), "a.jsonl")
    assert [event.body for event in events if isinstance(event, Article)] == ["plain words", "more words"]
    assert [(event.reason, event.line) for event in events if isinstance(event, Reject)] == [("bad-encoding", 2)]


def test_old_encoding_must_hold_through_the_whole_file(tmp_path: Path) -> None:
    line = json.dumps({"body": BODY}, ensure_ascii=False).encode("cp1256") + b"\n"
    other = json.dumps({"body": BODY}, ensure_ascii=False).encode("cp720") + b"\n"
    events = read(tmp_path, line * 9000 + other * 3000, "a.jsonl")
    assert not [event for event in events if isinstance(event, Article)]


@pytest.mark.parametrize(("encoding", "wrong"), [("cp1256", "iso8859-6"), ("iso8859-6", "cp1256"), ("cp720", "cp1256")])
def test_text_read_with_the_wrong_table_is_not_arabic(encoding: str, wrong: str) -> None:
    assert reads_as_arabic(BODY)
    assert not reads_as_arabic(BODY.encode(encoding).decode(wrong, "replace"))
