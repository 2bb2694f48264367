"""The real page in a real browser: type, submit, see marks, page through, open, go back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def search(page: Page, text: str) -> None:
    page.get_by_role("combobox").fill(text)
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [text])


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_type_submit_see_marks_open_the_film_at_the_place_and_go_back(page: Page) -> None:
    page.goto("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type('"underground railroad"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert heading(page) == "3 hits"
    assert page.title() == '"underground railroad": 3 hits - Reviewfinder'
    assert {mark.lower() for mark in page.locator("mark").all_inner_texts()} == {
        "underground railroad"
    }
    assert page.get_by_role("combobox").input_value() == '"underground railroad"'

    second = page.locator(".hits li").nth(1)
    author = second.locator(".facts b").inner_text()
    second.get_by_role("link").click()
    page.wait_for_url("**/films/seoul-train-2004?q=*#*")
    assert heading(page) == "Seoul Train"
    target = page.locator(":target")
    assert target.get_by_role("heading").inner_text() == author
    assert target.evaluate(
        "e => e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().bottom > 0"
    )
    assert page.locator("main article").count() == 8

    page.go_back()
    page.wait_for_url("**/search?*")
    assert heading(page) == "3 hits"


def test_page_through_the_hits_and_back(page: Page) -> None:
    page.goto("/search?q=seoul&per_page=4")
    seen = page.locator(".hits .facts").all_inner_texts()
    for number in (2, 3):
        page.get_by_role("link", name="Next").click()
        page.wait_for_url(f"**page={number}*")
        assert heading(page) == f"9 hits, page {number} of 3"
        assert page.locator("[aria-current=page]").inner_text() == str(number)
        seen += page.locator(".hits .facts").all_inner_texts()
    assert len(seen) == len(set(seen)) == 9
    assert page.get_by_role("link", name="Next").count() == 0
    page.get_by_role("link", name="Page 1").click()
    page.wait_for_url("**/search?q=seoul&per_page=4")


def test_nothing_found_offers_any_of_the_words(page: Page) -> None:
    page.goto("/")
    search(page, "popcorn mongolia")
    assert page.get_by_role("heading", name="Nothing found").is_visible()
    page.get_by_role("link", name="any of the words").click()
    page.wait_for_url("**match=any*")
    assert heading(page) == "3 hits"
    assert page.get_by_role("checkbox", name="any of the words").is_checked()
    page.get_by_role("checkbox", name="any of the words").uncheck()
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?q=popcorn+mongolia")
    assert heading(page) == "0 hits"


def test_a_query_that_cannot_be_read_is_read_somehow_and_it_is_said_how(page: Page) -> None:
    page.goto("/")
    search(page, "autor:martinhafer (mongolia")
    assert heading(page) == "0 hits"
    notes = page.get_by_role("list", name="How the search was read").get_by_role("listitem")
    assert notes.all_inner_texts() == [
        "autor: was searched as a word: autor is no field",
        "( was left out: the parenthesis is never closed",
    ]
    search(page, "by:martinhafer (mongolia")
    assert heading(page) == "1 hit"


def test_everything_can_be_reached_with_the_keyboard(page: Page) -> None:
    page.goto("/search?q=emmy")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.locator(".skip").evaluate("e => e.getBoundingClientRect().left") >= 0
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.past')"):
            page.keyboard.press("Enter")
            continue
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 12)"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        if page.evaluate("document.activeElement.closest('.hits') !== null"):
            break
    else:
        pytest.fail(f"Tab never reached a hit, only {reached}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/films/seoul-train-2004?q=emmy#description")


@pytest.mark.parametrize("path", ["/", "/search?q=seoul", "/films/seoul-train-2004"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


CONTRAST = """
() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => {
      const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.outerHTML.slice(0, 80)];
    })
    .filter(([ratio]) => ratio < 4.5);
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/search?q=seoul&per_page=2", "/search?q=amnesty", "/films/seoul-train-2004"]
)
def test_every_text_stands_out_from_its_ground(page: Page, scheme: str, path: str) -> None:
    """WCAG 2.2, success criterion 1.4.3: a contrast of at least 4.5 to 1."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path)
    assert page.evaluate(CONTRAST) == []


ANY = "/search?q=north+korean&match=any"
FOCUSED = "document.activeElement.textContent"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_facet_chosen_by_a_key_keeps_the_focus_there_and_back(page: Page, key: str) -> None:
    page.goto(ANY)
    page.locator("#by-kind a").first.focus()
    page.keyboard.press(key)
    page.wait_for_url("**kind=review**")
    assert "(chosen; take it back)" in page.evaluate(FOCUSED)
    page.go_back()
    assert "Review" in page.evaluate(FOCUSED)
    page.locator("#by-kind a").first.click()
    page.wait_for_url("**kind=review**")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_the_list_of_sorts_is_folded_up_by_escape_and_by_going_on(page: Page) -> None:
    page.goto(ANY)
    sort, opener = page.locator(".sort"), page.locator(".sort summary")
    opener.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert sort.get_attribute("open") is None
    assert "sorted by" in page.evaluate(FOCUSED)
    opener.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert sort.get_attribute("open") is None
