from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchapp.cli.app import run

LINES = [
    {
        "id": "a",
        "title": "قمة المناخ",
        "content": "دبي، 4 يناير 2022 - بدأت القمة.",
        "source": "نشرة",
        "published": "2022-01-04",
    },
    {"id": "b", "content": ""},
    *({"id": f"n{number}", "title": f"خبر {number}", "content": f"متن الخبر رقم {number}."} for number in range(5)),
]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "news.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES), encoding="utf-8")
    return file


def dry_run(file: Path, capfd: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        run(["build", str(file), "--index", str(file.parent / "index"), "--dry-run", *options])
    assert not (file.parent / "index").exists()
    return int(ended.value.code or 0), capfd.readouterr().out


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "ar_SA.UTF-8",
            [
                "1. قمة المناخ",
                "4 يناير 2022 — التاريخ كما ورد مع المقالة",
                "6 مقالات",
                "بلا مصدر",
                "[no-text] أولها: ",
            ],
        ),
        (
            "C.UTF-8",
            ["4 January 2022 — the date given", "take in 6 articles", "without a source", "[no-text] first: "],
        ),
    ],
)
def test_the_first_articles_and_what_is_left_out_are_shown(
    file: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str, said: list[str]
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", lang)
    code, out = dry_run(file, capfd)
    assert code == 3
    assert [text for text in said if text not in out] == []
    assert f"{file}:2" in out
    assert "خبر 3" in out
    assert "خبر 4" not in out


def test_programs_get_all_fields(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = dry_run(file, capfd, "--json")
    found = json.loads(out)
    assert code == 3
    assert (found["articles"], len(found["shown"])) == (6, 5)
    assert found["shown"][0]["published"]["date"] == "2022-01-04"
    assert found["origins"] == {"given": 1, "none": 5}
    assert found["lacking"] == {"source": 5, "author": 6}
    assert [(each["reason"], each["count"], each["line"]) for each in found["findings"]] == [("no-text", 1, 2)]


def test_a_missing_path_is_an_error(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["build", str(file.parent / "none"), "--dry-run"])
    assert ended.value.code not in (0, 3)
    assert "none" in capfd.readouterr().err
