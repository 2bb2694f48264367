"""``make screenshots``: pictures of every page, narrow and wide, light and dark."""

from __future__ import annotations

import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Page

from indexer.rebuild import Rebuild
from search.engines.whoosh_engine import WhooshEngine
from tests.chromium import ROOT, chromium, server
from tests.corpus import build
from tests.known_facts import DOCUMENTS

PAGES = {
    "front": "/",
    "front-typing": "/",
    "results": "/search?q=north+korean+refugees",
    "results-typing": "/search?q=north+korean+refugees",
    "phrase": "/search?q=%22underground+railroad%22",
    "related": "/search?q=mongolia&match=any&expand=true&without=groups",
    "pages": "/search?q=kind:review&per_page=2&page=2",
    "film": "/films/seoul-train-2004",
    "nothing": "/search?q=seoul+amnesty",
    "mended": "/search?q=autor:hafer+%22korea",
    "missing": "/films/nothing",
    "films": "/films",
    "film-within": "/films/seoul-train-2004?within=refugees&order=longest#reviews",
    "similar": "/similar/seoul-train-2004",
    "concordance": "/concordance?q=north+korean&sort=right",
}
# Of a film of which every fact is known.
FACTS_PAGES = {
    "facts": "/search?q=russell+OR+gore",
    "sorting": "/search?q=dog&sort=best_rating",
    "facets": "/search?q=dog&author=ann&author=bob&genre=science+fiction",
    "films": "/search?q=dog&group=film&sort=share",
    "facts-film": "/films/the-thing-1982?q=russell+OR+gore",
}
# What is typed on the way, with the first completion chosen.
TYPED = {"front-typing": "s", "results-typing": "a film about nor"}
WIDTHS = {"narrow": 360, "wide": 1280}
IN_README = {"results-wide-light.png"}


def main() -> None:
    """Write the pictures to the folder given, by default those of the README to docs/images."""
    everything = len(sys.argv) > 1
    target = Path(sys.argv[1]) if everything else ROOT / "docs" / "images"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        seed, facts = Path(folder) / "seed", Path(folder) / "facts"
        Rebuild([ROOT / "seeds"]).run(WhooshEngine(seed))
        build(WhooshEngine(facts), DOCUMENTS)
        for index, pages in ((seed, PAGES), (facts, FACTS_PAGES)):
            with server(index) as address, chromium() as browser:
                for name, path in pages.items():
                    for width, scheme in product(WIDTHS, ("light", "dark")):
                        file = f"{name}-{width}-{scheme}.png"
                        if everything or file in IN_README:
                            context = browser.new_context(
                                viewport={"width": WIDTHS[width], "height": 800},
                                color_scheme="dark" if scheme == "dark" else "light",
                            )
                            page = context.new_page()
                            page.goto(address + path)
                            make_ready(page, name)
                            page.screenshot(path=target / file)
                            context.close()


def make_ready(page: Page, name: str) -> None:
    """Open the list of completions, or of orders, where the picture is to show it."""
    if name == "sorting":
        page.locator(".sort summary").click()
    if name == "facets" and page.locator(".facets > summary").is_visible():
        page.locator(".facets > summary").click()
    if name in TYPED:
        page.get_by_role("combobox").fill(TYPED[name])
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")


if __name__ == "__main__":
    main()
