"""One file of the file system to the source files in it: itself, one packed, an archive's.

Archives are read as streams and never extracted: the names in them are only names, links are
not followed, and nothing is written. What is in an archive within an archive is not read.
"""

from __future__ import annotations

import io
import itertools
import stat
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from indexer.source_file import PACKED, SourceFile, opened
from indexer.unpacking import DAMAGE, Budget, buffered, damaged, unpack
from indexer.zip_directory import directory_of
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_ENTRIES = 200_000
# At a hundred bytes an entry; the directory of a zip file is held in memory.
MAX_DIRECTORY_BYTES = 100 * MAX_ENTRIES
# What one header of a tar file may be: a name takes 512 bytes, a long one some more.
MAX_HEADER_BYTES = 1_048_576
_TARS = (".tar", ".tgz", ".tar.gz", ".tar.zst", ".tzst")
_ZIPS = (".zip",)
ARCHIVES = (*_TARS, *_ZIPS)
_CLIMBING = ("..", "/")
_ENCRYPTED = 0x1
_SKIP_BYTES = 65_536


def is_archive(name: str) -> bool:
    """Whether a name is that of an archive."""
    return name.lower().endswith(ARCHIVES)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of an archive; ``problem`` says why it is not to be read."""

    archive: Path
    name: str
    opened: Callable[[], io.BufferedReader]
    problem: str = ""

    @property
    def path(self) -> Path:
        """What it is named by in reports; a name is never more than a name."""
        return self.archive / self.name.replace("\\", "/").lstrip("/")

    def is_wanted(self, wanted: Callable[[Path], bool]) -> bool:
        hidden = any(part.startswith(".") and part not in _CLIMBING for part in self._parts())
        return not hidden and wanted(Path(self.name))

    def refusal(self) -> SourceError | None:
        problem = self.problem
        if self.name.startswith(("/", "\\")) or set(self._parts()) & set(_CLIMBING):
            problem = "its name is absolute or climbs out of the archive; it is not read"
        elif Path(self.name).suffix.lower() in PACKED or is_archive(self.name):
            problem = problem or "packed within an archive; it is not read"
        return SourceError(self.path, 1, problem) if problem else None

    def _parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.name.replace("\\", "/")).parts


def source_files(
    path: Path,
    wanted: Callable[[Path], bool],
    names: Mapping[str, str],
    open_file: Callable[[Path], io.BufferedReader] = opened,
) -> Iterator[SourceFile | SourceError]:
    """The source files of one file, each to be read before the next is asked for.

    Of an archive those whose name is ``wanted``, hidden ones left out; a SourceError for what
    of it cannot be read. A file that is no archive is given whatever its name. ``open_file``
    gives the bytes of ``path`` as they stand, for those who have read them already.
    """
    if not is_archive(path.name):
        yield SourceFile(path, lambda: _unpacked(path, open_file(path)), names)
        return
    read = _zip_entries if path.name.lower().endswith(_ZIPS) else _tar_entries
    try:
        entries = read(path, open_file(path))
        for entry in itertools.islice(entries, MAX_ENTRIES):
            if entry.is_wanted(wanted):
                yield entry.refusal() or SourceFile(entry.path, entry.opened, names)
        if next(entries, None):
            yield SourceError(path, 1, f"more than {MAX_ENTRIES:,} entries; the rest is not read")
    except SourceError as error:
        yield error
    except DAMAGE as error:
        yield SourceError(path, 1, damaged(error))


def _unpacked(path: Path, file: io.BufferedReader) -> io.BufferedReader:
    suffix = path.suffix.lower()
    return unpack(path, file, suffix) if suffix in PACKED else file


def _zip_entries(path: Path, file: io.BufferedReader) -> Iterator[_Entry]:
    with file:
        budget = Budget(file)
        directory = directory_of(file)
        if directory.size > MAX_DIRECTORY_BYTES:
            reason = f"its directory is larger than {MAX_DIRECTORY_BYTES:,} bytes; it is not read"
            raise SourceError(path, 1, reason)
        with zipfile.ZipFile(file) as archive:
            found = archive.infolist()
            for info in found:
                if not info.is_dir():
                    yield _zip_entry(path, archive, info, budget)
        # A damaged name may hold the entries after it, and zipfile does not count them.
        if directory.entries not in (None, len(found) & 0xFFFF):
            reason = f"damaged: {directory.entries:,} entries, and {len(found):,} can be told"
            raise SourceError(path, 1, reason)


def _zip_entry(
    path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget
) -> _Entry:
    problem = ""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        problem = "a link or device; it is not followed"
    elif info.flag_bits & _ENCRYPTED:
        problem = "encrypted; it is not read"
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        problem = f"packed by method {info.compress_type}; stored and deflated files are read"

    def open_entry() -> io.BufferedReader:
        try:
            return buffered(path / info.filename, archive.open(info), budget)
        except DAMAGE as error:
            raise SourceError(path / info.filename, 1, damaged(error)) from error

    return _Entry(path, info.filename, open_entry, problem)


def _tar_entries(path: Path, file: io.BufferedReader) -> Iterator[_Entry]:
    with file:
        name = path.name.lower()
        suffix = ".zst" if name.endswith(("zst", "tzst")) else ".gz"
        plain = name.endswith(".tar")
        stream = _Forward(path, file if plain else unpack(path, file, suffix))
        # Typeshed asks for a whole file object; reading needs no more than _Forward has.
        with tarfile.open(fileobj=stream, mode="r:") as archive:  # type: ignore[call-overload]
            while info := stream.next_of(archive):
                archive.members.clear()
                if not info.isdir():
                    yield _tar_entry(path, archive, info)
        stream.finish()


def _tar_entry(path: Path, archive: tarfile.TarFile, info: tarfile.TarInfo) -> _Entry:
    problem = ""
    if info.issparse():
        problem = "a sparse file; it is not read"
    elif not info.isreg():
        problem = "a link or device; it is not followed"

    def open_entry() -> io.BufferedReader:
        file = archive.extractfile(info)
        return buffered(path / info.name, file or io.BytesIO(), Budget.without_ratio())

    return _Entry(path, info.name, open_entry, problem)


class _Forward:
    """A stream that ``tarfile`` may go forward in; a header is never more than a header.

    ``tarfile`` has a mode for streams, which holds a header of any size, and it takes damage
    between two files for the end.
    """

    def __init__(self, path: Path, file: io.BufferedReader) -> None:
        self._path = path
        self._file = file
        self._position = 0
        self._last = b""
        self._header_left: int | None = MAX_HEADER_BYTES

    def next_of(self, archive: tarfile.TarFile) -> tarfile.TarInfo | None:
        self._header_left = MAX_HEADER_BYTES
        info = archive.next()
        self._header_left = None
        return info

    def read(self, size: int) -> bytes:
        if self._header_left is not None:
            self._header_left -= size
            if self._header_left < 0:
                reason = f"a header longer than {MAX_HEADER_BYTES:,} bytes"
                raise SourceError(self._path, 1, reason)
        return self._read(size)

    def seek(self, position: int) -> None:
        while self._position < position and self._read(min(position - self._position, _SKIP_BYTES)):
            pass

    def tell(self) -> int:
        return self._position

    def finish(self) -> None:
        """Raise SourceError unless the end is the end; read on to it, for the checksum there."""
        if any(self._last) or not self._last:
            reason = f"after {self._position:,} bytes: no end mark"
            raise SourceError(self._path, 1, f"damaged or cut off {reason}")
        while self._read(_SKIP_BYTES):
            pass

    def _read(self, size: int) -> bytes:
        self._last = self._file.read(size)
        self._position += len(self._last)
        return self._last
