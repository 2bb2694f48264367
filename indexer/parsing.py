"""One file to what its reader takes of it, with the digest of the very bytes that it read."""

from __future__ import annotations

import hashlib
import io
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from indexer.containers import is_archive, source_files
from indexer.source_file import PACKED, opened
from indexer.sources import is_read, reader_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from search.errors import SourceError
    from search.records import Film

    Taken = Film | SourceError

# What is read once and kept, so that what is parsed is what was hashed.
SMALL_BYTES = 8 * 1_048_576


class Parsed(NamedTuple):
    """A file read whole: its SHA-256, the seconds it took, and what its reader took."""

    sha256: str
    seconds: float
    taken: list[Taken]


def content_of(path: Path) -> bytes | None:
    """The bytes of a small file, None of a larger one; SourceError for what is none."""
    with opened(path) as file:
        # Asked of the open file: what stands at the path may be another by now.
        if os.fstat(file.fileno()).st_size > SMALL_BYTES:
            return None
        content = file.read(SMALL_BYTES + 1)
    return content if len(content) <= SMALL_BYTES else None


def parse(
    path: Path,
    names: Mapping[str, str],
    open_file: Callable[[Path], io.BufferedReader] = opened,
) -> Iterator[Taken]:
    """What the readers take of one file of the file system, an archive or not, as a stream."""
    for source in source_files(path, is_read, names, open_file):
        if isinstance(source, Exception):
            yield source
        else:
            yield from reader_of(source)(source)


def parse_content(path: Path, content: bytes, names: Mapping[str, str]) -> Iterator[Taken]:
    """As ``parse``, of the bytes that were read before."""
    # A reader takes a BytesIO for a file; BufferedReader is what it is promised.
    return parse(path, names, lambda _: io.BufferedReader(io.BytesIO(content)))


def parse_whole(path: Path, content: bytes, names: Mapping[str, str]) -> Parsed:
    """All that the readers take of the bytes of one file, at once."""
    started = time.perf_counter()
    digest = hashlib.sha256(content).hexdigest()
    taken = list(parse_content(path, content, names))
    return Parsed(digest, time.perf_counter() - started, taken)


def may_unpack(path: Path) -> bool:
    """Whether a file may hold much more than its size says."""
    return path.suffix.lower() in PACKED or is_archive(path.name)
