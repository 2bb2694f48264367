"""A term's documents and scores, block by block of documents, each small enough for a cache."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.codec.field_writing import BLOCK
from search.engines.whoosh_engine.evaluator.matches import NONE, are_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.postings import Norm, TermPostings

    Array = NDArray[Any]


class TermBlocks:
    """The documents of a term in a segment, and ``factor`` times how far each is saturated.

    They are numbered within their block. ``norms`` are those of the segment's documents, made
    from ``norm``.
    """

    def __init__(self, postings: TermPostings, norms: Array, norm: Norm, factor: float) -> None:
        self._parts = postings.low_parts()
        self._begins = [0, *accumulate(map(len, self._parts))]
        self._norms = norms
        self._factor = factor
        self._impacts = postings.kept_impacts(norms, norm)
        self._weights = postings.weights if self._impacts is None else NONE.scores
        # How many were not scored yet, and the most of those that were.
        self._left = postings.count
        self._most = 0.0

    def size(self, block: int) -> int:
        """How many documents of a block have the term."""
        return len(self._parts[block])

    def numbers(self, block: int) -> Array:
        """The documents of a block, as numbers that arrays are indexed by."""
        numbers: Array = self._parts[block].astype(np.intp)
        return numbers

    def scores(self, block: int, numbers: Array) -> Array:
        """What each of those scores."""
        impacts = self._saturated(
            block, numbers, slice(self._begins[block], self._begins[block + 1])
        )
        if self._impacts is None:
            self._left -= len(impacts)
            self._most = max(self._most, float(impacts.max()))
        return impacts * self._factor

    def greatest(self) -> float:
        """How far any is saturated at most; 1, which is more, where not all were scored."""
        if self._impacts is not None:
            return float(self._impacts.max())
        return 1.0 if self._left else self._most

    def _saturated(self, block: int, numbers: Array, places: Any) -> Array:
        impacts: Array
        if self._impacts is not None:
            impacts = self._impacts[places]
        else:
            weights = self._weights[places]
            norms = self._norms[block * BLOCK : (block + 1) * BLOCK]
            impacts = weights / (weights + norms.take(numbers))
        return impacts

    def scores_of(self, block: int, wanted: Array) -> tuple[Array, Array]:
        """Which of some documents of a block have the term, by place, and what these score."""
        part, halves = self._parts[block], wanted.astype(np.uint16)
        at = part.searchsorted(halves)
        inside = are_at(part, at, halves)
        places = inside.nonzero()[0]
        if not len(places):
            return places, places
        rows = at.compress(inside) + self._begins[block]
        return places, self._saturated(block, wanted.take(places), rows) * self._factor
