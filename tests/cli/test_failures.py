"""What goes wrong outside of the program: one line, an exit code, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from searchapp import Collection
from searchapp.cli import app
from searchapp.cli.findings import KIND_WORDS, REASON_WORDS, summary
from searchapp.errors import NothingToIndexError, PathMissingError
from searchapp.ingest.events import CautionReason, RejectReason, RepeatReason, SkipReason
from searchapp.ingest.places import check_paths
from searchapp.search.build import KEPT_REPORTS, BuildReport

GOOD = json.dumps({"id": "a", "title": "زيتون", "body": "زرع الأطفال الزيتون."}, ensure_ascii=False)


@pytest.fixture(autouse=True)
def _plain_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("SEARCHAPP_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    (tmp_path / "good.jsonl").write_text(GOOD, encoding="utf-8")
    return tmp_path / "good.jsonl"


def run(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        app.run([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code, *capfd.readouterr()


def test_an_index_inside_the_input_is_not_read(tmp_path: Path, good: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "index")
    for _ in range(3):
        report = Collection.build(["."], index="index").report
        assert report is not None
        assert (report.articles, dict(report.reasons)) == (1, {})


def test_an_index_below_a_file_is_one_line(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    for command in (["search", "x"], ["status"]):
        code, _, err = run(capfd, *command, "--index", "f/sub")
        assert code == 4
        assert "f/sub" in err
        assert err.count("\n") == 1


def test_an_index_without_write_permission_is_one_line(
    capfd: pytest.CaptureFixture[str], good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_open = os.open

    def refuse(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".lock"):
            raise PermissionError(13, "Permission denied", str(path))
        return plain_open(path, flags, mode)

    monkeypatch.setattr("searchapp.engine.lock.os.open", refuse)
    code, _, err = run(capfd, "build", good, "--index", "ix", "--quiet")
    assert code == 7
    assert ".lock: Permission denied" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("closed", ["live", "manifest.json"])
def test_an_index_file_without_read_permission_is_named(
    capfd: pytest.CaptureFixture[str], good: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    Collection.build([good], index="ix")
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    for command in (["search", "x"], ["status"]):
        code, _, err = run(capfd, *command, "--index", "ix")
        assert code == 4
        assert f"{closed}: Permission denied" in err
        assert err.count("\n") == 1


def test_a_path_inside_a_closed_folder_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", refuse)
        with pytest.raises(PathMissingError, match="Permission denied") as caught:
            check_paths([tmp_path / "closed" / "a.json"])
    assert "لا إذن" in caught.value.message_ar
    assert "Permission" not in caught.value.message_ar


def command_line(*arguments: str, stdout: int, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "searchapp", *arguments]
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, env=os.environ | environment, check=False, timeout=120
    )


def test_a_terminal_that_cannot_show_arabic_gets_escapes(good: Path) -> None:
    Collection.build([good], index="ix")
    ended = command_line("search", "زيتون", "--index", "ix", stdout=subprocess.PIPE, PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert rb"\u0632\u064a\u062a\u0648\u0646" in ended.stdout


@pytest.mark.parametrize("arguments", [("--help",), ("status", "--index", "ix", "--json")])
def test_a_full_output_is_one_line(good: Path, arguments: tuple[str, ...]) -> None:
    Collection.build([good], index="ix")
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        ended = command_line(*arguments, stdout=full)
    finally:
        os.close(full)
    assert ended.returncode == 1
    assert ended.stderr.decode() == "searchapp: The output cannot be written: No space left on device.\n"


def test_an_unexpected_failure_is_one_line_and_its_traceback_on_demand(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise LookupError("nobody\nexpected this")

    monkeypatch.setattr(app.cli, "main", fail)
    code, _, err = run(capfd, "status")
    assert code == 1
    assert "unexpected failure: LookupError: nobody expected this" in err
    assert app.TRACEBACK in err
    assert err.count("\n") == 1
    monkeypatch.setenv(app.TRACEBACK, "1")
    assert "Traceback" in run(capfd, "status")[2]


def test_a_closed_folder_and_a_nameless_archive_count_as_left_out(
    capfd: pytest.CaptureFixture[str], good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "dump.gz").write_bytes(b"\x1f\x8b")
    iterdir = Path.iterdir

    def refuse(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return iterdir(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    code, out, _ = run(capfd, "build", ".", "--index", "ix", "--quiet")
    assert code == 3
    assert "Left out: 2" in out
    assert "[closed-folder]" in out
    assert "[unnamed-archive]" in out
    (report,) = (tmp_path / "ix" / "reports").iterdir()
    assert "dump.json.gz" in report.read_text(encoding="utf-8")


def test_the_help_has_its_lines(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "--help")
    assert code == 0
    assert "\\b" not in out
    assert "\n    searchapp build corpus --index index\n    searchapp search " in out


def test_wholly_bad_input_names_the_first_reason_and_the_report(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.doc").touch()
    (tmp_path / "b.jsonl").write_text('\n{"title": \n')
    code, _, err = run(capfd, "build", "a.doc", "b.jsonl", "--index", "ix", "--quiet")
    (report,) = (tmp_path / "ix" / "reports").iterdir()
    assert code == 6
    assert "b.jsonl:2: Not JSON at line 2" in err
    assert str(report.relative_to(tmp_path)) in err
    assert len(report.read_text(encoding="utf-8").splitlines()) == 2


def test_reports_of_gone_generations_and_failed_builds_go(tmp_path: Path, good: Path) -> None:
    reports = tmp_path / "ix" / "reports"
    (tmp_path / "bad.jsonl").write_text("{")
    Collection.build([good], index="ix")
    (live,) = (path.name for path in reports.iterdir())
    for _ in range(KEPT_REPORTS + 2):
        with pytest.raises(NothingToIndexError):
            Collection.build(["bad.jsonl"], index="ix")
    kept = {path.name for path in reports.iterdir()}
    assert live in kept
    assert len(kept) <= KEPT_REPORTS + 2
    for _ in range(2):
        Collection.build([good], index="ix", keep=0)
    kept = {path.name for path in reports.iterdir()}
    assert live not in kept
    assert len(kept) == KEPT_REPORTS


def test_every_reason_has_words() -> None:
    reasons = {reason for kind in (RejectReason, RepeatReason, CautionReason, SkipReason) for reason in get_args(kind)}
    assert reasons == set(REASON_WORDS)
    assert all(ar and en and ar != en for ar, en in [*REASON_WORDS.values(), *KIND_WORDS.values()])


@pytest.mark.parametrize(("lang", "told"), [("C.UTF-8", "Left out: 3"), ("ar_EG.UTF-8", "متروك لم يُفهرس: 3")])
def test_the_summary_groups_by_kind_with_sums(monkeypatch: pytest.MonkeyPatch, lang: str, told: str) -> None:
    monkeypatch.setenv("LANG", lang)
    reasons = {"caution": {"bad-date": 4}, "reject": {"no-text": 1, "bad-json": 2}}
    lines = list(summary(BuildReport("g", 1, 3, 0, 4, 0, reasons, 1.0, Path("r.jsonl"))))
    assert lines[0] == told
    assert [line.rpartition("[")[2] for line in lines if "[" in line] == ["no-text]", "bad-json]", "bad-date]"]
    assert lines[-1].endswith("r.jsonl")


def test_messages_name_the_flag_that_was_given(capfd: pytest.CaptureFixture[str], good: Path) -> None:
    Collection.build([good], index="ix")
    code, _, err = run(capfd, "search", "x", "--index", "ix", "--from", "abc")
    assert code == 2
    assert "“--from”" in err
    assert "date_from" not in err
    code, _, err = run(capfd, "serve", "--index", "ix", "--host", "no such host")
    assert code == 2
    assert "--host" in err
    assert "--port" not in err


def test_the_language_of_the_settings_is_spoken(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "There is no index" in run(capfd, "status", "--index", "nothing")[2]
    (tmp_path / "searchapp.toml").write_text('language = "ar"\n')
    assert "لا فهرس" in run(capfd, "status", "--index", "nothing")[2]
    (tmp_path / "searchapp.toml").unlink()
    assert "There is no index" in run(capfd, "status", "--index", "nothing")[2]
