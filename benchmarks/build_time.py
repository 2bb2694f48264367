"""How long do reading, rebuilding and updating take, beside each other in one run?

usage: python -m benchmarks.build_time SOURCE [--films N] [--sizes N,N] [--jobs N] [--rounds N]
                                       [--edits N] [--sample N] [--html N] [--json FILE]

SOURCE is a packed file of JSON Lines, one film a line with its reviews. Its films are written
in every format that is read; each is read and parsed (with one process and with several, in
turns) and merged. From text pages the command rebuilds, at each of the sizes, of which the last is
all of them, and updates: nothing changed, one page changed, one new, one deleted, in turns.
Prints tables with medians and the ratios that were asked for, of time and of the processor's, which
other work on the machine disturbs less; all figures go to --json, part by part.
With 22,125 films it takes half an hour, with --films 300 a minute.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.build_tables import show
from benchmarks.command_line import machine, parser_of, write_figures
from benchmarks.source_formats import Films, films_of, text_page, write_all, write_pages
from indexer.build import Build
from indexer.documents import counts_of, film_documents
from indexer.identity import film_ids
from indexer.reading import digests
from indexer.report import Report
from indexer.sources import find_files
from indexer.spool import Spool

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
Seconds = dict[str, float]


def main(arguments: list[str] | None = None) -> None:
    """Write the sources, time all of it, print, and keep the figures."""
    asked = _asked(arguments)
    films = films_of(asked.source, asked.films)
    sizes = sorted({min(size, len(films)) for size in asked.sizes} | {len(films)})
    result: dict[str, Any] = {
        **machine(),
        "jobs": asked.jobs,
        "films": len(films),
        "reviews": sum(len(film["reviews"]) for film in films),
    }
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        formats = write_all(films, folder, asked.html)
        pages = {size: _pages(films, size, folder) for size in sizes}
        indexes = {pages[size]: folder / f"index-{size}" for size in sizes}
        parts: dict[str, Callable[[], Any]] = {
            "rebuild": lambda: {
                str(len(list(source.iterdir()))): rebuild(source, index, asked.jobs)
                for source, index in indexes.items()
            },
            "reading": lambda: read_all(formats, asked.jobs, asked.rounds),
            "update": lambda: updates(indexes, films, asked.edits, asked.jobs),
            "sample": lambda: rebuilds_in_turn(films[: asked.sample], folder, asked),
        }
        for part, measure in parts.items():
            result[part] = measure()
            write_figures(result, asked.json)
    show(result)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = parser_of("build_time", __doc__)
    parser.add_argument("--films", type=int, help="at most so many")
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.split(",")],
        default=[5_000],
        help="pages of the smaller indexes that are updated",
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="readings of each format")
    parser.add_argument("--edits", type=int, default=7, help="updates of each kind")
    parser.add_argument("--pairs", type=int, default=3, help="rebuilds of --sample by each")
    parser.add_argument("--sample", type=int, default=2_000, help="films rebuilt by jobs in turn")
    parser.add_argument("--html", type=int, default=2_000, help="films that are HTML pages too")
    parser.add_argument("--folder", type=Path, help="where the temporary files are to be")
    return parser.parse_args(arguments)


def _pages(films: Films, size: int, folder: Path) -> Path:
    whole = folder / "pages"
    return whole if size == len(films) else write_pages(films[:size], folder / f"pages-{size}")


def read_all(formats: dict[str, Path], jobs: int, rounds: int) -> dict[str, dict[str, Any]]:
    """By format what was read, and the seconds of each reading in turns, and of one merging.

    A single file is read by one process, whatever the jobs.
    """
    found: dict[str, dict[str, Any]] = {}
    for number in range(rounds):
        for name, path in formats.items():
            row = found.setdefault(
                name, {"one": [], "processor": []} | ({"several": []} if path.is_dir() else {})
            )
            for key, processes in (("one", 1), ("several", jobs)):
                if key in row:
                    report = read(path, processes, merged=number == 0 and key == "one")
                    row[key].append(report.seconds["listing"] + report.seconds["reading"])
                    if processes == 1:
                        row["processor"].append(report.seconds["processor"])
                    if "merging" in report.seconds:
                        row["merging"] = report.seconds["merging"]
                        row |= {"files": report.files, "rejected": report.rejects.total}
                        given = ("reviews", "duplicates", "folded")
                        row["films"] = report.counts["films"]
                        row["reviews"] = sum(report.counts[count] for count in given)
    return found


def read(path: Path, jobs: int, *, merged: bool) -> Report:
    """Read a source as a rebuild does, and if it is asked for make the films of it."""
    report = Report()
    build = Build([path], jobs=jobs)
    with closing(Spool()) as spool:
        begun = time.process_time()
        build.read(build.list_files(report), spool, report)
        report.seconds["processor"] = time.process_time() - begun
        if merged:
            with report.stage("merging"):
                for film_id, said in spool.films(film_ids(spool.keys())):
                    report.count(counts_of(film_documents(film_id, said)))
    return report


def rebuild(source: Path, index: Path, jobs: int) -> dict[str, Any]:
    """The command's seconds, whole and by stage, and what it built."""
    before = processor_seconds()
    seconds, report = command("rebuild", str(source), "--index", str(index), "--jobs", str(jobs))
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return {
        "whole": seconds,
        "processor": processor_seconds() - before,
        "stages": report["seconds"],
        "documents": report["counts"]["documents"],
        "megabytes": size / 1e6,
    }


