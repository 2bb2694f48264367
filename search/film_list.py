"""All films as one browses them: by the letter that their titles are filed under, and by year."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.analysis import WORDS
from search.errors import RequestError
from search.paging import page_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from search.engine import Searcher

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What is filed under no letter, or is of no known year.
OTHER = "other"
PER_PAGE = 100
MOST_PAGES = 1_000_000
# A title is filed by the word after it, as catalogues do; those of other languages are English
# words too (*Die Hard*), so they stay.
_ARTICLES = frozenset({"the", "a", "an"})


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


@dataclass(frozen=True, slots=True)
class ListedFilm:
    """A film, and where it is filed: by letter, year and, among others, ``key``."""

    id: str
    title: str
    release_date: str
    reviews: int
    letter: str
    year: str
    key: tuple[str, ...]


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


def filed_films(searcher: Searcher) -> tuple[ListedFilm, ...]:
    """Every film of a generation in the order of its filing. Costs a look at each film's page."""
    films = []
    for document, reviews in searcher.films():
        key = filing_key(document["title"])
        year = document["release_date"][:4]
        films.append(
            ListedFilm(
                id=document["film_id"],
                title=document["title"],
                release_date=document["release_date"],
                reviews=reviews,
                letter=_letter(key),
                year=year if year.isdigit() else OTHER,
                key=key,
            )
        )
    return tuple(sorted(films, key=lambda film: (film.key, film.release_date, film.id)))


def film_list(films: Sequence[ListedFilm], request: FilmListRequest, generation: str) -> FilmList:
    """The page of the filed films that a request asks for."""
    of_letter = [film for film in films if request.letter in {"", film.letter}]
    of_year = [film for film in films if request.year in {"", film.year}]
    of_both = [film for film in of_letter if request.year in {"", film.year}]
    letters, years = Counter(f.letter for f in of_year), Counter(f.year for f in of_letter)
    return FilmList(
        request=request,
        films=tuple(of_both[request.offset : request.offset + PER_PAGE]),
        total=len(of_both),
        letters={letter: letters[letter] for letter in (*LETTERS, OTHER) if letters[letter]},
        years={year: years[year] for year in sorted(years)},
        generation=generation,
    )


def filing_key(title: str) -> tuple[str, ...]:
    """The folded words of a title, without an article that others follow."""
    words = tuple(WORDS.terms(title))
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


def _letter(key: tuple[str, ...]) -> str:
    first = key[0][:1] if key else ""
    return first if first in LETTERS and first else OTHER
