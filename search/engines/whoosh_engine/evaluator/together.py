"""The documents that have all of several terms of a field, and where they stand among each's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
    from search.engines.whoosh_engine.evaluator.postings import Norm, TermPostings

    Array = NDArray[Any]


class Together(NamedTuple):
    """The documents of a segment that have all terms, by their numbers in it, in order.

    ``place`` is that of the segment. ``rows`` has, for each term, where these documents stand in
    its ``postings``.
    """

    place: int
    documents: Array
    postings: Mapping[bytes, TermPostings]
    rows: Mapping[bytes, Array]

    def choose(self, places: Array) -> Together:
        """Those at some places among these."""
        rows = {term: of_term.take(places) for term, of_term in self.rows.items()}
        return Together(self.place, self.documents.take(places), self.postings, rows)

    def weights(self, terms: Sequence[bytes]) -> Array:
        """How often each term stands in each document: a row of numbers for each term."""
        return np.array([self.postings[term].weights_of(self.rows[term]) for term in terms])

    def impacts(self, terms: Sequence[bytes], norms: Array, of: Norm) -> Array:
        """How far these are saturated against a norm for each document of the segment."""
        return np.array(
            [
                self.postings[term].impacts_of(self.rows[term], self.documents, norms, of)
                for term in terms
            ]
        )


def together(
    index: IndexArrays, field: str, terms: Sequence[bytes], within: Array | None = None
) -> Iterator[Together]:
    """By segment, the documents that have all of the terms; those deleted are among them.

    Only those ``within`` are looked for, if it is given.
    """
    for place, (arrays, _) in enumerate(index.parts):
        of_field = arrays.field(field)
        known = {term: of_field.find(term) for term in terms} if of_field else {}
        if of_field and min(known.values()) >= 0:
            postings = {term: index.recent.of(of_field, number) for term, number in known.items()}
            inside = None if within is None else index.of_part(place, within)
            yield _in_segment(index, place, postings, inside)


def _in_segment(
    index: IndexArrays, place: int, postings: Mapping[bytes, TermPostings], within: Array | None
) -> Together:
    """The rarest term's documents, or those within, are looked up in the others, one by one."""
    order = sorted(postings, key=lambda term: postings[term].count)
    rarest = postings[order[0]].numbers
    rows: dict[bytes, Array] = {}
    if within is None or len(within) >= len(rarest):
        documents, rows[order.pop(0)] = rarest, np.arange(len(rarest))
    else:
        documents = within
    for term in order:
        inside, of_term = postings[term].rows(documents, index.sets)
        if len(of_term) < len(documents):
            documents = documents.compress(inside)
            rows = {known: of_known.compress(inside) for known, of_known in rows.items()}
        rows[term] = of_term
    return Together(place, documents, postings, rows)
