"""The times of a run as bars."""

from __future__ import annotations

import math
from typing import Any

from benchmarks.bars import bars
from benchmarks.peers.peers import PEERS
from benchmarks.peers.tables import by_class, mean_ms


def svg(figures: dict[str, Any]) -> str:
    """A group of bars for each class, a bar for each engine, of the largest corpus."""
    size = figures["sizes"][-1]
    names = [name for name in figures["peers"] if name != "empty" and not PEERS[name].is_extra]
    means = {
        title: {
            PEERS[name].shown: mean
            for name in names
            if not math.isnan(mean := mean_ms(rows, "ms", name))
        }
        for title, rows in by_class(size["queries"]).items()
    }
    said = f"ms, top 10 with exact total, {size['documents']:,} documents"
    return bars(f"{said}, geometric mean of medians", [PEERS[name].shown for name in names], means)
