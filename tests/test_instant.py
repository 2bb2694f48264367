"""Results while one types, and keys from anywhere, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.test_browser import heading

pytestmark = pytest.mark.browser
RESULTS = "/search?q=seoul"
# Kept as long as the page is not loaded anew.
MARK = "window.notLoadedAnew = true"
STAYED = "window.notLoadedAnew === true"


def type_anew(page: Page, text: str) -> None:
    page.get_by_role("combobox").fill("")
    page.get_by_role("combobox").press_sequentially(text)


def begin(page: Page, path: str = RESULTS) -> None:
    page.goto(path)
    page.evaluate(MARK)


def test_a_pause_shows_results_and_their_address_without_a_load(page: Page) -> None:
    begin(page)
    type_anew(page, "emmy")
    expect(page).to_have_title("emmy: 1 hit - Reviewfinder")
    expect(page.locator("#told")).to_have_text("1 hit")
    assert heading(page) == "1 hit"
    page.wait_for_url("**/search?q=emmy")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("link[rel=canonical]").get_attribute("href") == "/search?q=emmy"
    assert page.locator("link[rel=alternate]").get_attribute("href") == "/search.atom?q=emmy"
    assert page.evaluate(STAYED)


def test_back_goes_to_what_was_searched_for_and_not_to_pauses(page: Page) -> None:
    begin(page)
    type_anew(page, "emmy")
    page.wait_for_url("**/search?q=emmy")
    type_anew(page, "mongolia")
    page.wait_for_url("**/search?q=mongolia")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=mongolia")
    assert page.evaluate(STAYED)
    page.go_back()
    page.wait_for_url("**" + RESULTS)
    expect(page).to_have_title("seoul: 9 hits - Reviewfinder")
    assert page.get_by_role("combobox").input_value() == "seoul"
    page.go_forward()
    expect(page).to_have_title("mongolia: 2 hits - Reviewfinder")
    assert heading(page) == "2 hits"


def test_back_from_a_film_shows_what_was_left(page: Page) -> None:
    begin(page)
    type_anew(page, "emmy")
    page.wait_for_url("**/search?q=emmy")
    page.keyboard.press("Escape")
    page.locator(".hits a").first.click()
    page.wait_for_url("**/films/**")
    page.go_back()
    expect(page).to_have_title("emmy: 1 hit - Reviewfinder")
    assert page.get_by_role("combobox").input_value() == "emmy"


def test_what_is_the_same_is_not_asked_again(page: Page) -> None:
    asked: list[str] = []
    begin(page, "/search?q=mongol%2A")
    page.on("request", lambda request: asked.append(request.url))
    box = page.get_by_role("combobox")
    box.press("End")
    with page.expect_request("**/api/v1/suggest?*"):
        box.press_sequentially(" ")
    box.press("Enter")
    box.press("Backspace")
    box.press_sequentially("i")
    page.wait_for_url("**/search?q=mongol*i")
    assert [url for url in asked if "/search?" in url] == [asked[-1]]
    assert page.evaluate(STAYED)


def test_an_answer_that_comes_late_is_not_shown(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/search?q=emmy", hold)
    begin(page)
    with page.expect_request("**/search?q=emmy"):
        type_anew(page, "emmy")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("q=emmy")):
        type_anew(page, "mongolia")
    expect(page).to_have_title("mongolia: 2 hits - Reviewfinder")
    assert len(held) == 1


def test_options_filters_and_order_go_along(page: Page) -> None:
    begin(page, "/search?q=seoul&kind=review&sort=author")
    type_anew(page, "popcorn mongolia")
    expect(page.locator("#told")).to_have_text("0 hits")
    page.get_by_role("checkbox", name="any of the words").check()
    expect(page.locator("#told")).to_have_text("3 hits")
    page.wait_for_url("**/search?q=popcorn+mongolia&kind=review&match=any&sort=author")
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    assert page.url.endswith(canonical or "none")
    expect(page.get_by_role("link", name="Take back kind: Review")).to_be_visible()


def test_an_empty_box_leaves_the_results(page: Page) -> None:
    begin(page)
    with page.expect_request("**/api/v1/suggest?q=e"):
        type_anew(page, "e")
    page.get_by_role("combobox").fill("")
    page.get_by_role("combobox").press_sequentially("  ")
    assert page.evaluate("new Promise(done => setTimeout(() => done(location.search), 400))") == (
        "?q=seoul"
    )


@pytest.mark.parametrize("failure", ["429", "offline"])
def test_where_it_is_not_answered_what_is_there_stays_and_enter_asks_plainly(
    browser: Browser, address: str, failure: str
) -> None:
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        begin(page)

        def fail(route: Route) -> None:
            if route.request.resource_type == "document":
                route.continue_()
            elif failure == "429":
                route.fulfill(status=429, content_type="text/html", body="<h1>Too many</h1>")
            else:
                route.abort()

        page.route("**/search?q=emmy", fail)
        with page.expect_request("**/search?q=emmy"):
            type_anew(page, "emmy")
        expect(page).to_have_title("seoul: 9 hits - Reviewfinder")
        page.keyboard.press("Enter")
        expect(page).to_have_title("emmy: 1 hit - Reviewfinder")
        assert not page.evaluate(STAYED)


def test_an_error_is_shown_as_its_page_would(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        begin(page)
        broken = "<input type=hidden name=sort value=best>"
        page.locator("#q").evaluate(f"box => box.form.insertAdjacentHTML('beforeend', '{broken}')")
        type_anew(page, "emmy")
        expect(page.locator("#told")).to_have_text("A parameter cannot be used")
        assert page.get_by_role("alert").is_visible()
        assert page.evaluate(STAYED)


def test_the_front_page_searches_with_enter_alone(page: Page) -> None:
    begin(page, "/")
    with page.expect_request("**/api/v1/suggest?q=seoul"):
        page.keyboard.type("seoul")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=seoul")
    assert not page.evaluate(STAYED)


@pytest.mark.parametrize("path", ["/", RESULTS, "/films", "/films/seoul-train-2004", "/help"])
def test_a_slash_goes_to_the_box(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    box = page.locator("#q")
    before = box.input_value()
    page.keyboard.press("End")
    page.keyboard.type("a/b")
    assert box.input_value() == f"{before}a/b"


def test_a_slash_is_typed_where_one_types_elsewhere(page: Page) -> None:
    page.goto("/films/seoul-train-2004")
    within = page.get_by_label("with words")
    within.press_sequentially("9/11")
    assert within.input_value() == "9/11"


def test_a_slash_can_be_left_alone(page: Page) -> None:
    """WCAG 2.2, success criterion 2.1.4: a key that is a character can be turned off."""
    page.goto("/help")
    page.get_by_role("checkbox", name="goes to the search box").uncheck()
    page.goto("/films")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == ""
    page.goto("/help")
    page.get_by_role("checkbox", name="goes to the search box").check()
    page.goto("/films")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_without_scripts_no_key_is_promised(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/help")
        expect(page.locator("#keys")).to_be_hidden()
