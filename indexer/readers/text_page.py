"""The text page: one film as the seed page has it. The contract is ``seeds/README.md``."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from indexer.readers.dates import MONTH_NUMBERS
from indexer.readers.facts import MAX_TITLE_LENGTH
from indexer.readers.lines import MAX_LINE_BYTES, read_lines
from search.errors import SourceError
from search.records import Film, ReleaseDate, Review, is_in_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indexer.source_file import SourceFile

    Line = tuple[int, str]

MAX_PAGE_CHARACTERS = 64 * MAX_LINE_BYTES
MAX_PAGE_LINES = 1_000_000
_HEAD_LINES = 3
_REVIEWS = re.compile(r"reviews:?", re.IGNORECASE)
_VIEW_MORE = re.compile(r"(\.\.\.|…)\s*view\s+more", re.IGNORECASE)

_RELEASE = re.compile(
    r"\|\s*(?:(?P<day>\d{1,2})\b\.?\s*)??(?:(?P<month>[^\W\d_]+)\.?,?\s*)?(?P<year>\d{4})?\s*"
    r"(?:\((?P<country>[^()]+)\))?"
)


class _Release(NamedTuple):
    """What a release line says, and what is wrong with it."""

    date: ReleaseDate | None = None
    country: str = ""
    problem: str = ""


def read_text_page(source: SourceFile) -> Iterator[Film | SourceError]:
    """The film of each page, after a SourceError for each part of it that was not taken.

    A page that is no page at all (empty, not text, without a title) gives one SourceError
    and no film; where a line cannot be read, what follows is not either. Memory is that of
    one page.
    """
    try:
        for lines in _pages(source):
            yield from read_page_lines(source.path, lines)
    except SourceError as error:
        yield error


def _pages(source: SourceFile) -> Iterator[deque[Line]]:
    """The lines of each page; a further one begins with its title twice and what stands below."""
    page: deque[Line] = deque()
    size = 0
    for line in read_lines(source):
        page.append(line)
        size += len(line[1])
        if size > MAX_PAGE_CHARACTERS or len(page) > MAX_PAGE_LINES:
            reason = f"larger than {MAX_PAGE_CHARACTERS:,} letters or {MAX_PAGE_LINES:,} lines"
            raise SourceError(source.path, line[0], reason)
        if len(page) > _HEAD_LINES and _is_head([page[i][1] for i in range(-_HEAD_LINES, 0)]):
            head = [page.pop() for _ in range(_HEAD_LINES)]
            yield page
            page = deque(reversed(head))
            size = sum(len(text) for _, text in page)
    yield page


def _is_head(lines: list[str]) -> bool:
    """Whether lines are a title, the title again, and the release or the trailers line."""
    title, again, below = (line.strip() for line in lines)
    if not below.startswith("|") and not below.endswith("Trailers"):
        return False
    is_below = below.startswith("|") or _alike(below, f"{title} Trailers")
    return bool(title) and is_below and _alike(title, again)


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
    month = MONTH_NUMBERS.get((match["month"] or "").casefold()) if match else None
    if match is None or (match["month"] and not month):
        reason = f"the release line {text[:60]!r} is not '| day month year (country)'"
        return _Release(*_year_and_country(text), reason)
    year = int(match["year"]) if match["year"] else None
    day = int(match["day"]) if match["day"] else None
    if not is_in_calendar(year, month, day):
        reason = f"the release line {text[:60]!r} has a day that is in no calendar"
        return _Release(*_year_and_country(text), reason)
    date = ReleaseDate(year, month, day if month else None) if year or month else None
    return _Release(date, (match["country"] or "").strip())


def _year_and_country(text: str) -> tuple[ReleaseDate | None, str]:
    year = re.search(r"\b\d{4}\b", text)
    country = re.search(r"\(([^()]+)\)", text)
    return ReleaseDate(int(year[0])) if year else None, country[1].strip() if country else ""


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
