"""Near-duplicates among real reviews: how long finding them takes, and whether any is missed.

usage: python -m benchmarks.folding SOURCE

Every pair of reviews of a film that shares a run of three words is compared exactly, which
takes a minute for 117,268 reviews and half a gigabyte; then the same reviews are folded. Prints
how many pairs resemble each other how much, how many of them are of one group, and the time.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.containers import source_files
from indexer.folding import ENOUGH_WORDS, RESEMBLANCE, representatives, shingles_of, words_of
from indexer.sources import is_read, reader_of
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.records import Review

LEAST = 0.15
STEPS = 20
# A run that more reviews of a film share is a turn of phrase.
MOST_HOLDERS = 200


def films(path: Path) -> Iterator[list[Review]]:
    """The reviews of each film of a source, each author and text once."""
    for source in source_files(path, is_read, {}):
        if isinstance(source, SourceError):
            continue
        for film in reader_of(source)(source):
            if not isinstance(film, SourceError):
                yield list({review.digest: review for review in film.reviews}.values())


def pairs(reviews: list[Review]) -> Iterator[tuple[float, int, int]]:
    """Each pair that resembles each other at all and is long enough, and how much it does."""
    words = [words_of(review.text) for review in reviews]
    runs = [shingles_of(some) if len(some) >= ENOUGH_WORDS else set() for some in words]
    holders: dict[tuple[str, ...], list[int]] = {}
    for place, some in enumerate(runs):
        for run in some:
            holders.setdefault(run, []).append(place)
    shared = Counter(
        pair
        for places in holders.values()
        if 1 < len(places) <= MOST_HOLDERS
        for pair in combinations(places, 2)
    )
    for (one, other), count in shared.items():
        resemblance = count / (len(runs[one]) + len(runs[other]) - count)
        if resemblance >= LEAST:
            yield resemblance, one, other


def main() -> None:
    """Fold each film's reviews, compare all pairs; print a table."""
    seconds, reviews, folded = 0.0, 0, 0
    found: Counter[int] = Counter()
    together: Counter[int] = Counter()
    for film in films(Path(sys.argv[1])):
        if not film:
            continue
        started = time.process_time()
        places = representatives(film)
        seconds += time.process_time() - started
        reviews += len(film)
        folded += sum(place != own for own, place in enumerate(places))
        for resemblance, one, other in pairs(film):
            step = int(resemblance * STEPS)
            found[step] += 1
            together[step] += places[one] == places[other]
    print(f"{reviews:,} reviews, {folded:,} folded in {seconds:.2f} s of processor")
    print(f"folded from {RESEMBLANCE} on\n{'resemblance':<14}{'pairs':>7}{'in one group':>14}")
    for step in sorted(found):
        print(f"{step / STEPS:<14.2f}{found[step]:>7,}{together[step]:>14,}")


if __name__ == "__main__":
    main()
