"""Packed bytes as a stream of what is in them, with a budget that bombs cannot pass."""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING

from search.errors import SourceError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

    Packed = IO[bytes] | gzip.GzipFile | zstd.ZstdFile

MAX_RATIO = 100
# What any file may unpack to, however small: a page of one letter packs to a thousandth.
FREE_BYTES = 64 * 1_048_576
MAX_UNPACKED_BYTES = 64 * 1_073_741_824
# zstd's own --long=27, the most that its command unpacks unasked: 128 MiB of memory.
_ZSTD_WINDOW_LOG = 27
_READ_BYTES = 65_536

# What the standard library's unpackers raise for bytes that are not as they were packed.
DAMAGE = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    zstd.ZstdError,
    EOFError,
    ValueError,
    LookupError,
    RuntimeError,
    OverflowError,
    OSError,
)


class Budget:
    """How much one file may still unpack to: a multiple of its size, within a fixed cap."""

    def __init__(self, packed: io.BufferedReader | None = None) -> None:
        size = _size_of(packed) if packed else MAX_UNPACKED_BYTES
        self._limit = min(MAX_UNPACKED_BYTES, max(FREE_BYTES, size * MAX_RATIO))
        self._spent = 0

    @classmethod
    def without_ratio(cls) -> Budget:
        """The budget of what is counted by its archive already."""
        return cls()

    def spend(self, path: Path, size: int) -> None:
        """Count bytes unpacked; SourceError where they are more than there may be."""
        self._spent += size
        if self._spent > self._limit:
            reason = (
                f"unpacks to more than {self._limit:,} bytes, which is {MAX_RATIO} times its "
                f"size or {MAX_UNPACKED_BYTES:,}; what follows is not read"
            )
            raise SourceError(path, 1, reason)


def _size_of(file: io.BufferedReader) -> int:
    place = file.tell()
    size = file.seek(0, io.SEEK_END)
    file.seek(place)
    return size


class Unpacked(io.RawIOBase):
    """A stream of unpacked bytes, counted; damage is a SourceError that says after how many."""

    def __init__(
        self, path: Path, file: Packed, budget: Budget, packed: io.BufferedReader | None = None
    ) -> None:
        super().__init__()
        self._packed = packed
        self._path = path
        self._file = file
        self._budget = budget
        self._position = 0

    def readable(self) -> bool:
        """True."""
        return True

    # Typeshed's buffer type is any buffer; BufferedReader gives a memoryview.
    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As ``io.RawIOBase`` has it; SourceError for damage and for too much."""
        try:
            block = self._file.read(min(len(buffer), _READ_BYTES))
        except DAMAGE as error:
            reason = damaged(error, self._position)
            raise SourceError(self._path, 1, reason) from error
        except SourceError as error:
            raise SourceError(self._path, 1, error.reason) from error
        self._budget.spend(self._path, len(block))
        self._position += len(block)
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        """Close what it reads from too, and what that reads from."""
        self._file.close()
        if self._packed:
            self._packed.close()
        super().close()


def damaged(error: Exception, position: int = 0) -> str:
    """The reason to reject packed bytes, on one line."""
    said = " ".join(str(error).split())[:100] or type(error).__name__
    after = f" after {position:,} bytes" if position else ""
    return f"damaged or cut off{after}: {said}"


def unpack(path: Path, file: io.BufferedReader, suffix: str) -> io.BufferedReader:
    """What a ``.gz`` or ``.zst`` holds, as a stream."""
    inner: Packed
    if suffix == ".zst":
        options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
        inner = zstd.ZstdFile(file, options=options)
    else:
        inner = gzip.GzipFile(fileobj=file)
    return io.BufferedReader(Unpacked(path, inner, Budget(file), file), _READ_BYTES)


def buffered(path: Path, file: Packed, budget: Budget) -> io.BufferedReader:
    """A file of an archive as readers take it."""
    return io.BufferedReader(Unpacked(path, file, budget), _READ_BYTES)
