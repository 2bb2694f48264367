"""What Whoosh knows of a term."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.reading import TermInfo
from whoosh.util.numeric import byte_to_length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
    from search.engines.whoosh_engine.codec.segment_arrays import SegmentArrays

    Array = NDArray[Any]


class ColumnarTermInfo(TermInfo):
    """What is known of a term, each fact worked out when it is asked for."""

    def __init__(self, arrays: SegmentArrays, field: FieldArrays, name: str, number: int) -> None:
        self._arrays = arrays
        self._field = field
        self._name = name
        self._number = number

    @cached_property
    def _weights(self) -> Array:
        return self._field.weights(self._number)

    @cached_property
    def _numbers(self) -> Array:
        return self._field.sound_numbers(self._number)

    @cached_property
    def _lengths(self) -> Array:
        lengths = self._arrays.documents.lengths(self._name)
        if lengths is None:
            return np.zeros(1, np.uint8)
        of_term = lengths[self._numbers]
        kept = of_term[of_term > 0]
        return kept if len(kept) else np.zeros(1, np.uint8)

    def weight(self) -> float:
        """How often the term stands in all documents, in Whoosh's precision."""
        return float(np.float32(self._weights.sum(dtype=np.float64)))

    def doc_frequency(self) -> int:
        """How many documents have it."""
        return self._field.document_count(self._number)

    def min_length(self) -> int:
        """The length of the shortest field that has it."""
        return int(byte_to_length(self._lengths.min().item()))

    def max_length(self) -> int:
        """The length of the longest field that has it."""
        return int(byte_to_length(self._lengths.max().item()))

    def max_weight(self) -> float:
        """The most that it weighs in a document."""
        return float(self._weights.max())

    # Whoosh adds to these two, where the segment is one of several.

    @cached_property
    def _minid(self) -> int:
        return int(self._numbers[0])

    @cached_property
    def _maxid(self) -> int:
        return int(self._numbers[-1])

    def min_id(self) -> int:
        """The first document that has it."""
        return self._minid

    def max_id(self) -> int:
        """The last document that has it."""
        return self._maxid
