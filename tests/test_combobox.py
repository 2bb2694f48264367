"""The search box while one types, in a real browser: what is offered, and every way to take it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.test_browser import CONTRAST, heading

pytestmark = pytest.mark.browser


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def active(page: Page) -> str | None:
    """The text of the option that the box says is active; it must be the selected one."""
    name = box(page).get_attribute("aria-activedescendant")
    selected = page.locator("[role=option][aria-selected=true]")
    assert selected.count() == (1 if name else 0)
    if name is None:
        return None
    assert selected.get_attribute("id") == name
    return selected.locator("span").first.inner_text()


def never(_: Route) -> None:
    """Leave a request without an answer."""


def type_in(page: Page, text: str, path: str = "/") -> None:
    """Type until the list is open."""
    page.goto(path)
    box(page).fill("")
    box(page).press_sequentially(text)
    expect(options(page).first).to_be_visible()


def test_what_is_typed_is_completed_and_enter_searches_for_it(page: Page) -> None:
    type_in(page, "s")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    assert options(page).all_inner_texts() == ["Seoul Train\nFilm", "South Korea\nPhrase"]
    assert active(page) is None
    page.keyboard.press("ArrowDown")
    assert active(page) == "Seoul Train"
    page.keyboard.press("ArrowDown")
    assert active(page) == "South Korea"
    assert box(page).input_value() == "s"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=%22South+Korea%22")
    assert heading(page) == "3 hits"
    assert box(page).input_value() == '"South Korea"'
    assert options(page).count() == 0


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page) -> None:
    type_in(page, "south")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=south")


def test_the_box_is_a_combobox_that_controls_a_list(page: Page) -> None:
    page.goto("/")
    expect(box(page)).to_have_attribute("aria-autocomplete", "list")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    name = box(page).get_attribute("aria-controls")
    assert page.locator(f"#{name}").get_attribute("role") == "listbox"
    assert page.locator(f"#{name}").get_attribute("aria-label") == "Suggestions"
    assert page.evaluate("document.querySelector('#q').labels[0].textContent.length") > 0


def test_the_arrows_go_round_by_way_of_the_box(page: Page) -> None:
    type_in(page, "s")
    seen = []
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        seen.append(active(page))
    film, phrase = "Seoul Train", "South Korea"
    assert seen == [phrase, film, None, film, phrase, None]


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_a_key_that_moves_the_cursor_goes_back_to_the_text(page: Page, key: str) -> None:
    type_in(page, "south")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(key)
    assert active(page) is None
    place = {"Home": 0, "ArrowLeft": 4}.get(key, 5)
    assert page.evaluate("document.activeElement.selectionStart") == place
    expect(options(page).first).to_be_visible()


def test_escape_closes_the_list_and_then_clears_the_box(page: Page) -> None:
    type_in(page, "s")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert options(page).count() == 0
    assert box(page).input_value() == "s"
    assert active(page) is None
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    assert box(page).input_value() == ""


@pytest.mark.parametrize(("key", "chosen"), [("ArrowDown", 0), ("ArrowUp", 1)])
def test_an_arrow_opens_a_closed_list_at_its_end(page: Page, key: str, chosen: int) -> None:
    type_in(page, "s")
    page.keyboard.press("Escape")
    page.keyboard.press(key)
    expect(options(page).nth(chosen)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Alt+ArrowUp")
    assert options(page).count() == 0
    page.keyboard.press("Alt+ArrowDown")
    expect(options(page).first).to_be_visible()
    assert active(page) is None


def test_tab_takes_the_choice_into_the_box_and_goes_on(page: Page) -> None:
    type_in(page, "mart")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert box(page).input_value() == 'author:"MartinHafer"'
    assert page.evaluate("document.activeElement.textContent") == "Search"
    assert options(page).count() == 0


def test_a_click_searches_and_keeps_what_was_typed_before(page: Page) -> None:
    type_in(page, "popcorn OR seo")
    options(page).filter(has_text="Seoul Train").click()
    page.wait_for_url("**/search?*")
    assert box(page).input_value() == 'popcorn OR "Seoul Train"'


def test_a_click_elsewhere_closes_the_list(page: Page) -> None:
    type_in(page, "s")
    page.locator("body").click(position={"x": 2, "y": 600})
    assert options(page).count() == 0
    assert box(page).input_value() == "s"


def test_the_choice_keeps_the_box_that_any_word_will_do(page: Page) -> None:
    page.goto("/search?q=popcorn&match=any")
    box(page).fill("seo")
    options(page).first.click()
    page.wait_for_url("**/search?q=Seoul+Train&match=any")


def test_a_tap_searches(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, has_touch=True) as context:
        page = context.new_page()
        type_in(page, "seo")
        options(page).first.tap()
        page.wait_for_url("**/search?q=Seoul+Train")


def test_it_is_announced_how_many_there_are(page: Page) -> None:
    type_in(page, "s")
    told = page.get_by_role("status")
    expect(told).to_have_text("2 suggestions, up and down arrows choose")
    box(page).press_sequentially("e")
    expect(told).to_have_text("1 suggestion, up and down arrows choose")
    box(page).press_sequentially("zz")
    expect(told).to_have_text("No suggestions")
    assert options(page).count() == 0


def test_what_was_typed_is_marked(page: Page) -> None:
    type_in(page, "tra")
    assert page.locator("[role=option] b").all_inner_texts() == ["Tra"]


def test_an_outdated_request_is_given_up(page: Page) -> None:
    page.route("**/api/v1/suggest?q=s", never)
    page.goto("/")
    with page.expect_request("**/api/v1/suggest?q=s"):
        box(page).press_sequentially("s")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("?q=s")):
        box(page).press_sequentially("e")
    expect(options(page)).to_have_text(["Seoul Train Film"])


@pytest.mark.parametrize("status", [200, 503])
def test_an_endpoint_that_fails_leaves_the_box_as_it_is(
    browser: Browser, address: str, status: int
) -> None:
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route("**/api/v1/suggest?*", lambda route: route.fulfill(status=status, body="no"))
        page.goto("/")
        with page.expect_response("**/api/v1/suggest?*"):
            box(page).press_sequentially("emmy")
        assert options(page).count() == 0
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=emmy")
        assert errors == []


def test_without_scripts_all_works_as_a_plain_box(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("searchbox").fill("seoul")
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url("**/search?q=seoul")
        assert heading(page) == "9 hits"
        assert page.get_by_role("listbox").count() == 0


@pytest.mark.parametrize("path", ["/", "/search?q=emmy"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_open_list_fits_on_the_screen(page: Page, width: int, path: str) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    type_in(page, "north k", path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    area = page.get_by_role("listbox").bounding_box()
    field = box(page).bounding_box()
    assert area is not None
    assert field is not None
    assert area["x"] >= 0
    assert area["x"] + area["width"] <= width
    assert 0 <= area["y"] - (field["y"] + field["height"]) <= 8


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_list_stands_out_from_its_ground(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    type_in(page, "north k")
    page.keyboard.press("ArrowDown")
    options(page).nth(1).hover()
    assert page.evaluate(CONTRAST) == []


def test_the_list_is_not_printed(page: Page) -> None:
    type_in(page, "s")
    page.emulate_media(media="print")
    assert not page.get_by_role("listbox").is_visible()
