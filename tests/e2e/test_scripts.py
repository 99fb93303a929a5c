"""What scripts add to pages that are complete without them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("home", ["/", "/en/"])
def test_completing_by_keyboard_alone(scripted: Page, home: str) -> None:
    scripted.goto(home)
    scripted.keyboard.press("/")
    box = scripted.locator("#q")
    expect(box).to_be_focused()
    box.press_sequentially("غوتير")
    options = scripted.locator("[role=option]")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    scripted.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    expect(scripted.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    scripted.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    scripted.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    scripted.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    scripted.keyboard.press("ArrowDown")
    scripted.keyboard.press("Enter")
    expect(scripted.locator("#hits .hit").first).to_be_visible()
    assert scripted.url.split("?")[0].endswith(f"{home}search")


def test_past_and_saved_searches_stay_on_the_device(scripted: Page) -> None:
    scripted.goto("/search?q=المناخ")
    save = scripted.locator(".links button")
    expect(save).to_have_attribute("aria-pressed", "false")
    save.click()
    expect(save).to_have_attribute("aria-pressed", "true")
    scripted.goto("/")
    expect(scripted.locator("#kept section")).to_have_count(2)
    scripted.locator("#kept a").first.click()
    expect(scripted.locator(".links button")).to_have_attribute("aria-pressed", "true")
    scripted.goto("/")
    for _ in range(2):
        scripted.locator("#kept button").first.click()
    expect(scripted.locator("#kept")).to_have_count(0)


def test_walking_through_the_hits_by_letters(scripted: Page) -> None:
    scripted.goto("/search?q=العالم")
    titles = scripted.locator(".hit-title a")
    for key, number in (("j", 0), ("j", 1), ("k", 0)):
        scripted.keyboard.press(key)
        expect(titles.nth(number)).to_be_focused()
    scripted.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ت', bubbles: true}))")
    expect(titles.nth(1)).to_be_focused()
    expect(scripted.locator(".hit.is-here")).to_have_count(1)
    title = titles.nth(1).inner_text()
    scripted.keyboard.press("o")
    expect(scripted.locator("h1")).to_have_text(title)
    if scripted.locator(".hitbar").count():
        scripted.keyboard.press("n")
        expect(scripted.locator("mark.is-here").first).to_be_in_viewport()


def test_the_help_turns_letter_keys_off(scripted: Page) -> None:
    scripted.goto("/search?q=العالم")
    scripted.keyboard.press("?")
    expect(scripted.locator("#help")).to_be_visible()
    scripted.locator("#help input").check()
    scripted.keyboard.press("Escape")
    scripted.keyboard.press("j")
    expect(scripted.locator(".hit.is-here")).to_have_count(0)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_dragging_over_bars_chooses_their_days(scripted: Page, lang: str) -> None:
    scripted.goto(f"{lang}/search")
    bars = scripted.locator(".histo .bars a")
    labels = [bars.nth(n).get_attribute("href") or "" for n in (3, 6)]
    boxes = [bars.nth(n).locator(".hot").bounding_box() for n in (3, 6)]
    assert boxes[0]
    assert boxes[1]
    y = boxes[0]["y"] + 20
    scripted.mouse.move(boxes[0]["x"] + boxes[0]["width"] / 2, y)
    scripted.mouse.down()
    scripted.mouse.move(boxes[1]["x"] + boxes[1]["width"] / 2, y, steps=4)
    scripted.mouse.up()
    expect(scripted.locator(".chip")).to_have_count(1)
    first = labels[0].split("from=")[1].split("&")[0]
    last = labels[1].split("to=")[1].split("&")[0]
    expect(scripted.locator(".range [name=from]")).to_have_value(first)
    expect(scripted.locator(".range [name=to]")).to_have_value(last)


@pytest.mark.parametrize(("lang", "later"), [("", "ArrowLeft"), ("/en", "ArrowRight")])
def test_arrows_choose_a_range_in_reading_direction(scripted: Page, lang: str, later: str) -> None:
    scripted.goto(f"{lang}/search")
    bars = scripted.locator(".histo .bars a")
    bars.first.focus()
    scripted.keyboard.press(later)
    expect(bars.nth(1)).to_be_focused()
    for _ in range(2):
        scripted.keyboard.press(f"Shift+{later}")
    first = (bars.nth(1).get_attribute("href") or "").split("from=")[1].split("&")[0]
    expect(scripted.locator(".range [name=from]")).to_have_value(first)
    scripted.keyboard.press("Enter")
    expect(scripted.locator(".chip")).to_have_count(1)


def test_searching_inside_a_facet_ignores_hamza_and_article(scripted: Page) -> None:
    scripted.goto("/search")
    section = scripted.locator(".facet", has=scripted.locator("#f-place"))
    wanted = "الأمارات" if section.get_by_text("الإمارات", exact=True).count() else "الامارات"
    section.locator("input").fill(wanted)
    expect(section.locator(".fv:visible .fv-name").first).to_contain_text("الإمارات")
    assert all("مارات" in name for name in section.locator(".fv:visible .fv-name").all_inner_texts())


def test_a_whole_journey_by_keyboard_in_few_presses(scripted: Page) -> None:
    """Search, a value of a facet, a span of time, an article, and back: 25 presses at most, focus never lost."""
    presses = 0

    def press(*keys: str) -> None:
        nonlocal presses
        for key in keys:
            scripted.keyboard.press(key)
            presses += 1

    scripted.goto("/")
    press("/")
    scripted.keyboard.type("العالم")
    presses += len("العالم")
    press("Enter")
    expect(scripted.locator("#hits .hit").first).to_be_visible()
    press("f")
    expect(scripted.locator("#facets .fv-link").first).to_be_focused()
    press("Enter")
    expect(scripted.locator(".chip")).to_have_count(1)
    press("d")
    expect(scripted.locator(".bars a").first).to_be_focused()
    press("Enter")
    expect(scripted.locator(".chip")).to_have_count(2)
    results = scripted.url
    press("j")
    expect(scripted.locator(".hit.is-here .hit-title a")).to_be_focused()
    press("o")
    expect(scripted.locator("h1")).to_be_visible()
    assert "/article/" in scripted.url
    press("u")
    scripted.wait_for_url(results)
    expect(scripted.locator("#hits .hit").first).to_be_visible()
    assert presses <= 25


def test_every_part_of_the_page_is_reached_by_tab(scripted: Page) -> None:
    scripted.goto("/search?q=العالم")
    wanted = {"skip", "brand", "ask-go", "fv-link", "fv-not", "more", "ent", "btn"}
    seen: set[str] = set()
    for _ in range(250):
        scripted.keyboard.press("Tab")
        seen.update(
            (scripted.evaluate("document.activeElement.className.baseVal ?? document.activeElement.className")).split()
        )
        shown = scripted.evaluate(
            "document.activeElement === document.body || document.activeElement.checkVisibility()"
        )
        assert shown
        if wanted <= seen:
            break
    assert wanted - seen == set()
