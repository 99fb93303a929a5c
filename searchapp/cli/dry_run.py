"""``searchapp build --dry-run``: the first articles as they were read, and what would be left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import click

from searchapp.arabic.dates.display import Language, format_date
from searchapp.cli.console import choose
from searchapp.cli.findings import KIND_WORDS, REASON_WORDS
from searchapp.ingest.events import Finding, excerpt
from searchapp.model import Article
from searchapp.search.trial import Trial
from searchapp.web.wording import Wording

_LACKING: Final = {
    "title": ("بلا عنوان", "without a title"),
    "source": ("بلا مصدر", "without a source"),
    "author": ("بلا كاتب", "without an author"),
}


def show_trial(trial: Trial) -> None:
    """Print a trial for people."""
    for number, article in enumerate(trial.shown, 1):
        click.echo(f"{number}. {article.title or choose('(بلا عنوان)', '(no title)')}")
        for name, text in _facts(article):
            click.echo(f"   {name}: {text}")
    articles = Wording(_language()).count("articles", trial.articles)
    click.echo(
        choose(
            f"تجربة لم تكتب شيئًا. يأخذ البناء: {articles}.",
            f"Dry run, nothing was written. A build would take in {articles}.",
        )
    )
    for name, count in trial.lacking.items():
        click.echo(f"  {count:>7,}  {choose(*_LACKING[name])}")
    for origin, count in trial.origins.items():
        click.echo(f"  {count:>7,}  {_origin(origin)}")
    for kind, reasons in trial.reasons.items():
        click.echo(f"{choose(*KIND_WORDS[kind])}: {sum(reasons.values()):,}")
        for reason, count in reasons.items():
            first = _place(trial.examples[kind, reason])
            click.echo(f"  {count:>7,}  {choose(*REASON_WORDS[reason])} [{reason}] {choose('أولها', 'first')}: {first}")


def trial_as_json(trial: Trial) -> str:
    """Write a trial for programs: articles with all their fields, each reason with its count and first finding."""
    findings = [
        {"kind": kind, "count": count, **asdict(trial.examples[kind, reason])}
        for kind, reasons in trial.reasons.items()
        for reason, count in reasons.items()
    ]
    whole: dict[str, Any] = {
        "dry_run": True,
        "articles": trial.articles,
        "shown": [asdict(article) for article in trial.shown],
        "origins": trial.origins,
        "lacking": trial.lacking,
        "findings": findings,
    }
    return json.dumps(whole, ensure_ascii=False, default=str)


def _facts(article: Article) -> Iterator[tuple[str, str]]:
    yield choose("المعرّف", "id"), article.id
    for names, text in (
        (("المصدر", "source"), article.source),
        (("الكاتب", "author"), article.author),
        (("العنوان على الويب", "address"), article.url),
    ):
        if text:
            yield choose(*names), text
    published = article.published
    if published is None:
        yield choose("التاريخ", "date"), choose("لا تاريخ", "none")
    else:
        day = format_date(published.date, _language(), published.precision)
        yield choose("التاريخ", "date"), f"{day} — {_origin(published.origin)}"
    yield choose("المتن", "text"), f"{excerpt(article.body)} ({len(article.body):,})"
    if article.captions:
        yield choose("تعليقات الصور", "captions"), str(len(article.captions))


def _origin(origin: str) -> str:
    return choose("بلا تاريخ", "without a date") if origin == "none" else Wording(_language()).say(f"origin.{origin}")


def _language() -> Language:
    return "ar" if choose("ar", "en") == "ar" else "en"


def _place(finding: Finding) -> str:
    return finding.file if finding.line is None else f"{finding.file}:{finding.line}"
