"""Processes that write a segment of an index each."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from search.engines.whoosh_engine import segments
from search.errors import EngineUnavailableError
from search.schema import indexed_values

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from search.schema import Document

# Documents that are sent to a process at a time.
_BATCH = 64


class Workers:
    """A writer over several processes; each gets a batch of the documents in turn.

    A process writes into a folder of its own; ``commit`` gathers what they wrote. All of them
    end with the process that made them, however that ends.
    """

    def __init__(self, folder: Path, jobs: int) -> None:
        self.is_closed = False
        self._folder = folder
        self._batch: list[Document] = []
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        self._parts = [folder / f"part-{number}" for number in range(jobs)]
        # Ctrl-C reaches all processes of a terminal; that it ends this one is enough.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            for part in self._parts:
                part.mkdir()
                self._start(part)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._next = itertools.cycle(self._pipes)

    def _start(self, part: Path) -> None:
        # Not forked: the parent has threads and files of its own.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=write_part, args=(theirs, str(part)), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)
        self._pipes.append(ours)

    def add(self, document: Document) -> None:
        """Take a document in; waits while the process whose turn it is has enough to do."""
        self._batch.append(document)
        if len(self._batch) == _BATCH:
            self._send()

    def commit(self) -> None:
        """Write all segments and make one index of them."""
        if self._batch:
            self._send()
        for pipe in self._pipes:
            self._tell(pipe, None)
        for pipe in self._pipes:
            self._hear(pipe)
        self._end()
        segments.gather(self._folder, self._parts)

    def cancel(self) -> None:
        """Stop all processes where they are."""
        for process in self._processes:
            process.kill()
        self._end()

    def _send(self) -> None:
        self._tell(next(self._next), self._batch)
        self._batch = []

    def _tell(self, pipe: Connection, message: list[Document] | None) -> None:
        try:
            pipe.send(message)
        except OSError:
            self._hear(pipe)

    def _hear(self, pipe: Connection) -> None:
        """Wait for the end of a process; its error, if it had one."""
        try:
            said = pipe.recv()
        except (EOFError, OSError):
            said = "a writing process was ended by something else"
        if said:
            raise EngineUnavailableError(str(self._folder), said)

    def _end(self) -> None:
        self.is_closed = True
        for process, pipe in zip(self._processes, self._pipes, strict=True):
            pipe.close()
            process.join()


def write_part(pipe: Connection, folder: str) -> None:
    """Write the documents that come into an index, in a process of its own."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        writer = segments.create(Path(folder))
        while (batch := pipe.recv()) is not None:
            for document in batch:
                writer.add_document(**indexed_values(document))
        writer.commit()
        (Path(folder) / "MAIN_WRITELOCK").unlink(missing_ok=True)
    except EOFError:
        return  # the parent says what happened
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent is to say it
        pipe.send(" ".join(f"{type(error).__name__}: {error}".split()))
    else:
        pipe.send("")


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
