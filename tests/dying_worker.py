"""A worker that dies of some files, and a parent that waits to be killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from indexer import sources
from indexer.parse_workers import ParseWorkers, work
from indexer.source_file import SourceFile
from search.errors import SourceError
from search.records import Film


def read_deadly(source: SourceFile) -> Iterator[Film | SourceError]:
    """Die; of a file that names another, only while that one is not there, and make it."""
    with source.open() as file:
        once = file.read().decode().strip()
    if not once or not Path(once).exists():
        if once:
            Path(once).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    yield Film("Survivor")


def work_dangerously(connection: Connection, names: Mapping[str, str]) -> None:
    """What a worker does, with a reader for ``.deadly`` files."""
    sources.READERS[".deadly"] = read_deadly
    work(connection, names)


def main() -> None:
    """Have workers parse the files that are named, say which they are, and wait for ever."""
    with closing(ParseWorkers(2, {})) as workers:
        batches = [workers.submit([Path(name)]) for name in sys.argv[1:]]
        for batch in batches:
            list(workers.results(batch))
        print(*workers.pids, flush=True)  # noqa: T201 - the test reads it
        signal.pause()


if __name__ == "__main__":
    main()
