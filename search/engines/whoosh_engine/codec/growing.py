"""An array that grows on disk, and widens when a value needs it."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any
from weakref import finalize

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[Any]

# An array below so many bytes is held in memory.
_HELD = 1 << 20
_CHUNK = 1 << 20


class GrowingArray:
    """Unsigned whole numbers, of the smallest of the given types that holds all of them.

    What is not held in memory is in a file without a name in ``folder``.
    """

    def __init__(self, *kinds: str, folder: Path | None = None) -> None:
        self._kinds = [np.dtype(kind) for kind in kinds]
        self._folder = str(folder) if folder else None
        self._file = self._open()
        self.size = 0

    def _open(self) -> SpooledTemporaryFile[bytes]:
        file = SpooledTemporaryFile(_HELD, dir=self._folder)  # noqa: SIM115  # closed by ``close``
        # Or with the array, where writing came to no end.
        finalize(self, file.close)
        return file

    @property
    def kind(self) -> np.dtype[Any]:
        """The type that holds all that was added."""
        return self._kinds[0]

    def add(self, values: Array) -> None:
        """Take in more values; OverflowError for one that no type holds."""
        if not values.size:
            return
        if values.dtype.kind != "f":
            if values.dtype.kind == "i" and values.min() < 0:
                raise OverflowError(f"{values.min()} is below 0, and the index format has no such")
            largest = int(values.max())
            while largest > np.iinfo(self._kinds[0]).max:
                self._widen(largest)
        self._file.write(values.astype(self._kinds[0], copy=False).tobytes())
        self.size += values.size

    def _widen(self, largest: int) -> None:
        if len(self._kinds) == 1:
            raise OverflowError(f"{largest} is too large for the index format")
        wider = self._open()
        for chunk in self.chunks():
            wider.write(chunk.astype(self._kinds[1]).tobytes())
        self._file.close()
        self._file, self._kinds = wider, self._kinds[1:]

    def chunks(self) -> Iterator[Array]:
        """All that was added, in parts."""
        file, kind = self._file, self._kinds[0]
        file.seek(0)
        while content := file.read(_CHUNK * kind.itemsize):
            yield np.frombuffer(content, kind)
        file.seek(0, 2)

    def part(self, begin: int, end: int) -> Array:
        """What was added from one place to before another."""
        file, kind = self._file, self._kinds[0]
        file.seek(begin * kind.itemsize)
        content = file.read((end - begin) * kind.itemsize)
        file.seek(0, 2)
        return np.frombuffer(content, kind)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
