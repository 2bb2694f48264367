"""A file as readers see it: a name to report, and a stream of its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search.errors import SourceError

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Mapping
    from pathlib import Path

# Endings of one packed file; what stands before them tells the format.
PACKED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What one reader reads.

    ``path`` is what a ``SourceError`` names: a file of an archive is ``archive.zip/page.txt``.
    ``open`` gives its bytes from the beginning, unpacked; a file of an archive can be opened
    once, before the next one is asked for. A read raises SourceError where what was packed is
    damaged or too large. ``names`` are the operator's own names of columns, by fact
    (``{"film": "movie_name"}``), for the formats that have columns.
    """

    path: Path
    open: Callable[[], io.BufferedReader]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        """The ending of the name, in small letters, which tells the format."""
        return format_suffix(self.path)


def format_suffix(path: Path) -> str:
    """The ending that tells the format: ``.csv`` of ``Films.CSV`` and of ``films.csv.gz``."""
    inner = path.with_suffix("") if path.suffix.lower() in PACKED else path
    return inner.suffix.lower()


def opened(path: Path) -> io.BufferedReader:
    """The bytes of a file as they stand; SourceError for what is no readable file."""
    try:
        if not path.is_file():
            kind = "is a folder" if path.is_dir() else "is not a regular file"
            raise SourceError(path, 1, kind if path.exists() else "cannot be read: no such file")
        return path.open("rb")
    except OSError as error:
        raise SourceError(path, 1, f"cannot be read: {error.strerror or error}") from error
