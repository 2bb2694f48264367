"""The figures of a run as tables: times by class, ratios, builds, sizes, memory."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.markdown import print_head, print_row
from benchmarks.peers.measuring import INEXACT, differences, in_common, inexact
from benchmarks.peers.peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Iterable

Rows = list[dict[str, Any]]
_MEGABYTE = 1e6
_MOST_DIFFERENCES = 20
_EMPTY = "empty"


def geometric_mean(values: Iterable[float]) -> float:
    """The geometric mean; not a number of nothing."""
    logs = [math.log(value) for value in values]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan


def by_class(rows: Rows) -> dict[str, Rows]:
    """The queries of each class, classes in the order of the mix."""
    classes: dict[str, Rows] = {}
    for row in rows:
        classes.setdefault(row["class_name"], []).append(row)
    return classes


def mean_ms(rows: Rows, key: str, name: str) -> float:
    """The geometric mean of an engine's medians over the queries that it answered."""
    return geometric_mean(row[key][name] for row in rows if name in row[key])


def mean_ratio(rows: Rows, key: str, ours: str, theirs: str) -> float:
    """The geometric mean of ours to theirs over the queries that both answered."""
    both = (row[key] for row in rows if ours in row[key] and theirs in row[key])
    return geometric_mean(times[ours] / times[theirs] for times in both)


def show(figures: dict[str, Any]) -> None:
    """Print all of a run."""
    ours, names = figures["ours"], figures["peers"]
    load = " to ".join(f"{figures[key][0]:.1f}" for key in ("load_before", "load_after"))
    print(f"{figures['machine']}, Python {figures['python']}, load {load}, {figures['versions']}")
    for size in figures["sizes"]:
        rows = size["queries"]
        print(f"\n{size['documents']:,} documents, {len(rows)} queries, {size['rounds']} rounds")
        for key, what in (("ms", "top 10 with exact total"), ("facets_ms", "and three facets")):
            asked = [row for row in rows if row[key]]
            _show_times(asked, key, what, names, ours)
        _show_builds(size, names, ours)
        _show_agreement(rows, names, ours)
    if len(figures["sizes"]) > 1:
        _show_growth(figures["sizes"], names)
    slow = [f"{PEERS[name].shown} one query in {PEERS[name].every}" for name in names
            if PEERS[name].every > 1]  # fmt: skip
    if slow:
        print(f"\nasked for fewer: {', '.join(slow)}; ratios are over what both answered")


def _number(value: float, form: str = ".3f") -> str:
    return "" if math.isnan(value) else f"{value:{form}}"


def _show_times(rows: Rows, key: str, what: str, names: list[str], ours: str) -> None:
    names = [name for name in names if not PEERS[name].is_extra]
    others = [name for name in names if name not in {ours, _EMPTY}]
    ratios = [f"{PEERS[ours].shown} / {PEERS[name].shown}" for name in others]
    print_head([f"{what}, ms", *(PEERS[name].shown for name in names), *ratios])
    classes = by_class(rows)
    for title, some in [*classes.items(), ("all", rows)]:
        means = [_number(mean_ms(some, key, name)) for name in names]
        print_row(
            [title, *means, *(_number(mean_ratio(some, key, ours, name), ".4g") for name in others)]
        )
    for name in others:
        worst = {
            title: ratio
            for title, some in classes.items()
            if not math.isnan(ratio := mean_ratio(some, key, ours, name))
        }
        if worst:
            title = max(worst, key=worst.__getitem__)
            print(f"\nworst class beside {PEERS[name].shown}: {title}, {worst[title]:.4g}")


def _show_builds(size: dict[str, Any], names: list[str], ours: str) -> None:
    building = ["documents/s", "ours / it", "processor, s", "most memory, MB"]
    having = ["index, MB", "ours / it", "opening, ms", "first queries, ms"]
    print_head(["", *building, *having, "memory of no file, MB", "PSS, MB"])
    documents = size["documents"]
    built_all = {name: _median_build(size["build"][name]) for name in names}
    base = built_all[ours]
    for name in names:
        built, memory = built_all[name], size["memory"][name]
        first = (row["first_ms"][name] for row in size["queries"] if name in row["first_ms"])
        print_row([
            PEERS[name].shown,
            f"{documents / built['seconds']:,.0f}",
            f"{built['seconds'] / base['seconds']:.2f}",
            f"{built['processor_seconds']:.1f}",
            f"{built['peak_bytes'] / _MEGABYTE:,.0f}",
            f"{built['index_bytes'] / _MEGABYTE:,.1f}",
            _number(base["index_bytes"] / (built["index_bytes"] or math.nan), ".2f"),
            f"{median(size['opening_ms'][name]):.2f}",
            _number(geometric_mean(first)),
            f"{memory['Anonymous'] / _MEGABYTE:,.1f}",
            f"{memory['Pss'] / _MEGABYTE:,.1f}",
        ])  # fmt: skip


def _median_build(builds: list[dict[str, float]]) -> dict[str, float]:
    return {key: median(one[key] for one in builds) for key in builds[0]}


def _show_agreement(rows: Rows, names: list[str], ours: str) -> None:
    found = differences(rows)
    print(f"\n{len(found)} totals or counts differ between engines" + (":" if found else ""))
    for line in found[:_MOST_DIFFERENCES]:
        print(f"- {line}")
    exact = next((name for name in ("fts5", "whoosh") if name in names), ours)
    for (name, what), why in INEXACT.items():
        if name in names and name != exact:
            many, of = inexact(rows, name, what, exact)
            print(f"{PEERS[name].shown}, {what}: {many} of {of} are not exact ({why})")
    for name in names:
        if name not in {ours, _EMPTY} and not PEERS[name].is_extra:
            share = in_common(rows, ours, name)
            print(f"of the ten best of {PEERS[ours].shown} {PEERS[name].shown} has {share:.0%}")


def _show_growth(sizes: list[dict[str, Any]], names: list[str]) -> None:
    names = [name for name in names if not PEERS[name].is_extra]
    first, last = sizes[0], sizes[-1]
    documents = last["documents"] / first["documents"]
    print_head(["growth", *(PEERS[name].shown for name in names)])
    for key, what in (("ms", "top 10 with exact total"), ("facets_ms", "and three facets")):
        grown = [
            mean_ms(last["queries"], key, name) / mean_ms(first["queries"], key, name)
            for name in names
        ]
        print_row([f"{what}, of {documents:.2f}", *(_number(one, ".2f") for one in grown)])
