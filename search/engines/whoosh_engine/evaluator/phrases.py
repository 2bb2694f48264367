"""Where the terms of a phrase stand one after another, or all in the same documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.codec.field_writing import BLOCK
from search.engines.whoosh_engine.evaluator.index_arrays import joined, one_array
from search.engines.whoosh_engine.evaluator.matches import Matches, are_at
from search.engines.whoosh_engine.evaluator.together import together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
    from search.engines.whoosh_engine.evaluator.postings import TermPostings
    from search.engines.whoosh_engine.evaluator.together import Together

    Array = NDArray[Any]

# A document and a position are one number, the position in so many of its bits.
PLACE_BITS = 32
# Lists of together more places than this are first thinned out by marks.
_MANY_PLACES = 4_000
# So many marks for each document; positions that leave the same rest by it share one.
_MARK_BITS = 6


def phrase(index: IndexArrays, field: str, terms: Sequence[bytes]) -> Matches:
    """The documents where the terms stand in a row, and how often they do."""
    found = [
        Matches(row.documents + index.parts[row.place].base, times)
        for row, times in in_a_row(index, field, terms)
    ]
    return index.living(joined(found))


def in_a_row(
    index: IndexArrays, field: str, terms: Sequence[bytes]
) -> Iterator[tuple[Together, Array]]:
    """By segment, the documents where the terms stand in a row, and how often they do.

    Those deleted are among them.
    """
    for shared in together(index, field, terms):
        yield _in_a_row(shared, terms)


def _in_a_row(shared: Together, terms: Sequence[bytes]) -> tuple[Together, Array]:
    """A row's places are those of its rarest term that the others stand beside.

    The others are looked up, the rarer first, in the documents that are left.
    """
    _, documents, postings, rows = shared
    first, *others = sorted(range(len(terms)), key=lambda at: postings[terms[at]].count)
    # A document by its place among these, and where in it the phrase would begin, as one number.
    begins = _begins(postings[terms[first]], rows[terms[first]], np.arange(len(documents)), first)
    firsts, left = _of_each(begins, len(terms))
    for step in others:
        more = _begins(postings[terms[step]], rows[terms[step]].take(left), left, step)
        begins = _in_both(more, begins, len(documents))
        firsts, left = _of_each(begins, len(terms))
    times = np.concatenate((firsts[1:], [len(begins)])) - firsts
    return shared.choose(left), times.astype(np.float64)


def _begins(postings: TermPostings, rows: Array, documents: Array, step: int) -> Array:
    """Where a row would begin that has a term's places at ``step``, by document."""
    times, positions = postings.positions_of(rows)
    begins: Array = ((documents << PLACE_BITS) - step).repeat(times) + positions
    return begins


def _of_each(begins: Array, terms: int) -> tuple[Array, Array]:
    """Which are the first of their document, and these documents."""
    # What would begin before the first position is not of the document before.
    documents = (begins + terms) >> PLACE_BITS
    first = np.empty(len(documents), bool)
    first[:1] = True
    np.not_equal(documents[1:], documents[:-1], out=first[1:])
    firsts = first.nonzero()[0]
    return firsts, documents.take(firsts)


def _in_both(one: Array, other: Array, documents: int) -> Array:
    """The places of two ordered lists that are in both; none is in one twice."""
    if len(one) + len(other) <= _MANY_PLACES:
        few, many = (one, other) if len(one) < len(other) else (other, one)
        return few.compress(is_among(many, few))
    # So many documents at a time have marks that the processor's cache holds.
    begins = np.arange(BLOCK, documents, BLOCK) << PLACE_BITS
    ones, others = (np.split(places, places.searchsorted(begins)) for places in (one, other))
    marks = np.zeros(1 << (min(documents, BLOCK) << _MARK_BITS).bit_length(), bool)
    parts = zip(ones, others, strict=True)
    return np.concatenate([_marked_in_both(some, more, marks) for some, more in parts])


def _marked_in_both(one: Array, other: Array, marks: Array) -> Array:
    """The same; the marks, of which none is set, thin out the longer list."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    marked, of_many = (_marks(places, len(marks)) for places in (few, many))
    marks[marked] = True
    many = many.compress(marks.take(of_many))
    marks[marked] = False
    return few.compress(is_among(many, few))


def _marks(places: Array, count: int) -> Array:
    """Which of so many marks, a power of two, each place has: near ones have near marks."""
    marks: Array = (places ^ (places >> (PLACE_BITS - _MARK_BITS))) & (count - 1)
    return marks


def is_among(numbers: Array, wanted: Array) -> Array:
    """Which of ``wanted`` are among the ordered ``numbers``."""
    return are_at(numbers, numbers.searchsorted(wanted), wanted)


def places_in(index: IndexArrays, field: str, term: bytes, numbers: Array) -> Array:
    """Where a term stands in some documents, given in order, as one number a place, in order.

    It is the row of the document among these, and in the last ``PLACE_BITS`` the position.
    """
    found = []
    for place, (_, base) in enumerate(index.parts):
        postings = index.postings(field, term, place)
        if postings:
            inside, rows = postings.rows(index.of_part(place, numbers), index.sets)
            times, positions = postings.positions_of(rows)
            documents = inside.nonzero()[0] + np.searchsorted(numbers, base)
            found.append((documents << PLACE_BITS).repeat(times) + positions)
    return one_array(found, np.int64)
