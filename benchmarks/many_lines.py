"""Sources of ten million short lines: how long they take, and in how much memory.

usage: python -m benchmarks.many_lines [LINES]

Makes four files of so many lines (without LINES ten million) in the folder of temporary files,
one after the other, and has each read by ``rebuild --dry-run`` in a process of its own: JSON Lines
of which none can be taken, a text page that is too long, many text pages, reviews of 1,000 films
as a table. Prints the seconds, the greatest resident size in megabytes, the lines on stderr that
name a place, and what the report counts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINES = 10_000_000
FILMS = 1_000
PAGE_LINES = 10
_AT_ONCE = 10_000


def rejected_lines(lines: int) -> Iterator[str]:
    """Lines of which each is no JSON."""
    return (f"line {number}\n" for number in range(lines))


def one_page(lines: int) -> Iterator[str]:
    """A page with a title, and short lines for ever."""
    return chain(["Up\n", "Up\n", "Reviews\n"], (f"{n}\n" for n in range(lines - 3)))


def many_pages(lines: int) -> Iterator[str]:
    """Pages of ten lines."""
    for number in range(lines // PAGE_LINES):
        yield f"F{number}\nF{number}\n| 1999\nOf {number}.\nReviews\nAnn\nGood.\n\n...View More\n\n"


def table(lines: int) -> Iterator[str]:
    """Reviews of a thousand films, one after the other's; a fifth says what others say."""
    yield "film,author,text\n"
    for number in range(lines - 1):
        text = f"It is number {number} and good" if number % 5 else "It is good"
        yield f"Film {number % FILMS},Author {number % 7_919},{text}\n"


SOURCES: dict[str, Callable[[int], Iterator[str]]] = {
    "rejected.jsonl": rejected_lines,
    "page.txt": one_page,
    "pages.txt": many_pages,
    "table.csv": table,
}


class Seen(NamedTuple):
    """What a run took, and what it said."""

    seconds: float
    megabytes: float
    named: int
    report: dict[str, int]


def write(path: Path, parts: Iterator[str]) -> None:
    """Make a file of many parts."""
    with path.open("w", encoding="utf-8") as file:
        while block := [part for _, part in zip(range(_AT_ONCE), parts, strict=False)]:
            file.writelines(block)


# The most memory that it had, in kilobytes, as the process itself tells it at its end: what
# wait() tells has that of the process which started it.
_MEASURED = """
import atexit, pathlib, runpy, sys
told = pathlib.Path(sys.argv.pop(1))
def tell():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    told.write_text(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
atexit.register(tell)
sys.argv[0] = "indexer"
runpy.run_module("indexer", run_name="__main__")
"""


def dry_run(path: Path) -> Seen:
    """Read a source in a process of its own and measure that."""
    started = time.perf_counter()
    told = path.with_name("memory")
    arguments = ["rebuild", "--dry-run", "--json", str(path)]
    command = [sys.executable, "-c", _MEASURED, str(told), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        said: list[bytes] = []
        reader = threading.Thread(target=said.extend, args=(process.stdout,))
        reader.start()
        named = sum(b'"event": "rejected"' in line for line in process.stderr)
        reader.join()
    if process.returncode:
        sys.exit(f"{path.name}: left with {process.returncode}")
    report = json.loads(b"".join(said))
    counts = {**report["counts"], "rejected": report["rejected"]["total"]}
    return Seen(time.perf_counter() - started, int(told.read_text()) / 1024, named, counts)


def main() -> None:
    """Make each source, read it, print a row."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    print(
        f"| {lines:,} lines | s | MB | named | films | reviews | duplicates | folded | rejected |"
    )
    print(f"|{'---|' * 9}")
    for name, parts in SOURCES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            write(path, parts(lines))
            seen = dry_run(path)
        counted = ("films", "reviews", "duplicates", "folded", "rejected")
        row = [name, f"{seen.seconds:.0f}", f"{seen.megabytes:,.0f}", f"{seen.named:,}"]
        row += [f"{seen.report[key]:,}" for key in counted]
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
