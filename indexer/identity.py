"""Which films are the same (a stand-in until the real one is merged)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from search.records import Film, film_id, reading_order

if TYPE_CHECKING:
    from collections.abc import Iterable


class FilmKey(NamedTuple):
    """What a source says that tells a film from others."""

    title: str
    year: int | None
    external_id: str


def key_of(film: Film) -> FilmKey:
    """The key of a film as a source gives it."""
    year = film.release_date.year if film.release_date else None
    return FilmKey(reading_order(film.title), year, film.external_id)


def film_ids(keys: Iterable[FilmKey]) -> dict[FilmKey, str]:
    """The id of each."""
    return {key: film_id(key.title, key.year) for key in keys}
