from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchapp.cli.app import run
from searchapp.errors import ConfigError, IndexOutdatedError

ARTICLES = [
    {
        "id": "a-1",
        "title": "مجلس الأمن يبحث العقوبات",
        "content": "اجتمع مجلس الأمن في نيويورك أمس. وبحث العقوبات على روسيا.",
        "source": "نشرة السياسة",
        "published": "2022-01-04",
    },
    {
        "id": "a-2",
        "title": "سوق النفط تهدأ",
        "content": "هدأت سوق النفط بعد أسبوع من العقوبات الجديدة، وقال تجار في لندن إن الطلب ضعيف.",
        "source": "نشرة الاقتصاد",
        "published": "2022-02-10",
    },
]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    file = tmp_path / "news.json"
    file.write_text(json.dumps(ARTICLES, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def _plain_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "SEARCHAPP_INDEX", "SEARCHAPP_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)


class Command:
    """Runs a command in this process and keeps what it printed."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.out = ""
        self.err = ""

    def __call__(self, *arguments: str | Path) -> int:
        with pytest.raises(SystemExit) as ended:
            run([str(argument) for argument in arguments])
        self.out, self.err = self._capfd.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


def test_build_search_status(command: Command, articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "ix"
    assert command("build", articles, "--index", index) == 0
    assert "Indexed 2 articles" in command.out
    assert command("search", "عقوبات", "--index", index, "--facets") == 0
    assert "2 found" in command.out
    assert "[العقوبات]" in command.out
    assert "نشرة السياسة" in command.out
    assert command("status", "--index", index) == 0
    assert "live" in command.out


def test_search_speaks_the_api_s_json(command: Command, articles: Path, tmp_path: Path) -> None:
    command("build", articles, "--index", tmp_path / "ix", "--quiet")
    assert command("search", "النفط", "--index", tmp_path / "ix", "--json", "--source", "نشرة الاقتصاد") == 0
    answer = json.loads(command.out)
    assert answer["total"]["value"] == 1
    assert answer["hits"][0]["id"] == "a-2"
    assert command("search", "النفط", "--index", tmp_path / "ix", "--json", "--source=-نشرة الاقتصاد") == 0
    assert json.loads(command.out)["total"]["value"] == 0


def test_dates_and_order(command: Command, articles: Path, tmp_path: Path) -> None:
    command("build", articles, "--index", tmp_path / "ix", "--quiet")
    assert command("search", "العقوبات", "--index", tmp_path / "ix", "--from", "2022-02", "--json") == 0
    assert [hit["id"] for hit in json.loads(command.out)["hits"]] == ["a-2"]
    assert command("search", "العقوبات", "--index", tmp_path / "ix", "--sort", "oldest", "--json") == 0
    assert [hit["id"] for hit in json.loads(command.out)["hits"]] == ["a-1", "a-2"]


def test_build_if_missing_does_nothing_twice(command: Command, articles: Path, tmp_path: Path) -> None:
    assert command("build", articles, "--index", tmp_path / "ix", "--if-missing", "--json") == 0
    first = json.loads(command.out)["generation"]
    assert command("build", articles, "--index", tmp_path / "ix", "--if-missing", "--json") == 0
    assert command.out == ""
    assert command("status", "--index", tmp_path / "ix", "--json") == 0
    assert [g["name"] for g in json.loads(command.out)["generations"]] == [first]


def test_broken_json_is_told_and_the_rest_is_kept(command: Command, articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = json.dumps(ARTICLES[0], ensure_ascii=False)
    (folder / "a.jsonl").write_text(f'{good}\n{{"title": "ناقص\n', encoding="utf-8")
    (folder / "b.json").write_text(json.dumps([{"title": "بلا نص"}], ensure_ascii=False), encoding="utf-8")
    (folder / "c.txt").write_bytes(b"\xff\xfe\x00\xd8")
    assert command("build", folder, "--index", tmp_path / "ix", "--json") == 3
    report = json.loads(command.out)
    assert (report["articles"], report["rejected"]) == (1, 3)
    findings = [json.loads(line) for line in Path(report["findings"]).read_text(encoding="utf-8").splitlines()]
    told = {(Path(f["file"]).name, f["line"], f["reason"]) for f in findings if f["kind"] == "reject"}
    assert ("a.jsonl", 2, "bad-json") in told
    assert {reason for name, _, reason in told if name == "b.json"} == {"no-text"}
    assert {name for name, _, _ in told} == {"a.jsonl", "b.json", "c.txt"}
    assert all(f["message"] and f["message_ar"] for f in findings)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["build", "gone", "--index", "ix"], 6, "gone"),
        (["build", "empty", "--index", "ix"], 6, "empty"),
        (["build", "--index", "ix"], 2, "PATH"),
        (["build", "news.json", "--index", "ix", "--mapping", "gone.toml"], 2, "gone.toml"),
        (["search", "كلمة", "--index", "nothing"], 4, "nothing"),
        (["status", "--index", "nothing"], 4, "nothing"),
        (["serve", "--index", "nothing"], 4, "nothing"),
        (["serve", "--port", "99999"], 2, "99999"),
        (["serch"], 2, "serch"),
        (["search", "كلمة", "--size", "0"], 2, "size"),
    ],
)
def test_wrong_arguments_are_one_clear_message(
    command: Command, articles: Path, tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    (tmp_path / "empty").mkdir()
    assert command(*arguments) == code
    assert told in command.err
    assert "Traceback" not in command.err


def test_wrong_query_parameters_are_one_clear_message(command: Command, articles: Path, tmp_path: Path) -> None:
    command("build", articles, "--index", tmp_path / "ix", "--quiet")
    for arguments, told in (
        (["--from", "yesterweek"], "yesterweek"),
        (["--from", "2023", "--to", "2022"], "from"),
        (["--page", "5000"], "10,000"),
    ):
        assert command("search", "كلمة", "--index", tmp_path / "ix", *arguments) == 2
        assert told in command.err
        assert command.err.count("\n") == 1


def test_arabic_locale_speaks_arabic(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ar_EG.UTF-8")
    assert command("search", "كلمة", "--index", "nothing") == 4
    assert "فهرس" in command.err


def test_no_arguments_show_the_help_with_exit_codes(command: Command) -> None:
    assert command() == 2
    assert "Exit codes" in command.out


def test_suggest_completes_a_beginning(command: Command, articles: Path) -> None:
    assert command("build", articles, "--index", "ix") == 0
    assert command("suggest", "مجلس الأ", "--index", "ix") == 0
    assert "مجلس الأمن يبحث العقوبات" in command.out
    assert command("suggest", "مجلس الأ", "--index", "ix", "--json") == 0
    assert {each["kind"] for each in json.loads(command.out)["suggestions"]} >= {"title"}
    assert command("suggest", "ققققق", "--index", "ix") == 0
    assert "Nothing in the index begins so." in command.out
    assert command("suggest", "مجلس", "--size", "99", "--index", "ix") == 2


def test_a_slip_is_proposed_to_be_mended(command: Command, tmp_path: Path) -> None:
    words = [{"id": str(n), "title": f"خبر {n}", "content": "العقوبات على روسيا."} for n in range(3)]
    (tmp_path / "slips.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    assert command("build", tmp_path / "slips.json", "--index", "ix") == 0
    assert command("search", "العقوبلت", "--index", "ix") == 0
    assert "Did you mean: العقوبات (3)" in command.out


def test_names_of_one_s_own_go_through_every_command(
    command: Command, articles: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names, folder = tmp_path / "names.tsv", tmp_path / "own"
    names.write_text("organisation\tمجلس الأمن الأممي\tمجلس الأمن\n", encoding="utf-8")
    monkeypatch.setenv("SEARCHAPP_ALIASES", "names.tsv")
    assert command("build", articles, "--index", folder, "--workers", "1", "--quiet") == 0
    assert command("search", "العقوبات", "--org", "مجلس الأمن الدولي", "--index", folder, "--json") == 0
    assert [hit["id"] for hit in json.loads(command.out)["hits"]] == ["a-1"]
    assert command("update", articles, "--index", folder, "--json") == 0
    assert json.loads(command.out)["renewed"] is False
    assert command("build", articles, "--index", folder, "--if-missing", "--json") == 0
    assert command.out == ""
    assert command("status", "--index", folder, "--json") == 0
    assert json.loads(command.out)["generations"][0]["usable"] is True
    monkeypatch.delenv("SEARCHAPP_ALIASES")
    assert command("search", "العقوبات", "--index", folder) == IndexOutdatedError.exit_code
    assert f"searchapp build PATH --index {folder}" in command.err
    names.write_text("organisation\n", encoding="utf-8")
    monkeypatch.setenv("SEARCHAPP_ALIASES", "names.tsv")
    for each in (("search", "x"), ("update", articles), ("watch", articles), ("serve",), ("build", articles)):
        assert command(*each, "--index", folder) == ConfigError.exit_code
        assert "names.tsv, line 1" in command.err
