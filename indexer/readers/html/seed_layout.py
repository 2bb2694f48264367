"""A page whose visible text is a text page's: found, cut out, and read as one."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from indexer.readers.html.labels import folded
from indexer.readers.text_page import read_page_lines
from search.errors import SourceError
from search.records import Film

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.readers.html.lines import Line

_RELEASE = re.compile(
    r"(?P<title>.*?)\s*(?P<line>\|\s*(?:[\w. ]{0,30}\d{4}\s*(?:\([^()]+\))?|\([^()]+\)))"
)
_VIEW_MORE = re.compile(r"(?P<text>.*?)\s*(?P<end>(?:\.\.\.|…)\s*view\s+more)", re.IGNORECASE)


def read_seed_layout(path: Path, lines: Sequence[Line]) -> Film | None:
    """The film of a page laid out as the text pages are; None for any other page.

    It is known by its release line, with the title before and after it as a text page has.
    """
    texts = [part for line in lines if line.text for part in _parts(line.text)]
    for place, text in enumerate(texts):
        match = _RELEASE.fullmatch(text)
        if match is None:
            continue
        title = match["title"] or (texts[place - 1] if place else "")
        if _is_title(title, texts[place + 1 : place + 2], match["title"]):
            return _read(path, [title, match["line"], *_without_end(texts[place + 1 :])])
    return None


def _is_title(title: str, after: Sequence[str], inline: str) -> bool:
    trailers = folded(f"{title} Trailers")
    return bool(title) and (folded("".join(after)) == trailers or bool(inline and after))


def _parts(text: str) -> list[str]:
    """A line, the words that end a review on a line of their own."""
    match = _VIEW_MORE.fullmatch(text)
    return [part for part in (match["text"], match["end"]) if part] if match else [text]


def _without_end(texts: list[str]) -> list[str]:
    """What stands before the last review's end; what follows is the page's margin."""
    ends = [place for place, text in enumerate(texts) if _VIEW_MORE.fullmatch(text)]
    return texts[: ends[-1] + 1] if ends else texts


def _read(path: Path, texts: list[str]) -> Film | None:
    numbered: deque[tuple[int, str]] = deque()
    for text in texts:
        numbered += [(1, text), (1, "")]
    try:
        taken = list(read_page_lines(path, numbered))
    except SourceError:
        return None
    whole = not any(isinstance(item, SourceError) for item in taken)
    films = [item for item in taken if isinstance(item, Film)]
    return films[0] if whole and films else None
