"""What a first view costs and how still it stands: bytes, hosts and layout shift, as measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.chromium import server
from tests.made_films import made_index

pytestmark = pytest.mark.browser
MOST_REVIEWS = 293
MOST_BYTES = 100_000
# Google's Core Web Vitals call 0.1 good.
MOST_SHIFT = 0.01
FILM = "/films/the-northern-harbour-1950"
VIEWS = {
    "front": "/",
    "results": "/search?q=night&genre=drama",
    "results by film": "/search?q=night&group=film",
    "film": FILM,
    "film from a search": f"{FILM}?q=night+harbour&page=3",
    "films": "/films",
}
# Those after a key count too, which the measure itself would forgive.
WATCH = """
window.shifts = [];
new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(one => one.value)))
  .observe({type: 'layout-shift', buffered: true});
"""
SHIFTED = """
new Promise(done => requestAnimationFrame(() => setTimeout(
  () => done(window.shifts.reduce((sum, one) => sum + one, 0)), 50)))
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a real server answers from films, of which one has 293 reviews."""
    with server(made_index(tmp_path_factory.mktemp("first"), 120, MOST_REVIEWS)) as running:
        yield running


@pytest.fixture(params=[360, 1280])
def context(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A browser that has nothing of these pages yet, narrow or wide."""
    with browser.new_context(
        base_url=address, viewport={"width": request.param, "height": 800}
    ) as made:
        made.add_init_script(WATCH)
        yield made


def transferred(page: Page, path: str) -> tuple[int, set[str]]:
    """The bytes that all of a page takes on the wire, with their headers, and whom it asks."""
    sizes: list[int] = []
    hosts: set[str] = set()

    def ask(event: dict[str, Any]) -> None:
        hosts.add(event["request"]["url"].split("/")[2])

    def finish(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    session = page.context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", ask)
    session.on("Network.loadingFinished", finish)
    session.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    return sum(sizes), hosts


@pytest.mark.parametrize("name", VIEWS)
def test_a_first_view_is_small_asks_no_other_host_and_stands_still(
    context: BrowserContext, address: str, name: str
) -> None:
    page = context.new_page()
    size, hosts = transferred(page, VIEWS[name])
    assert 3_000 < size < MOST_BYTES
    assert hosts == {address.split("/")[2]}
    assert page.evaluate(SHIFTED) < MOST_SHIFT


def test_the_film_with_the_most_reviews_is_as_large_as_it_is_meant_to_be(
    context: BrowserContext,
) -> None:
    page = context.new_page()
    page.goto(FILM)
    expect(page.get_by_role("link", name=f"{MOST_REVIEWS} reviews")).to_be_visible()


def test_nothing_moves_while_results_come(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/search?q=night")
    box = page.get_by_role("combobox")
    for typed, told in (("harbour", "harbour: "), ("zeppelins", "zeppelins: 0 hits")):
        box.fill("")
        box.press_sequentially(typed, delay=20)
        page.wait_for_function("told => document.title.startsWith(told)", arg=told)
        assert page.evaluate(SHIFTED) < MOST_SHIFT
    box.press("Enter")
    page.wait_for_url("**/search?q=zeppelins")
    assert page.evaluate(SHIFTED) < MOST_SHIFT


def test_nothing_moves_while_completions_come(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    page.keyboard.type("nor")
    page.get_by_role("option").first.wait_for()
    assert page.evaluate(SHIFTED) < MOST_SHIFT


def test_the_measure_sees_a_shift(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    page.evaluate("document.querySelector('main').style.marginTop = '300px'")
    assert page.evaluate(SHIFTED) > MOST_SHIFT
