"""The figures of ``benchmarks.build_time`` as tables, and whether they are what was asked for."""

from __future__ import annotations

from statistics import median
from typing import Any

from benchmarks.markdown import print_head, print_row

MOST_READING = 0.2
MOST_UPDATE_SECONDS = 2.0
PAGES = "text pages"
FEW, BESIDE_FEW = "HTML pages", "text pages beside them"


def show(result: dict[str, Any]) -> None:
    """Print all of it."""
    load = "to".join(f" {result[key][0]:.1f} " for key in ("load_before", "load_after"))
    print(f"{result['machine']}, Python {result['python']}, load{load}")
    print(f"{result['films']:,} films, {result['reviews']:,} reviews, --jobs {result['jobs']}")
    _show_rebuilds(result)
    _show_reading(result)
    _show_updates(result)


def _yes(holds: bool) -> str:  # noqa: FBT001 - what is asked
    return "yes" if holds else "NO"


def _show_rebuilds(result: dict[str, Any]) -> None:
    stages = ["listing", "reading", "indexing", "writing", "checking"]
    print_head(["rebuild of text pages, s", "documents", "MB", "whole", "processor", *stages])
    for size, row in result["rebuild"].items():
        seconds = [f"{row['stages'].get(stage, 0):.2f}" for stage in stages]
        whole = f"{row['whole']:.1f}"
        built = [f"{row['documents']:,}", f"{row['megabytes']:.0f}"]
        print_row([size, *built, whole, f"{row['processor']:.1f}", *seconds])
    sample = result["sample"]
    one, several = median(sample["one"]), median(sample["several"])
    print(
        f"\nrebuild of {sample['films']:,} films: --jobs 1 {one:.1f} s, --jobs {result['jobs']} "
        f"{several:.1f} s, {one / several:.2f} times as fast"
    )


def _show_reading(result: dict[str, Any]) -> None:
    jobs = result["jobs"]
    counts, processes = ["films", "reviews", "rejected"], ["1 process, s", f"{jobs}, s"]
    shares = ["of a rebuild", "with merging", "of the processor", "under a fifth"]
    print_head(["read and parsed", *counts, *processes, "merging, s", *shares])
    whole = list(result["rebuild"].values())[-1]
    rest = whole["whole"] - whole["stages"]["listing"] - whole["stages"]["reading"]
    rest_of_processor = whole["processor"] - median(result["reading"][PAGES]["processor"])
    for name, row in result["reading"].items():
        one = median(row["one"])
        several = median(row.get("several", row["one"]))
        merging = row["merging"]
        # A rebuild from a part of the films takes a part of the time.
        part = row["reviews"] / result["reviews"]
        of_all = several / (rest * part + several)
        merged = (several + merging) / (rest * part + several)
        given = [f"{row['films']:,}", f"{row['reviews']:,}", row["rejected"]]
        seconds = [f"{each:.2f}" for each in (one, several, merging)]
        processor = median(row["processor"])
        of_processor = processor / (rest_of_processor * part + processor)
        holds = max(of_all, of_processor) < MOST_READING
        shown = [f"{of_all:.1%}", f"{merged:.1%}", f"{of_processor:.1%}", _yes(holds)]
        print_row([name, *given, *seconds, *shown])
    html, text = (median(result["reading"][name]["one"]) for name in (FEW, BESIDE_FEW))
    print(f"\nan HTML page takes {html / text:.1f} times what a text page of the same film does")


def _show_updates(result: dict[str, Any]) -> None:
    stages = ["listing", "comparing", "reading", "indexing", "writing", "checking"]
    print_head(["update, s", "pages", "whole", *stages, "the rest"])
    for size, row in result["update"].items():
        for kind, taken in row["kinds"].items():
            seconds = [median(one.get(stage, 0.0) for one in taken) for stage in stages]
            whole = median(one["whole"] for one in taken)
            rest = whole - sum(seconds)
            cells = [f"{each:.2f}" for each in (whole, *seconds, rest)]
            print_row([kind, f"{int(size):,}", *cells])
    first, *_, last = [_changed(row) for row in result["update"].values()] * 2
    print()
    for size, row in result["update"].items():
        whole, listing, hashing = _changed(row)
        print(
            f"{int(size):,} pages, one changed: {whole:.2f} s; listing them takes {listing:.2f} s "
            f"beside it, hashing {hashing:.2f}; the rest {whole - listing - hashing:.2f}"
        )
    grown = [b - a for a, b in zip(first, last, strict=True)]
    files = grown[1] + grown[2]
    print(
        f"from the smallest to the largest an update grows by {grown[0]:.2f} s, listing and "
        f"hashing by {files:.2f}, all else by {grown[0] - files:.2f}"
    )
    rest = last[0] - last[1] - last[2]
    print(f"under 2 s beside listing and hashing: {_yes(rest < MOST_UPDATE_SECONDS)}")
    print(f"under 2 s with them: {_yes(last[0] < MOST_UPDATE_SECONDS)}")
    print(f"all else grows no more than they do: {_yes(grown[0] - files <= files)}")


def _changed(row: dict[str, Any]) -> tuple[float, float, float]:
    """The seconds of an update of one changed page, and of listing and of hashing beside it."""
    whole = median(one["whole"] for one in row["kinds"]["changed"])
    return whole, median(row["listing"]), median(row["hashing"])
