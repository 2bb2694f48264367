"""Every page held against the rules of axe-core, in both colour schemes: WCAG 2.2 AA and more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import Any, NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.chromium import server
from tests.made_films import made_index

pytestmark = pytest.mark.browser

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Run by the debugger's hand, which no Content-Security-Policy keeps out.
RUN = "tags => axe.run({resultTypes: ['violations'], runOnly: tags})"


class State(NamedTuple):
    """A page as it is to be held against the rules: its endpoint, path, and what is done there."""

    endpoint: str
    path: str
    typed: str = ""
    opened: str = ""


STATES = {
    "front": State("pages.front", "/"),
    "combobox open": State("pages.front", "/", typed="nor"),
    "results": State("pages.results", "/search?q=night"),
    "results, typing": State("pages.results", "/search?q=night", typed="nor"),
    "results narrowed": State("pages.results", "/search?q=night&genre=drama&author=ann+bell"),
    "facets unfolded": State("pages.results", "/search?q=night", opened=".facet > summary"),
    "orders unfolded": State("pages.results", "/search?q=night&page=2", opened=".sort summary"),
    "results by film": State("pages.results", "/search?q=night&group=film&sort=share"),
    "related words": State("pages.results", "/search?q=night&match=any&expand=true"),
    "own and mention": State("pages.results", "/search?q=the+northern+harbour"),
    "nothing found": State("pages.results", "/search?q=night+zeppelins"),
    "nothing with filters": State("pages.results", "/search?q=night&author=nobody"),
    "no such page": State("pages.results", "/search?q=night&page=99"),
    "read otherwise": State("pages.results", "/search?q=autor:night+%28%22northern"),
    "query error": State("pages.results", "/search?q=night&sort=best"),
    "film": State("pages.film", "/films/the-northern-harbour-1950"),
    "film, from a search": State("pages.film", "/films/the-northern-harbour-1950?q=night+harbour"),
    "film, searched within": State("pages.film", "/films/the-northern-harbour-1950?within=night"),
    "no such film": State("pages.film", "/films/nothing"),
    "similar films": State("exploring.similar", "/similar/the-northern-harbour-1950"),
    "concordance": State("exploring.concordance", "/concordance?q=night&genre=drama"),
    "no line": State("exploring.concordance", "/concordance?q=zeppelins"),
    "films": State("exploring.films", "/films", opened=".years summary"),
    "films of a letter": State("exploring.films", "/films?letter=n"),
    "help": State("pages.language", "/help"),
    "for scripts": State("api.docs", "/api/v1/docs"),
}
# What is read by programs, and does not answer with a page.
NO_PAGE = re.compile(r"static|feed\.atom|pages\.opensearch|api\.(?!docs)|exploring_api\.")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a real server answers from made films with all facts."""
    with server(made_index(tmp_path_factory.mktemp("axe"), 60, 70)) as running:
        yield running


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(
    browser: Browser, address: str, name: str, scheme: str, width: int
) -> None:
    with browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as context:
        page = context.new_page()
        page.goto(STATES[name].path)
        make_ready(page, STATES[name])
        assert broken(page) == []


def make_ready(page: Page, state: State) -> None:
    """Do what the state needs: type until something is offered, unfold what is folded up."""
    if state.typed:
        page.get_by_role("combobox").fill(state.typed)
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
    folded = page.locator(".facets > summary")
    if state.opened == ".facet > summary" and folded.is_visible():
        folded.click()
    for summary in page.locator(state.opened).all() if state.opened else []:
        if summary.locator("..").get_attribute("open") is None:
            summary.click()


def broken(page: Page) -> list[str]:
    """The rules that a page breaks."""
    page.evaluate(AXE)
    return [told(violation) for violation in page.evaluate(RUN, TAGS)["violations"]]


def told(violation: dict[str, Any]) -> str:
    """A rule that is broken, and where."""
    places = [node["html"][:120] for node in violation["nodes"][:3]]
    return f"{violation['id']}: {violation['help']}: {places}"


def test_every_page_that_there_is_has_its_state(app: Flask) -> None:
    endpoints = {
        rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert endpoints - {state.endpoint for state in STATES.values()} == {
        name for name in endpoints if NO_PAGE.match(name)
    }


def test_the_rules_find_what_is_wrong(page: Page) -> None:
    page.goto("/help")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [rule.partition(":")[0] for rule in broken(page)] == ["html-has-lang"]
