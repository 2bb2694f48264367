"""Sources of a hundred thousand short lines: counted exactly, in memory that does not grow.

``benchmarks/many_lines.py`` makes them a hundred times as long.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.many_lines import FILMS, SOURCES, Seen, dry_run, write

LINES = 100_000
# What the interpreter and its libraries take, the buffers, and one page or film.
MOST_MEGABYTES = 120
NOTHING = {"films": 0, "reviews": 0, "duplicates": 0, "folded": 0, "rejected": 0}


def seen(folder: Path, name: str, lines: int) -> Seen:
    path = folder / name
    write(path, SOURCES[name](lines))
    return dry_run(path)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("rejected.jsonl", {"rejected": LINES}),
        ("page.txt", {"films": 1, "reviews": 1}),
        ("pages.txt", {"films": LINES // 10, "reviews": LINES // 10}),
        ("table.csv", {"films": FILMS, "reviews": LINES - 1}),
    ],
)
def test_every_line_is_counted_and_every_reject_named(
    tmp_path: Path, name: str, counts: dict[str, int]
) -> None:
    found = seen(tmp_path, name, LINES)
    assert {key: found.report[key] for key in NOTHING} == {**NOTHING, **counts}
    assert found.named == found.report["rejected"]
    assert found.megabytes < MOST_MEGABYTES


def test_memory_does_not_grow_with_what_is_rejected(tmp_path: Path) -> None:
    few, many = (seen(tmp_path, "rejected.jsonl", lines) for lines in (LINES // 10, LINES))
    assert many.megabytes < few.megabytes + 5


def test_a_page_of_too_many_lines_is_one_reject(tmp_path: Path) -> None:
    found = seen(tmp_path, "page.txt", 1_000_001)
    assert (found.named, found.report["rejected"], found.report["films"]) == (1, 1, 0)
