"""Showing, checking, rolling back, snapshots, settings, judged queries, completion, wrong arguments."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from searchapp.cli.app import run
from searchapp.search.evaluation import Judged, evaluate


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
        self.out = self.err = ""

    def __call__(self, *arguments: str | Path) -> int:
        with pytest.raises(SystemExit) as ended:
            run([str(argument) for argument in arguments])
        self.out, self.err = self._capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


@pytest.fixture
def index(command: Command, tmp_path: Path) -> Path:
    articles = [
        {"id": "a-1", "title": "مجلس الأمن يبحث", "content": "اجتمع مجلس الأمن في لندن.", "source": "نشرة"},
        {"id": "a-2", "title": "سوق النفط", "content": "هدأت سوق النفط أمس.", "source": "أخبار الاقتصاد"},
    ]
    for number in (1, 2):
        file = tmp_path / "news.json"
        file.write_text(json.dumps(articles[:number], ensure_ascii=False), encoding="utf-8")
        command("build", file, "--index", tmp_path / "ix", "--quiet")
    return tmp_path / "ix"


def live(command: Command, index: Path) -> str:
    command("status", "--index", index, "--json")
    return str(next(g["name"] for g in json.loads(command.out)["generations"] if g["live"]))


def test_an_article_is_shown_with_its_marks(command: Command, index: Path) -> None:
    assert command("show", "a-2", "--query", "النفط", "--index", index) == 0
    assert "[النفط]" in command.out
    assert command("show", "a-2", "--index", index, "--json") == 0
    assert json.loads(command.out)["id"] == "a-2"
    assert command("show", "none", "--index", index) == 8
    assert command("related", "none", "--index", index) == 8


def test_a_score_is_explained(command: Command, index: Path) -> None:
    assert command("explain", "a-2", "النفط", "--index", index, "--json") == 0
    answer = json.loads(command.out)
    assert answer["score"] == pytest.approx(answer["outside"] + sum(part["score"] for part in answer["parts"]))
    assert {part["form"] for part in answer["parts"]} >= {"النفط", "نفط"}
    assert command("explain", "a-2", "النفط", "--index", index) == 0
    assert "stem" in command.out
    assert command("explain", "a-2", "مجلس", "--index", index) == 8
    assert command("explain", "none", "مجلس", "--index", index) == 8


def test_values_of_a_facet(command: Command, index: Path) -> None:
    assert command("facets", "source", "--filter", "اخبار", "--index", index) == 0
    assert command.out.split(maxsplit=1) == ["1", "أخبار الاقتصاد\n"]
    assert command("facets", "source", "النفط", "--index", index, "--json") == 0
    assert json.loads(command.out)["facet"]["distinct"] == 1


def test_a_changed_byte_is_found(command: Command, index: Path) -> None:
    assert command("check", "--index", index) == 0
    name = live(command, index)
    file = max((index / name).iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(content)
    assert command("check", "--index", index, "--json") == 4
    found = json.loads(command.out)
    assert found["sound"] is False
    assert file.name in found["generations"][name][0]


def test_back_to_the_generation_before(command: Command, index: Path) -> None:
    newest = live(command, index)
    assert command("rollback", "--index", index) == 0
    assert live(command, index) < newest
    assert command("rollback", "--index", index) == 4
    assert command("rollback", newest, "--index", index, "--json") == 0
    assert live(command, index) == newest


def test_a_snapshot_comes_back_as_it_was(command: Command, index: Path, tmp_path: Path) -> None:
    assert command("snapshot", "create", "--folder", tmp_path / "kept", "--index", index, "--json") == 0
    file = json.loads(command.out)["snapshot"]
    command("search", "النفط", "--index", index, "--json")
    before = json.loads(command.out)["hits"]
    assert command("snapshot", "list", "--folder", tmp_path / "kept", "--index", index) == 0
    assert file in command.out
    assert command("snapshot", "restore", file, "--index", tmp_path / "new") == 0
    command("search", "النفط", "--index", tmp_path / "new", "--json")
    assert json.loads(command.out)["hits"] == before


def test_a_damaged_snapshot_changes_nothing(command: Command, index: Path, tmp_path: Path) -> None:
    command("snapshot", "create", "--folder", tmp_path / "kept", "--index", index, "--json")
    file = Path(json.loads(command.out)["snapshot"])
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert command("snapshot", "restore", file, "--index", tmp_path / "new") == 4
    assert [path.name for path in (tmp_path / "new").iterdir() if not path.name.startswith(".lock")] == []


def test_settings_say_where_they_come_from(command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEARCHAPP_PORT", "8123")
    monkeypatch.setenv("SEARCHAPP_SECRET", "do not show")
    (tmp_path / "searchapp.toml").write_text('workers = 3\ncors_origins = ["https://a.example"]\n')
    assert command("config", "show", "--index", "elsewhere", "--json") == 0
    found = json.loads(command.out)
    origins = {name: found[name]["origin"] for name in ("port", "workers", "index", "host")}
    assert origins == {"port": "environment", "workers": "file", "index": "flag", "host": "default"}
    assert found["cors_origins"]["value"] == "https://a.example"
    assert command("config", "show") == 0
    assert re.search(r"port +8123 +environment SEARCHAPP_PORT", command.out)
    assert "do not show" not in command.out


def test_judged_queries(command: Command, index: Path, tmp_path: Path) -> None:
    file = tmp_path / "judged.jsonl"
    lines = [{"q": "النفط", "relevant": {"a-2": 1}}, {"q": "زيتون", "relevant": ["a-1"]}]
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert command("eval", file, "--index", index, "--json") == 0
    assert json.loads(command.out) == {"queries": 2, "ndcg": 0.5, "mrr": 0.5, "recall": 0.5, "empty": 0.5}
    file.write_text('{"q": "x"}', encoding="utf-8")
    assert command("eval", file, "--index", index) == 6
    assert f"{file}:1" in command.err


def test_measures_by_hand() -> None:
    found = evaluate([Judged("q", {"a": 3, "b": 1})], lambda _: ["x", "a", "b"])
    assert found.mrr == 0.5
    assert found.ndcg == pytest.approx((3 / 1.5849625 + 1 / 2) / (3 + 1 / 1.5849625))
    assert found.recall == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes(command: Command, shell: str) -> None:
    assert command("completion", shell) == 0
    assert "_SEARCHAPP_COMPLETE" in command.out


@pytest.mark.parametrize(
    "arguments", [("search",), ("search", "x", "--nothing"), ("nothing",), ("serve", "--port", "x")]
)
def test_wrong_arguments_are_one_line_that_leads_on(command: Command, arguments: tuple[str, ...]) -> None:
    assert command(*arguments) == 2
    assert len(command.err.strip().splitlines()) == 1
    assert "--help" in command.err
