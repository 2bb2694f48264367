"""The arrays of a whole index: its segments one after another, without what was deleted."""

from __future__ import annotations

from functools import cached_property
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.codec.columnar import segment_arrays
from search.engines.whoosh_engine.codec.document_arrays import LENGTHS
from search.engines.whoosh_engine.evaluator.matches import NONE, Matches, Sets
from search.engines.whoosh_engine.evaluator.postings import Norm, recent_postings
from search.engines.whoosh_engine.evaluator.term_letters import TermLetters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
    from search.engines.whoosh_engine.codec.segment_arrays import SegmentArrays
    from search.engines.whoosh_engine.evaluator.postings import TermPostings

    Array = NDArray[Any]

_TERMS_AT_ONCE = 1_024


class Part(NamedTuple):
    """A segment, and the number of its first document in the index."""

    arrays: SegmentArrays
    base: int


class IndexArrays:
    """Terms and columns of all documents of an index, by the numbers that its reader gives them.

    ``is_whole`` says whether all segments are of our codec; without that nothing can be read.
    """

    def __init__(self, reader: Any) -> None:
        leaves = [(segment_arrays(leaf), base) for leaf, base in reader.leaf_readers()]
        self.parts = [Part(arrays, base) for arrays, base in leaves if arrays is not None]
        self.is_whole = len(self.parts) == len(leaves)
        self.documents = int(reader.doc_count_all())
        # Set operations over the documents, for all threads.
        self.sets = Sets(self.documents)
        self.recent = recent_postings(tuple(part.arrays for part in self.parts))
        self._reader = reader
        self._lengths: dict[str, Array] = {}
        self._norms: dict[Norm, list[Array]] = {}
        self._letters: dict[str, list[tuple[FieldArrays, TermLetters]]] = {}

    @cached_property
    def alive(self) -> Array | None:
        """Which documents are not deleted; None if none is."""
        if not self._reader.has_deletions():
            return None
        alive = np.ones(self.documents, bool)
        for leaf, base in self._reader.leaf_readers():
            alive[[base + number for number in leaf.deleted_docs_set or ()]] = False
        return alive

    def numbers(self) -> Array:
        """All documents that are there."""
        return np.arange(self.documents) if self.alive is None else np.flatnonzero(self.alive)

    def living(self, matches: Matches) -> Matches:
        """Those that are not deleted."""
        return matches if self.alive is None else matches.where(self.alive.take(matches.numbers))

    def term(self, field: str, term: bytes, within: Array | None = None) -> Matches:
        """The documents that have a term, and how often; only those ``within``, if it is given."""
        found = []
        for postings, base, place in self._postings(field, term):
            numbers, rows = self._inside(postings, place, within)
            weights = postings.weights if rows is None else postings.weights_of(rows)
            found.append(Matches(numbers + base if base else numbers, weights))
        return self.living(joined(found))

    def impacts(self, term: bytes, of: Norm, within: Array | None = None) -> Matches:
        """The documents that have a term of the norm's field, and how far weights are saturated.

        ``within`` is as for ``term``.
        """
        found = []
        field, norms = of.field, self.norms(of)
        for postings, base, place in self._postings(field, term):
            numbers, rows = self._inside(postings, place, within)
            if rows is None:
                impacts = postings.impacts(numbers, norms[place], of)
            else:
                impacts = postings.impacts_of(rows, numbers, norms[place], of)
            found.append(Matches(numbers + base if base else numbers, impacts))
        return self.living(joined(found))

    def numbers_of(self, field: str, term: bytes) -> Array:
        """The documents that have a term, in order."""
        found = [
            postings.numbers + base if base else postings.numbers
            for postings, base, _ in self._postings(field, term)
        ]
        numbers = one_array(found, np.intp)
        return numbers if self.alive is None else numbers.compress(self.alive.take(numbers))

    def numbers_of_beginning(self, field: str, start: bytes) -> Array:
        """The documents that have any term that begins so, in order."""
        seen = np.zeros(self.documents, bool)
        for arrays, base in self.parts:
            of_field = arrays.field(field)
            if of_field:
                terms = of_field.beginning(start)
                seen[of_field.numbers_of_terms(terms.start, terms.stop).astype(np.intp) + base] = 1
        return np.flatnonzero(seen if self.alive is None else seen & self.alive)

    def _postings(self, field: str, term: bytes) -> list[tuple[TermPostings, int, int]]:
        """The postings of a term in each segment that has it, its first document, and its place."""
        found = []
        for place, part in enumerate(self.parts):
            postings = self.postings(field, term, place)
            if postings:
                found.append((postings, part.base, place))
        return found

    def postings(self, field: str, term: bytes, place: int) -> TermPostings | None:
        """The postings of a term in a segment, None if there are none."""
        of_field = self.parts[place].arrays.field(field)
        number = of_field.find(term) if of_field else -1
        return self.recent.of(of_field, number) if of_field and number >= 0 else None

    def _inside(
        self, postings: TermPostings, place: int, within: Array | None
    ) -> tuple[Array, Array | None]:
        """The documents that are within, and their places in the postings; None for all."""
        if within is None or len(within) >= postings.count:
            return postings.numbers, None
        wanted = self.of_part(place, within)
        inside, rows = postings.rows(wanted, self.sets)
        return wanted.compress(inside), rows

    def of_part(self, place: int, numbers: Array) -> Array:
        """Those of some documents, given in order, that are a segment's, by their numbers in it."""
        if len(self.parts) == 1:
            return numbers
        arrays, base = self.parts[place]
        first, last = np.searchsorted(numbers, (base, base + arrays.count))
        return numbers[first:last] - base

    def document_count(self, field: str, term: bytes) -> int:
        """At most how many documents have a term: those deleted are counted."""
        count = 0
        for arrays, _ in self.parts:
            of_field = arrays.field(field)
            number = of_field.find(term) if of_field else -1
            count += of_field.document_count(number) if of_field and number >= 0 else 0
        return count

    def terms(self, field: str, start: str = "") -> list[str]:
        """The terms of a field that begin so, in order; also those of deleted documents alone."""
        each = [of_field for arrays, _ in self.parts if (of_field := arrays.field(field))]
        found = [[one.term(number) for number in one.beginning(start.encode())] for one in each]
        terms = found[0] if len(found) == 1 else sorted({term for one in found for term in one})
        return [term.decode() for term in terms]

    def terms_like(self, field: str, word: str, edits: int) -> list[str]:
        """All terms of a field that are spelt nearly so, in order, and some that are not."""
        each = (of.terms_of(letters.like(word, edits)) for of, letters in self._letters_of(field))
        return [term.decode() for term in sorted({term for terms in each for term in terms})]

    def terms_having(self, field: str, text: str) -> Iterator[str]:
        """All terms of a field that have every letter of a text, in order, and some others."""
        each = (_some_by_some(of, letters.having(text)) for of, letters in self._letters_of(field))
        for term, _ in groupby(merge(*each)):
            yield term.decode()

    def _letters_of(self, field: str) -> list[tuple[FieldArrays, TermLetters]]:
        known = self._letters.get(field)
        if known is None:
            each = [of_field for arrays, _ in self.parts if (of_field := arrays.field(field))]
            known = self._letters[field] = [(one, TermLetters(one)) for one in each]
        return known

    def length_bytes(self, field: str) -> Array:
        """The byte of each document's length in a field."""
        if field not in self._lengths:
            columns = [arrays.documents.lengths(field) for arrays, _ in self.parts]
            self._lengths[field] = one_array(
                [
                    np.zeros(part.arrays.count, np.uint8) if column is None else column
                    for part, column in zip(self.parts, columns, strict=True)
                ],
                np.uint8,
            )
        return self._lengths[field]

    def norms(self, norm: Norm) -> list[Array]:
        """What each document's length in a field makes of frequencies in BM25, by segment."""
        known = self._norms.get(norm)
        if known is None:
            field, k, b, average = norm
            of_bytes = (k * ((1 - b) + b * LENGTHS / average)).astype(np.float32)
            every = of_bytes[self.length_bytes(field)]
            known = [every[base : base + part.count] for part, base in self.parts]
            self._norms[norm] = known
        return known


def joined(found: Sequence[Matches]) -> Matches:
    """The matches of the segments one after another."""
    if len(found) < 2:  # noqa: PLR2004  # nothing to join
        return found[0] if found else NONE
    return Matches(
        np.concatenate([each.numbers for each in found]),
        np.concatenate([each.scores for each in found]),
    )


def _some_by_some(field: FieldArrays, numbers: Array) -> Iterator[bytes]:
    for first in range(0, len(numbers), _TERMS_AT_ONCE):
        yield from field.terms_of(numbers[first : first + _TERMS_AT_ONCE])


def one_array(parts: Sequence[Array], kind: Any) -> Array:
    """Arrays one after another; a single one is not copied."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, kind)
