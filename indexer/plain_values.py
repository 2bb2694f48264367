"""Films as plain tuples of strings and numbers, which ``marshal`` writes and reads quickly.

Only for what one run of the program hands to itself: ``marshal`` trusts what it reads.
"""

from __future__ import annotations

import marshal
from typing import Any

from search.records import Film, ReleaseDate, Review

# Equal values give equal bytes only where nothing is written as "the same as before".
_WITHOUT_REFERENCES = 0


def facts_bytes(film: Film) -> bytes:
    """A film without its reviews; equal bytes for equal facts."""
    values = (
        film.title,
        _day(film.release_date),
        film.country,
        film.description,
        film.genres,
        film.languages,
        film.directors,
        film.cast,
        film.url,
        film.external_id,
    )
    return marshal.dumps(values, _WITHOUT_REFERENCES)


def reviews_bytes(reviews: tuple[Review, ...]) -> bytes:
    """Reviews, in order."""
    return marshal.dumps(
        [
            (review.author, review.text, review.title, _day(review.date), review.rating, review.url)
            for review in reviews
        ]
    )


def film_of(facts: bytes, reviews: tuple[Review, ...] = ()) -> Film:
    """The film that ``facts_bytes`` wrote, with reviews."""
    # What this very program wrote, never a file from outside.
    title, day, country, description, genres, languages, directors, cast, url, external_id = (
        marshal.loads(facts)  # noqa: S302 (as said above)
    )
    return Film(
        title=title,
        release_date=_release_date(day),
        country=country,
        description=description,
        reviews=reviews,
        genres=genres,
        languages=languages,
        directors=directors,
        cast=cast,
        url=url,
        external_id=external_id,
    )


def reviews_of(reviews: bytes) -> list[Review]:
    """The reviews that ``reviews_bytes`` wrote."""
    # As in ``film_of``.
    return [
        Review(author, text, title, _release_date(day), rating, url)
        for author, text, title, day, rating, url in marshal.loads(reviews)  # noqa: S302 (so)
    ]


def _day(date: ReleaseDate | None) -> tuple[int | None, int | None, int | None] | None:
    return (date.year, date.month, date.day) if date else None


def _release_date(day: Any) -> ReleaseDate | None:
    return ReleaseDate(*day) if day else None
