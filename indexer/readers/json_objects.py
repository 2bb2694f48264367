"""JSON objects to films: a film with its reviews, or one review that names its film."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.readers.facts import Facts
from indexer.readers.spellings import FILM, REVIEW, ROW, places
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from indexer.source_file import SourceFile
    from search.records import Film, Review


def film_of(source: SourceFile, line: int, value: object) -> Iterator[Film | SourceError]:
    """The film of one object, after a SourceError for each part of it that was not taken."""
    if not isinstance(value, dict):
        yield SourceError(source.path, line, "not an object, so no film and no review")
        return
    reviews = reviews_in(value, source.names)
    if reviews is not None:
        yield from film_with(source, line, value, reviews)
        return
    yield from _facts(source, line, value, ROW).row("the film {!r} has neither reviews nor text")


def film_with(
    source: SourceFile, line: int, value: Mapping[str, object], reviews: list[object]
) -> Iterator[Film | SourceError]:
    """The film of an object with these reviews; a review without text is rejected alone."""
    facts = _facts(source, line, value, FILM)
    taken: list[Review] = []
    for number, item in enumerate(reviews, start=1):
        found = _facts(source, line, item, REVIEW) if isinstance(item, dict) else None
        review = found.review() if found else None
        facts.problems += found.problems if found else []
        if review:
            taken.append(review)
        else:
            facts.reject(f"review {number} has no text")
    film = facts.film(tuple(taken))
    yield from facts.problems
    if film:
        yield film


def reviews_in(value: Mapping[str, object], names: Mapping[str, str]) -> list[object] | None:
    """The list of reviews that an object has, or None."""
    name = places(list(value), {"reviews": FILM["reviews"]}, names).get("reviews")
    found = value.get(name) if name is not None else None
    return found if isinstance(found, list) else None


def is_film_or_review(value: object, names: Mapping[str, str]) -> bool:
    """Whether an object is a film with its reviews, or a row that has film and text."""
    if not isinstance(value, dict):
        return False
    reviews = reviews_in(value, names)
    if reviews is not None:
        return "film" in places(list(value), FILM, names)
    found = places(list(value), ROW, names)
    return "film" in found and bool({"text", "description"} & found.keys())


def names_a_film(value: object, names: Mapping[str, str]) -> bool:
    """Whether a review says itself which film it is of; its ``title`` is its own."""
    if not isinstance(value, dict):
        return False
    explicit = {"film": tuple(n for n in ROW["film"] if n not in ("title", "name"))}
    return "film" in places(list(value), explicit, names)


def _facts(
    source: SourceFile,
    line: int,
    value: Mapping[str, object],
    table: Mapping[str, tuple[str, ...]],
) -> Facts:
    found = places(list(value), table, source.names)
    return Facts(source.path, line, {fact: value[name] for fact, name in found.items()})
