"""Columns as Whoosh reads them."""

from __future__ import annotations

import struct
from array import array
from typing import TYPE_CHECKING, Any

from whoosh import columns

from search.engines.whoosh_engine.codec.column_writing import OBJECT
from search.engines.whoosh_engine.codec.stored_values import from_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.document_arrays import DocumentArrays

    Array = NDArray[Any]


def column_reader(documents: DocumentArrays, field: str, column: Any) -> columns.ColumnReader:
    """A field's column, as one of Whoosh's ``column`` is read."""
    values = documents.values(field)
    if values is None:
        return _BytesReader(documents, field, column)
    if values.dtype.kind == "b":
        return _BitReader(values)
    return _NumberReader(values, getattr(column, "_typecode", "q"))


class _NumberReader(columns.ColumnReader):
    def __init__(self, values: Array, letter: str) -> None:
        self._values = values
        self._letter = letter
        self._sign = 1

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> Any:
        return self._values.item(docnum)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values.tolist())

    def sort_key(self, docnum: int) -> Any:
        """What the document is put in order by."""
        return self._values.item(docnum) * self._sign

    def load(self) -> Any:
        """All numbers, as Whoosh gives them."""
        whole = self._values.tolist()
        return whole if self._letter in "qQ" else array(self._letter, whole)

    def set_reverse(self) -> None:
        """Put the largest first."""
        self._sign = -1


class _BitReader(columns.ColumnReader):
    def __init__(self, values: Array) -> None:
        self._values = values
        self._reverse = False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> bool:
        return bool(self._values[docnum])

    def __iter__(self) -> Iterator[bool]:
        return iter(self._values.tolist())

    def id_set(self) -> set[int]:
        """The documents that have it."""
        return set(self._values.nonzero()[0].tolist())

    def sort_key(self, docnum: int) -> int:
        """What the document is put in order by."""
        return int(self[docnum] ^ self._reverse)

    def load(self) -> _BitReader:
        """Itself: it is in memory as it stands."""
        return self

    def set_reverse(self) -> None:
        """Put those that have it first."""
        self._reverse = True


class _BytesReader(columns.ColumnReader):
    def __init__(self, documents: DocumentArrays, field: str, column: Any) -> None:
        self._documents = documents
        self._field = field
        self._codes = documents.codes(field)
        self._rows = documents.rows(field)
        self._read = _from_bytes(column)
        self._is_list = column.stores_lists()
        self._is_object = isinstance(column, columns.PickleColumn)

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, docnum: int) -> Any:
        with self._documents.reading(self._field):
            return self._read(self._row(docnum))

    def __iter__(self) -> Iterator[Any]:
        rows = list(self._rows)
        with self._documents.reading(self._field):
            for code in self._codes.tolist():
                yield self._read(rows[code])

    def sort_key(self, docnum: int) -> Any:
        """What the document is put in order by: of a list its first, of an object its bytes."""
        if self._is_list:
            return self[docnum][0]
        return self._row(docnum) if self._is_object else self[docnum]

    def _row(self, docnum: int) -> bytes:
        return self._rows[int(self._codes[docnum])]


def _from_bytes(column: Any) -> Callable[[bytes], Any]:
    """How the values of a column come out of its bytes."""
    if isinstance(column, columns.StructColumn):
        return struct.Struct(column._spec).unpack  # noqa: SLF001  # Whoosh gives no other way
    if isinstance(column, columns.PickleColumn):
        return lambda row: from_bytes(row)[OBJECT] if row else None
    if isinstance(column, columns.ListColumn):
        return lambda row: from_bytes(row)[OBJECT] if row else []
    return bytes
