"""How long does reading a query take, however nasty it is?

usage: python -m benchmarks.query_times

Prints for each text, of 1,000 and of 10,000 characters, the median and the worst of the runs in
milliseconds, read strictly and leniently.
"""

from __future__ import annotations

import random
import statistics
import time
from typing import TYPE_CHECKING

from search.errors import QueryError
from search.query import normalise, parse, read_leniently

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 7
SEED = 1
LENGTHS = (1_000, 10_000)
PIECES = ("word ", "a", "(", ")", '"', '"a b"~5 ', "-", "+", "NOT ", "by:", "review:(", "*a", "?",
          "~", "^2", "\\", "a-", "a.", "1,000", "千", "'", "\u0301", "a b~1 ")  # fmt: skip


def read_strictly(text: str) -> None:
    """Read it, or refuse to."""
    try:
        normalise(parse(text))
    except QueryError:
        return


def times(read: Callable[[str], object], text: str) -> tuple[float, float]:
    """The median and the worst time in milliseconds."""
    taken = []
    for run in range(RUNS):
        fresh = f"{run}{text[1:]}"  # nothing remembered of the run before
        started = time.perf_counter()
        read(fresh)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), max(taken)


def main() -> None:
    """Time each piece over and over, and a mixture; print the worst first."""
    dice = random.Random(SEED)
    rows = []
    for length in LENGTHS:
        mixed = "".join(dice.choice(PIECES) for _ in range(length))[:length]
        for piece in (*PIECES, mixed):
            text = (piece * length)[:length]
            name = "a mixture" if piece is mixed else repr(piece)
            for how, read in (("strict", read_strictly), ("lenient", read_leniently)):
                rows.append((length, how, name, *times(read, text)))
    print(f"{'characters':>10} {'reading':<8} {'of':<14}{'median ms':>10}{'worst ms':>10}")
    for length, how, name, median, worst in sorted(rows, key=lambda row: -row[4])[:20]:
        print(f"{length:>10,} {how:<8} {name:<14}{median:>10.2f}{worst:>10.2f}")


if __name__ == "__main__":
    main()
