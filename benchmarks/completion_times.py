"""Time completions over an index, or collect them from film pages first.

usage: python -m benchmarks.completion_times INDEX
       python -m benchmarks.completion_times --collect SOURCE

Completes every beginning of one, two and three letters from a to z, and 500 longer ones cut from a
seeded sample of what can be offered, and prints the median and worst in milliseconds, as the core
counts them (text to finished list of eight), with how many of them got an answer. With --collect
the completions are made from the pages as a rebuild makes them, without the index beside them: it
also prints the seconds of processor that this adds to a rebuild and the most memory that was had.
"""

from __future__ import annotations

import gc
import random
import resource
import statistics
import string
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from indexer.rebuild import Rebuild
from search.completing import complete
from search.completions import (
    FILE_NAME,
    KINDS,
    CompletionCollector,
    CompletionFile,
    write_completions,
)
from search.config import Settings
from search.factory import make_engine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from search.completions import CompletionKind, Entry
    from search.engine import Searcher

LIMIT = 8
LONGER = 500
ALL = 10_000_000


class Completer(Protocol):
    """The part of a searcher that is timed."""

    def complete(
        self, typed: str, kinds: Collection[CompletionKind], limit: int
    ) -> Sequence[Entry]:
        """The entries that begin so."""
        ...


class Kept:
    """A file of completions without the index beside it."""

    def __init__(self, folder: Path) -> None:
        self._file = CompletionFile(folder, "benchmark")

    def complete(
        self, typed: str, kinds: Collection[CompletionKind], limit: int
    ) -> Sequence[Entry]:
        """The entries that begin so."""
        return self._file.best(typed, kinds, limit)


def main() -> None:
    """Collect if asked to, complete, print."""
    if sys.argv[1] == "--collect":
        with tempfile.TemporaryDirectory() as folder:
            collect(Path(sys.argv[2]), Path(folder))
            started = time.perf_counter()
            kept = Kept(Path(folder))
            print(f"opened in {(time.perf_counter() - started) * 1000:.2f} ms")
            measure(kept)
    else:
        with make_engine(Settings(index=Path(sys.argv[1]))).searcher() as searcher:
            measure(searcher)


def collect(source: Path, folder: Path) -> None:
    """Write the completions of the pages of ``source``; only what they cost is counted."""
    before = memory_mb()
    collector = CompletionCollector()
    total = 0
    seconds = 0.0
    for document in Rebuild([source]).documents():
        started = time.process_time()
        collector.add(document)
        seconds += time.process_time() - started
        total += 1
    started = time.process_time()
    entries = collector.entries()
    write_completions(folder, entries)
    last = time.process_time() - started
    size = (folder / FILE_NAME).stat().st_size / 1e6
    print(f"{total:,} documents; of processor {seconds:.1f} s on the way, {last:.1f} s at the end")
    print(f"entries: {', '.join(f'{len(entries[kind]):,} of kind {kind}' for kind in KINDS)}")
    print(f"{size:.1f} MB; the process grew from {before:,.0f} to {memory_mb():,.0f} MB at most")


def memory_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(completer: Completer) -> None:
    """Print a row for each length of beginning."""
    # What was read to collect is not on the heap of a server; nor should it be gone through here.
    gc.collect()
    gc.freeze()
    print(f"{'typed':<16}{'texts':>8}{'answered':>10}{'median ms':>12}{'p99 ms':>10}{'max ms':>10}")
    for name, typed in beginnings(completer).items():
        taken = []
        answered = 0
        for text in typed:
            started = time.perf_counter()
            found = complete(cast("Searcher", completer), text, LIMIT)
            taken.append((time.perf_counter() - started) * 1000)
            answered += bool(found)
        taken.sort()
        print(
            f"{name:<16}{len(typed):>8,}{answered:>10,}{statistics.median(taken):>12.2f}"
            f"{taken[len(taken) * 99 // 100]:>10.2f}{taken[-1]:>10.2f}"
        )


def beginnings(completer: Completer) -> dict[str, list[str]]:
    """What is typed, by what to call it."""
    chance = random.Random(1)
    texts = [entry.text for entry in completer.complete("", KINDS, ALL)]
    sample = chance.sample(texts, min(LONGER, len(texts)))
    longer = [text[: chance.randint(4, max(4, len(text)))] for text in sample]
    letters = {
        f"{count} letter{'s' * (count > 1)}": [
            "".join(typed) for typed in product(string.ascii_lowercase, repeat=count)
        ]
        for count in (1, 2, 3)
    }
    return {**letters, "longer": longer, "after words": [f"a film about {text}" for text in longer]}


if __name__ == "__main__":
    main()
