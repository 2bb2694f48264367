"""All films as one browses them: by the letter that their titles are filed under, and by year."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from search.analysis import WORDS
from search.errors import RequestError
from search.paging import page_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from search.engine import Searcher
    from search.schema import Document

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What is filed under no letter, or is of no known year.
OTHER = "other"
PER_PAGE = 100
MOST_PAGES = 1_000_000
# A title is filed by the word after it, as catalogues do; those of other languages are English
# words too (*Die Hard*), so they stay.
_ARTICLES = frozenset({"the", "a", "an"})
# Sorts before all that words are made of.
_WORD_END = "\1"


@dataclass(frozen=True, slots=True)
class FilmListRequest:
    """Which films are wanted: all, or those of a letter, of a year, or both.

    ``letter`` is ``a`` to ``z`` or ``other``, ``year`` four digits or ``other``; empty for all.
    RequestError if out of range.
    """

    letter: str = ""
    year: str = ""
    page: int = 1

    def __post_init__(self) -> None:
        if self.letter not in {"", OTHER, *LETTERS}:
            raise RequestError("letter", f"{self.letter[:40]!r} is neither a to z nor {OTHER}")
        if self.year not in {"", OTHER} and not re.fullmatch(r"[0-9]{4}", self.year):
            raise RequestError("year", f"{self.year[:40]!r} is neither a year nor {OTHER}")
        if not 1 <= self.page <= MOST_PAGES:
            raise RequestError("page", f"{self.page} is not 1 or more")

    @property
    def offset(self) -> int:
        """How many films stand before this page."""
        return (self.page - 1) * PER_PAGE


class ListedFilm(NamedTuple):
    """A film as it stands in the list."""

    id: str
    title: str
    release_date: str
    reviews: int
    year: str


class FiledFilms:
    """All films in the order of their filing, with the letter and year of each.

    They are held as the bytes of one text, for they can be as many as the documents.
    """

    def __init__(self, rows: Sequence[str]) -> None:
        """``rows`` are those of ``_filed`` in order."""
        self.letters = [_letter(row) for row in rows]
        self.years = [_year(row.split("\0", 2)[1]) for row in rows]
        encoded = [row.encode("utf-8", "surrogatepass") for row in rows]
        self._text = b"".join(encoded)
        self._ends = array("Q", accumulate(map(len, encoded)))

    def film(self, number: int) -> ListedFilm:
        """A film by its place."""
        begin = self._ends[number - 1] if number else 0
        row = self._text[begin : self._ends[number]].decode("utf-8", "surrogatepass")
        _, date, film_id, reviews, title = row.split("\0", 4)
        return ListedFilm(film_id, title, date, int(reviews), self.years[number])


@dataclass(frozen=True, slots=True)
class FilmList:
    """A page of films as they are filed; ``total`` counts those on all pages.

    ``letters`` and ``years`` count what there is if one asked for that instead, the other of
    the two as it is asked; those that have none are not among them.
    """

    request: FilmListRequest
    films: tuple[ListedFilm, ...]
    total: int
    letters: Mapping[str, int]
    years: Mapping[str, int]
    generation: str

    @property
    def page_count(self) -> int:
        """How many pages there are, at least 1."""
        return page_count(self.total, PER_PAGE)


def filed_films(searcher: Searcher) -> FiledFilms:
    """Every film of a generation in the order of its filing. Costs a look at each film's page."""
    return FiledFilms(sorted(_filed(document, many) for document, many in searcher.films()))


def _filed(document: Document, reviews: int) -> str:
    """A film as one text that is in order among others: by key, then date, then id."""
    key = _WORD_END.join(filing_key(document["title"]))
    date, film_id, title = document["release_date"], document["film_id"], document["title"]
    return f"{key}\0{date}\0{film_id}\0{reviews}\0{title}"


def film_list(films: FiledFilms, request: FilmListRequest, generation: str) -> FilmList:
    """The page of the filed films that a request asks for."""
    letter, year = request.letter, request.year
    pairs = list(zip(films.letters, films.years, strict=True))
    both = [n for n, (own, of) in enumerate(pairs) if letter in {"", own} and year in {"", of}]
    letters = Counter(own for own, of in pairs if year in {"", of})
    years = Counter(of for own, of in pairs if letter in {"", own})
    return FilmList(
        request=request,
        films=tuple(map(films.film, both[request.offset : request.offset + PER_PAGE])),
        total=len(both),
        letters={letter: letters[letter] for letter in (*LETTERS, OTHER) if letters[letter]},
        years={year: years[year] for year in sorted(years)},
        generation=generation,
    )


def filing_key(title: str) -> tuple[str, ...]:
    """The folded words of a title, without an article that others follow."""
    words = tuple(WORDS.terms(title))
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


def _letter(key: str) -> str:
    first = key[:1]
    return first if first in LETTERS and first else OTHER


def _year(release_date: str) -> str:
    year = release_date[:4]
    return intern(year) if year.isdigit() else OTHER
