"""How good is the ranking: ours beside other engines on a judged set.

usage: python -m benchmarks.ranking FOLDER

FOLDER has a set in Cranfield's format. Prints nDCG@10 of each ranker, the difference to ours,
and how likely a difference so large is by chance: a paired randomisation test, two-sided
(Smucker, Allan, Carterette, *A comparison of statistical significance tests for information
retrieval evaluation*, 2007).
"""

from __future__ import annotations

import random
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.judged_sets import ndcg, read_cranfield
from benchmarks.rankers import RANKERS

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS = 10_000
SEED = 1


def chance(first: Sequence[float], second: Sequence[float]) -> float:
    """How often signs dealt at random give a mean difference as large as the one seen."""
    differences = [a - b for a, b in zip(first, second, strict=True)]
    seen = abs(sum(differences))
    dice = random.Random(SEED)
    larger = sum(
        abs(sum(d if dice.random() < 0.5 else -d for d in differences)) >= seen
        for _ in range(ROUNDS)
    )
    return (larger + 1) / (ROUNDS + 1)


def main() -> None:
    """Rank with each, print the table."""
    judged = read_cranfield(Path(sys.argv[1]))
    results = {}
    for name, make in RANKERS.items():
        rank = make(judged)
        pairs = zip(judged.queries, judged.gains, strict=True)
        results[name] = [ndcg(rank(query), gains) for query, gains in pairs]
    ours = results["reviewfinder"]
    print(f"{len(judged.documents):,} documents, {len(judged.queries)} queries, any word matches")
    print(f"{'':<16}{'nDCG@10':>8}{'to ours':>9}{'p':>9}")
    for name, values in results.items():
        mean = statistics.fmean(values)
        if name == "reviewfinder":
            print(f"{name:<16}{mean:>8.4f}")
        else:
            difference = mean - statistics.fmean(ours)
            print(f"{name:<16}{mean:>8.4f}{difference:>+9.4f}{chance(ours, values):>9.4f}")


if __name__ == "__main__":
    main()
