"""Ours beside other engines in one interleaved run.

usage: python -m benchmarks.peers.run SOURCE [--reviews N] [--queries N] [--peers NAME,NAME]
                 [--rounds N] [--builds N] [--million [N]] [--folder FOLDER] [--json FILE]
                 [--plot FILE]

SOURCE is a packed file of films with their reviews as JSON Lines. Every engine indexes the same
terms, facts and texts in a process of its own, and is asked each query of the mix in turn, several
rounds; a figure is a query's median of these, a class's the geometric mean of its queries. With
--million the same queries are asked again of a million reviews, the corpus over and over with
shuffled sentences. The time of a build is without that of reading the prepared terms, which all
engines are given; that of one with an analysis of its own is of *-text, see the table of peers.
What is prepared and built in --folder is used again by the next run with it.
Of 117,268 reviews it takes 25 minutes, most of it for stock Whoosh; of --reviews 2000 one.
"""

from __future__ import annotations

import argparse
import sqlite3
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.command_line import building_folder, machine, parser_of, write_figures
from benchmarks.peers.corpus import read_reviews, repeated
from benchmarks.peers.measuring import Rounds, measure
from benchmarks.peers.peers import OURS, PEERS, installed
from benchmarks.peers.plot import svg
from benchmarks.peers.prepared import prepare, prepared
from benchmarks.peers.query_mix import QUERIES, query_mix
from benchmarks.peers.tables import show

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 5
MILLION = 1_000_000
_LIBRARIES = ("tantivy", "bm25s", "whoosh3", "numpy")


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, and keep the figures where it is asked for."""
    asked = _asked(arguments)
    figures: dict[str, Any] = {
        **machine(),
        "versions": _versions(),
        "peers": asked.peers,
        "ours": next((name for name in OURS if name in asked.peers), asked.peers[0]),
        "sizes": [],
    }
    with building_folder(asked.folder) as folder:
        for size in _measured(asked, Path(folder)):
            figures["sizes"].append(size)
            write_figures(figures, asked.json)
    show(figures)
    if asked.plot:
        asked.plot.write_text(svg(figures), "utf-8")


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = parser_of("peers.run", __doc__)
    parser.add_argument("--reviews", type=int, help="at most so many")
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--builds", type=int, default=1, help="builds by each, in turns")
    parser.add_argument(
        "--peers",
        type=_names,
        default=installed(),
        help=f"of {','.join(PEERS)}; those that are installed",
    )
    parser.add_argument(
        "--million", type=int, nargs="?", const=MILLION, help="so many reviews besides"
    )
    parser.add_argument("--folder", type=Path, help="what is built is kept there")
    parser.add_argument("--plot", type=Path, help="a file for bars, as SVG")
    return parser.parse_args(arguments)


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(PEERS)}")
    return names


def _measured(asked: argparse.Namespace, folder: Path) -> Iterator[dict[str, Any]]:
    """The figures of each corpus, one after the other; the mix is of the first."""
    known = f"{asked.source.stat().st_size}-{asked.reviews or 'all'}"
    base = folder / f"reviews-{known}"
    if not base.is_file():
        prepare(base, read_reviews(asked.source, asked.reviews))
    mix = query_mix(prepared(base), asked.queries)
    rounds = Rounds(asked.builds, asked.rounds)
    yield measure(base, folder / f"built-{known}", asked.peers, mix, rounds)
    if asked.million:
        many = folder / f"reviews-{known}-{asked.million}"
        if not many.is_file():
            prepare(many, repeated(lambda: prepared(base), asked.million))
        built = folder / f"built-{known}-{asked.million}"
        yield measure(many, built, asked.peers, mix, rounds)


def _versions() -> str:
    """Those of the engines that are here, in one line."""
    found = [f"SQLite {sqlite3.sqlite_version}"]
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            found.append(f"{library} {version(library)}")
    return ", ".join(found)


if __name__ == "__main__":
    main()
