"""Worker processes that parse small files, each a batch at a time.

They are started anew rather than forked, so that nothing of a process with threads is copied
half-way. A worker ends with its parent, however that ends.
"""

from __future__ import annotations

import marshal
import multiprocessing
import os
import signal
import threading
from collections import deque
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.parsing import Parsed, content_of, parse_whole
from indexer.plain_values import facts_bytes, film_of, reviews_bytes, reviews_of
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from typing import Any

    from indexer.parsing import Taken

_START = multiprocessing.get_context("spawn")


@dataclass(slots=True, eq=False)
class Batch:
    """Files that are parsed together; ``parsed`` in their order, None until it is done.

    The file of None was too large by the time it was read.
    """

    paths: Sequence[Path]
    parsed: list[Parsed | None] | None = None
    lost: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing more comes of it."""
        return self.lost or self.parsed is not None


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    batch: Batch | None = None

    def end(self) -> None:
        """End it, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.connection.close()


@dataclass(slots=True)
class ParseWorkers:
    """``jobs`` processes that parse what they are given; close it to end them at once."""

    jobs: int
    names: Mapping[str, str]
    _workers: list[_Worker] = field(default_factory=list)
    _waiting: deque[Batch] = field(default_factory=deque)

    @property
    def pids(self) -> list[int]:
        """The processes that there are."""
        return [worker.process.pid or 0 for worker in self._workers]

    def submit(self, paths: Sequence[Path]) -> Batch:
        """Have files parsed as soon as a worker is free; ``results`` has what came of it."""
        batch = Batch(paths)
        self._waiting.append(batch)
        self._hand_out()
        return batch

    def results(self, batch: Batch) -> Iterable[Parsed | None]:
        """What came of a batch, when it is done.

        If its worker died, its files are given one by one to others; the file that another
        worker dies of is a SourceError.
        """
        self._finish(batch)
        if batch.parsed is not None:
            yield from batch.parsed
            return
        for path in batch.paths:
            yield self._alone(path)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        while self._workers:
            self._workers.pop().end()

    def _alone(self, path: Path) -> Parsed | None:
        batch = Batch([path])
        self._waiting.appendleft(batch)
        self._hand_out()
        self._finish(batch)
        if batch.parsed is None:
            reason = "the process that read it died; it may be too large or nested for this machine"
            return Parsed("", 0.0, [SourceError(path, 1, reason)])
        return batch.parsed[0]

    def _finish(self, batch: Batch) -> None:
        while not batch.is_done:
            by_connection = {worker.connection: worker for worker in self._workers}
            for ready in wait(list(by_connection)):
                self._receive(by_connection[ready])  # type: ignore[index]  # one of those it was given
            self._hand_out()

    def _receive(self, worker: _Worker) -> None:
        batch, worker.batch = worker.batch, None
        try:
            message = worker.connection.recv_bytes()
        except (EOFError, OSError):
            self._workers.remove(worker)
            worker.end()
            if batch:
                batch.lost = True
        else:
            if batch:
                batch.parsed = _received(batch.paths, message)

    def _hand_out(self) -> None:
        """Give what waits to workers that are free; a worker that has work is never sent to."""
        while self._waiting:
            worker = next((worker for worker in self._workers if worker.batch is None), None)
            if worker is None:
                if len(self._workers) >= self.jobs:
                    return
                worker = _start(self.names)
                self._workers.append(worker)
            batch = self._waiting.popleft()
            try:
                worker.connection.send([str(path) for path in batch.paths])
            except OSError:
                # It died while it had nothing to do; nothing is lost with it.
                self._waiting.appendleft(batch)
                self._receive(worker)
            else:
                worker.batch = batch


def _start(names: Mapping[str, str]) -> _Worker:
    ours, theirs = _START.Pipe()
    process = _START.Process(target=work, args=(theirs, dict(names)), daemon=True)
    # Ctrl-C goes to all processes of a terminal, and it is the parent that ends its workers. They
    # inherit what is blocked here; multiprocessing's own helper unblocks it as it is started.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    return _Worker(process, ours)


def work(connection: Connection, names: Mapping[str, str]) -> None:
    """Parse batches until nobody asks any more."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            paths = connection.recv()
        except EOFError:
            return
        connection.send_bytes(marshal.dumps([_parsed(Path(path), names) for path in paths]))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
    os._exit(1)


def _parsed(path: Path, names: Mapping[str, str]) -> Any:
    """What came of one file, as ``marshal`` takes it."""
    try:
        content = content_of(path)
    except SourceError as error:
        return "", 0.0, [_values(error)]
    if content is None:
        return None
    sha256, seconds, taken = parse_whole(path, content, names)
    return sha256, seconds, [_values(item) for item in taken]


def _values(item: Taken) -> tuple[Any, ...]:
    if isinstance(item, SourceError):
        return str(item.path), item.line, item.reason
    return facts_bytes(item), reviews_bytes(item.reviews)


def _received(paths: Sequence[Path], message: bytes) -> list[Parsed | None]:
    # Our own workers wrote it.
    files = marshal.loads(message)  # noqa: S302
    return [
        Parsed(file[0], file[1], [_item(path, values) for values in file[2]]) if file else None
        for path, file in zip(paths, files, strict=True)
    ]


def _item(path: Path, values: tuple[Any, ...]) -> Taken:
    if len(values) == 2:  # noqa: PLR2004 - a film, as ``_values`` made it
        return film_of(values[0], tuple(reviews_of(values[1])))
    name, line, reason = values
    return SourceError(path if name == str(path) else Path(name), line, reason)
