"""What each source gave, as it is kept with a generation: one JSON value a line.

The first line is of all of them: how many follow, the sources as they were named, and the
operator's own names of columns. Then a row a file, in the order in which they were read:
``[path, sha256, [[title, year, external id], ...], [[reason, total, [[path, line], ...]], ...],
seconds]``.
"""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indexer.identity import FilmKey
from indexer.rejects import Rejected, Rejects, wording_of
from search.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator

CATALOGUE = "sources.jsonl"
_FORM = 1
# ASCII, so that a file name that is no text comes back as it was.
_encoded = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One file of the sources, by its path as given.

    ``keys`` are those of the films that it says something of, in the order of their first
    appearance; ``rejects`` what of it was not taken. ``kept`` is its line, where it was loaded.
    """

    path: str
    sha256: str
    keys: tuple[FilmKey, ...] = ()
    rejects: Rejects = field(default_factory=Rejects)
    seconds: float = 0.0
    kept: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The files that a generation was made from, in the order in which they were read.

    ``sources`` are the files and folders that were named, ``names`` the operator's own names of
    columns, by fact.
    """

    sources: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    rows: tuple[SourceRow, ...] = ()


def dump(catalogue: Catalogue) -> bytes:
    """The catalogue as it is kept."""
    # Most rows are as they were loaded.
    lines = [row.kept or _encoded(_values(row)).encode() for row in catalogue.rows]
    head = {
        "form": _FORM,
        "rows": len(lines),
        "sources": catalogue.sources,
        "names": catalogue.names,
    }
    return b"\n".join([_encoded(head).encode(), *lines, b""])


def load(content: bytes) -> Catalogue:
    """What ``dump`` wrote; IndexDamagedError for anything else."""
    try:
        first, *lines = content.splitlines()
        head = json.loads(first)
        with _nothing_collected():
            values = json.loads(b"[%b]" % b",".join(lines))
            if (head["form"], head["rows"], len(values)) != (_FORM, len(lines), len(lines)):
                raise IndexDamagedError(CATALOGUE, "it is not whole, or of another form")
            rows = tuple(_row(*row) for row in zip(lines, values, strict=True))
        return Catalogue(tuple(head["sources"]), dict(head["names"]), rows)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise IndexDamagedError(CATALOGUE, f"it cannot be read ({error})") from error


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without a search for garbage: where all that is made stays, it takes most of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _values(row: SourceRow) -> list[Any]:
    rejects = [
        [rejected.reason, rejected.total, rejected.places]
        for rejected in row.rejects.by_wording.values()
    ]
    return [row.path, row.sha256, row.keys, rejects, round(row.seconds, 4)]


def _row(kept: bytes, values: Any) -> SourceRow:
    path, sha256, keys, rejects, seconds = values
    found = Rejects()
    for reason, total, places in rejects:
        rejected = Rejected(reason, total, [(name, line) for name, line in places])
        found.by_wording[wording_of(reason)] = rejected
        found.total += total
    return SourceRow(path, sha256, tuple(FilmKey(*key) for key in keys), found, seconds, kept)
