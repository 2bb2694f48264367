"""No engine: what asking costs where nothing is searched, and what Python holds of memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.peer import Answer, Counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.peers.corpus import Review
    from benchmarks.peers.query_mix import Query


class Empty:
    """Reads all and finds nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, reviews: Iterable[Review]) -> None:
        """Read them."""
        for _ in reviews:
            pass

    def open(self) -> None:
        """Nothing."""

    def can_answer(self, query: Query, *, facets: bool) -> bool:
        """All that engines are asked."""
        return not (facets and query.by_film)

    def search(self, query: Query) -> Answer:  # noqa: ARG002 - it answers all alike
        """Nothing."""
        return Answer(0, ())

    def search_with_facets(self, query: Query) -> Counted:
        """Nothing."""
        return Counted(self.search(query), {})

    def close(self) -> None:
        """Nothing."""
