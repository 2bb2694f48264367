"""Facets counted in the plainest way there is: every document read for every value."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.facets import Filters
    from search.schema import Document


def values_of(name: str, document: Document) -> set[str]:
    """Written out rather than taken from search.facets, so that a slip there is seen."""
    date = "" if document["release_date"].startswith("-") else document["release_date"]
    values = {
        "kind": [document["kind"]],
        "genre": document["genres"].split("\n"),
        "rating": [document["rating"].partition(".")[0]],
        "decade": [date[:3] + "0" if date else ""],
        "year": [date[:4]],
        "country": [document["country"]],
        "language": document["languages"].split("\n"),
        "film": [document["film_id"]],
        "author": [document["author"]],
    }[name]
    if name in {"genre", "country", "language", "author"}:
        values = [_folded(value) for value in values]
    return {value for value in values if value}


def within(corpus: Sequence[Document], filters: Filters) -> list[Document]:
    """The documents that have a chosen value of each facet."""
    return [
        one for one in corpus if all(values_of(name, one) & set(chosen) for name, chosen in filters)
    ]


def counts(name: str, corpus: Sequence[Document], filters: Filters) -> dict[str, int]:
    """How many documents have each value, within the filters of the other facets."""
    inside = within(corpus, tuple(one for one in filters if one[0] != name))
    having = [value for one in inside for value in values_of(name, one)]
    return {value: having.count(value) for value in having}


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def shares(
    corpus: Sequence[Document], found: Sequence[Document]
) -> dict[str, tuple[int, int, float]]:
    """Of each film found its reviews found, its reviews, and the smoothed share of these."""
    reviews = [one["film_id"] for one in corpus if one["kind"] == "review"]
    matching = [one["film_id"] for one in found if one["kind"] == "review"]
    usual = len(matching) / len(reviews) if reviews else 0
    return {
        film: (
            matching.count(film),
            reviews.count(film),
            (matching.count(film) + 10 * usual) / (reviews.count(film) + 10),
        )
        for film in {one["film_id"] for one in found}
    }
