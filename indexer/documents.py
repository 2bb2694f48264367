"""Films to documents: one of kind ``description`` a film, one of kind ``review`` a review."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from indexer.merging import Contribution, Given, merged_facts, merged_reviews
from search.records import reading_order
from search.schema import BLANK, Folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.records import Film, Review
    from search.schema import Document

__all__ = ["COUNTED", "Contribution", "Counts", "DocumentMaker", "counts_of", "film_documents"]

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
    page = _document(facts, "description", facts.description)
    page["film_id"] = film_id
    page["id"] = f"{film_id}:description"
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


@dataclass(slots=True)
class _Seen:
    """What is known of a film that was met: its facts, and which reviews it has."""

    facts: Film
    described: bool = False
    reviews: set[str] = field(default_factory=set)


@dataclass(slots=True)
class DocumentMaker:
    """Makes the documents of films as they come, each film and review once.

    A film met again adds the reviews that are new to it, and its description if it had
    none. Memory is that of the facts and the ids, not of the texts.
    """

    _seen: dict[str, _Seen] = field(default_factory=dict)
    # It folds nothing.
    counts: Counts = field(default_factory=lambda: dict.fromkeys(COUNTED[:-1], 0))

    def add(self, film: Film) -> Iterator[Document]:
        """The documents that ``film`` adds, its description before its reviews."""
        film = replace(film, title=reading_order(film.title))
        seen = self._seen.get(film.id)
        if seen is None:
            facts = replace(film, description="", reviews=())
            seen = self._seen[film.id] = _Seen(facts)
            self.counts["films"] += 1
        if film.description and not seen.described:
            seen.described = True
            self.counts["descriptions"] += 1
            yield self._description(seen.facts, film.description)
        for review in film.reviews:
            if review.digest in seen.reviews:
                self.counts["duplicates"] += 1
            else:
                seen.reviews.add(review.digest)
                yield self._review(seen, review)

    def rest(self) -> Iterator[Document]:
        """The documents of the films that no page described, for at the end."""
        for seen in self._seen.values():
            if not seen.described:
                yield self._description(seen.facts, "")

    def _review(self, seen: _Seen, review: Review) -> Document:
        self.counts["reviews"] += 1
        self.counts["documents"] += 1
        document = _document(seen.facts, review.digest, review.text)
        document["kind"] = "review"
        document["position"] = len(seen.reviews)
        document["author"] = review.author
        document["review_title"] = review.title
        document["reviewed"] = str(review.date or "")
        document["url"] = review.url
        document["rating"] = _rating(review)
        return document

    def _description(self, film: Film, text: str) -> Document:
        self.counts["documents"] += 1
        return _document(film, "description", text)


def _document(film: Film, name: str, text: str) -> Document:
    """A film's document; a description, if nothing else is put in."""
    return {
        **BLANK,
        "id": f"{film.id}:{name}",
        "film_id": film.id,
        "title": film.title,
        "release_date": str(film.release_date or ""),
        "country": film.country,
        "text": text,
        "genres": "\n".join(film.genres),
        "languages": "\n".join(film.languages),
        "directors": "\n".join(film.directors),
        "cast": "\n".join(film.cast),
        "external_id": film.external_id,
        "url": film.url,
    }
