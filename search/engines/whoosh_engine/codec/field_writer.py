"""What Whoosh hands over of a new segment's terms, made into arrays."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from whoosh.codec import base

from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter
from search.engines.whoosh_engine.codec.field_writing import FieldWriting, Terms
from search.engines.whoosh_engine.codec.posting_values import BesideWriting, Values, as_array
from search.engines.whoosh_engine.codec.segment_arrays import TERMS

# So many postings are handed over at once, or those of one term if they are more.
_PART = 1 << 16


class ColumnarFieldWriter(base.FieldWriter):
    """Takes the fields of a segment in order, their terms in order, and writes the terms' file."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage = storage
        self._segment = segment
        self._stream: Any = None
        self._file: ArrayFileWriter | None = None
        self._field: _Field | None = None
        self._documents = 0
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Any) -> None:  # noqa: ARG002  # Whoosh's signature
        """Write the postings of all fields."""
        # Whoosh has set the segment's size when it asks for lengths, and lengths stand with
        # the documents here.
        self._documents = self._segment.doc_count_all()
        super().add_postings(schema, None, items)

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin the next field."""
        self._field = _Field(fieldname, fieldobj.format, self._documents)

    def start_term(self, text: bytes) -> None:
        """Begin the next term of the field."""
        self._open_field().start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:  # noqa: ARG002  # Whoosh's signature
        """Take in a document of the term."""
        self._open_field().add(docnum, weight, vbytes)

    def finish_term(self) -> None:
        """End the term."""
        self._open_field().finish_term()

    def finish_field(self) -> None:
        """Write the field."""
        self._open_field().finish(self._opened())
        self._field = None

    def _open_field(self) -> _Field:
        if self._field is None:
            raise ValueError("no field was started")
        return self._field

    def _opened(self) -> ArrayFileWriter:
        if self._file is None:
            self._stream = self._segment.create_file(self._storage, TERMS)
            self._file = ArrayFileWriter(self._stream)
        return self._file

    def close(self) -> None:
        """End the file."""
        self._opened().finish()
        self._stream.close()
        self.is_closed = True


class _Field:
    """A field that is being written; what it holds is bounded by ``_PART``."""

    def __init__(self, name: str, format_: Any, documents: int) -> None:
        self._name = name
        self._documents = documents
        self._written = FieldWriting(documents)
        self._beside = BesideWriting()
        self._terms: list[bytes] = []
        self._counts: list[int] = []
        self._numbers = array("I")
        self._weights = array("f")
        self._values = Values(format_)

    def start_term(self, text: bytes) -> None:
        self._terms.append(text)
        self._counts.append(len(self._numbers))

    def add(self, number: int, weight: float, value: bytes) -> None:
        # Of a document that could not be indexed Whoosh keeps the words that came first.
        if number >= self._documents:
            return
        self._numbers.append(number)
        self._weights.append(weight)
        self._values.add(value)

    def finish_term(self) -> None:
        self._counts[-1] = len(self._numbers) - self._counts[-1]
        if not self._counts[-1]:
            del self._terms[-1], self._counts[-1]
        if len(self._numbers) >= _PART:
            self._hand_over()

    def _hand_over(self) -> None:
        if not self._terms:
            return
        frequencies = as_array(self._values.frequencies)
        weights = as_array(self._weights)
        part = Terms(
            terms=self._terms,
            counts=np.array(self._counts, np.int64),
            numbers=as_array(self._numbers),
            frequencies=frequencies,
            positions=self._values.positions(),
            weights=None if (weights == frequencies).all() else weights,
        )
        self._written.add(part)
        self._beside.add(self._values)
        self._terms, self._counts = [], []
        del self._numbers[:], self._weights[:]
        self._values.clear()

    def finish(self, file: ArrayFileWriter) -> None:
        self._hand_over()
        if not self._written.has_terms:
            return
        self._written.finish(self._name, file)
        self._beside.finish(f"{self._name}/", file)
