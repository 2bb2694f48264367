"""A file of named arrays that is mapped, and not read.

    0    magic, 8 bytes; version, 4 bytes; zeros
    64   the arrays, each at a multiple of 64, zeros between them
    ...  the directory: JSON with the name, type, place, length and CRC-32 of each array, and facts
    -32  place and length of the directory, 8 bytes each; its CRC-32 and the version, 4 each; magic

All numbers are little-endian. Opening a file checks its ends and the directory; ``check`` reads
every byte.
"""

from __future__ import annotations

import json
import struct
import zlib
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.index import IndexVersionError
from whoosh.reading import CorruptIndexError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Array = NDArray[Any]

MAGIC = b"RFARRAYS"
VERSION = 2
_ALIGNMENT = 64
_HEADER = struct.Struct("<8sI52x")
_HEADER_ZEROS = 52
_FOOTER = struct.Struct("<QQII8s")
# How much of an array is written or checked at a time, in bytes.
_CHUNK = 1 << 20


class DamagedFileError(CorruptIndexError):
    """A file is not as it was written."""


class MissingFileError(DamagedFileError, FileNotFoundError):
    """A file of a segment is not there: Whoosh tries again, for a writer may have replaced it."""


class OtherVersionError(IndexVersionError):
    """A file is of a version that is not read here."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(
            f"{name} is of version {version} of the index format, and {VERSION} is read here",
            version,
        )


def ends_of(name: str) -> str:
    """The array that says where the rows of another end: of ``F/rows`` it is ``F/row_ends``."""
    return f"{name.removesuffix('s')}_ends"


class ArrayFileWriter:
    """Writes a file of arrays into a stream of bytes; the same arrays give the same bytes."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._at = 0
        self._directory: dict[str, list[Any]] = {}
        self._write(_HEADER.pack(MAGIC, VERSION))

    def add(self, name: str, array: Array) -> None:
        """Write an array of one dimension."""
        self.add_chunks(name, array.dtype, [array])

    def add_chunks(self, name: str, kind: Any, chunks: Iterable[Array]) -> None:
        """Write an array that comes in parts."""
        if name in self._directory:
            raise ValueError(f"there is an array called {name!r} already")
        self._write(b"\0" * (-self._at % _ALIGNMENT))
        little = np.dtype(kind).newbyteorder("<")
        begin, checksum = self._at, 0
        for chunk in chunks:
            content = np.ascontiguousarray(chunk, little).tobytes()
            checksum = zlib.crc32(content, checksum)
            self._write(content)
        length = (self._at - begin) // little.itemsize
        self._directory[name] = [little.str, begin, length, checksum]

    def finish(self, facts: dict[str, Any] | None = None) -> None:
        """Write the directory, with ``facts`` that JSON can hold; the stream is left open."""
        content = json.dumps(
            {"arrays": self._directory, "facts": facts or {}},
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        ).encode()
        place = self._at
        self._write(content)
        self._write(_FOOTER.pack(place, len(content), zlib.crc32(content), VERSION, MAGIC))

    def _write(self, content: bytes) -> None:
        self._stream.write(content)
        self._at += len(content)


class ArrayFile:
    """The arrays of a file, each a view of its bytes; DamagedFileError if they cannot be."""

    def __init__(self, content: Any, name: str) -> None:
        self._bytes = memoryview(content)
        self.name = name
        self._arrays, self.facts = self._read_directory()

    def _read_directory(self) -> tuple[dict[str, list[Any]], dict[str, Any]]:
        size = len(self._bytes)
        if size < _HEADER.size + _FOOTER.size:
            raise self.damaged("it is too short")
        magic, version = _HEADER.unpack(self._bytes[: _HEADER.size])
        if magic != MAGIC:
            raise self.damaged("it does not begin as it must")
        if version != VERSION:
            raise OtherVersionError(self.name, version)
        place, length, checksum, again, end = _FOOTER.unpack(self._bytes[-_FOOTER.size :])
        if end != MAGIC or again != VERSION or place + length + _FOOTER.size != size:
            raise self.damaged("it does not end as it must")
        content = bytes(self._bytes[place : place + length])
        if zlib.crc32(content) != checksum:
            raise self.damaged("its directory has other bytes than were written")
        try:
            read = json.loads(content)
            return dict(read["arrays"]), dict(read["facts"])
        except (ValueError, LookupError, TypeError) as error:
            raise self.damaged(f"its directory cannot be read: {error}") from error

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def in_order(self) -> Iterator[str]:
        """The names of the arrays as these stand one after another."""
        return iter(sorted(self._arrays, key=lambda name: int(self._arrays[name][1])))

    def array(self, name: str) -> Array:
        """An array; it cannot be written to, and shares the file's memory."""
        try:
            kind, begin, length, _ = self._arrays[name]
            return np.frombuffer(self._bytes, np.dtype(kind), length, begin)
        except (ValueError, LookupError, TypeError) as error:
            raise self.damaged(f"its array {name!r} cannot be read: {error}") from error

    def find(self, name: str) -> Array | None:
        """An array, or None if there is none called so."""
        return self.array(name) if name in self._arrays else None

    def extent(self, name: str, number: int, limit: int) -> tuple[int, int]:
        """Where part ``number`` begins and ends, of parts that end where the array ``name`` says.

        DamagedFileError if that is not within ``limit``, or there is no such part.
        """
        ends = self.array(name)
        with self.reading(name):
            begin, end = int(ends[number - 1]) if number else 0, int(ends[number])
        if not begin <= end <= limit:
            raise self.damaged(f"its array {name!r} leads beyond its end")
        return begin, end

    def rows(self, name: str, first: int = 0, last: int | None = None) -> list[bytes] | None:
        """Rows of bytes, or None: they stand in ``name``, and end where ``name``'s ends say."""
        text = self.find(name)
        if text is None:
            return None
        ends = self.array(ends_of(name))
        last = len(ends) if last is None else last
        if first == last:
            return []
        begin = self.extent(ends_of(name), first, len(text))[0]
        end = self.extent(ends_of(name), last - 1, len(text))[1]
        content = text[begin:end].tobytes()
        places = (ends[first:last].astype(np.int64) - begin).tolist()
        return [content[one:other] for one, other in pairwise([0, *places])]

    @contextmanager
    def reading(self, name: str) -> Iterator[None]:
        """Within it, what bytes that were changed can lead to is a DamagedFileError."""
        try:
            yield
        except (IndexError, ValueError, OverflowError, KeyError, TypeError) as error:
            raise self.damaged(f"its array {name!r} cannot be read: {error}") from error

    def check(self) -> None:
        """Read every byte; DamagedFileError for one that is not as it was written."""
        end = _HEADER.size
        self._check_zeros(_HEADER.size - _HEADER_ZEROS, end)
        for name, (kind, begin, length, expected) in self._in_order():
            self._check_zeros(end, begin)
            end = begin + length * np.dtype(kind).itemsize
            checksum = 0
            for at in range(begin, end, _CHUNK):
                checksum = zlib.crc32(self._bytes[at : min(end, at + _CHUNK)], checksum)
            if checksum != expected:
                raise self.damaged(f"its array {name!r} has other bytes than were written")

    def _in_order(self) -> list[tuple[str, list[Any]]]:
        return sorted(self._arrays.items(), key=lambda item: (item[1][1], item[1][2]))

    def _check_zeros(self, begin: int, end: int) -> None:
        if any(self._bytes[begin:end]):
            raise self.damaged("there is something between its arrays")

    def damaged(self, reason: str) -> DamagedFileError:
        """The error to raise for what cannot be."""
        return DamagedFileError(f"{self.name} is damaged: {reason}")
