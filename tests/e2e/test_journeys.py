"""Journeys of a reader in a real browser, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def found(page: Page) -> int:
    """The number in the heading above the hits."""
    heading = page.locator(".tools h2").inner_text()
    words = {"نتيجة واحدة": 1, "نتيجتان": 2}
    for word, number in words.items():
        if heading.startswith(word):
            return number
    match = re.match(r"[\d,]+", heading)
    assert match, heading
    return int(match.group().replace(",", ""))


def search(page: Page, q: str) -> None:
    page.goto("/")
    page.fill("#q", q)
    page.click(".ask-go")
    expect(page.locator("#hits .hit").first).to_be_visible()


def test_asking_from_the_home_page(page: Page) -> None:
    search(page, "العالم")
    assert found(page) > 0
    expect(page.locator("#q")).to_have_value("العالم")
    expect(page).to_have_title("العالم · باحث")
    assert page.locator("mark").count() > 0


def test_choosing_excluding_and_letting_go(page: Page) -> None:
    search(page, "العالم")
    everything = found(page)
    value = page.locator("#f-source ~ ul .fv").first
    name, share = value.locator(".fv-name").inner_text(), int(value.locator(".fv-n").inner_text())
    value.locator(".fv-link").click()
    expect(page.locator(".fv.is-on")).to_have_count(1)
    assert found(page) == share < everything
    assert set(page.locator(".hit-meta > a").all_inner_texts()) == {name}
    page.locator(".chip").click()
    assert found(page) == everything
    page.locator("#f-source ~ ul .fv").first.locator(".fv-not").click()
    expect(page.locator(".fv.is-not")).to_have_count(1)
    assert found(page) == everything - share
    assert name not in page.locator(".hit-meta > a").all_inner_texts()
    page.locator(".fv.is-not .fv-link").click()
    assert found(page) == everything


def test_choosing_days(page: Page) -> None:
    page.goto("/search")
    everything = found(page)
    page.fill(".range [name=from]", "٢٠٢٢/٠١")
    page.fill(".range [name=to]", "2022")
    page.click(".range .btn")
    assert 0 < found(page) < everything
    expect(page.locator(".chip")).to_contain_text("2022")
    for day in page.locator(".hit-meta time").all():
        assert (day.get_attribute("datetime") or "").startswith("2022")
    page.locator(".range .as-table summary").click()
    row = page.locator(".range .as-table tbody tr", has_text="2022").first
    count = int(row.locator(".n").inner_text())
    row.locator("a").click()
    assert found(page) == count


def test_a_bar_leads_to_its_days(page: Page) -> None:
    page.goto("/search")
    bar = page.locator(".bars a").first
    label = bar.get_attribute("aria-label") or ""
    page.goto(bar.get_attribute("href") or "")
    assert found(page) == (1 if "واحدة" in label else 2 if "مقالتان" in label else int(label.split(": ")[1].split()[0]))


def hit_links(page: Page) -> list[str]:
    """The articles of a page of results, by the paths of their addresses."""
    paths: list[str] = page.locator(".hit-title a").evaluate_all("links => links.map(a => a.pathname)")
    return paths


def test_turning_pages(page: Page) -> None:
    page.goto("/search")
    first = page.locator(".hit-title").all_inner_texts()
    links = hit_links(page)
    assert links
    page.click(".pager [rel=next]")
    expect(page.locator(".pager [aria-current]")).to_have_text("2")
    assert hit_links(page)
    assert not set(links) & set(hit_links(page))
    page.locator(".pager a").first.click()
    assert page.locator(".hit-title").all_inner_texts() == first


def test_reading_an_article_and_coming_back(page: Page) -> None:
    search(page, "العالم")
    address = page.url
    title = page.locator(".hit-title a").first.inner_text()
    page.locator(".hit-title a").first.click()
    expect(page.locator("h1")).to_have_text(title)
    assert page.locator(".prose p").count() > 0
    page.locator(".side .ent").first.click()
    expect(page.locator(".chip")).to_have_count(1)
    page.go_back()
    page.locator(".crumbs a").click()
    assert page.url == address


def test_walking_from_match_to_match(page: Page) -> None:
    search(page, "العالم")
    page.locator(".hit:has(.snip mark) .hit-title a").first.click()
    page.click(".hitbar [rel=next]")
    assert page.url.endswith("#hit-1")
    expect(page.locator("mark.is-here")).to_have_attribute("id", "hit-1")
    expect(page.locator("mark.is-here")).to_be_in_viewport()


def test_the_other_language_and_back(page: Page) -> None:
    page.goto("/search?q=العالم&sort=newest")
    total = found(page)
    page.click(".site-nav [hreflang=en]")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert found(page) == total
    expect(page.locator(".seg [aria-current]").last).to_have_text("Newest")
    page.click(".site-nav [hreflang=ar]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert "sort=newest" in page.url


def test_the_dark_theme_stays(page: Page) -> None:
    page.goto("/search?q=العالم")
    address = page.url
    expect(page.locator(".theme button:visible")).to_have_count(1)
    page.click(".theme button:visible")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url == address
    page.goto("/en/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".theme button:visible")).to_have_count(1)
    page.click(".theme button:visible")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_finding_nothing_leads_on(page: Page) -> None:
    page.goto("/search?q=العالم&source=لا نشرة بهذا الاسم")
    expect(page.locator("h1")).to_contain_text("لا مقالة تطابق")
    way = page.locator(".ways a").first
    count = int(re.sub(r"\D", "", way.locator(".num").inner_text()))
    way.click()
    assert found(page) == count


def test_the_sheet_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/search?q=العالم")
    expect(page.locator("#facets")).to_be_hidden()
    page.click(".sheet summary")
    expect(page.locator("#facets")).to_be_visible()
    expect(page.locator("#hits")).to_be_hidden()
    page.locator("#f-source ~ ul .fv-link").first.click()
    expect(page.locator("#hits")).to_be_visible()


def test_every_sample_query_of_the_home_page_finds_something(page: Page) -> None:
    page.goto("/")
    samples = page.locator(".tries a, .syntax a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert len(samples) >= 8
    for address in samples:
        page.goto(address)
        assert found(page) > 0, address


def test_building_a_query_and_taking_it_apart(page: Page) -> None:
    page.goto("/build")
    page.fill("[name=words]", "العالم")
    page.fill("[name=without]", "المناخ")
    page.fill("[name=from]", "2020")
    page.click(".builder .btn")
    expect(page.locator("#q")).to_have_value("العالم -المناخ")
    expect(page.locator(".chip")).to_contain_text("2020")
    assert found(page) > 0
    page.locator(".links a[href*='/build']").click()
    expect(page.locator("[name=without]")).to_have_value("المناخ")
    expect(page.locator(".builder [name=from]")).to_have_value("2020")


def test_a_facet_is_searched_on_its_own_page(page: Page) -> None:
    search(page, "العالم")
    form = page.locator(".facet-find").first
    form.locator("input[name=filter]").fill("ا")
    form.locator("button").click()
    value = page.locator(".values .fv").first
    name, count = value.locator(".fv-name").inner_text(), int(value.locator(".fv-n").last.inner_text())
    value.locator(".fv-link").click()
    expect(page.locator(".chip bdi")).to_have_text(name)
    assert found(page) == count


def test_comparing_two_searches(page: Page) -> None:
    search(page, "العالم")
    page.locator(".links a[href*='/compare']").click()
    page.locator(".pair [name=q]").nth(1).fill("المناخ")
    page.locator(".pair .btn").click()
    expect(page.locator(".plot .ser-b").first).to_be_attached()
    page.locator(".as-table summary").click()
    assert page.locator(".as-table tbody tr").count() > 3
    page.locator(".reading a").nth(1).click()
    expect(page.locator("#q")).to_have_value("المناخ")


def test_a_name_leads_to_its_company_and_its_articles(page: Page) -> None:
    page.goto("/names")
    page.locator(".rank a").first.click()
    name = page.locator("h1 bdi").inner_text()
    total = int(page.locator(".facts dd").first.inner_text())
    page.locator("main .btn--main").click()
    assert found(page) == total
    expect(page.locator(".chip bdi")).to_have_text(name)


def test_digits_are_chosen_at_the_foot_of_the_page(page: Page) -> None:
    page.goto("/search?q=العالم")
    page.click("[name=digits]")
    assert re.match("[٠-٩]", page.locator(".tools h2").inner_text())
    page.click("[name=digits]")
    assert found(page) > 0
