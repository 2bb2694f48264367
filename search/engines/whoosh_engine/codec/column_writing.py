"""Whoosh's columns, written as arrays: numbers as they are, all others as rows of bytes."""

from __future__ import annotations

import struct
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import columns

from search.engines.whoosh_engine.codec.document_writing import write_numbers, write_rows
from search.engines.whoosh_engine.codec.stored_values import to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter

# The types of numbers, by the letters of Whoosh's columns of them.
KINDS = {
    "b": "<i1", "B": "<u1", "h": "<i2", "H": "<u2", "i": "<i4", "I": "<u4", "l": "<i4", "L": "<u4",
    "q": "<i8", "Q": "<u8", "f": "<f4", "d": "<f8",
}  # fmt: skip
# A value of a column of objects is stored under this name.
OBJECT = "value"


def column_writing(column: Any) -> NumberColumn | BytesColumn:
    """What takes in the values of one of Whoosh's columns; TypeError for a kind of one's own."""
    if isinstance(column, columns.NumericColumn):
        return NumberColumn(column._typecode, column.default_value())  # noqa: SLF001  # Whoosh gives no other way
    if isinstance(column, columns.ClampedNumericColumn):
        return column_writing(column._child)  # noqa: SLF001  # Whoosh gives no other way
    if isinstance(column, columns.BitColumn):
        return NumberColumn("?", default=False)
    return BytesColumn(*_as_bytes(column))


def _as_bytes(column: Any) -> tuple[Callable[[Any], bytes], bytes]:
    """How a column's values become bytes, and those of a document without one."""
    if isinstance(column, columns.StructColumn):
        packing = struct.Struct(column._spec)  # noqa: SLF001  # Whoosh gives no other way
        return lambda value: packing.pack(*value), packing.pack(*column.default_value())
    if isinstance(column, columns.FixedBytesColumn | columns.RefBytesColumn):
        return _checked(column._fixedlen), column.default_value()  # noqa: SLF001  # Whoosh gives no other way
    if isinstance(column, columns.PickleColumn | columns.ListColumn):
        return lambda value: b"" if value is None else to_bytes({OBJECT: value}), b""
    if isinstance(
        column,
        columns.VarBytesColumn | columns.CompressedBytesColumn | columns.CompressedBlockColumn,
    ):
        return bytes, b""
    raise TypeError(f"the index format has no column like {type(column).__name__}")


def _checked(length: int) -> Callable[[bytes], bytes]:
    def as_is(value: bytes) -> bytes:
        if length and len(value) != length:
            raise ValueError(f"{value!r} is not of {length} bytes")
        return value

    return as_is


class NumberColumn:
    """Takes in numbers, each packed at once."""

    def __init__(self, letter: str, default: Any) -> None:
        self._pack = struct.Struct("<" + letter).pack
        self._kind = np.dtype("?" if letter == "?" else KINDS[letter])
        self._content = bytearray()
        self._default = self._pack(default)
        self._is_bit = letter == "?"

    def packed(self, value: Any) -> bytes:
        """A value as it is kept; struct.error for one that the type cannot hold."""
        return self._pack(bool(value) if self._is_bit else value)

    def add(self, number: int, packed: bytes) -> None:
        """Take in the packed value of a document; they come in order."""
        self._fill(number)
        self._content += packed

    def _fill(self, documents: int) -> None:
        missing = documents - len(self._content) // self._kind.itemsize
        self._content += self._default * missing

    def finish(self, field: str, file: ArrayFileWriter, documents: int) -> None:
        """Write the column."""
        self._fill(documents)
        write_numbers(file, field, np.frombuffer(self._content, self._kind))


class BytesColumn:
    """Takes in values that become bytes; holds each different one once."""

    def __init__(self, as_bytes: Callable[[Any], bytes], default: bytes) -> None:
        self._as_bytes = as_bytes
        self._default = default
        self._codes = array("I")
        self._rows: dict[bytes, int] = {}

    def packed(self, value: Any) -> bytes:
        """A value as it is kept; TypeError for one of no type that the index has."""
        return self._as_bytes(value)

    def add(self, number: int, packed: bytes) -> None:
        """Take in the packed value of a document; they come in order."""
        self._fill(number)
        self._codes.append(self._code(packed))

    def _code(self, row: bytes) -> int:
        return self._rows.setdefault(row, len(self._rows))

    def _fill(self, documents: int) -> None:
        missing = documents - len(self._codes)
        if missing:
            self._codes.extend([self._code(self._default)] * missing)

    def finish(self, field: str, file: ArrayFileWriter, documents: int) -> None:
        """Write the column; its values stand in order, each once."""
        self._fill(documents)
        rows = sorted(self._rows)
        places = np.empty(len(rows), np.int64)
        for place, row in enumerate(rows):
            places[self._rows[row]] = place
        write_rows(file, field, rows, places[np.frombuffer(self._codes, "=u4")])
