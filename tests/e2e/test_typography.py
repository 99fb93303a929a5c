"""What only a browser can measure: widths of marked words, the order of mixed runs, no sideways scroll."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from searchapp.model import Fragment
from searchapp.web.markup import mark_html

pytestmark = pytest.mark.browser

PATHS = (
    "/",
    "/search?q=العالم",
    "/search?q=العالم&from=2021&source=-نشرة الصحة",
    "/search?q=" + "كلمةلاتنتهي" * 20,
    "/search?q=لاشيءيطابق",
    "/search?page=x",
    "/facet/place?q=العالم&order=distinctive",
    "/names",
    "/entity/organisation:الامم المتحده",
    "/compare?q=المناخ&q=العالم&q=قمة",
    "/analyze?text=وبالمدارس في COP28 يوم 4 يناير 2022",
    "/build?q=قمة (مصر OR دبي) -رياضة",
    "/api-docs",
    "/problems/not-found",
)

WIDTHS = """
() => {
  const width = (node, start, end) => {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    return range.getBoundingClientRect().width;
  };
  const marks = [...document.querySelectorAll('.snip mark, .hit-title mark')];
  return marks.filter(mark => mark.getClientRects().length === 1 && !mark.closest('bdi')).map(mark => {
    const text = mark.textContent, marked = width(mark.firstChild, 0, text.length);
    const parent = mark.parentNode, before = mark.previousSibling;
    const start = before && before.nodeType === Node.TEXT_NODE ? before.length : 0;
    mark.replaceWith(mark.firstChild);
    parent.normalize();
    const whole = [...parent.childNodes].find(n => n.nodeType === Node.TEXT_NODE && n.data.startsWith(text, start));
    return [text, marked, width(whole, start, start + text.length)];
  });
}
"""
"""Width of every marked word, and of the same word in the same place with its mark taken away."""

ORDER = """
text => [...document.querySelector('.snip').querySelectorAll('bdi')].filter(b => b.textContent === text).map(b => {
  const left = at => {
    const range = document.createRange();
    range.setStart(b.firstChild, at);
    range.setEnd(b.firstChild, at + 1);
    return range.getBoundingClientRect().left;
  };
  return [...text].map((_, at) => left(at));
})
"""
"""Left edges of the letters of every isolated run of the first snippet that has this text."""

FIXED = """
() => [...document.querySelectorAll('body *')].filter(e => ['fixed', 'sticky'].includes(getComputedStyle(e).position))
  .reduce((sum, e) => sum + e.getBoundingClientRect().height, 0)
"""
"""Height of what stays on the screen while the page scrolls."""

LEFT_EDGES = "selector => [...document.querySelectorAll(selector)].map(e => e.getBoundingClientRect().left)"


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize(("width", "height"), [(320, 256), (390, 844), (768, 800), (1280, 800)])
def test_nothing_scrolls_sideways(scripted: Page, lang: str, width: int, height: int) -> None:
    """320 by 256 is a screen of 1280 by 1024 at 400 % (WCAG 1.4.10)."""
    scripted.set_viewport_size({"width": width, "height": height})
    scripted.goto("/search?q=العالم")
    article = scripted.locator(".hit-title a").first.get_attribute("href") or ""
    for path in (*(lang + path for path in PATHS), lang + article):
        scripted.goto(path)
        assert scripted.evaluate("document.documentElement.scrollWidth") <= width, path
        assert scripted.evaluate(FIXED) <= 0.4 * height, path


@pytest.mark.parametrize("path", ["/search?q=العالم", "/en/search?q=المناخ"])
def test_a_marked_word_is_as_wide_as_an_unmarked_one(scripted: Page, path: str) -> None:
    scripted.goto(path)
    scripted.evaluate("document.fonts.ready")
    measured = scripted.evaluate(WIDTHS)
    assert len(measured) >= 5
    for text, marked, plain in measured:
        assert plain == pytest.approx(marked, abs=0.5), text


def test_signed_numbers_and_foreign_runs_keep_their_order(scripted: Page) -> None:
    scripted.goto("/search?q=المناخ")
    scripted.evaluate(
        """html => { document.querySelector('.snip').innerHTML = html; }""",
        str(mark_html(Fragment("انخفضت إلى -5 درجات في COP27 ثم فاز 2-1 أمس", 0))[0]),
    )
    for run in ("-5", "COP27", "2-1"):
        orders = scripted.evaluate(ORDER, run)
        assert len(orders) == 1
        assert orders[0] == sorted(orders[0])


def test_time_runs_in_reading_direction(scripted: Page) -> None:
    for path, reverse in (("/search", True), ("/en/search", False)):
        scripted.goto(path)
        places = scripted.evaluate(
            "[...document.querySelectorAll('.bars .hot')].map(b => b.getBoundingClientRect().left)"
        )
        assert len(places) > 10
        assert places == sorted(places, reverse=reverse)
        labels = scripted.evaluate(LEFT_EDGES, ".axis .at")
        assert labels == sorted(labels, reverse=reverse)


def test_the_fonts_are_ours_and_arrive(scripted: Page) -> None:
    scripted.goto("/search?q=العالم")
    scripted.evaluate("document.fonts.ready")
    assert scripted.evaluate("document.fonts.check('15px \"Plex Arabic\"', 'العالم')")
    addresses = scripted.evaluate("performance.getEntriesByType('resource').map(e => new URL(e.name).origin)")
    assert set(addresses) == {scripted.evaluate("location.origin")}
