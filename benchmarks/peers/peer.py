"""What an engine must do to be compared, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from benchmarks.peers.corpus import Review
    from benchmarks.peers.query_mix import Query

TOP = 10
FACETS = ("film", "year", "kind")


class Answer(NamedTuple):
    """How many documents match exactly, and the numbers of the ten best.

    Of a query by film the numbers are those of the ten films with the best documents, and
    ``films`` is how many have any.
    """

    total: int
    best: tuple[int, ...]
    films: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An answer with the ten commonest values of each facet among all that match."""

    answer: Answer
    facets: Mapping[str, Mapping[int | str, int]]


class Peer(Protocol):
    """An engine over an index in a folder of its own.

    All index the terms of a review with their positions, split at blanks and nothing more, and
    film, year and kind; and keep the text as it was.
    """

    def __init__(self, folder: Path) -> None: ...

    def build(self, reviews: Iterable[Review]) -> None:
        """Index them, so that a process that opens the folder finds them all."""
        ...

    def open(self) -> None:
        """Make ready to be asked; what is loaded later is charged to the first query."""
        ...

    def can_answer(self, query: Query, *, facets: bool) -> bool:
        """Whether the engine has the operation."""
        ...

    def search(self, query: Query) -> Answer:
        """The best documents with the exact total."""
        ...

    def search_with_facets(self, query: Query) -> Counted:
        """The same, with the values of every facet counted."""
        ...

    def close(self) -> None:
        """Let go of the index."""
        ...
