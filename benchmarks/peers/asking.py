"""An engine in a process of its own: built, opened, asked in turns, and its memory read."""

from __future__ import annotations

import multiprocessing
import resource
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.peers.peers import peer
from benchmarks.peers.prepared import prepared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from benchmarks.peers.corpus import Review
    from benchmarks.peers.peer import Answer, Counted, Peer
    from benchmarks.peers.query_mix import Query

OPENINGS = 7
# In its turn a query is asked again while it has taken less than this, for what is quick is
# noisy, and other engines have been at the processor meanwhile.
_TURN_SECONDS = 0.004
_TURN_TIMES = 5
_WAIT_SECONDS = 10
# Spawned, so that nothing of this process is in its memory.
_SPAWN = multiprocessing.get_context("spawn")


class Built(NamedTuple):
    """What a build took: by the clock, of the processor with its threads, and at most of memory.

    ``seconds`` are without those of reading what is to be indexed.
    """

    seconds: float
    reading_seconds: float
    processor_seconds: float
    peak_bytes: int
    index_bytes: int


class Asked(NamedTuple):
    """An answer and the seconds of each time that it was asked for in this turn."""

    answer: Answer | Counted
    seconds: list[float]


def build(name: str, folder: Path, reviews: Path) -> Built:
    """Build the engine's index over the prepared reviews, in a process that ends with it."""
    with ProcessPoolExecutor(1, _SPAWN) as pool:
        return pool.submit(_build, name, folder, reviews).result()


def _build(name: str, folder: Path, reviews: Path) -> Built:
    engine = peer(name, folder)
    reading = _Reading(prepared(reviews))
    started = perf_counter()
    engine.build(reading)
    seconds = perf_counter() - started - reading.seconds
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Built(
        seconds,
        reading.seconds,
        sum(one.ru_utime + one.ru_stime for one in used),
        max(one.ru_maxrss for one in used) * 1024,
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
    )


class _Reading:
    """Reviews one by one; ``seconds`` is how long they took to be read."""

    def __init__(self, reviews: Iterator[Review]) -> None:
        self._reviews = reviews
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Review]:
        return self

    def __next__(self) -> Review:
        started = perf_counter()
        try:
            return next(self._reviews)
        finally:
            self.seconds += perf_counter() - started


class Asking:
    """An engine that is open in another process; ``openings`` are the seconds of opening it."""

    def __init__(self, name: str, folder: Path) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_answer_all, args=(theirs, name, folder), daemon=True)
        self._process.start()
        theirs.close()
        self.openings: list[float] = self._pipe.recv()

    def search(self, query: Query, *, facets: bool) -> Asked | None:
        """The answer, None where the engine has no such operation; EOFError if it died."""
        self._pipe.send((query, facets))
        asked: Asked | None = self._pipe.recv()
        return asked

    def memory(self) -> dict[str, int]:
        """Bytes by the kernel's names: ``Rss``, ``Pss``, ``Anonymous`` (of no file) and so on."""
        self._pipe.send(None)
        found: dict[str, int] = self._pipe.recv()
        return found

    def close(self) -> None:
        """End the process."""
        with suppress(OSError):
            self._pipe.close()
        self._process.join(_WAIT_SECONDS)
        self._process.terminate()
        self._process.join()
        self._process.close()


def _answer_all(pipe: Connection, name: str, folder: Path) -> None:
    """The other process: what its libraries take to load is not a part of opening an index."""
    engine = peer(name, folder)
    pipe.send(_open(engine))
    with suppress(EOFError):
        while True:
            asked: tuple[Query, bool] | None = pipe.recv()
            pipe.send(memory() if asked is None else _ask(engine, *asked))
    engine.close()


def _open(engine: Peer) -> list[float]:
    openings = []
    for number in range(OPENINGS):
        if number:
            engine.close()
        started = perf_counter()
        engine.open()
        openings.append(perf_counter() - started)
    return openings


def _ask(engine: Peer, query: Query, facets: bool) -> Asked | None:  # noqa: FBT001 - off the pipe
    if not engine.can_answer(query, facets=facets):
        return None
    ask: Any = engine.search_with_facets if facets else engine.search
    taken: list[float] = []
    while len(taken) < _TURN_TIMES and sum(taken) < _TURN_SECONDS:
        started = perf_counter()
        answer = ask(query)
        taken.append(perf_counter() - started)
    return Asked(answer, taken)


def memory() -> dict[str, int]:
    """Bytes that this process holds, by the kernel's names for them."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    return {name: int(size.split()[0]) * 1024 for name, size in (line.split(":") for line in lines)}
