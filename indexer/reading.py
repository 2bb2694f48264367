"""Every file of the sources, read once and as it stood: what is parsed is what was hashed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from indexer.parse_workers import ParseWorkers
from indexer.parsing import content_of, may_unpack, parse, parse_content
from indexer.source_file import opened
from search.checksums import sha256_of
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from indexer.parse_workers import Batch
    from indexer.parsing import Parsed, Taken

TRIES = 3
# What a batch for a worker holds at most, and how many for each worker may wait to be taken.
BATCH_BYTES = 262_144
BATCH_FILES = 64
BATCHES_AHEAD = 3
# What a worker may hold in memory: plain files of this size, packed ones that are much smaller.
WORKER_FILE_BYTES = 1_048_576
WORKER_PACKED_BYTES = 65_536
# Starting a worker costs about what parsing so much does.
BYTES_A_WORKER = 8 * 1_048_576
_BLOCK_BYTES = 1_048_576


@dataclass(slots=True)
class FileRead:
    """One file: what its readers take, to be taken before the next file is asked for.

    ``sha256`` and ``seconds`` are known when ``taken`` is at its end. Where the file changed
    meanwhile ``holds`` is False then: what it gave must be dropped, and it comes again. No
    SHA-256 means that the file could not be read.
    """

    path: Path
    taken: Iterable[Taken]
    sha256: str = ""
    seconds: float = 0.0
    holds: bool = True


def read_files(
    paths: Sequence[Path], names: Mapping[str, str], jobs: int = 1
) -> Generator[FileRead, None, None]:
    """Each file in turn, parsed in ``jobs`` processes where there is enough to do.

    Memory is that of some small files or of one record of a large one. A large file that does
    not stay as it is comes up to three times, then as a SourceError alone.
    """
    pieces = list(_pieces(paths))
    workers = min(jobs, sum(size for _, size in pieces) // BYTES_A_WORKER)
    if workers > 1:
        yield from _read_in_workers(pieces, ParseWorkers(workers, names))
    else:
        for path in paths:
            yield from _read_here(path, names)


def digests(paths: Sequence[Path], jobs: int = 1) -> dict[Path, str | SourceError]:
    """The SHA-256 of each file, a SourceError where it cannot be read, in their order."""
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as threads:
        size = max(1, min(512, len(paths) // max(1, jobs)))
        parts = [paths[start : start + size] for start in range(0, len(paths), size)]
        found = threads.map(lambda part: [_digest(path) for path in part], parts)
        return dict(zip(paths, (digest for part in found for digest in part), strict=True))


def _digest(path: Path) -> str | SourceError:
    """The SHA-256 of a file, in few calls: most files are small and there may be many."""
    try:
        # So that a pipe is not waited for.
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return _unreadable(path, error)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            opened(path).close()
        digest = hashlib.sha256()
        while block := os.read(file, _BLOCK_BYTES):
            digest.update(block)
        return digest.hexdigest()
    except SourceError as error:
        return error
    except OSError as error:
        return _unreadable(path, error)
    finally:
        os.close(file)


def _unreadable(path: Path, error: OSError) -> SourceError:
    reason = "no such file" if isinstance(error, FileNotFoundError) else error.strerror or error
    return SourceError(path, 1, f"cannot be read: {reason}")


def _pieces(paths: Iterable[Path]) -> Iterator[tuple[list[Path], int]]:
    """Batches for workers and their size, and between them single files with a size of 0."""
    batch: list[Path] = []
    total = 0
    for path in paths:
        size = _size_for_worker(path)
        if batch and (size is None or total + size > BATCH_BYTES or len(batch) == BATCH_FILES):
            yield batch, total
            batch, total = [], 0
        if size is None:
            yield [path], 0
        else:
            batch.append(path)
            total += size
    if batch:
        yield batch, total


def _size_for_worker(path: Path) -> int | None:
    """The size of a file that a worker may parse, None for one that is read here."""
    try:
        facts = path.stat()
    except OSError:
        return None
    limit = WORKER_PACKED_BYTES if may_unpack(path) else WORKER_FILE_BYTES
    fits = stat.S_ISREG(facts.st_mode) and 0 < facts.st_size <= limit
    return facts.st_size if fits else None


def _read_in_workers(
    pieces: Iterable[tuple[list[Path], int]], workers: ParseWorkers
) -> Iterator[FileRead]:
    """Each file in order; a few batches are with the workers meanwhile."""
    coming = iter(pieces)
    ahead: deque[tuple[list[Path], Batch | None]] = deque()

    def look_ahead(count: int) -> None:
        for paths, size in islice(coming, count):
            ahead.append((paths, workers.submit(paths) if size else None))

    with contextlib.closing(workers):
        look_ahead(workers.jobs * BATCHES_AHEAD)
        while ahead:
            paths, batch = ahead.popleft()
            results = workers.results(batch) if batch else [None] * len(paths)
            for path, parsed in zip(paths, results, strict=True):
                yield from [_of(path, parsed)] if parsed else _read_here(path, workers.names)
            look_ahead(1)


def _of(path: Path, parsed: Parsed) -> FileRead:
    return FileRead(path, parsed.taken, parsed.sha256, parsed.seconds)


def _read_here(path: Path, names: Mapping[str, str]) -> Iterator[FileRead]:
    """One file, in this process: from memory if it is small, else as a stream."""
    started = time.perf_counter()
    try:
        content = content_of(path)
    except SourceError as error:
        yield FileRead(path, [error])
        return
    except OSError as error:
        yield FileRead(path, [_unreadable(path, error)])
        return
    if content is None:
        yield from _read_large(path, names)
        return
    read = FileRead(path, (), hashlib.sha256(content).hexdigest())
    read.taken = _timed(parse_content(path, content, names), read)
    read.seconds = time.perf_counter() - started
    yield read


def _read_large(path: Path, names: Mapping[str, str]) -> Iterator[FileRead]:
    """A file too large for memory, read until it stayed the same from before to after."""
    for _ in range(TRIES):
        read = FileRead(path, ())
        read.taken = _watched(read, names)
        yield read
        if read.holds:
            return
    yield FileRead(path, [SourceError(path, 1, "changes while it is read; nothing of it is taken")])


def _watched(read: FileRead, names: Mapping[str, str]) -> Iterator[Taken]:
    started = time.perf_counter()
    try:
        before = _state(read.path)
    except OSError as error:
        yield _unreadable(read.path, error)
        return
    read.seconds = time.perf_counter() - started
    yield from _timed(parse(read.path, names), read)
    started = time.perf_counter()
    try:
        read.holds = before == _state(read.path)
    except OSError:
        read.holds = False
    read.sha256 = before[-1] if read.holds else ""
    read.seconds += time.perf_counter() - started


def _state(path: Path) -> tuple[int, int, int, str]:
    """What changes when a file is written to, its SHA-256 last.

    The rest tells what a digest cannot: a file that was written anew with the same bytes was
    not whole meanwhile.
    """
    facts = path.stat()
    return facts.st_ino, facts.st_size, facts.st_mtime_ns, sha256_of(path)


def _timed(taken: Iterator[Taken], read: FileRead) -> Iterator[Taken]:
    """What is taken; the seconds that it takes are added up, not those of who takes it."""
    while True:
        started = time.perf_counter()
        item = next(taken, None)
        read.seconds += time.perf_counter() - started
        if item is None:
            return
        yield item
