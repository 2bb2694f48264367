"""What each source gave, as it is kept with a generation: one JSON value a line.

The first line says how many follow; then a row a file, in the order in which they were read:
``[path, sha256, [[title, year, external id], ...], [[reason, total, [[path, line], ...]], ...],
seconds]``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indexer.identity import FilmKey
from indexer.rejects import Rejected, Rejects, wording_of
from search.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable

CATALOGUE = "sources.jsonl"
_FORM = 1


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One file of the sources, by its path as given.

    ``keys`` are those of the films that it says something of, in the order of their first
    appearance; ``rejects`` what of it was not taken.
    """

    path: str
    sha256: str
    keys: tuple[FilmKey, ...] = ()
    rejects: Rejects = field(default_factory=Rejects)
    seconds: float = 0.0


def dump(rows: Iterable[SourceRow]) -> bytes:
    """The rows as they are kept."""
    lines = [_line(_values(row)) for row in rows]
    return b"".join([_line({"form": _FORM, "rows": len(lines)}), *lines])


def load(content: bytes) -> list[SourceRow]:
    """The rows of what ``dump`` wrote; IndexDamagedError for anything else."""
    try:
        head, *lines = content.splitlines()
        if json.loads(head) != {"form": _FORM, "rows": len(lines)}:
            raise IndexDamagedError(CATALOGUE, "it is not whole, or of another form")
        return [_row(*json.loads(line)) for line in lines]
    except (ValueError, TypeError, RecursionError) as error:
        raise IndexDamagedError(CATALOGUE, f"it cannot be read ({error})") from error


def _line(value: object) -> bytes:
    # ASCII, so that a file name that is no text comes back as it was.
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def _values(row: SourceRow) -> list[Any]:
    rejects = [
        [rejected.reason, rejected.total, rejected.places]
        for rejected in row.rejects.by_wording.values()
    ]
    return [row.path, row.sha256, row.keys, rejects, round(row.seconds, 4)]


def _row(path: str, sha256: str, keys: Any, rejects: Any, seconds: float) -> SourceRow:
    found = Rejects()
    for reason, total, places in rejects:
        rejected = Rejected(reason, total, [(name, line) for name, line in places])
        found.by_wording[wording_of(reason)] = rejected
        found.total += total
    return SourceRow(path, sha256, tuple(FilmKey(*key) for key in keys), found, seconds)
