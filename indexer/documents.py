"""Films to documents: one of kind ``description`` a film, one of kind ``review`` a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.merging import Contribution, Given, merged_facts, merged_reviews
from search.schema import BLANK, Folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.records import Film, Review
    from search.schema import Document

__all__ = ["COUNTED", "Contribution", "Counts", "counts_of", "film_documents"]

Counts = dict[str, int]
COUNTED = ("films", "descriptions", "reviews", "documents", "duplicates", "folded")


def film_documents(film_id: str, contributions: Iterable[Contribution]) -> list[Document]:
    """The documents of one film, of all that the sources say of it: its page, then its reviews.

    In another order of contributions the reviews are the same, with the same ids, and those
    folded too; positions and what only one of several can tell (a title, a text) follow the order.
    ValueError for a film of which nothing is said.
    """
    said = list(contributions)
    if not said:
        raise ValueError(film_id)
    facts, other_titles = merged_facts([film for _, film in said])
    page = _page(film_id, facts)
    page["other_titles"] = "\n".join(other_titles)
    page["sources"] = tuple(dict.fromkeys(source for source, _ in said))
    page["times"] = max(1, sum(bool(film.description) for _, film in said))
    reviews = enumerate(merged_reviews(said), start=1)
    return [page, *(_review_of(page, position, given) for position, given in reviews)]


def counts_of(documents: Iterable[Document]) -> Counts:
    """How many there are of what ``COUNTED`` names, told by whole films' documents alone.

    ``duplicates`` are the reviews that were given again with the same author and text,
    ``folded`` those that are nearly another; with ``reviews`` they are all that were given.
    """
    counts = dict.fromkeys(COUNTED, 0)
    for document in documents:
        counts["documents"] += 1
        if document["kind"] == "description":
            counts["films"] += 1
            counts["descriptions"] += bool(document["text"])
        else:
            folded = document["folded"]
            again = document["times"] + sum(one["times"] for one in folded) - len(folded) - 1
            counts["reviews"] += 1
            counts["duplicates"] += again
            counts["folded"] += len(folded)
    return counts


def _review_of(page: Document, position: int, given: Given) -> Document:
    review = given.review
    return {
        **page,
        "id": f"{page['film_id']}:{review.digest}",
        "kind": "review",
        "position": position,
        "author": review.author,
        "text": review.text,
        "rating": _rating(review),
        "review_title": review.title,
        "reviewed": str(review.date or ""),
        "url": review.url,
        "sources": tuple(given.sources),
        "times": given.times,
        "folded": [_folded(one) for one in given.folded],
    }


def _folded(given: Given) -> Folded:
    review = given.review
    return {
        "author": review.author,
        "title": review.title,
        "date": str(review.date or ""),
        "rating": _rating(review),
        "url": review.url,
        "sources": tuple(given.sources),
        "times": given.times,
    }


def _rating(review: Review) -> str:
    return "" if review.rating is None else f"{review.rating:g}"


def _page(film_id: str, film: Film) -> Document:
    """A film's document of its facts and description."""
    return {
        **BLANK,
        "id": f"{film_id}:description",
        "film_id": film_id,
        "title": film.title,
        "release_date": str(film.release_date or ""),
        "country": film.country,
        "text": film.description,
        "genres": "\n".join(film.genres),
        "languages": "\n".join(film.languages),
        "directors": "\n".join(film.directors),
        "cast": "\n".join(film.cast),
        "external_id": film.external_id,
        "url": film.url,
    }
