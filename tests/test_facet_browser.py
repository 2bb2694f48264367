"""The facets in a real browser: with the keyboard, narrow and wide, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
NARROW, WIDE = 360, 1280


def test_on_a_narrow_screen_the_facets_unfold_and_are_chosen_with_the_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.goto("/search?q=seoul+OR+korea")
    choice = page.get_by_role("link", name=re.compile("^Review"), exact=False).and_(
        page.locator(".facet a")
    )
    expect(choice).to_be_hidden()
    page.locator(".facets > summary").focus()
    page.keyboard.press("Enter")
    expect(choice).to_be_visible()
    choice.focus()
    assert choice.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=seoul+OR+korea&kind=review")
    taken_back = page.get_by_role("link", name="Take back kind: Review")
    taken_back.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=seoul+OR+korea")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


def test_on_a_wide_screen_the_facets_stand_beside_the_hits(page: Page) -> None:
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.goto("/search?q=seoul+OR+korea")
    panel, hits = page.locator(".facets"), page.locator(".hits")
    expect(page.locator("#by-kind a").first).to_be_visible()
    left, right = panel.bounding_box(), hits.bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    assert right["x"] + right["width"] <= WIDE


def test_an_author_is_looked_up_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search?q=kind:review&in_author=haf")
    page.get_by_label("Look up in author").fill("cheshire")
    page.get_by_label("Look up in author").press("Enter")
    expect(page.locator("#by-author .count")).to_have_count(1)
    page.locator("#by-author li a").click()
    page.wait_for_url("**/search?q=kind%3Areview&author=cheshirecatsgrin")
    expect(page.locator(".hits > li")).to_have_count(1)
    context.close()
