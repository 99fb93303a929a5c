"""What is wrong with the arguments, in the reader's language: click says it in English only."""

from __future__ import annotations

from typing import Any

import click

from searchapp.cli.console import choose


def usage_message(error: click.ClickException) -> str:
    """Say in one sentence what is wrong with the arguments."""
    english = error.format_message().strip()
    english = english if english.endswith((".", "?")) else f"{english}."
    return choose(_in_arabic(error) or english, english)


def _in_arabic(error: click.ClickException) -> str:
    """The sentence in Arabic; empty for the rare kinds that have none."""
    match error:
        case click.NoSuchOption():
            near = f" لعلك تقصد {' أو '.join(error.possibilities)}." if error.possibilities else ""
            return f"لا خيار باسم {error.option_name}.{near}"
        case click.BadOptionUsage():
            return f"الخيار {error.option_name} يحتاج إلى قيمة."
        case click.MissingParameter() if error.param:
            return f"ينقص الأمرَ {_name(error.param)}."
        case click.BadParameter() if error.param:
            return f"قيمة {_name(error.param)} غير مقبولة{_wanted(error.param.type)}."
        case click.UsageError() if error.ctx and isinstance(error.ctx.command, click.Group):
            return f"لا أمر بهذا الاسم؛ الأوامر: {'، '.join(sorted(error.ctx.command.commands))}."
    return ""


def _name(parameter: click.Parameter) -> str:
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(click.Context(_NONE))


def _wanted(kind: click.ParamType[Any]) -> str:
    """What a parameter takes, after a colon; empty where that is any text."""
    if isinstance(kind, click.Choice):
        return f": تُقبل {' أو '.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange | click.FloatRange):
        high = "" if kind.max is None else f" إلى {kind.max:g}"
        return f": المقبول عدد من {kind.min:g}{high}"
    return ""


_NONE = click.Command(None)
