"""Every command, used wrongly: without what it needs, without an index, with a damaged one. One line that leads on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from searchapp import Collection
from searchapp.cli import app

RECORD = json.dumps({"id": "a", "title": "زيتون", "body": "زرع الأطفال الزيتون."}, ensure_ascii=False)
ARABIC = re.compile("[\N{ARABIC LETTER HAMZA}-\N{ARABIC LETTER YEH}]")
NEEDS_AN_INDEX: tuple[tuple[str, ...], ...] = (
    ("search", "x"), ("suggest", "x"), ("show", "a"), ("related", "a"), ("explain", "a", "x"), ("facets", "source"),
    ("status",), ("check",), ("rollback",), ("snapshot", "create"), ("serve", "--port", "0"), ("mcp",),
    ("update", "good.jsonl"), ("watch", "good.jsonl"), ("eval", "judged.jsonl"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _plain_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("SEARCHAPP_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.jsonl").write_text(RECORD, encoding="utf-8")
    (tmp_path / "judged.jsonl").write_text('{"q": "زيتون", "relevant": {"a": 1}}\n', encoding="utf-8")


def run(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        app.run([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code, *capfd.readouterr()


def commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name), command


EVERY = list(commands(app.cli))


def test_the_list_of_commands_that_need_an_index_is_whole() -> None:
    without = {
        ("analyze",),
        ("build",),
        ("config", "show"),
        ("completion",),
        ("snapshot", "list"),
        ("snapshot", "restore"),
    }
    named = {arguments[:2] if arguments[0] in ("snapshot", "config") else arguments[:1] for arguments in NEEDS_AN_INDEX}
    assert {path for path, _ in EVERY} == without | named


@pytest.mark.parametrize("arguments", NEEDS_AN_INDEX, ids=lambda arguments: "-".join(arguments[:2]))
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_an_index(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], lang: str
) -> None:
    monkeypatch.setenv("SEARCHAPP_LANGUAGE", lang)
    code, out, err = run(capfd, *arguments, "--index", "nowhere")
    assert (code, out) == (4, "")
    assert err.count("\n") == 1
    assert "searchapp build PATH --index nowhere" in err
    assert "[index-missing]" in err
    assert bool(ARABIC.search(err)) == (lang == "ar")


@pytest.mark.parametrize(
    "arguments", [each for each in NEEDS_AN_INDEX if each[0] not in ("status", "check")], ids=lambda a: "-".join(a[:2])
)
def test_with_a_damaged_index(capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    live = Collection.build(["good.jsonl"], index="ix").service().info.name
    manifest = Path("ix") / live / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-20])
    given = (*arguments, live) if arguments[0] == "rollback" else arguments
    code, _, err = run(capfd, *given, "--index", "ix")
    assert code == 4
    assert err.count("\n") == 1
    assert "searchapp" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(("path", "command"), EVERY, ids=["-".join(path) for path, _ in EVERY])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_an_option_that_there_is_not(
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: tuple[str, ...],
    command: click.Command,
    lang: str,
) -> None:
    monkeypatch.setenv("SEARCHAPP_LANGUAGE", lang)
    code, out, err = run(capfd, *path, "--nothing-of-the-kind")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"searchapp {' '.join(path)} --help" in err
    assert bool(ARABIC.search(err)) == (lang == "ar")


@pytest.mark.parametrize(("path", "command"), EVERY, ids=["-".join(path) for path, _ in EVERY])
def test_every_command_speaks_json_and_shows_an_example(path: tuple[str, ...], command: click.Command) -> None:
    options = {name for each in command.params if isinstance(each, click.Option) for name in each.opts}
    assert "--json" in options or path in {("completion",), ("mcp",)}
    assert command.help
    assert "Example" in (command.epilog or "")
    assert [each.name for each in command.params if isinstance(each, click.Option) and not each.help] == []


@pytest.mark.parametrize(
    ("arguments", "english", "arabic"),
    [
        (("search",), "Missing argument 'QUERY'.", "ينقص الأمرَ QUERY."),
        (("search", "x", "--size", "0"), "0 is not in the range 1<=x<=100.", "--size غير مقبولة: المقبول عدد من 1"),
        (("search", "x", "--sort", "best"), "'best' is not one of", "تُقبل relevance أو recent أو newest أو oldest."),
        (("facets", "x"), "Invalid value for 'NAME'", "قيمة NAME غير مقبولة: تُقبل source أو author أو"),
        (("search", "x", "--index"), "Option '--index' requires an argument.", "الخيار --index يحتاج إلى قيمة."),
        (("search", "x", "--siez", "3"), "Did you mean", "لا خيار باسم --siez. لعلك تقصد --size"),
        (("frobnicate",), "No such command 'frobnicate'.", "لا أمر بهذا الاسم؛ الأوامر: analyze، build،"),
    ],
)  # fmt: skip
def test_wrong_arguments_in_both_languages(
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    english: str,
    arabic: str,
) -> None:
    for lang, told in (("en", english), ("ar", arabic)):
        monkeypatch.setenv("SEARCHAPP_LANGUAGE", lang)
        code, _, err = run(capfd, *arguments)
        assert code == 2
        assert told in err
        assert "--help" in err


def test_a_generation_that_there_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    live = Collection.build(["good.jsonl"], index="ix").service().info.name
    code, _, err = run(capfd, "rollback", "none", "--index", "ix")
    assert code == 4
    assert live in err


def test_a_build_if_needed_does_nothing_twice(capfd: pytest.CaptureFixture[str]) -> None:
    command = ("build", "good.jsonl", "--index", "ix", "--if-needed", "--json", "--quiet")
    code, out, _ = run(capfd, *command)
    assert (code, json.loads(out)["articles"]) == (0, 1)
    code, out, _ = run(capfd, *command)
    assert (code, json.loads(out)["renewed"]) == (0, False)
    with Path("good.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + RECORD.replace('"a"', '"b"').replace("زيتون", "رمان"))
    code, out, _ = run(capfd, *command)
    assert (code, json.loads(out)["added"]) == (0, 1)


def test_colour_is_for_terminals_and_never_where_it_is_not_wanted(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Collection.build(["good.jsonl"], index="ix")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[30" in run(capfd, "search", "زيتون", "--index", "ix")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    out = run(capfd, "search", "زيتون", "--index", "ix")[1]
    assert "[زيتون]" in out
    assert "\x1b[3" not in out.replace("\x1b[3m", "")
