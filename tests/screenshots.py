"""``make screenshots``: pictures of every page, narrow and wide, light and dark."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from indexer.rebuild import Rebuild
from search.engines.whoosh_engine import WhooshEngine
from tests.chromium import ROOT, chromium, server

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
        index = Path(folder) / "index"
        Rebuild([ROOT / "seeds"]).run(WhooshEngine(index))
        with server(index) as address, chromium() as browser:
            for name, path in PAGES.items():
                for width_name, width in WIDTHS.items():
                    for scheme in ("light", "dark"):
                        file = f"{name}-{width_name}-{scheme}.png"
                        if not everything and file not in IN_README:
                            continue
                        context = browser.new_context(
                            viewport={"width": width, "height": 800},
                            color_scheme="dark" if scheme == "dark" else "light",
                        )
                        page = context.new_page()
                        page.goto(address + path)
                        type_in(page, name)
                        page.screenshot(path=target / file)
                        context.close()


def type_in(page: Page, name: str) -> None:
    """Open the list of completions where the picture is to show it."""
    if name in TYPED:
        page.get_by_role("combobox").fill(TYPED[name])
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")


if __name__ == "__main__":
    main()
