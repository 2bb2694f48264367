"""All hits of a search, made as they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from search.results import Hit


class HitStream:
    """The hits of a search in order, to be read once; ``total`` counts them.

    What it holds is let go when it is read to its end or closed, whichever comes first; both
    are for the thread that asked.
    """

    def __init__(self, generation: str, total: int, hits: Iterator[Hit], holds: ExitStack) -> None:
        self.generation = generation
        self.total = total
        self._hits = hits
        self._holds = holds

    def __iter__(self) -> Iterator[Hit]:
        try:
            yield from self._hits
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the generation."""
        self._holds.close()
