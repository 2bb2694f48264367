"""Processes that each have an object of their own and do with it what they are told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from search.errors import EngineUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

# What is sent last, and what tells of an error.
_END = "end"
_FAILED = "failed"


class Workers:
    """So many processes, each with what ``make`` gives there; ``where`` is named in errors.

    All of them end with the process that made them, however that ends.
    """

    def __init__(self, where: str, jobs: int, make: Callable[[], Any]) -> None:
        self._where = where
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        # Ctrl-C reaches all processes of a terminal; that it ends this one is enough.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            for _ in range(jobs):
                self._start(make)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _start(self, make: Callable[[], Any]) -> None:
        # Not forked: the parent has threads and files of its own.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, make), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)
        self._pipes.append(ours)

    def __len__(self) -> int:
        return len(self._processes)

    def tell(self, worker: int, method: str, *arguments: Any) -> None:
        """Have a worker call a method; waits while it has enough to do.

        Raises EngineUnavailableError if it came to an end.
        """
        try:
            self._pipes[worker].send((method, *arguments))
        except OSError:
            self.hear(worker)

    def hear(self, worker: int) -> Any:
        """What the next method gave that gave anything; EngineUnavailableError if it failed."""
        try:
            kind, said = self._pipes[worker].recv()
        except (EOFError, OSError):
            kind, said = _FAILED, "a writing process was ended by something else"
        if kind == _FAILED:
            raise EngineUnavailableError(self._where, said)
        return said

    def end(self) -> None:
        """Let all processes end when they have done what they were told."""
        for number in range(len(self)):
            self.tell(number, _END)
        self._close()

    def kill(self) -> None:
        """Stop all processes where they are."""
        for process in self._processes:
            process.kill()
        self._close()

    def _close(self) -> None:
        for process, pipe in zip(self._processes, self._pipes, strict=True):
            pipe.close()
            process.join()
        self._processes, self._pipes = [], []


def work(pipe: Connection, make: Callable[[], Any]) -> None:
    """Do what comes through the pipe, in a process of its own."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        worker = make()
        while (message := pipe.recv())[0] != _END:
            method, *arguments = message
            given = getattr(worker, method)(*arguments)
            if given is not None:
                pipe.send((method, given))
    except EOFError:
        return  # the parent says what happened
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent is to say it
        pipe.send((_FAILED, " ".join(f"{type(error).__name__}: {error}".split())))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
