"""A file as readers see it: a name to report, and a stream of its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What one reader reads.

    ``path`` is what a ``SourceError`` names: a file of an archive is ``archive.zip/page.txt``.
    ``open`` gives its bytes from the beginning, unpacked.
    """

    path: Path
    open: Callable[[], BinaryIO]

    @property
    def suffix(self) -> str:
        """The ending of the name, in small letters, which tells the format."""
        return self.path.suffix.lower()


def plain_file(path: Path) -> SourceFile:
    """A file of the file system; opening it raises SourceError for what is no readable file."""
    return SourceFile(path, lambda: _opened(path))


def _opened(path: Path) -> BinaryIO:
    try:
        if not path.is_file():
            kind = "is a folder" if path.is_dir() else "is not a regular file"
            raise SourceError(path, 1, kind if path.exists() else "cannot be read: no such file")
        return path.open("rb")
    except OSError as error:
        raise SourceError(path, 1, f"cannot be read: {error.strerror or error}") from error
