"""Small drawings that a page repeats hundreds of times, written in Python: calls inside a template cost far more."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from searchapp.web.charts import BAR, Chart
from searchapp.web.wording import Wording


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
