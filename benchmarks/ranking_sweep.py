"""The tuned numbers of search/ranking.py and their neighbours, on a judged set.

usage: python -m benchmarks.ranking_sweep FOLDER

Moves one number at a time and prints nDCG@10 for each, so that it can be seen whether the
choice stands in a broad optimum or was fitted to the set.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.judged_sets import ndcg, read_cranfield
from benchmarks.rankers import ours
from search import ranking
from search.ranking import WEIGHTS, FieldWeight

if TYPE_CHECKING:
    from collections.abc import Callable

K1S = (1.2, 1.5, 2.0, 2.5, 3.0)
TITLE_WEIGHTS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
TITLE_BS = (0.5, 0.75, 1.0)
TEXT_BS = (0.4, 0.5, 0.6, 0.7, 0.8)


def main() -> None:
    """Index once, sweep, print; each number is put back before the next is moved."""
    judged = read_cranfield(Path(sys.argv[1]))
    rank = ours(judged)

    def measured() -> float:
        pairs = zip(judged.queries, judged.gains, strict=True)
        return statistics.fmean(ndcg(rank(query), gains) for query, gains in pairs)

    chosen = ranking.K1
    for value in K1S:
        ranking.K1 = value
        _show("K1", value, chosen, measured)
    ranking.K1 = chosen
    _sweep("title", "weight", TITLE_WEIGHTS, measured)
    _sweep("title", "b", TITLE_BS, measured)
    _sweep("text", "b", TEXT_BS, measured)


def _sweep(
    field: str, number: str, values: tuple[float, ...], measured: Callable[[], float]
) -> None:
    chosen = WEIGHTS[field]
    for value in values:
        WEIGHTS[field] = FieldWeight(**{**chosen._asdict(), number: value})
        _show(f"{field} {number}", value, getattr(chosen, number), measured)
    WEIGHTS[field] = chosen


def _show(name: str, value: float, chosen: float, measured: Callable[[], float]) -> None:
    print(
        f"{name:<14}{value:>6}{measured():>9.4f}{' chosen' if value == chosen else ''}", flush=True
    )


if __name__ == "__main__":
    main()
