"""What is known of a film and of a review beside their texts, from a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.schema import Document, Folded


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What every hit and page says of its film; dates as ``str(ReleaseDate)``, else empty."""

    id: str
    title: str
    release_date: str = ""
    country: str = ""
    other_titles: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """What sources say of a text beside it; what is not known is empty, a rating None.

    ``date`` is an ISO date as far as it is known. ``url`` is as the source gives it, so it may
    be anything. ``sources`` are the names of the files that gave it, and ``times`` how often
    they did.
    """

    title: str = ""
    date: str = ""
    rating: float | None = None
    url: str = ""
    sources: tuple[str, ...] = ()
    times: int = 1


@dataclass(frozen=True, slots=True)
class FoldedReview(GivenFacts):
    """A review that is nearly the same as the one that it is shown with."""

    author: str = ""


@dataclass(frozen=True, slots=True)
class TextFacts(GivenFacts):
    """What is known of a description or review, and which reviews are nearly the same."""

    folded: tuple[FoldedReview, ...] = ()


def film_facts(document: Document) -> FilmFacts:
    """The facts of the film that a document is of."""
    return FilmFacts(
        id=document["film_id"],
        title=document["title"],
        release_date=document["release_date"],
        country=document["country"],
        other_titles=names(document["other_titles"]),
        genres=names(document["genres"]),
        languages=names(document["languages"]),
        directors=names(document["directors"]),
        cast=names(document["cast"]),
        external_id=document["external_id"],
    )


def text_facts(document: Document) -> TextFacts:
    """The facts of the description or review that a document is."""
    return TextFacts(
        title=document["review_title"],
        date=document["reviewed"],
        rating=_rating(document["rating"]),
        url=document["url"],
        sources=_names(document["sources"]),
        times=document["times"],
        folded=_folded(document["folded"]),
    )


def names(lines: str) -> tuple[str, ...]:
    """The names in a value that has one a line."""
    return tuple(name for name in lines.split("\n") if name)


def _names(sources: Sequence[str]) -> tuple[str, ...]:
    """The names of files without their folders, which are the operator's alone, each once."""
    return tuple(dict.fromkeys(source.rpartition("/")[2] for source in sources))


def _folded(reviews: Sequence[Folded]) -> tuple[FoldedReview, ...]:
    return tuple(
        FoldedReview(
            author=one["author"],
            title=one["title"],
            date=one["date"],
            rating=_rating(one["rating"]),
            url=one["url"],
            sources=_names(one["sources"]),
            times=one["times"],
        )
        for one in reviews
    )


def _rating(text: str) -> float | None:
    return float(text) if text else None
