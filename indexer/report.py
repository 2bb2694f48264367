"""What a build took, what it did not, and where its time went."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indexer.rejects import Rejects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.catalogue import SourceRow
    from search.engine import GenerationInfo

COUNTED = ("films", "descriptions", "reviews", "documents", "duplicates", "folded")
SLOWEST = 10


@dataclass(slots=True)
class Report:
    """The end of a build; ``generation`` is None where none was made.

    ``slowest`` are the files that took longest to read, in seconds, the slowest first;
    ``seconds`` the time of each stage, in their order. ``held_back`` says why a generation was
    kept and not put live. ``changes`` are how many files are new, changed, gone and the same
    since the live generation, for an update.
    """

    files: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    rejects: Rejects = field(default_factory=Rejects)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    generation: GenerationInfo | None = None
    held_back: str = ""
    changes: dict[str, int] = field(default_factory=dict)

    def add(self, row: SourceRow) -> None:
        """Count a file that was read."""
        self.files += 1
        self.rejects.add_all(row.rejects)
        self.slowest.append((row.seconds, row.path))
        self.slowest.sort(key=lambda entry: -entry[0])
        del self.slowest[SLOWEST:]

    def count(self, counts: dict[str, int]) -> None:
        """Add counts to those that are known."""
        for name, number in counts.items():
            self.counts[name] = self.counts.get(name, 0) + number

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time until the context ends to that of a stage."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            self.seconds[name] = self.seconds.get(name, 0.0) + spent

    @property
    def is_new(self) -> bool:
        """Whether a generation was made; an update without a change makes none."""
        return not self.changes or any(n for name, n in self.changes.items() if name != "same")

    @property
    def documents_a_second(self) -> float:
        """Documents made, over all the time that it took; 0 where none was made."""
        whole = sum(self.seconds.values())
        return self.counts["documents"] / whole if whole else 0.0

    def as_json(self) -> dict[str, Any]:
        """All but the generation, which keeps it."""
        return {
            "files": self.files,
            "counts": dict(self.counts),
            "rejected": self.rejects.as_json(),
            "slowest": [
                {"path": path, "seconds": round(seconds, 3)} for seconds, path in self.slowest
            ],
            "seconds": {name: round(seconds, 3) for name, seconds in self.seconds.items()},
            # An update makes few of the documents that it counts.
            **(
                {"changes": self.changes}
                if self.changes
                else {"documents_a_second": round(self.documents_a_second, 1)}
            ),
        }
