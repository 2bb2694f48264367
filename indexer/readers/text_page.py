"""The text page: one film as the seed page has it. The contract is ``seeds/README.md``."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from indexer.readers.lines import read_lines
from search.errors import SourceError
from search.records import Film, ReleaseDate, Review
from search.wording import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indexer.source_file import SourceFile

    Line = tuple[int, str]

_REVIEWS = re.compile(r"reviews:?", re.IGNORECASE)
_VIEW_MORE = re.compile(r"(\.\.\.|…)\s*view\s+more", re.IGNORECASE)
MAX_TITLE_LENGTH = 500

_RELEASE = re.compile(
    r"\|\s*(?:(?P<day>\d{1,2})\b\.?\s*)??(?:(?P<month>[^\W\d_]+)\.?,?\s*)?(?P<year>\d{4})?\s*"
    r"(?:\((?P<country>[^()]+)\))?"
)
_MONTHS = {
    spelling: number
    for number, name in enumerate(map(str.casefold, MONTHS), start=1)
    for spelling in (name, name[:3])
} | {"sept": 9}


class _Release(NamedTuple):
    """What a release line says, and what is wrong with it."""

    date: ReleaseDate | None = None
    country: str = ""
    problem: str = ""


def read_text_page(source: SourceFile) -> Iterator[Film | SourceError]:
    """The film of one page, after a SourceError for each part of it that was not taken.

    A page that is no page at all (empty, not text, without a title) gives one SourceError
    and no film. Memory is that of the page.
    """
    try:
        lines = deque(read_lines(source))
        yield from read_page_lines(source.path, lines)
    except SourceError as error:
        yield error


def read_page_lines(path: Path, lines: deque[Line]) -> Iterator[Film | SourceError]:
    """The film of a page's lines, as ``read_text_page``; SourceError for what is no page."""
    title = _take_title(path, lines)
    release = _Release()
    line = _take_if(lines, lambda text: text.lstrip().startswith("|"))
    if line:
        release = _read_release(line[1].strip())
        if release.problem:
            yield SourceError(path, line[0], release.problem)
    _take_if(lines, lambda text: _alike(text, f"{title} Trailers"))
    description = _take_paragraphs(lines, until=_REVIEWS)
    reviews = []
    while line := _take_if(lines, lambda _: True):
        number, author = line[0], line[1].strip()
        if _VIEW_MORE.fullmatch(author):
            yield SourceError(path, number, "a review without author and text")
        elif text := _take_paragraphs(lines, until=_VIEW_MORE):
            reviews.append(Review(author, text))
        else:
            yield SourceError(path, number, f"the review by {author[:60]!r} has no text")
    yield Film(title, release.date, release.country, description, tuple(reviews))


def _take_title(path: Path, lines: deque[Line]) -> str:
    first = _take_if(lines, lambda _: True)
    if first is None:
        raise SourceError(path, 1, "the file is empty")
    number, title = first[0], first[1].strip()
    if _REVIEWS.fullmatch(title) or _VIEW_MORE.fullmatch(title) or title.startswith("|"):
        reason = f"no title: it is the first line, and that is {title[:60]!r}"
        raise SourceError(path, number, reason)
    if not any(character.isprintable() and not character.isspace() for character in title):
        raise SourceError(path, number, "no title: the first line has nothing that can be seen")
    if len(title) > MAX_TITLE_LENGTH:
        reason = f"no title: the first line is longer than {MAX_TITLE_LENGTH} characters"
        raise SourceError(path, number, reason)
    _take_if(lines, lambda text: _alike(text, title))
    return title


def _alike(text: str, other: str) -> bool:
    """Whether two lines are the same but for case, spacing and the form of their letters."""
    folded = (unicodedata.normalize("NFKC", line).casefold().split() for line in (text, other))
    return next(folded) == next(folded)


def _read_release(text: str) -> _Release:
    """What a release line says; where it cannot be read whole, its year and country."""
    match = _RELEASE.fullmatch(text)
    month = _MONTHS.get((match["month"] or "").casefold()) if match else None
    if match is None or (match["month"] and not month):
        reason = f"the release line {text[:60]!r} is not '| day month year (country)'"
        return _Release(*_year_and_country(text), reason)
    year = int(match["year"]) if match["year"] else None
    day = int(match["day"]) if match["day"] else None
    if not _is_in_calendar(year, month, day):
        reason = f"the release line {text[:60]!r} has a day that is in no calendar"
        return _Release(*_year_and_country(text), reason)
    date = ReleaseDate(year, month, day if month else None) if year or month else None
    return _Release(date, (match["country"] or "").strip())


def _year_and_country(text: str) -> tuple[ReleaseDate | None, str]:
    year = re.search(r"\b\d{4}\b", text)
    country = re.search(r"\(([^()]+)\)", text)
    return ReleaseDate(int(year[0])) if year else None, country[1].strip() if country else ""


def _is_in_calendar(year: int | None, month: int | None, day: int | None) -> bool:
    leap_year = 2000
    try:
        date(leap_year if year is None else year, month or 1, 1 if day is None else day)
    except ValueError:
        return False
    return True


def _take_if(lines: deque[Line], wanted: Callable[[str], bool]) -> Line | None:
    """Take the next line that is not blank off ``lines``, if it is wanted."""
    while lines and not lines[0][1]:
        lines.popleft()
    if lines and wanted(lines[0][1]):
        return lines.popleft()
    return None


def _take_paragraphs(lines: deque[Line], until: re.Pattern[str]) -> str:
    """The text up to a line that is ``until``, which is taken too, or to the end."""
    paragraphs: list[list[str]] = [[]]
    while lines:
        text = lines.popleft()[1].strip()
        if until.fullmatch(text):
            break
        if _VIEW_MORE.fullmatch(text):
            continue
        if text:
            paragraphs[-1].append(text)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)
