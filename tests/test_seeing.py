"""The pages for those who see colours otherwise, hear them, print them, or want them still."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
PATHS = ["/", "/search?q=seoul", "/films/seoul-train-2004?q=seoul", "/films", "/help"]
RESULTS = "/search?q=seoul"
OUTLINE = """
() => [...document.querySelectorAll('h1, h2, h3, h4')].map(heading => +heading.tagName[1])
"""
MOVING = """
() => [...document.querySelectorAll('*')].map(getComputedStyle).filter(style =>
  style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
  || style.scrollBehavior === 'smooth').length
"""
UNDERLINE = "mark => parseFloat(getComputedStyle(mark).borderBottomWidth)"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_its_landmarks_and_its_headings_in_order(page: Page, path: str) -> None:
    page.goto(path)
    for role in ("banner", "main"):
        expect(page.locator(f"role={role}")).to_have_count(1)
    expect(page.locator("header [role=search]")).to_have_count(1)
    levels = page.evaluate(OUTLINE)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PATHS)
def test_the_first_key_offers_the_way_past_the_head(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.activeElement.blur()")
    page.locator("body").press("Tab")
    page.locator(".skip").focus()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_marks_are_told_apart_without_colour(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, forced_colors="active") as context:
        page = context.new_page()
        page.goto(RESULTS)
        mark = page.locator("mark").first
        assert mark.evaluate(UNDERLINE) == 3
        page.emulate_media(forced_colors="none", media="print")
        assert mark.evaluate(UNDERLINE) == 2
        assert mark.evaluate("mark => +getComputedStyle(mark).fontWeight") >= 600


def test_where_one_is_shows_without_colour(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, forced_colors="active") as context:
        page = context.new_page()
        page.goto(f"{RESULTS}&per_page=2")
        here = page.locator("[aria-current=page]")
        assert here.evaluate("here => getComputedStyle(here).borderTopWidth") == "2px"


@pytest.mark.parametrize("path", PATHS)
def test_nothing_moves_by_itself(page: Page, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(path)
    assert page.evaluate(MOVING) == 0


@pytest.mark.parametrize("path", [RESULTS, "/films/seoul-train-2004?q=seoul"])
def test_what_is_for_a_screen_alone_is_not_printed(page: Page, path: str) -> None:
    page.goto(path)
    page.emulate_media(media="print", color_scheme="dark")
    for control in ("header", ".facets", ".tools", ".within", ".pages", ".more"):
        for found in page.locator(control).all():
            expect(found).to_be_hidden()
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [360, 600, 820])
@pytest.mark.parametrize("path", ["/concordance?q=seoul", "/api/v1/docs"])
def test_a_table_is_as_wide_as_its_screen(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    area = page.locator("table").first.bounding_box()
    assert area is not None
    assert area["width"] > 0.8 * width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_films_with_their_hits_stand_in_one_column(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/search?q=seoul&group=film")
    assert page.locator(".hits").evaluate("list => getComputedStyle(list).columnWidth") == "auto"
