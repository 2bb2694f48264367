"""How long does a saved web page take to read, and what comes out of it?

usage: python -m benchmarks.html_pages [FOLDER]

Prints for each page of a folder (without one, of the tests' own pages) its size, the median of the
runs in milliseconds, and of the parser alone; then title, year, length of the description, reviews.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.readers.html.dom import parse_page
from indexer.readers.html.encoding import decode_page
from indexer.readers.html_page import read_html_page
from indexer.source_file import SourceFile, opened
from indexer.sources import find_files
from search.records import Film

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 15
OWN_PAGES = Path(__file__).parent.parent / "tests" / "html" / "pages"


def median_ms(read: Callable[[], object]) -> float:
    """The median time of the runs in milliseconds."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        read()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def show(path: Path) -> float:
    """Print the row of one page; gives its time in milliseconds."""
    data = path.read_bytes()
    whole = median_ms(lambda: list(read_html_page(SourceFile(path, lambda: opened(path)))))
    parsing = median_ms(lambda: parse_page(path, decode_page(path, data)))
    films = [
        item
        for item in read_html_page(SourceFile(path, lambda: opened(path)))
        if isinstance(item, Film)
    ]
    found = "no film"
    for film in films:
        facts = f"{len(film.description):,} letters, {len(film.reviews)} reviews"
        found = f"{film.title} | {film.release_date or ''} | {facts}"
    print(f"{len(data) / 1000:8,.1f} kB {whole:8.2f} ms {parsing:8.2f} ms  {path.name}: {found}")
    return whole


def main() -> None:
    """Run it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else OWN_PAGES
    taken = [show(path) for path in find_files([folder]) if isinstance(path, Path)]
    print(f"{len(taken)} pages, {statistics.mean(taken):.2f} ms a page")


if __name__ == "__main__":
    main()
