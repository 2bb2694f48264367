"""The pages from which one explores, in a real browser, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from search.engines.whoosh_engine import WhooshEngine
from tests.chromium import server
from tests.corpus import build, document
from tests.test_browser import CONTRAST

PATHS = (
    "/films",
    "/films?year=2004",
    "/films/jaws",
    "/films/jaws?within=shark",
    "/similar/jaws",
    "/concordance?q=shark&sort=left",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a real server answers from a film with reviews on two pages, and others like it."""
    folder = tmp_path_factory.mktemp("exploring") / "index"
    said = "A great shark bites the long and winding beach of the story. "
    documents = [
        document(n, said * (1 + n % 3), title="Jaws", film_id="jaws", author=f"Reviewer {n}")
        for n in range(70)
    ]
    documents += [
        document(n, said if n < 4 else "Nothing.", title=f"Film {f}", film_id=f"film-{f}")
        for f in range(70)
        for n in (range(5) if f < 2 else range(9, 21))
    ]
    build(WhooshEngine(folder), documents)
    with server(folder) as running:
        yield running


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_every_text_stands_out_from_its_ground(page: Page, scheme: str, path: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path)
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("path", ["/films/jaws#60", "/films/jaws?page=2#60"])
def test_a_link_to_a_review_reaches_it_on_whichever_page_it_stands(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_url("**/films/jaws?page=2#60")
    expect(page.locator("article:target h3")).to_have_text("Reviewer 60")
    expect(page.locator("article:target")).to_be_in_viewport()


def test_without_scripts_such_a_link_reaches_the_line_that_leads_on(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/films/jaws#60")
    expect(page.locator("li:target")).to_be_in_viewport()
    page.locator("li:target a").click()
    expect(page.locator("article:target h3")).to_have_text("Reviewer 60")
    context.close()


def test_words_of_a_line_stand_below_each_other_and_lead_to_their_review(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto("/concordance?q=shark&sort=right")
    boxes = [mark.bounding_box() for mark in page.locator("td mark").all()[:5]]
    assert len({round(box["x"]) for box in boxes if box}) == 1
    assert all(boxes)
    page.locator("td a").first.click()
    expect(page.locator("article:target mark, section:target mark").first).to_be_in_viewport()


def test_one_searches_within_a_film_by_keyboard_alone(page: Page) -> None:
    page.goto("/films/jaws")
    page.get_by_label("with words").focus()
    page.keyboard.type('by:"reviewer 61"')
    page.keyboard.press("Enter")
    expect(page.locator("#reviews article h3")).to_have_text(["Reviewer 61"])
    expect(page.locator("#reviews-heading")).to_be_in_viewport()
