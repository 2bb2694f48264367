"""Reading a page in a test."""

from __future__ import annotations

import io
from pathlib import Path

from indexer.readers.html_page import read_html_page
from indexer.source_file import SourceFile
from search.errors import SourceError
from search.records import Film

PAGES = Path(__file__).parent / "pages"


def read(page: str | bytes) -> tuple[list[Film], list[str]]:
    """The films of a page, and its errors as ``line: reason``."""
    data = page.encode() if isinstance(page, str) else page
    taken = list(
        read_html_page(SourceFile(Path("page.html"), lambda: io.BufferedReader(io.BytesIO(data))))
    )
    errors = [f"{item.line}: {item.reason}" for item in taken if isinstance(item, SourceError)]
    return [item for item in taken if isinstance(item, Film)], errors


def film_of(page: str | bytes) -> Film:
    """The one film of a page without errors."""
    films, errors = read(page)
    assert errors == []
    (film,) = films
    return film
