"""Judged sets: documents, queries, and which documents answer which query how well."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# Cranfield's relevance, 1 best to 4 least, as gains; anything else gains nothing.
_GAINS = {1: 4.0, 2: 3.0, 3: 2.0, 4: 1.0}


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """A document of a set."""

    id: int
    title: str
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """``gains`` has, for each query in the order of ``queries``, a document's gain by its id."""

    documents: Sequence[JudgedDocument]
    queries: Sequence[str]
    gains: Sequence[Mapping[int, float]]


def read_cranfield(folder: Path) -> JudgedSet:
    """The set in a folder with ``cran.all.1400``, ``cran.qry`` and ``cranqrel``.

    The judgements number the queries by their order and not by their own numbers.
    """
    documents = [
        JudgedDocument(int(r["I"]), r.get("T", ""), r.get("A", ""), r.get("W", ""))
        for r in _records(folder / "cran.all.1400")
    ]
    queries = [" ".join(record["W"].split()) for record in _records(folder / "cran.qry")]
    gains: dict[int, dict[int, float]] = defaultdict(dict)
    for line in (folder / "cranqrel").read_text().splitlines():
        query, document, relevance = (int(part) for part in line.split()[:3])
        gains[query][document] = _GAINS.get(relevance, 0.0)
    return JudgedSet(documents, queries, [gains[n] for n in range(1, len(queries) + 1)])


def _records(path: Path) -> list[dict[str, str]]:
    records: list[dict[str, str]] = []
    part = ""
    for line in path.read_text().splitlines():
        mark = re.match(r"\.([A-Z])(?: (.*))?$", line)
        if mark and mark[1] == "I":
            records.append({"I": (mark[2] or "").strip()})
        elif mark:
            part = mark[1]
        else:
            records[-1][part] = f"{records[-1].get(part, '')}{line}\n"
    return records


def ndcg(ranked: Sequence[int], gains: Mapping[int, float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain at ``depth``, 0 to 1.

    Järvelin and Kekäläinen, *Cumulated gain-based evaluation of IR techniques* (2002), with
    linear gains and a discount of log2(rank + 1).
    """
    best = sorted(gains.values(), reverse=True)
    ideal = _dcg(best[:depth])
    return _dcg([gains.get(document, 0.0) for document in ranked[:depth]]) / ideal if ideal else 0


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))
