"""Where the terms of a phrase stand one after another, or all in the same documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.evaluator.index_arrays import joined, one_array
from search.engines.whoosh_engine.evaluator.matches import NONE, Matches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
    from search.engines.whoosh_engine.evaluator.postings import TermPostings

    Array = NDArray[Any]

# A document and a position are one number, the position in so many of its bits.
PLACE_BITS = 32


class Places(NamedTuple):
    """Where a term stands in some documents: in which of them by place, and at which position.

    In the order of the documents, and in each of the positions.
    """

    documents: Array
    positions: Array


def phrase(index: IndexArrays, field: str, terms: Sequence[bytes]) -> Matches:
    """The documents where the terms stand in a row, and how often they do."""
    found = []
    for arrays, base in index.parts:
        of_field = arrays.field(field)
        if of_field:
            matches = _in_segment(index, of_field, terms)
            found.append(Matches(matches.numbers + base, matches.scores))
    return index.living(joined(found))


def _in_segment(index: IndexArrays, field: FieldArrays, terms: Sequence[bytes]) -> Matches:
    """A row's places are those of its rarest term that the others stand beside.

    The others are looked up, the rarer first, in the documents that are left.
    """
    known = {term: field.find(term) for term in terms}
    if min(known.values()) < 0:
        return NONE
    postings = {term: index.recent.of(field, number) for term, number in known.items()}
    documents, rows = _shared(index, postings)
    # A document by its place among these, and where in it the phrase would begin, as one number.
    left = np.arange(len(documents))
    begins: Array | None = None
    for step in sorted(range(len(terms)), key=lambda at: len(postings[terms[at]].numbers)):
        term = terms[step]
        times, positions = _positions(postings[term], rows[term][left])
        keys = np.repeat((left << PLACE_BITS) - step, times) + positions
        begins = keys if begins is None else begins[is_among(keys, begins)]
        left = (begins + step) >> PLACE_BITS
        left = left[_first_of_each(left)]
    assert begins is not None  # noqa: S101  # a phrase has terms
    found = (begins + len(terms)) >> PLACE_BITS
    firsts = np.flatnonzero(_first_of_each(found))
    times = np.diff(firsts, append=len(found)).astype(np.float64)
    return Matches(documents[found[firsts]], times)


def _shared(
    index: IndexArrays, postings: Mapping[bytes, TermPostings]
) -> tuple[Array, dict[bytes, Array]]:
    """The documents that have all of the terms, and their places in the postings of each."""
    rarest, *others = sorted(postings, key=lambda term: len(postings[term].numbers))
    documents = postings[rarest].numbers
    rows = {rarest: np.arange(len(documents))}
    for term in others:
        inside, places = postings[term].rows(documents, index.sets)
        documents = documents[inside]
        rows = {known: of_term[inside] for known, of_term in rows.items()}
        rows[term] = places
    return documents, rows


def _positions(postings: TermPostings, rows: Array) -> tuple[Array, Array]:
    """How often a term stands in some of its documents, and where, one after another."""
    if len(rows) == len(postings.numbers):
        return postings.times, postings.positions
    times = postings.times[rows]
    # Runs of places, one after another.
    ends = np.cumsum(times)
    begins = postings.ends[rows] - ends
    taken = np.repeat(begins, times) + np.arange(int(ends[-1]) if len(ends) else 0)
    return times, postings.positions[taken]


def _first_of_each(ordered: Array) -> Array:
    """Which of some ordered numbers differ from the one before."""
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return first


def is_among(numbers: Array, wanted: Array) -> Array:
    """Which of ``wanted`` are among the ordered ``numbers``."""
    places = np.searchsorted(numbers, wanted)
    inside = places < len(numbers)
    inside[inside] = numbers[places[inside]] == wanted[inside]
    return inside


def shared(index: IndexArrays, field: FieldArrays, terms: Sequence[int]) -> Array:
    """The documents of a segment that have all of the terms, in order."""
    return _shared(index, {str(term).encode(): index.recent.of(field, term) for term in terms})[0]


def places_of(index: IndexArrays, field: FieldArrays, term: int, documents: Array) -> Places:
    """Where a term stands in those of the documents that have it."""
    postings = index.recent.of(field, term)
    inside, rows = postings.rows(documents, index.sets)
    times, positions = _positions(postings, rows)
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
