"""What is kept of a segment's documents, as Whoosh asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec import base
from whoosh.util.numeric import byte_to_length

from search.engines.whoosh_engine.codec.column_readers import column_reader
from search.engines.whoosh_engine.codec.posting_matcher import ItemMatcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray
    from whoosh.columns import ColumnReader

    from search.engines.whoosh_engine.codec.segment_arrays import SegmentArrays

    Array = NDArray[Any]


class ColumnarPerDocumentReader(base.PerDocumentReader):
    """Reads lengths, stored values, columns and vectors; a damaged directory is said at once."""

    def __init__(self, arrays: SegmentArrays, segment: Any) -> None:
        self.arrays = arrays
        self._segment = segment
        self._documents = arrays.documents
        # The bytes of lengths by field: scoring asks for one at a time.
        self._lengths: dict[str, Array | None] = {}

    def doc_count(self) -> int:
        """How many documents are not deleted."""
        return self.arrays.count - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """How many documents there are, the deleted ones too."""
        return self.arrays.count

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        """The numbers of the deleted documents."""
        return self._segment.deleted_docs()  # type: ignore[no-any-return]  # Whoosh is untyped

    # Columns

    def supports_columns(self) -> bool:
        """True."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether any document has a value in a field's column."""
        return self._documents.has_column(fieldname)

    def list_columns(self) -> Sequence[str]:
        """The fields that have a column."""
        return self._documents.column_names()

    def column_reader(self, fieldname: str, column: Any) -> ColumnReader:
        """A field's column, read as one of Whoosh's ``column``."""
        return column_reader(self._documents, fieldname, column)

    # Lengths

    def _bytes(self, field: str) -> Array | None:
        if field not in self._lengths:
            self._lengths[field] = self._documents.lengths(field)
        return self._lengths[field]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int | None:
        """A document's length in a field, as its byte says; None for a document without it.

        ``default`` if no document has the field.
        """
        lengths = self._bytes(fieldname)
        if lengths is None:
            return default
        byte = lengths.item(docnum)
        return int(byte_to_length(byte)) if byte else None

    def field_length(self, fieldname: str) -> int:
        """How long a field is in all documents together."""
        return self._documents.total_length(fieldname)

    def min_field_length(self, fieldname: str) -> int:
        """The length of a field in the document where it is shortest, 0 if it is missing in one."""
        return self._extreme_length(fieldname, np.min)

    def max_field_length(self, fieldname: str) -> int:
        """The length of a field in the document where it is longest."""
        return self._extreme_length(fieldname, np.max)

    def _extreme_length(self, field: str, extreme: Callable[[Array], Any]) -> int:
        lengths = self._bytes(field)
        has_some = lengths is not None and len(lengths)
        return int(byte_to_length(int(extreme(lengths)))) if has_some else 0  # type: ignore[arg-type]  # it is not None there

    # Vectors

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Whether the terms of a document are kept by themselves."""
        vectors = self._documents.vectors(fieldname)
        if vectors is None:
            return False
        begin, end = vectors.extent(docnum)
        return end > begin

    def vector(self, docnum: int, fieldname: str, format_: Any) -> ItemMatcher:
        """The terms of a document; ValueError if they are not kept."""
        vectors = self._documents.vectors(fieldname)
        if vectors is None or not self.has_vector(docnum, fieldname):
            raise ValueError(f"document {docnum} has no vector of {fieldname!r}")
        return ItemMatcher(
            vectors.terms(docnum), vectors.weights(docnum), vectors.places(docnum), format_
        )

    # Stored values

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """What is stored of a document."""
        return self._documents.stored(docnum)
