"""Film and Review: the facts that the sources give, and the ids made from them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Kind = Literal["description", "review"]
# An id is a part of URLs, and of keys of stores that have their limits.
_LONGEST_SLUG = 200
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
# A title as in a library's catalogue, its article after it.
_TURNED = re.compile(
    r"(.+?)\s*[,;]\s*(the|an?|le|la|les|l'|der|die|das|el|los|las|il)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ReleaseDate:
    """A day of which any part may be unknown; a day is kept only with its month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """ISO 8601 as far as it is known: 2004, 2004-11, 2004-11-12, or --11-12 without year."""
        year = "-" if self.year is None else f"{self.year:04d}"
        month = f"-{self.month:02d}" if self.month else ""
        day = f"-{self.day:02d}" if self.month and self.day else ""
        return f"{year}{month}{day}"

    @classmethod
    @lru_cache(1 << 12)  # the documents of a film have the same
    def parse(cls, text: str) -> ReleaseDate:
        """The date that ``str()`` printed; ValueError if it is none."""
        match = re.fullmatch(r"(\d{4}|-(?=-))(?:-(\d\d)(?:-(\d\d))?)?", text)
        if match is None:
            raise ValueError(text)
        year, month, day = match.groups()
        return cls(
            None if year == "-" else int(year), int(month) if month else None, int(day or 0) or None
        )


def is_in_calendar(year: int | None, month: int | None, day: int | None) -> bool:
    """Whether there is such a day; what is None may be any, so that there is a 29 February."""
    leap_year = 2000
    try:
        date(leap_year if year is None else year, month or 1, 1 if day is None else day)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Review:
    """One review as its source gives it; paragraphs are parted by an empty line.

    What a source does not say is empty, a ``rating`` None. Ratings are on a scale of 1 to 10.
    """

    author: str
    text: str
    title: str = ""
    date: ReleaseDate | None = None
    rating: float | None = None
    url: str = ""

    @property
    def digest(self) -> str:
        """What tells this review from the film's others: 12 hex digits of author and text."""
        return hashlib.sha256(f"{self.author}\0{self.text}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Film:
    """One film page: its facts, its description (empty if it has none), its reviews in order.

    ``external_id`` is the film's id at the source, such as IMDb's ``tt0084787``.
    """

    title: str
    release_date: ReleaseDate | None = None
    country: str = ""
    description: str = ""
    reviews: tuple[Review, ...] = ()
    genres: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    url: str = ""
    external_id: str = ""

    @property
    def id(self) -> str:
        """An id made from title and year alone, so it outlives rebuilds and file names."""
        return film_id(self.title, self.release_date.year if self.release_date else None)


def reading_order(title: str) -> str:
    """A title as it is said: *Godfather, The* and *Godfather;The* are *The Godfather*."""
    match = _TURNED.fullmatch(title)
    return f"{match[2]}{'' if match[2].endswith(chr(39)) else ' '}{match[1]}" if match else title


def folded_title(title: str) -> str:
    """What is compared of a title: case, accents and spacing do not matter."""
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def film_id(title: str, year: int | None) -> str:
    """A readable id such as ``seoul-train-2004``, the same for the same title and year.

    Where the readable form could be read back as another title or year (``Blade Runner 2049``
    without a year, ``It!``), a digest of both follows it after ``--``, so two films never
    share an id.
    """
    return folded_film_id(folded_title(title), year)


def folded_film_id(folded: str, year: int | None, apart: str = "") -> str:
    """The ``film_id`` of a folded title.

    ``apart`` is what tells the film from others of the same title and year; it has a digest, and
    so has a title of which only the beginning is in the id.
    """
    slug = _NOT_IN_IDS.sub("-", folded).strip("-")[:_LONGEST_SLUG].strip("-")
    readable = f"{slug}-{year}" if year is not None else slug
    is_read_back = slug.replace("-", " ") == folded
    if is_read_back and not apart and (year is not None or not re.search(r"-\d+$", slug)):
        return readable
    told = f"{folded}\0{year}\0{apart}" if apart else f"{folded}\0{year}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:8]
    return f"{readable.strip('-')}--{digest}".lstrip("-")