def rebuilds_in_turn(films: Films, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """The command's seconds for some films with one process and with several, in turns."""
    pages = write_pages(films, folder / "sample")
    taken: dict[str, Any] = {"films": len(films), "one": [], "several": []}
    for _ in range(asked.pairs):
        for key, jobs in (("one", 1), ("several", asked.jobs)):
            taken[key].append(rebuild(pages, folder / "index-sample", jobs)["whole"])
    return taken


def command(*arguments: str) -> tuple[float, dict[str, Any]]:
    """Run the command line's own; how long it took from start to end, and its report."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "indexer", *arguments, "--json"],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(done.stderr.decode(errors="replace"))
    report: dict[str, Any] = json.loads(done.stdout)
    return seconds, report


def processor_seconds() -> float:
    """What the processes that ended took of the processor: what others do is not in it."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _environment() -> dict[str, str]:
    """That of this process, with compiled modules kept, as they are where it is used."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "build-time-pycache"))}


def updates(indexes: dict[Path, Path], films: Films, edits: int, jobs: int) -> dict[str, Any]:
    """By the number of pages what updates took, by what had changed."""
    found: dict[str, Any] = {
        str(len(list(pages.iterdir()))): {"kinds": {}, "listing": [], "hashing": []}
        for pages in indexes
    }
    chance = random.Random(1)
    for number in range(edits):
        for row, (pages, index) in zip(found.values(), indexes.items(), strict=True):
            picked = chance.sample(sorted(pages.glob("tt*.txt")), 2)
            for kind in ("nothing", "changed", "new", "deleted"):
                edit(kind, pages, picked, {**films[0], "title": f"A film of our own {number}"})
                taken = listing(pages, jobs)
                row["listing"].append(taken["listing"])
                row["hashing"].append(taken["hashing"])
                seconds, report = command("update", "--index", str(index), "--jobs", str(jobs))
                stages = {"whole": seconds, **report["seconds"]}
                row["kinds"].setdefault(kind, []).append(stages)
    return found


def edit(kind: str, pages: Path, picked: list[Path], new: dict[str, Any]) -> None:
    """Change what an update is to find."""
    if kind == "changed":
        text = picked[0].read_text("utf-8")
        picked[0].write_text(f"{text}Another Reviewer\n\nSeen again.\n\n... View More\n", "utf-8")
    elif kind == "new":
        (pages / f"{new['title']}.txt").write_text(text_page(new), "utf-8")
    elif kind == "deleted":
        picked[1].unlink()


def listing(pages: Path, jobs: int) -> Seconds:
    """How long it takes to list the files, and to hash them: what no update can do without."""
    started = time.perf_counter()
    paths = [path for path in find_files([pages]) if isinstance(path, Path)]
    listed = time.perf_counter()
    digests(paths, jobs)
    return {"listing": listed - started, "hashing": time.perf_counter() - listed}


if __name__ == "__main__":
    main()
