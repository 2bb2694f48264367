"""The tuned numbers of search/ranking.py and their neighbours, on a judged set.

usage: python -m benchmarks.ranking_sweep FOLDER

Moves one number at a time and prints nDCG@10 for each, so that it can be seen whether the
choice stands in a broad optimum or was fitted to the set.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.judged_sets import JudgedSet, ndcg, read_cranfield
from benchmarks.rankers import ours, with_related_words
from search import ranking, relevance_model
from search.engines.whoosh_engine import second_look
from search.query import weights
from search.ranking import WEIGHTS, FieldWeight

Measure: TypeAlias = Callable[[], float]

FIELDS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("title", "weight", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)),
    ("title", "b", (0.5, 0.75, 1.0)),
    ("text", "b", (0.4, 0.5, 0.6, 0.7, 0.8)),
)
# Where a number is looked up, its name, its values.
NUMBERS: tuple[tuple[Any, str, tuple[float, ...]], ...] = (
    (ranking, "K1", (1.2, 1.5, 2.0, 2.5, 3.0)),
    (ranking, "NEAR", (0.0, 0.2, 0.3, 0.4, 0.5, 0.6)),
    (ranking, "SIDE_BY_SIDE", (0.0, 0.2, 0.3, 0.4, 0.5, 0.6)),
    (second_look, "NEAR_WORDS", (4, 6, 8, 12)),
    (ranking, "AS_WRITTEN", (0.0, 0.25, 0.5, 1.0)),
    (weights, "FUNCTION_WORD", (0.2, 0.4, 1.0)),
)
RELATED: tuple[tuple[Any, str, tuple[float, ...]], ...] = (
    (relevance_model, "FEEDBACK_DOCUMENTS", (5, 10, 15, 20)),
    (relevance_model, "FEEDBACK_WORDS", (10, 15, 20, 30, 40)),
    (relevance_model, "FEEDBACK_SHARE", (0.3, 0.4, 0.5, 0.6, 0.7)),
    (relevance_model, "MOST_FREQUENT_SHARE", (0.05, 0.1, 0.2)),
)


def main() -> None:
    """Index once, sweep, print; each number is put back before the next is moved."""
    judged = read_cranfield(Path(sys.argv[1]))
    measured = _measure(judged, ours(judged))
    for field, number, values in FIELDS:
        _sweep_field(field, number, values, measured)
    for home, name, values in NUMBERS:
        _sweep(home, name, values, measured)
    expanded = _measure(judged, with_related_words(judged))
    for home, name, values in RELATED:
        _sweep(home, name, values, expanded)


def _measure(judged: JudgedSet, rank: Callable[[str], Any]) -> Measure:
    def measured() -> float:
        pairs = zip(judged.queries, judged.gains, strict=True)
        return statistics.fmean(ndcg(rank(query), gains) for query, gains in pairs)

    return measured


def _sweep(home: Any, name: str, values: tuple[float, ...], measured: Measure) -> None:
    chosen = getattr(home, name)
    for value in values:
        setattr(home, name, value)
        _show(name, value, chosen, measured)
    setattr(home, name, chosen)


def _sweep_field(field: str, number: str, values: tuple[float, ...], measured: Measure) -> None:
    chosen = WEIGHTS[field]
    for value in values:
        WEIGHTS[field] = FieldWeight(**{**chosen._asdict(), number: value})
        _show(f"{field} {number}", value, getattr(chosen, number), measured)
    WEIGHTS[field] = chosen


def _show(name: str, value: float, chosen: float, measured: Measure) -> None:
    print(
        f"{name:<20}{value:>6}{measured():>9.4f}{' chosen' if value == chosen else ''}", flush=True
    )


if __name__ == "__main__":
    main()
