"""Facts by name, as a table or JSON gives them, to films and reviews."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from indexer.readers.dates import parse_date
from indexer.readers.ratings import parse_rating
from search.errors import SourceError
from search.records import Film, ReleaseDate, Review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Value = TypeVar("Value")

MAX_TITLE_LENGTH = 500
MAX_NAMES = 1_000
# A title as MovieLens writes it: The Thing (1982)
_WITH_YEAR = re.compile(r"(?P<title>.*\S)\s*\((?P<year>(?:18|19|20)\d\d)\)", re.DOTALL)
_UNSAID = {"null", "none", "nan", "n/a", "\\n"}
_SHOWN = 60


class Facts:
    """What one row or object says, and what of it could not be taken, as it is asked for."""

    def __init__(self, path: Path, line: int, values: Mapping[str, object]) -> None:
        self.problems: list[SourceError] = []
        self._path = path
        self._line = line
        self._values = values

    def reject(self, reason: str) -> None:
        """Note something that is not taken."""
        self.problems.append(SourceError(self._path, self._line, reason))

    def film(self, reviews: tuple[Review, ...] = ()) -> Film | None:
        """The film, or None where it has no title that can be taken, which is noted."""
        title = self._title()
        if not title:
            return None
        released = self._released()
        match = None if released and released.year else _WITH_YEAR.fullmatch(title)
        if match:
            title, released = match["title"], ReleaseDate(int(match["year"]))
        return Film(
            title,
            released,
            ", ".join(self._list("country")),
            self._text("description"),
            reviews,
            genres=self._list("genres"),
            languages=self._list("languages"),
            directors=self._list("directors"),
            cast=self._list("cast"),
            url=self._text("film_url"),
            external_id=self._text("external_id"),
        )

    def row(self, no_text: str) -> Iterator[Film | SourceError]:
        """The film with the one review that is all there is, after what was not taken.

        A film with neither a review nor a description is rejected: ``no_text`` says it.
        """
        review = self.review()
        film = self.film((review,) if review else ())
        if film and not review and not film.description:
            self.reject(no_text.format(film.title[:60]))
            film = None
        yield from self.problems
        if film:
            yield film

    def review(self) -> Review | None:
        """The review, or None where it has no text."""
        text = self._text("text")
        if not text:
            return None
        return Review(
            " ".join(self._text("author").split()),
            text,
            " ".join(self._text("review_title").split()),
            self._parsed("date", parse_date),
            self._parsed("rating", parse_rating),
            self._text("url"),
        )

    def _title(self) -> str:
        title = " ".join(self._text("film").split())
        if len(title) > MAX_TITLE_LENGTH:
            self.reject(f"no film: the title is longer than {MAX_TITLE_LENGTH} characters")
            return ""
        if not any(character.isprintable() and not character.isspace() for character in title):
            self.reject("no film: it has no title")
            return ""
        return title

    def _released(self) -> ReleaseDate | None:
        """The day of release; of another year than the film's own, that year alone."""
        year = self._parsed("year", parse_date)
        day = self._parsed("release_date", parse_date)
        if year and (day is None or day.year != year.year):
            return ReleaseDate(year.year)
        return day

    def _parsed(self, fact: str, parse: Callable[[object], Value | None]) -> Value | None:
        value = self._values.get(fact)
        try:
            return parse(value)
        except (ValueError, OverflowError) as error:
            shown = str(value)[:_SHOWN]
            self.reject(f"the {fact.replace('_', ' ')} {shown!r} {error}")
            return None

    def _text(self, fact: str) -> str:
        value = self._values.get(fact)
        if value is None or value == "":
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            value = _name_of(value)
            if not value:
                self.reject(f"the {fact.replace('_', ' ')} is no text")
                return ""
        text = str(value).replace("\r\n", "\n").strip()
        if not _is_text(text):
            self.reject(f"the {fact.replace('_', ' ')} has characters that are no text")
            return ""
        return "" if text.casefold() in _UNSAID and fact != "film" else text

    def _list(self, fact: str) -> tuple[str, ...]:
        """The names in a list, or in a text with ``|``, ``;`` or else commas between them."""
        value = self._values.get(fact)
        if isinstance(value, list):
            names = [_name_of(item) for item in value[:MAX_NAMES]]
        else:
            text = self._text(fact)
            mark = next((mark for mark in "|;" if mark in text), ",")
            names = text.split(mark)[:MAX_NAMES]
        names = [" ".join(name.split()) for name in names]
        return tuple(dict.fromkeys(name for name in names if name and _is_text(name)))


def _name_of(value: object) -> str:
    """A name as JSON gives it: the text itself, or an object that has it."""
    if isinstance(value, dict):
        value = value.get("name", "")
    return value if isinstance(value, str) else ""


def _is_text(text: str) -> bool:
    """Whether a text can be stored: no NUL, no half of a surrogate pair."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False
