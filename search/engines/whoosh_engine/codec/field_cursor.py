"""Walks the terms of a field, as Whoosh does for spellings and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.codec import base

from search.engines.whoosh_engine.codec.term_info import ColumnarTermInfo

if TYPE_CHECKING:
    from whoosh.reading import TermInfo

    from search.engines.whoosh_engine.codec.segment_arrays import SegmentArrays


class ColumnarFieldCursor(base.FieldCursor):
    """Stands on a term of a field, the first to begin with, or after the last."""

    def __init__(self, arrays: SegmentArrays, field: str, fieldobj: Any) -> None:
        self._arrays = arrays
        self._name = field
        self._field = arrays.field(field)
        self._fieldobj = fieldobj
        self._count = 0 if self._field is None else self._field.term_count
        self._number = 0

    def is_valid(self) -> bool:
        """Whether it stands on a term."""
        return self._number < self._count

    def first(self) -> Any:
        """Go to the first term, and give it."""
        self._number = 0
        return self.text()

    def find(self, string: str | bytes) -> Any:
        """Go to the first term that is ``string`` or after it, and give it."""
        term = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._number = 0 if self._field is None else self._field.lower_bound(term)
        return self.text()

    def next(self) -> Any:
        """Go on to the next term, and give it."""
        self._number = min(self._number + 1, self._count)
        return self.text()

    def text(self) -> Any:
        """The term, as its field reads it; None after the last."""
        if self._field is None or not self.is_valid():
            return None
        with self._field.reading():
            return self._fieldobj.from_bytes(self._field.term(self._number))

    def term_info(self) -> TermInfo | None:
        """What is known of the term; None after the last."""
        if self._field is None or not self.is_valid():
            return None
        return ColumnarTermInfo(self._arrays, self._field, self._name, self._number)
