"""What was not taken, counted by reason, in bounded memory however much it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.errors import SourceError

MAX_REASONS = 1_000
MAX_PLACES = 20
OTHER_REASONS = "other reasons"
_LONGEST_REASON = 300
# What differs from place to place: a text in quotes as repr() writes it, a number.
_VARIES = re.compile(
    r"""(?<!\w)'(?:[^'\\]|\\.)*'(?!\w) | (?<!\w)"(?:[^"\\]|\\.)*"(?!\w)
    | (?<![\w-])(?:0x[0-9a-f]+|\d+(?:[.,:/-]\d+)*)\b""",
    re.VERBOSE,
)


@dataclass(slots=True)
class Rejected:
    """One reason: how often, and the first places, each a path and a line.

    ``reason`` is as it was given, or with ``…`` for what differs where it was given in more
    than one wording.
    """

    reason: str
    total: int = 0
    places: list[tuple[str, int]] = field(default_factory=list)

    def add(self, reason: str, total: int, places: Iterable[tuple[str, int]]) -> None:
        """Count more of the same reason, in whatever wording."""
        if self.reason != reason:
            self.reason = wording_of(self.reason)
        self.total += total
        self.places += list(places)[: MAX_PLACES - len(self.places)]


@dataclass(slots=True)
class Rejects:
    """Rejects by reason; reasons that differ in quoted texts and numbers alone are one.

    Totals are exact; there are at most MAX_PLACES places a reason and MAX_REASONS reasons,
    what comes beyond is under *other reasons*.
    """

    by_wording: dict[str, Rejected] = field(default_factory=dict)
    total: int = 0

    def add(self, error: SourceError) -> None:
        """Count one."""
        self._add(error.reason, 1, [(str(error.path), error.line)])

    def add_all(self, other: Rejects) -> None:
        """Count what another has counted."""
        for rejected in other.by_wording.values():
            self._add(rejected.reason, rejected.total, rejected.places)

    def by_total(self) -> list[Rejected]:
        """The reasons, the most frequent first."""
        return sorted(self.by_wording.values(), key=lambda rejected: -rejected.total)

    def as_json(self) -> dict[str, Any]:
        """The total, and the reasons with their places."""
        return {
            "total": self.total,
            "reasons": [
                {
                    "reason": rejected.reason,
                    "total": rejected.total,
                    "places": [{"path": path, "line": line} for path, line in rejected.places],
                }
                for rejected in self.by_total()
            ],
        }

    def _add(self, reason: str, total: int, places: Iterable[tuple[str, int]]) -> None:
        wording = wording_of(reason)
        reason = reason[:_LONGEST_REASON]
        if wording not in self.by_wording and len(self.by_wording) >= MAX_REASONS:
            reason = wording = OTHER_REASONS
        self.by_wording.setdefault(wording, Rejected(reason)).add(reason, total, places)
        self.total += total


@lru_cache(maxsize=1_024)
def wording_of(reason: str) -> str:
    """A reason with ``…`` in place of the quoted texts and the numbers in it."""
    return _VARIES.sub("…", reason)[:_LONGEST_REASON]
