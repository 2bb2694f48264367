"""Where the terms of a phrase stand one after another, or all in the same documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.evaluator.index_arrays import joined
from search.engines.whoosh_engine.evaluator.matches import NONE, Matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays

    Array = NDArray[Any]

# More than the largest position: a document and a position are one number.
_REACH = 1 << 32


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
    steps = sorted(range(len(terms)), key=lambda step: field.document_count(known[terms[step]]))
    documents = shared(index, field, list(known.values()))
    # A document and the place where the phrase would begin, as one number.
    begins: Array | None = None
    for step in steps:
        there = places_of(index, field, known[terms[step]], documents)
        keys = documents[there.documents] * _REACH + there.positions - step
        begins = keys if begins is None else begins[_among(keys, begins)]
        of_documents = (begins + step) // _REACH
        documents = of_documents[_first_of_each(of_documents)]
    assert begins is not None  # noqa: S101  # a phrase has terms
    of_documents = (begins + len(terms)) // _REACH
    firsts = np.flatnonzero(_first_of_each(of_documents))
    times = np.diff(firsts, append=len(of_documents)).astype(np.float64)
    return Matches(of_documents[firsts], times)


def _first_of_each(ordered: Array) -> Array:
    """Which of some ordered numbers differ from the one before."""
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return first


def _among(numbers: Array, wanted: Array) -> Array:
    """Which of ``wanted`` are among the ordered ``numbers``."""
    places = np.searchsorted(numbers, wanted)
    inside = places < len(numbers)
    inside[inside] = numbers[places[inside]] == wanted[inside]
    return inside


def shared(index: IndexArrays, field: FieldArrays, terms: Sequence[int]) -> Array:
    """The documents of a segment that have all of the terms, in order."""
    rarest, *others = sorted(set(terms), key=field.document_count)
    documents = index.recent.of(field, rarest).numbers
    for term in others:
        if not len(documents):
            break
        inside, _ = index.sets.places(index.recent.of(field, term).numbers, documents)
        documents = documents[inside]
    return documents


def places_of(index: IndexArrays, field: FieldArrays, term: int, documents: Array) -> Places:
    """Where a term stands in those of the documents that have it."""
    postings = index.recent.of(field, term)
    inside, rows = index.sets.places(postings.numbers, documents)
    ends, positions = postings.ends, postings.positions
    if len(rows) == len(ends):
        times = np.diff(ends, prepend=0)
        return Places(np.repeat(np.flatnonzero(inside), times), positions.astype(np.int64))
    last = ends[rows]
    times = last - np.where(rows > 0, ends[rows - 1], 0)
    # Runs of places, one after another.
    before = np.cumsum(times) - times
    taken = np.repeat(last - times - before, times) + np.arange(int(times.sum()))
    documents_of = np.repeat(np.flatnonzero(inside), times)
    return Places(documents_of, positions[taken].astype(np.int64))


def positions_in(
    index: IndexArrays, field: str, term: bytes, numbers: Array
) -> dict[int, list[int]]:
    """Where a term stands in each of some documents, given in order, that has it."""
    found: dict[int, list[int]] = {}
    for arrays, base in index.parts:
        of_field = arrays.field(field)
        number = of_field.find(term) if of_field else -1
        if of_field is None or number < 0:
            continue
        first, last = np.searchsorted(numbers, (base, base + arrays.count))
        inside = numbers[first:last]
        places = places_of(index, of_field, number, inside - base)
        of_documents = inside[places.documents].tolist()
        for document, position in zip(of_documents, places.positions.tolist(), strict=True):
            found.setdefault(document, []).append(position)
    return found
