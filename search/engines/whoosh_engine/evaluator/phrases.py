"""Where the terms of a phrase stand one after another, or all in the same documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.evaluator.index_arrays import joined, one_array
from search.engines.whoosh_engine.evaluator.matches import Matches, are_at
from search.engines.whoosh_engine.evaluator.together import together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
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


class Places(NamedTuple):
    """Where a term stands in some documents: in which of them by place, and at which position.

    In the order of the documents, and in each of the positions.
    """

    documents: Array
    positions: Array


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
    few, many = (one, other) if len(one) < len(other) else (other, one)
    if len(few) + len(many) > _MANY_PLACES:
        marks = np.zeros(1 << (documents << _MARK_BITS).bit_length(), bool)
        few_marks, many_marks = _marks(few, len(marks)), _marks(many, len(marks))
        marks[few_marks] = True
        many = many.compress(marks.take(many_marks))
    return few.compress(is_among(many, few))


def _marks(places: Array, count: int) -> Array:
    """Which of so many marks, a power of two, each place has: near ones have near marks."""
    marks: Array = (places ^ (places >> (PLACE_BITS - _MARK_BITS))) & (count - 1)
    return marks


def is_among(numbers: Array, wanted: Array) -> Array:
    """Which of ``wanted`` are among the ordered ``numbers``."""
    return are_at(numbers, numbers.searchsorted(wanted), wanted)


def places_of(index: IndexArrays, field: FieldArrays, term: int, documents: Array) -> Places:
    """Where a term stands in those of the documents that have it."""
    postings = index.recent.of(field, term)
    inside, rows = postings.rows(documents, index.sets)
    times, positions = postings.positions_of(rows)
    return Places(np.repeat(np.flatnonzero(inside), times), positions.astype(np.int64))


def places_in(index: IndexArrays, field: str, term: bytes, numbers: Array) -> Array:
    """Where a term stands in some documents, given in order, as one number a place, in order.

    It is the row of the document among these, and in the last ``PLACE_BITS`` the position.
    """
    found = []
    for arrays, base in index.parts:
        of_field = arrays.field(field)
        number = of_field.find(term) if of_field else -1
        if of_field and number >= 0:
            first, last = np.searchsorted(numbers, (base, base + arrays.count))
            places = places_of(index, of_field, number, numbers[first:last] - base)
            found.append((places.documents + first << PLACE_BITS) + places.positions)
    return one_array(found, np.int64)
