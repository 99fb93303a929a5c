"""The command group, and what every command shares: exit codes, errors in one line, the reader's language."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Final

import click

from searchapp import __version__
from searchapp.cli.analyze import analyze
from searchapp.cli.build import build
from searchapp.cli.care import check, rollback
from searchapp.cli.config import completion, config
from searchapp.cli.console import choose, say_error, speak
from searchapp.cli.evaluate import evaluate_file
from searchapp.cli.explain import explain
from searchapp.cli.mcp import mcp
from searchapp.cli.options import settings
from searchapp.cli.search import search
from searchapp.cli.serve import serve
from searchapp.cli.show import facets, related, show
from searchapp.cli.snapshot import snapshot
from searchapp.cli.status import status
from searchapp.cli.suggest import suggest
from searchapp.cli.update import update
from searchapp.cli.usage import usage_message
from searchapp.cli.watch import watch
from searchapp.errors import BahithError, system_reason, system_reason_ar

EXIT_CODES = """\b
Exit codes:
  0  done
  1  an unexpected failure
  2  wrong arguments, settings or query
  3  built, but some records were left out: see the report
  4  no usable index: missing, outdated or damaged
  5  another process is writing the index
  6  nothing to read: missing path, empty folder
  7  the disk refused a write; the live index is untouched
  8  no article has this id
  9  an update would remove more than half of the articles; nothing was changed
  130  stopped by Ctrl-C; the live index is untouched
"""


_OUTPUT_FAULTS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)

BEGINNING = """Search Arabic texts as Arabic readers read them.

\b
Begin with:
  searchapp build corpus --index index
  searchapp search "قمة المناخ" --index index
  searchapp serve --index index
"""

TRACEBACK = "SEARCHAPP_TRACEBACK"
"""Environment variable; with the value 1 an unexpected failure shows where in the program it arose."""


@click.group(
    help=BEGINNING,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, prog_name="searchapp")
def cli() -> None:
    """Hold the commands together."""


for command in (
    analyze,
    build,
    update,
    watch,
    search,
    suggest,
    serve,
    mcp,
    status,
    show,
    related,
    explain,
    facets,
    check,
    rollback,
    snapshot,
    config,
    evaluate_file,
    completion,
):
    cli.add_command(command)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code; no traceback reaches the user unless it is asked for."""
    speak(None)
    # Wrong arguments are told before any command has read the settings; a fault in these is the command's to tell.
    with suppress(BahithError):
        settings()
    _show_what_cannot_be_encoded()
    try:
        code = _outcome(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except Exception as error:  # whatever it is, the user is told in one line
        code = _unexpected(error)
    sys.exit(code)


def _outcome(arguments: Sequence[str] | None) -> int:
    """Run a command and give its exit code."""
    try:
        code = cli.main(
            args=None if arguments is None else list(arguments), prog_name="searchapp", standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return 2
    except click.ClickException as error:
        _say_usage(error)
        return error.exit_code
    except click.Abort:
        click.echo(choose("أُوقف الأمر؛ لم يُمسّ الفهرس الحي.", "Stopped. The live index is untouched."), err=True)
        return 130
    except BahithError as error:
        say_error(error)
        return error.exit_code
    return code if isinstance(code, int) else 0


def _say_usage(error: click.ClickException) -> None:
    """Say in one line what is wrong with the arguments, and which help to read."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "searchapp"
    hint = choose(f"الأمثلة والخيارات: {path} --help", f"Examples and options: {path} --help")
    click.echo(f"searchapp: {usage_message(error)} {hint}", err=True)


def _show_what_cannot_be_encoded() -> None:
    """Let a terminal that cannot show Arabic show escapes instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _unexpected(error: Exception) -> int:
    """Say a failure that no part of the program expected, or that the output takes no more, and give the exit code."""
    if isinstance(error, OSError) and _is_output_lost(error):
        _drop_output()
        reason, reason_ar = system_reason(error), system_reason_ar(error)
        message = choose(f"تعذّرت كتابة الناتج: {reason_ar}.", f"The output cannot be written: {reason}.")
        click.echo(f"searchapp: {message}", err=True)
        return 1
    if os.environ.get(TRACEBACK) == "1":
        traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    message = choose(
        f"إخفاق غير متوقع: {what} — لرؤية موضعه في البرنامج اضبط {TRACEBACK}=1",
        f"unexpected failure: {what} — set {TRACEBACK}=1 to see where it arose",
    )
    click.echo(f"searchapp: {message}", err=True)
    return 1


def _is_output_lost(error: Exception) -> bool:
    """Tell whether a failure is that of standard output: no file is named, and what the index writes says so itself."""
    return isinstance(error, OSError) and error.filename is None and error.errno in _OUTPUT_FAULTS


def _drop_output() -> None:
    """Let what is left of the output go nowhere, lest Python fail once more as it ends."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
