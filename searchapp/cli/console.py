"""How the command line speaks: consoles, language, marks in a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Literal

import click
from rich.console import Console
from rich.text import Text

from searchapp.errors import BahithError
from searchapp.model import Fragment
from searchapp.web.markup import marked_runs
from searchapp.web.wording import Wording

Language = Literal["ar", "en"]

AS_WRITTEN, NEAR = "black on yellow", "black on bright_yellow"
"""Marks of what matched as it is written, and of other forms."""

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


def speak(chosen: Language | None) -> None:
    """Speak the language of the settings from now on; None goes back to that of the locale."""
    _chosen.set(chosen)


def language(environment: Mapping[str, str] | None = None) -> Language:
    """Tell the reader's language: from the settings, else from the locale: LC_ALL, LC_MESSAGES, LANG."""
    settled = _chosen.get()
    if settled is not None:
        return settled
    env = os.environ if environment is None else environment
    chosen = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    return "ar" if chosen.lower().startswith("ar") else "en"


def choose(arabic: str, english: str) -> str:
    """Give the text in the reader's language."""
    return arabic if language() == "ar" else english


def counted(key: str, number: int) -> str:
    """Give a counted text of the page's wording in the reader's language: ``3 مقالات``, ``11 مقالة``."""
    return Wording(language()).count(key, number)


def out() -> Console:
    """Console for answers (standard output); colour only on a terminal and never with NO_COLOR."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=True)


def err() -> Console:
    """Console for progress and messages (standard error)."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=True)


def say_error(error: BahithError) -> None:
    """Print an expected error as one line on standard error, with what to do next."""
    message = choose(error.message_ar, error.message)
    hint = choose(error.hint_ar, error.hint)
    click.echo(f"searchapp: {message}{f' {hint}' if hint else ''} [{error.code}]", err=True)


def marked(fragments: Iterable[Fragment]) -> Text:
    """Show fragments with their marks; without colours a mark stands in [brackets]."""
    text = Text()
    console = out()
    plain = console.no_color or not console.color_system
    for number, fragment in enumerate(fragments):
        if fragment.cut_before or number:
            text.append("… ")
        _append(text, fragment, plain=plain)
        if fragment.cut_after:
            text.append(" …" if number == 0 else "")
    return text


def _append(text: Text, fragment: Fragment, *, plain: bool) -> None:
    shown = fragment.text.replace("\n", " ")
    place = 0
    for run in marked_runs(shown, fragment.marks):
        text.append(shown[place : run.start])
        words = shown[run.start : run.end]
        text.append(f"[{words}]" if plain else words, "" if plain else NEAR if run.near else AS_WRITTEN)
        place = run.end
    text.append(shown[place:])
