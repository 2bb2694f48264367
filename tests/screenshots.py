"""``make screenshots``: pictures of every page, narrow and wide, light and dark, and in print."""

from __future__ import annotations

import os
import tempfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from indexer.rebuild import Rebuild
from search.engines.whoosh_engine import WhooshEngine
from tests.chromium import ROOT, chromium, server
from tests.made_films import made_index

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Shown(NamedTuple):
    """What a corpus is asked, so that its pages have something on them."""

    query: str
    film: str
    chosen: str


SEED = Shown("north+korean+refugees", "seoul-train-2004", "kind=review")
MADE = Shown("night+harbour", "the-northern-harbour-1950", "genre=drama&decade=1950")
FEW = Shown("night+ferry", "the-night-ferry-1958", "kind=review")
WIDTHS = {"narrow": 360, "wide": 1280}
SCHEMES = ("light", "dark")
LONGEST = 1_800
MADE_FILMS, MOST_REVIEWS = 500, 293
# The pictures of the README, of a few films whose texts are worth reading.
IN_README = (("results", "wide", "light"), ("film", "narrow", "dark"))
ONLY = os.environ.get("ONLY", "").split()
PRINTED = {"results", "film", "film-within", "concordance"}
HEIGHT = 800
README_HEIGHT = 640
# A4 between its margins, at 96 points an inch.
PRINT_WIDTH = 718
# What is typed on the way, with the first completion chosen; what is unfolded.
TYPED = {"front-typing": "nor", "results-typing": "a film about nor"}
UNFOLDED = {"results-facets": ".facets > summary", "results-sorting": ".sort summary"}


def pages(shown: Shown) -> dict[str, str]:
    """Every state that there is a picture of, and its path."""
    found = f"/search?q={shown.query}"
    return {
        "front": "/",
        "front-typing": "/",
        "results": found,
        "results-typing": found,
        "results-narrowed": f"{found}&{shown.chosen}",
        "results-facets": found,
        "results-sorting": found,
        "grouped": f"{found}&group=film&sort=share",
        "related": f"{found}&match=any&expand=true",
        "last-pages": f"{found}&match=any&per_page=2&page=4",
        "mentions": f"/search?q={shown.film.rpartition('-')[0].replace('-', '+')}&match=any",
        "film": f"/films/{shown.film}?q={shown.query}",
        "film-within": f"/films/{shown.film}?within={shown.query}&order=longest#reviews",
        "nothing": f"{found}+zeppelins",
        "mended": "/search?q=autor:night+%22korea",
        "error": f"{found}&sort=best",
        "missing": "/films/nothing",
        "long-title": "/search?q=bartholomew",
        "films": "/films",
        "similar": f"/similar/{shown.film}",
        "concordance": f"/concordance?q={shown.query}&sort=right&match=any",
        "help": "/help",
        "for-scripts": "/api/v1/docs",
    }


def main() -> None:
    """Write all pictures to the folder TO, and those of the README to docs/images.

    SOURCE is a file of films to be shown in place of those that are made; ONLY names the states
    that are wanted.
    """
    target = Path(os.environ.get("TO") or ROOT / "screenshots")
    source = os.environ.get("SOURCE")
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        folder = Path(temporary)
        few = index_of(folder / "few", ROOT / "tests" / "relevance" / "pages", ROOT / "seeds")
        picture_readme(browser, few)
        seed = index_of(folder / "seed", ROOT / "seeds")
        picture_all(browser, seed, SEED, target / "seed")
        if source:
            picture_all(browser, index_of(folder / "many", Path(source)), MADE, target / "films")
        else:
            made = made_index(folder, MADE_FILMS, MOST_REVIEWS)
            picture_all(browser, made, MADE, target / "films")


def index_of(folder: Path, *sources: Path) -> Path:
    """An index of sources, live in a folder."""
    Rebuild([*sources]).run(WhooshEngine(folder))
    return folder


def picture_readme(browser: Browser, index: Path) -> None:
    """The pictures of the README, as much as is seen of a page at once."""
    with server(index) as address:
        for name, width, scheme in IN_README:
            page = opened(browser, address, pages(FEW)[name], name, (width, scheme))
            page.set_viewport_size({"width": WIDTHS[width], "height": README_HEIGHT})
            page.screenshot(path=ROOT / "docs" / "images" / f"{name}-{width}-{scheme}.png")
            page.context.close()


def picture_all(browser: Browser, index: Path, shown: Shown, target: Path) -> None:
    """Pictures of all pages, down to where they are long, and of what can be printed."""
    with server(index) as address:
        states = [(name, path) for name, path in pages(shown).items() if not ONLY or name in ONLY]
        for (name, path), look in product(states, product(WIDTHS, SCHEMES)):
            page = opened(browser, address, path, name, look)
            take(page, target / f"{name}-{'-'.join(look)}.png")
            if name in PRINTED and look == ("wide", "dark"):
                page.emulate_media(media="print")
                page.set_viewport_size({"width": PRINT_WIDTH, "height": HEIGHT})
                take(page, target / f"{name}-print.png")
            page.context.close()


def take(page: Page, file: Path) -> None:
    """A picture of a page from its top, at most so long."""
    area = page.evaluate("[document.documentElement.clientWidth, document.body.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": area[0], "height": max(HEIGHT, min(area[1], LONGEST))}
    page.screenshot(path=file, full_page=True, clip=clip)  # type: ignore[arg-type]  # a FloatRect


def opened(browser: Browser, address: str, path: str, name: str, look: tuple[str, str]) -> Page:
    """A page as it is to be seen: typed in, unfolded; the caller closes its context."""
    width, scheme = look
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": HEIGHT},
        color_scheme="dark" if scheme == "dark" else "light",
        is_mobile=width == "narrow",
    )
    page = context.new_page()
    page.goto(address + path)
    for summary in page.locator(UNFOLDED.get(name, "none")).all():
        if summary.is_visible():
            summary.click()
    if name in TYPED:
        page.get_by_role("combobox").fill(TYPED[name])
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        told = page.locator("#told")
        if told.count():
            told.get_by_text("hit").wait_for(state="attached")
    return page


if __name__ == "__main__":
    main()
