"""The figures of both engines as tables and bars: builds, times, loads, memory, disk."""

from __future__ import annotations

from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from benchmarks.bars import bars
from benchmarks.engine_searches import PLAIN, WAYS
from benchmarks.markdown import print_head, print_row
from benchmarks.peers.tables import by_class, geometric_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rows = list[dict[str, Any]]
_MEGABYTE = 1e6
_MOST_DIFFERENCES = 20


def show(figures: Mapping[str, Any]) -> None:
    """Print all of a run."""
    load = " to ".join(f"{figures[key][0]:.1f}" for key in ("load_before", "load_after"))
    print(f"{figures['date']}, {figures['machine']}, Python {figures['python']}, load {load}")
    documents = next(iter(figures["builds"].values()))["documents"]
    print(f"OpenSearch {figures['opensearch']}; {documents:,} documents, "
          f"{figures['reviews']:,} reviews, {figures['rounds']} rounds")  # fmt: skip
    _show_builds(figures)
    _show_times(figures)
    _show_loads(figures)
    _show_memory(figures)
    _show_disk(figures)
    _show_differences(figures)


def ratio(rows: Rows, ours: str, theirs: str, key: str = "ms") -> float:
    """The geometric mean of the times of one engine to those of another."""
    return geometric_mean(row[key][theirs] / row[key][ours] for row in rows)


def svg(figures: Mapping[str, Any]) -> str:
    """The median of each class and way, a bar for each engine."""
    names = figures["engines"]
    groups = _groups(figures["queries"])
    means = {
        title: {name: median(row["ms"][name] for row in rows) for name in names}
        for title, rows in groups.items()
    }
    return bars("ms in the core, ten hits with snippets, medians", names, means)


def _groups(rows: Rows) -> dict[str, Rows]:
    """By class what is asked plainly, then all that is asked in another way."""
    classes = by_class([row for row in rows if row["way"] == PLAIN])
    ways = {way: [row for row in rows if row["way"] == way] for way in WAYS if way != PLAIN}
    return {**classes, **{way: some for way, some in ways.items() if some}}


def _show_builds(figures: Mapping[str, Any]) -> None:
    print_head(["build", "seconds", "documents/s", "of them taking in, s",
                "processor of ours, s", "of the nodes, s"])  # fmt: skip
    for name, built in figures["builds"].items():
        print_row([
            name,
            f"{built['seconds']:.1f}",
            f"{built['documents'] / built['seconds']:,.0f}",
            f"{built['adding_seconds']:.1f}",
            f"{built['processor_seconds']:.1f}",
            f"{built['nodes_seconds']:.1f}",
        ])  # fmt: skip


def _show_times(figures: Mapping[str, Any]) -> None:
    first, *others = figures["engines"]
    times = [f"{name}: {what}" for name in figures["engines"] for what in ("median", "95th")]
    print_head(["ms", "requests", *times, *(f"{name} / {first}" for name in others)])
    rows = figures["queries"]
    plain = [row for row in rows if row["way"] == PLAIN]
    groups = {**_groups(rows), "all, ten hits": plain}
    for title, some in groups.items():
        _show_row(title, some, figures["engines"], "ms")
    _show_row("the first time, ten hits", plain, figures["engines"], "first_ms")


def _show_row(title: str, rows: Rows, names: Sequence[str], key: str) -> None:
    cells = []
    for name in names:
        values = [row[key][name] for row in rows]
        most = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
        cells += [f"{median(values):.1f}", f"{most:.1f}"]
    ratios = [f"{ratio(rows, names[0], name, key):.2f}" for name in names[1:]]
    print_row([title, len(rows), *cells, *ratios])


def _show_loads(figures: Mapping[str, Any]) -> None:
    print_head(["searches/s over HTTP", "clients", "a second", "processor of the server, ms",
                "of the nodes, ms", "client, of a core"])  # fmt: skip
    for name, load in figures["loads"].items():
        for one in load["clients"]:
            print_row([
                name,
                one["clients"],
                f"{one['a_second']:.1f}",
                f"{one['server_ms']:.1f}",
                f"{one['nodes_ms']:.1f}",
                f"{one['client_share']:.0%}",
            ])  # fmt: skip


def _show_memory(figures: Mapping[str, Any]) -> None:
    print_head(["memory, MB", "of its own", "of mapped files, or heap in use of"])
    for name, load in figures["loads"].items():
        for number, one in enumerate(load["server_memory"], 1):
            held = [f"{one[what] / _MEGABYTE:,.0f}" for what in ("anonymous", "mapped")]
            print_row([f"{name}: server process {number}", *held])
        for node in load["nodes_memory"]:
            used, most = (f"{node[f'heap_{what}'] / _MEGABYTE:,.0f}" for what in ("used", "most"))
            resident = f"{node['resident'] / _MEGABYTE:,.0f}"
            print_row([f"{name}: {node['name']}", resident, f"{used} of {most}"])


def _show_disk(figures: Mapping[str, Any]) -> None:
    print_head(["disk, MB", "once", "with its copies", "shards"])
    for name, taken in figures["disk"].items():
        shards = ", ".join(
            f"{one['bytes'] / _MEGABYTE:,.1f} of {one['documents']:,} documents"
            for one in taken.get("shards", ())
        )
        sizes = [f"{taken[key] / _MEGABYTE:,.1f}" for key in ("bytes", "bytes_of_copies")]
        print_row([name, *sizes, shards])


def _show_differences(figures: Mapping[str, Any]) -> None:
    differ = [row for row in figures["queries"] if len(set(row["totals"].values())) > 1]
    print(f"\n{len(differ)} totals differ between engines" + (":" if differ else ""))
    for row in differ[:_MOST_DIFFERENCES]:
        print(f"- {row['class_name']}, {row['way']}: {row['text']}: {row['totals']}")
