"""One interleaved run over one corpus: every engine built, opened, and asked the mix in turns."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack, closing
from dataclasses import asdict
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.peers.asking import Asking, build
from benchmarks.peers.peer import FACETS
from benchmarks.peers.peers import PEERS
from benchmarks.peers.prepared import prepared

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.peers.asking import Asked
    from benchmarks.peers.query_mix import Query

Figures = dict[str, Any]
_BUILT = "built.json"
# What is not counted exactly, and why.
INEXACT = {
    ("tantivy", "films"): "an estimate, HyperLogLog",
    ("tantivy", "film"): "its counts are of the hundred commonest values of each segment",
}
_NO_ENGINE = "empty"


class Rounds(NamedTuple):
    """How often all is done in turns: builds, and askings of the mix."""

    builds: int
    searches: int


def measure(
    reviews: Path, folder: Path, names: Sequence[str], mix: Sequence[Query], rounds: Rounds
) -> Figures:
    """All figures of the corpus in that prepared file; what was built in ``folder`` is kept."""
    documents = sum(1 for _ in prepared(reviews))
    built: dict[str, list[Figures]] = {}
    for number in range(rounds.builds):
        for name in names:
            built[name] = _built(name, folder / name, reviews, number + 1)
    turns = _Turns(mix, names)
    with ExitStack() as stack:
        asking = {
            name: stack.enter_context(closing(Asking(name, folder / name / "index")))
            for name in names
        }
        for number in range(rounds.searches):
            for facets in (False, True):
                turns.go_round(asking, number, facets=facets)
        memory = {name: one.memory() for name, one in asking.items()}
    return {
        "documents": documents,
        "rounds": rounds.searches,
        "build": built,
        "opening_ms": {
            name: [seconds * 1000 for seconds in one.openings] for name, one in asking.items()
        },
        "memory": memory,
        "queries": turns.rows(),
    }


def _built(name: str, folder: Path, reviews: Path, times: int) -> list[Figures]:
    """What each build in that folder took; so many, but of a slow engine no more than it may."""
    kept = folder / _BUILT
    found: list[Figures] = json.loads(kept.read_text("utf-8")) if kept.is_file() else []
    if len(found) < min(times, PEERS[name].rounds or times):
        index = folder / "index"
        shutil.rmtree(index, ignore_errors=True)
        index.mkdir(parents=True)
        found.append(build(name, index, reviews)._asdict())
        kept.write_text(json.dumps(found), "utf-8")
    return found


class _Turns:
    """What each engine answered to each query, and how long each turn of it took."""

    def __init__(self, mix: Sequence[Query], names: Sequence[str]) -> None:
        self._mix = mix
        self._names = names
        self._seconds: dict[tuple[int, bool, str], list[float]] = {}
        self._answers: dict[tuple[int, bool, str], Any] = {}
        self._first: dict[tuple[int, bool, str], float] = {}

    def go_round(self, asking: dict[str, Asking], number: int, *, facets: bool) -> None:
        """Ask all of the mix, every query of all engines in turn, and not always the same first."""
        for place, query in enumerate(self._mix):
            first = (place + number) % len(self._names)
            for name in (*self._names[first:], *self._names[:first]):
                if _is_asked(name, place, number):
                    asked = asking[name].search(query, facets=facets)
                    if asked:
                        self._take(asked, (place, facets, name))

    def _take(self, asked: Asked, key: tuple[int, bool, str]) -> None:
        self._seconds.setdefault(key, []).append(median(asked.seconds))
        self._answers.setdefault(key, asked.answer)
        self._first.setdefault(key, asked.seconds[0])

    def rows(self) -> list[Figures]:
        """For each query the median of its turns, its totals, and what the engines disagree on."""
        return [self._row(place, query) for place, query in enumerate(self._mix)]

    def _row(self, place: int, query: Query) -> Figures:
        answers = {
            name: self._answers[place, False, name]
            for name in self._names
            if (place, False, name) in self._answers
        }
        return {
            **asdict(query),
            "ms": self._medians(place, facets=False),
            "facets_ms": self._medians(place, facets=True),
            "first_ms": {name: self._first[place, False, name] * 1000 for name in answers},
            "totals": {name: answer.total for name, answer in answers.items()},
            "films": {name: answer.films for name, answer in answers.items() if query.by_film},
            "best": {name: answer.best for name, answer in answers.items()},
            "facets": {
                name: self._answers[place, True, name].facets
                for name in self._names
                if (place, True, name) in self._answers
            },
        }

    def _medians(self, place: int, *, facets: bool) -> dict[str, float]:
        return {
            name: median(self._seconds[place, facets, name]) * 1000
            for name in self._names
            if (place, facets, name) in self._seconds
        }


def _is_asked(name: str, place: int, number: int) -> bool:
    entry = PEERS[name]
    return place % entry.every == 0 and (entry.rounds is None or number < entry.rounds)


def differences(rows: Sequence[Figures]) -> list[str]:
    """A line for each query and what engines that are exact answer differently to it."""
    return [
        f"{row['class_name']} {' '.join(row['words'])}: {what}: {found}"
        for row in rows
        for what, each in _answers(row).items()
        for found in [{name: one for name, one in each.items() if (name, what) not in INEXACT}]
        if len(set(map(str, found.values()))) > 1
    ]


def inexact(rows: Sequence[Figures], name: str, what: str, exact: str) -> tuple[int, int]:
    """How often an engine that estimates is not as one that is exact, and of how many."""
    both = [
        each[what]
        for each in map(_answers, rows)
        if name in each.get(what, {}) and exact in each[what]
    ]
    return sum(one[name] != one[exact] for one in both), len(both)


def _answers(row: Figures) -> dict[str, dict[str, Any]]:
    """By what is to agree, what each engine answers: totals, films, and counts in order."""
    facets = {
        facet: {name: sorted(counts[facet].values()) for name, counts in row["facets"].items()
                if facet in counts}
        for facet in FACETS
    }  # fmt: skip
    each = {"totals": row["totals"], "films": row["films"], **facets}
    return {
        what: {name: one for name, one in found.items() if name != _NO_ENGINE}
        for what, found in each.items()
    }


def in_common(rows: Sequence[Figures], ours: str, theirs: str) -> float:
    """Of the ten best of one engine, the share that another has among its own."""
    both = [
        (set(row["best"][ours]), set(row["best"][theirs]))
        for row in rows
        if row["best"].get(ours) and row["best"].get(theirs)
    ]
    found = sum(len(ours & theirs) for ours, theirs in both)
    return found / max(1, sum(len(ours) for ours, _ in both))
