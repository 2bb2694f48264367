"""What Whoosh hands over of a new segment's documents, made into arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec import base
from whoosh.util.numeric import length_to_byte

from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter
from search.engines.whoosh_engine.codec.column_writing import (
    BytesColumn,
    NumberColumn,
    column_writing,
)
from search.engines.whoosh_engine.codec.document_writing import StoredWriting, write_lengths
from search.engines.whoosh_engine.codec.segment_arrays import DOCUMENTS
from search.engines.whoosh_engine.codec.vectors import VectorWriting

if TYPE_CHECKING:
    from collections.abc import Iterable


class ColumnarPerDocumentWriter(base.PerDocumentWriter):
    """Takes the documents of a segment in order and writes the documents' file."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage = storage
        self._segment = segment
        self._stored = StoredWriting()
        self._lengths: dict[str, bytearray] = {}
        self._totals: dict[str, int] = {}
        self._columns: dict[str, NumberColumn | BytesColumn] = {}
        self._vectors: dict[str, VectorWriting] = {}
        self._documents = 0
        self._open: _Document | None = None
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin the next document; ValueError if ``docnum`` is not its number."""
        if self._open is not None or docnum != self._documents:
            raise ValueError(f"document {docnum} begins where {self._documents} must end or begin")
        self._open = _Document()

    def _document(self) -> _Document:
        if self._open is None:
            raise ValueError("no document was started")
        return self._open

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:  # noqa: ARG002  # Whoosh's signature
        """Take in what is stored of a field, unless it is None, and its length."""
        if value is not None:
            self._document().stored[fieldname] = value
        if length:
            self._document().lengths[fieldname] = length

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Take in a value for a field's column."""
        column = self._columns.get(fieldname)
        if column is None:
            column = self._columns[fieldname] = column_writing(columnobj)
        self._document().columns[fieldname] = column.packed(value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[Any]) -> None:
        """Take in the terms of the document itself: text, weight and value of each, in order."""
        if items := list(items):
            self._document().vectors[fieldname] = (fieldobj.vector, items)

    def finish_doc(self) -> None:
        """End the document; TypeError if a stored value is of no type that the index has.

        Then there is nothing of the document.
        """
        document, number = self._document(), self._documents
        self._open = None
        self._stored.add(document.stored)
        for field, packed in document.columns.items():
            self._columns[field].add(number, packed)
        for field, (format_, items) in document.vectors.items():
            if field not in self._vectors:
                self._vectors[field] = VectorWriting(format_)
            self._vectors[field].add(number, items)
        for field, length in document.lengths.items():
            self._totals[field] = self._totals.get(field, 0) + length
            lengths = self._lengths.setdefault(field, bytearray())
            lengths.extend(bytes(number - len(lengths)))
            lengths.append(length_to_byte(length))
        self._documents += 1

    def cancel_doc(self) -> None:
        """Forget the document that was begun."""
        self._open = None

    def close(self) -> None:
        """Write the file, without a document that was begun and did not end."""
        stream = self._segment.create_file(self._storage, DOCUMENTS)
        file = ArrayFileWriter(stream)
        self._stored.finish(file)
        for field, lengths in sorted(self._lengths.items()):
            lengths.extend(bytes(self._documents - len(lengths)))
            write_lengths(file, field, np.frombuffer(lengths, np.uint8))
        for field, column in sorted(self._columns.items()):
            column.finish(field, file, self._documents)
        for field, vectors in sorted(self._vectors.items()):
            vectors.finish(field, file, self._documents)
        file.finish({"field_lengths": self._totals})
        stream.close()
        self.is_closed = True


class _Document:
    """What was said of one document so far."""

    def __init__(self) -> None:
        self.stored: dict[str, Any] = {}
        self.lengths: dict[str, int] = {}
        self.columns: dict[str, bytes] = {}
        self.vectors: dict[str, tuple[Any, list[Any]]] = {}
