"""What a finished build is held against before it goes live."""

from __future__ import annotations

from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING

from search.engine import GenerationInfo
from search.errors import IndexStateError
from search.service import SearchService

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.golden import GoldenQuery
    from search.engine import Engine, GenerationBuilder, Searcher

# A build may be without so large a part of the documents that are live.
MOST_LOST = 0.1


def objections(
    engine: Engine,
    builder: GenerationBuilder,
    golden: Sequence[GoldenQuery],
    lost: int | None = None,
) -> Iterator[str]:
    """Why a finished build should not go live; nothing if it may.

    ``lost`` is how many of the live documents are not in it, where that is known.
    """
    if lost is None:
        lost, live = _lost(engine, builder)
    else:
        live = _told(engine)
    if lost > MOST_LOST * live:
        yield f"{lost:,} of the {live:,} live documents are not in it"
    service = SearchService(builder)
    for query in golden:
        failure = query.failure(service)
        if failure:
            yield f"{query.path}: {failure}"


def _lost(engine: Engine, builder: GenerationBuilder) -> tuple[int, int]:
    """How many of the live documents a build has not, and how many are live."""
    with builder.searcher() as after:
        try:
            with engine.searcher() as before:
                return _missing(before, after), before.generation.counts["documents"]
        except IndexStateError:  # nothing is live, or nothing that this version can open
            live = _told(engine)
            return max(0, live - after.generation.counts["documents"]), live


def _told(engine: Engine) -> int:
    """How many documents are live by what the live generation tells of itself."""
    infos = (info for info in engine.generations() if isinstance(info, GenerationInfo))
    name = engine.live_name()
    return next((info.counts.get("documents", 0) for info in infos if info.name == name), 0)


def _missing(before: Searcher, after: Searcher) -> int:
    """How many ids are in the first alone; in the memory of a few."""
    both = merge(((key, 0) for key in before.ids()), ((key, 1) for key in after.ids()))
    owners = ({owner for _, owner in same} for _, same in groupby(both, key=lambda one: one[0]))
    return sum(found == {0} for found in owners)
