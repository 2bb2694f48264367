"""Films to documents: one of kind ``description`` a film, one of kind ``review`` a review."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from search.records import reading_order
from search.schema import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.records import Film, Review
    from search.schema import Document

Counts = dict[str, int]
COUNTED = ("films", "descriptions", "reviews", "documents", "duplicates")


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
    counts: Counts = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))

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
        if review.rating is not None:
            document["rating"] = f"{review.rating:g}"
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


class Contribution(NamedTuple):
    """What one source says of one film."""

    source: str
    film: Film


def film_documents(film_id: str, contributions: Iterable[Contribution]) -> list[Document]:
    """The documents of one film, its description first (a stand-in)."""
    maker = DocumentMaker()
    made = [document for given in contributions for document in maker.add(given.film)]
    made += maker.rest()
    for document in made:
        document["id"] = f"{film_id}:{document['id'].rpartition(':')[2]}"
        document["film_id"] = film_id
    made.sort(key=lambda document: document["position"])
    if made:
        made[0]["times"] += maker.counts["duplicates"]
    return made


def counts_of(documents: Iterable[Document]) -> Counts:
    """What documents are (a stand-in)."""
    counts = dict.fromkeys((*COUNTED, "folded"), 0)
    for document in documents:
        counts["documents"] += 1
        counts["duplicates"] += document["times"] - 1
        counts["folded"] += len(document["folded"])
        if document["kind"] == "review":
            counts["reviews"] += 1
        else:
            counts["films"] += 1
            counts["descriptions"] += bool(document["text"])
    return counts
