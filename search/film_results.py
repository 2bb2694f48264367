"""A film, and one of its reviews, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.facts import FilmFacts, TextFacts


@dataclass(frozen=True, slots=True)
class FilmText:
    """A description or review as the film's page shows it."""

    id: str
    author: str
    text: str
    facts: TextFacts


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """One review with its film."""

    film: FilmFacts
    review: FilmText
    generation: str


@dataclass(frozen=True, slots=True)
class FilmResult:
    """A film with all that is said of it, reviews in the order of their sources."""

    film: FilmFacts
    description: FilmText
    reviews: tuple[FilmText, ...]
    generation: str
