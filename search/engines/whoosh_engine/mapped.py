"""The segments of an index as Whoosh reads them: mapped, and not copied."""

from __future__ import annotations

import io
import mmap
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile

_SEGMENT = ".seg"
# What is read through it, and not by its place, is the head of a block of postings.
_READ_AHEAD = 256


class MappedStorage(FileStorage):
    """The files of an index; opening a segment reads next to nothing of it, however large.

    Whoosh maps a segment too, but copies each part of it into memory as it opens the part
    (whoosh3 3.54.0, ``BufferFile``), so that opening an index takes its size in memory.
    """

    def __init__(self, folder: Path, *, readonly: bool = True) -> None:
        # Without Whoosh's own map a segment asks its file for its parts.
        super().__init__(str(folder), supports_mmap=False, readonly=readonly)

    def open_file(self, name: str, **options: Any) -> Any:
        """A file of the index."""
        if not name.endswith(_SEGMENT):
            return super().open_file(name, **options)
        with Path(self.folder, name).open("rb") as file:
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        return _MappedFile(view, name)


class _MappedFile(BufferFile):
    """A part of a map, read where it stands."""

    def __init__(self, view: memoryview, name: str) -> None:
        super().__init__(b"", name)
        self._buf = view
        self.file = io.BufferedReader(_Bytes(view), _READ_AHEAD)

    def subset(self, position: int, length: int, name: str | None = None) -> _MappedFile:
        """A part of it."""
        return _MappedFile(self._buf[position : position + length], name or self._name)


class _Bytes(io.RawIOBase):
    """A stream over bytes in memory."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        room = memoryview(target)
        part = self._view[self._at : self._at + len(room)]
        room[: len(part)] = part
        self._at += len(part)
        return len(part)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._view)}[whence]
        self._at = start + offset
        return self._at
