"""Does a film's title find that film first?

usage: python -m benchmarks.known_items INDEX [HOW_MANY]

Takes the distinct titles of the index, those that the sources give (not ``Untitled (...)``), or a
seeded sample of HOW_MANY, asks each as a reader would type it, and prints the mean reciprocal rank
of the first hit of a film so called within the first ten, and the titles that were not first.
"""

from __future__ import annotations

import random
import statistics
import sys
from pathlib import Path

from search.config import Settings
from search.factory import make_engine, make_service
from search.query import parse
from search.results import SearchRequest

SEED = 1
SHOWN = 20


def titles(settings: Settings) -> list[str]:
    """The distinct titles of the index, in order."""
    with make_engine(settings).searcher() as searcher:
        films = searcher.find(parse("kind:description"), 0, 1_000_000).documents
    found = {film.document["title"] for film in films}
    return sorted(title for title in found if not title.startswith("Untitled ("))


def main() -> None:
    """Ask for each title, print."""
    settings = Settings(index=Path(sys.argv[1]))
    asked = titles(settings)
    if len(sys.argv) > 2:
        asked = random.Random(SEED).sample(asked, min(len(asked), int(sys.argv[2])))
    service = make_service(settings)
    reciprocals, missed = [], []
    for title in asked:
        hits = service.search(SearchRequest(title, syntax="lenient")).hits
        ranks = [rank for rank, hit in enumerate(hits, start=1) if hit.film.title == title]
        reciprocals.append(1 / ranks[0] if ranks else 0.0)
        if not ranks or ranks[0] > 1:
            missed.append(f"{title} -> {hits[0].film.title if hits else 'nothing'}")
    print(f"{len(asked):,} titles: mean reciprocal rank {statistics.fmean(reciprocals):.4f}")
    print("\n".join(missed[:SHOWN]))


if __name__ == "__main__":
    main()
