"""How far a build is, as values; whoever shows it is a ``Progress``."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from search.errors import SourceError

# How long what was seen counts for the pace, in seconds.
_MEMORY_SECONDS = 10.0
# Before, a pace says nothing about what is left.
_TELLING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a build; ``total`` is how many of ``unit`` it has, 0 if nobody knows."""

    name: str
    total: int = 0
    unit: str = "file"


class Progress(Protocol):
    """Who is told how a build goes, from one thread."""

    def begin(self, stage: Stage) -> None:
        """A stage begins; the one before is done."""
        ...

    def advance(self, done: int, reviews: int = 0) -> None:
        """So many of the stage's units are done, and so many reviews were met in them.

        Called for each, so it must cost little.
        """
        ...

    def reject(self, error: SourceError) -> None:
        """Something was not taken."""
        ...

    def note(self, message: str) -> None:
        """Something that the operator should know."""
        ...

    def close(self) -> None:
        """The build is at its end, or was broken off."""
        ...


class Silent:
    """Nobody is told."""

    def begin(self, stage: Stage) -> None:
        """Nothing."""

    def advance(self, done: int, reviews: int = 0) -> None:
        """Nothing."""

    def reject(self, error: SourceError) -> None:
        """Nothing."""

    def note(self, message: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


@dataclass(slots=True)
class Pace:
    """How fast a stage goes: an average that forgets, so that it follows slow and fast parts.

    Moments count by how long they were and how long ago; in the beginning that is the plain
    average.
    """

    total: int
    started: float
    done: int = 0
    a_second: float = 0.0
    _seen: float = 0.0
    _sum: float = 0.0
    _weights: float = 0.0

    def update(self, done: int, now: float) -> None:
        """So much is done at a time in seconds of a clock that only goes forward."""
        elapsed = now - self.started
        since = elapsed - self._seen
        if since <= 0:
            return
        kept = math.exp(-since / _MEMORY_SECONDS)
        self._sum = self._sum * kept + (1 - kept) * (done - self.done) / since
        self._weights = self._weights * kept + (1 - kept)
        self.a_second = self._sum / self._weights
        self.done, self._seen = done, elapsed

    @property
    def seconds_left(self) -> float | None:
        """The time until all is done at this pace; None where that cannot be told yet."""
        if not self.total or self.a_second <= 0 or self._seen < _TELLING_SECONDS:
            return None
        return max(0, self.total - self.done) / self.a_second
