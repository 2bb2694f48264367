"""Reviews with their terms in a file, to be read again as fast as a disk gives them.

Every engine is given the same, and none is charged for what another need not do.
"""

from __future__ import annotations

import marshal
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from benchmarks.peers.corpus import Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_TOGETHER = 1_000
_values = attrgetter(*(field.name for field in fields(Review)))


def prepare(path: Path, reviews: Iterable[Review]) -> int:
    """Write them; how many they were. A file that is there is whole."""
    made = path.with_suffix(".part")
    many = 0
    rest = iter(reviews)
    with made.open("wb") as file:
        while batch := [_values(one) for one in islice(rest, _TOGETHER)]:
            marshal.dump(batch, file)
            many += len(batch)
    made.replace(path)
    return many


def prepared(path: Path) -> Iterator[Review]:
    """The reviews of the file, a thousand of them held at once."""
    with path.open("rb") as file:
        while True:
            try:
                batch = marshal.load(file)
            except EOFError:
                return
            for values in batch:
                yield Review(*values)
