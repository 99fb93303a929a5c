"""Small drawings that a page repeats hundreds of times, written in Python: calls inside a template cost far more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from searchapp.web.charts import BAR, Chart
from searchapp.web.wording import Lang, Wording


@lru_cache(maxsize=256)
def icon(name: str, classes: str = "i") -> Markup:
    """An icon of ``_icons.html``."""
    return Markup('<svg class="{}" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-{}"/></svg>').format(
        classes, name
    )


@lru_cache(maxsize=256)
def share(percent: int) -> Markup:
    """A thin line as long as a share in percent."""
    return Markup(
        '<svg class="share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="1"/></svg>'
    ).format(percent)


def hidden_fields(pairs: Sequence[tuple[str, str]]) -> Markup:
    """The fields of a form that goes on with a search."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(field.format(name, value) for name, value in pairs)


_SAID = {
    "save": "kept.save", "unsave": "kept.unsave", "saved-now": "kept.saved-now", "unsaved-now": "kept.unsaved-now",
    "saved": "kept.saved", "past": "kept.past", "past-list": "kept.past-list",
    "remove": "chips.remove", "full": "kept.full",
    "completions": "ask.completions", "kind_person": "kind.person",
    "kind_organisation": "kind.organisation", "kind_place": "kind.place", "kind_phrase": "kind.phrase",
    "kind_word": "kind.word", "kind_title": "kind.title",
}  # fmt: skip
"""Words that ``page.js`` says, by the name of the data attribute that carries them."""

_KEYS = (("/", "help.ask"), ("j k", "help.hits"), ("o", "help.read"), ("f d", "help.narrow"),
         ("n p", "help.marks"), ("u", "help.back"), ("← →", "help.bars"),
         ("?", "help.this"))  # fmt: skip


@lru_cache(maxsize=8)
def help_dialog(lang: Lang, home: str) -> Markup:
    """The dialog of the keys, closed; it also carries the words of the script."""
    wording = Wording(lang)
    said = "".join(f' data-{name}="{escape(wording.say(key))}"' for name, key in _SAID.items())
    rows = "".join(
        "<dt>" + " ".join(f"<kbd>{escape(key)}</kbd>" for key in keys.split()) + f"</dt><dd>{wording.html(text)}</dd>"
        for keys, text in _KEYS
    )
    return Markup(  # noqa: S704 - our own texts, escaped above
        f'<dialog id="help" aria-labelledby="help-t" data-home="{escape(home)}"{said}>'
        f'<h2 class="h" id="help-t">{wording.html("help.title")}</h2><dl class="keys">{rows}</dl>'
        f'<form method="dialog"><label><input type="checkbox"> {wording.html("help.quiet")}</label>'
        f'<button class="btn btn--main">{wording.html("help.close")}</button></form></dialog>'
    )


def bars(chart: Chart, label_id: str, wording: Wording) -> Markup:
    """The bars of a chart, each a link to its days; ``label_id`` names the drawing."""
    lines = [
        f'<svg class="bars" viewBox="0 0 {chart.width} 100" preserveAspectRatio="none" role="group"'
        f' aria-labelledby="{escape(label_id)}">'
    ]
    if chart.selected:
        lines.append(f'<rect class="sel" x="{chart.selected[0]}" width="{chart.selected[1]}" height="100"/>')
    for bar in chart.bars:
        text = escape(f"{bar.label}: {wording.count('articles', bar.count)}")
        on = ' class="on"' if bar.on else ""
        lines.append(
            f'<a href="{escape(bar.href)}"{on} tabindex="-1" aria-label="{text}"><title>{text}</title>'
            f'<rect class="hot" x="{bar.x}" width="{BAR}" height="100"/>'
            f'<rect class="v" x="{bar.x + 1.5}" y="{bar.y}" width="7" height="{bar.height}"/></a>'
        )
    lines.append(f'<path class="base" d="M0 100h{chart.width}"/>\n</svg>')
    return Markup("\n".join(lines))  # noqa: S704 - texts are escaped above


def axis(chart: Chart) -> Markup:
    """What stands under the bars."""
    lines = ['<ol class="axis axis--bins" aria-hidden="true">']
    for mark in chart.axis:
        place = "at spare" if mark.spare else "at"
        lines.append(f'<li class="{place}"><span>{escape(mark.label)}</span></li>' if mark.label else "<li></li>")
    lines.append("</ol>")
    return Markup("".join(lines))  # noqa: S704 - labels are escaped above
