"""The text page: one film as the seed page has it. The contract is ``seeds/README.md``."""

from __future__ import annotations

import re
from collections import deque
from datetime import date
from typing import TYPE_CHECKING

from indexer.readers.lines import read_lines
from search.errors import SourceError
from search.records import Film, ReleaseDate, Review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Line = tuple[int, str]

REVIEWS = "Reviews"
VIEW_MORE = frozenset({"... View More", "… View More"})
MAX_TITLE_LENGTH = 500

_RELEASE = re.compile(
    r"\|\s*(?:(?P<day>\d{1,2})\b\.?\s*)??(?:(?P<month>[^\W\d_]+)\.?,?\s*)?(?P<year>\d{4})?\s*"
    r"(?:\((?P<country>[^()]+)\))?"
)
_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = {
    spelling: number
    for number, name in enumerate(_MONTH_NAMES, start=1)
    for spelling in (name, name[:3])
} | {"sept": 9}


def read_text_page(path: Path) -> Iterator[Film | SourceError]:
    """The film of one page, after a SourceError for each part of it that was not taken.

    A page that is no page at all (empty, not text, without a title) gives one SourceError
    and no film. Memory is that of the page.
    """
    try:
        lines = deque(read_lines(path))
        yield from _read_page(path, lines)
    except SourceError as error:
        yield error


def _read_page(path: Path, lines: deque[Line]) -> Iterator[Film | SourceError]:
    title = _take_title(path, lines)
    release_date, country = None, ""
    release = _take_if(lines, lambda text: text.lstrip().startswith("|"))
    if release:
        try:
            release_date, country = _read_release(path, *release)
        except SourceError as error:
            yield error
    _take_if(lines, lambda text: text.strip() == f"{title} Trailers")
    description = _take_paragraphs(lines, until=frozenset({REVIEWS}))
    reviews = []
    while author := _take_if(lines, lambda _: True):
        text = _take_paragraphs(lines, until=VIEW_MORE)
        if text and author[1].strip() not in VIEW_MORE:
            reviews.append(Review(author[1].strip(), text))
        else:
            yield SourceError(path, author[0], _incomplete_review(author[1].strip()))
    yield Film(title, release_date, country, description, tuple(reviews))


def _incomplete_review(author: str) -> str:
    if author in VIEW_MORE:
        return "a review without author and text"
    return f"the review by {author[:60]!r} has no text"


def _take_title(path: Path, lines: deque[Line]) -> str:
    first = _take_if(lines, lambda _: True)
    if first is None:
        raise SourceError(path, 1, "the file is empty")
    number, title = first[0], first[1].strip()
    if title == REVIEWS or title in VIEW_MORE or title.startswith("|"):
        raise SourceError(path, number, f"no title: the first line is {title[:60]!r}")
    if len(title) > MAX_TITLE_LENGTH:
        reason = f"no title: the first line is longer than {MAX_TITLE_LENGTH} characters"
        raise SourceError(path, number, reason)
    _take_if(lines, lambda text: text.strip() == title)
    return title


def _read_release(path: Path, number: int, text: str) -> tuple[ReleaseDate | None, str]:
    match = _RELEASE.fullmatch(text.strip())
    month = match and match["month"] and _MONTHS.get(match["month"].casefold())
    if match is None or (match["month"] and not month):
        reason = f"the release line {text.strip()[:60]!r} is not '| day month year (country)'"
        raise SourceError(path, number, reason)
    country = (match["country"] or "").strip()
    year = int(match["year"]) if match["year"] else None
    day = int(match["day"]) if match["day"] else None
    _check_date(path, number, year, month or None, day)
    if year is None and not month:
        return None, country
    return ReleaseDate(year, month or None, day if month else None), country


def _check_date(
    path: Path, number: int, year: int | None, month: int | None, day: int | None
) -> None:
    """SourceError for a day that no calendar has."""
    leap_year = 2000
    try:
        date(leap_year if year is None else year, month or 1, 1 if day is None else day)
    except ValueError as error:
        raise SourceError(path, number, f"the release date: {error}") from error


def _take_if(lines: deque[Line], wanted: Callable[[str], bool]) -> Line | None:
    """Take the next line that is not blank off ``lines``, if it is wanted."""
    while lines and not lines[0][1]:
        lines.popleft()
    if lines and wanted(lines[0][1]):
        return lines.popleft()
    return None


def _take_paragraphs(lines: deque[Line], until: frozenset[str]) -> str:
    """The text up to a line in ``until``, which is taken too, or to the end."""
    paragraphs: list[list[str]] = [[]]
    while lines:
        text = lines.popleft()[1].strip()
        if text in until:
            break
        if text:
            paragraphs[-1].append(text)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)
