"""The command group, and what every command shares: exit codes, errors in one line, the reader's language."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from searchapp import __version__
from searchapp.cli.build import build
from searchapp.cli.console import say_error
from searchapp.cli.search import search
from searchapp.cli.serve import serve
from searchapp.cli.status import status
from searchapp.errors import BahithError

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
  130  stopped by Ctrl-C; the live index is untouched
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, prog_name="searchapp")
def cli() -> None:
    r"""Search Arabic texts as Arabic readers read them.

    \b
    Begin with:
      searchapp build corpus --index index
      searchapp search "قمة المناخ" --index index
      searchapp serve --index index
    """


for command in (build, search, serve, status):
    cli.add_command(command)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code; no traceback reaches the user for an expected error."""
    try:
        code = cli.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped. The live index is untouched.", err=True)
        sys.exit(130)
    except BahithError as error:
        say_error(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
