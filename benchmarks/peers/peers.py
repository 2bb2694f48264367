"""The table of the engines that are compared: to add one, add its module and its row here.

A module has one class that does what ``peer.Peer`` says. It is imported in the process that asks it
and in no other, so that what it needs may be missing where it is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.peer import Peer


@dataclass(frozen=True, slots=True)
class Entry:
    """An engine: the module and class that ask it, the library it needs, and how it is shown.

    A slow one is asked one query in ``every``, and at most ``rounds`` times. Where ``is_extra`` it
    is left out unless it is named.
    """

    module: str
    class_name: str
    shown: str
    library: str
    every: int = 1
    rounds: int | None = None
    is_extra: bool = False


# The first of these that is asked is what is set against the others.
OURS = ("columnar", "tantivy")
PEERS = {
    "columnar": Entry("columnar", "Columnar", "Reviewfinder", "numpy"),
    "tantivy": Entry("tantivy_peer", "Tantivy", "tantivy", "tantivy"),
    "fts5": Entry("fts5_peer", "Fts5", "SQLite FTS5", "sqlite3"),
    "bm25s": Entry("bm25s_peer", "Bm25s", "bm25s", "bm25s"),
    "whoosh": Entry("whoosh_peer", "StockWhoosh", "stock Whoosh", "whoosh", every=6, rounds=1),
    "empty": Entry("empty", "Empty", "empty", "json"),
    # From the text by their own analysis, for the time of a build that is to have that in it.
    "columnar-text": Entry(
        "columnar", "ColumnarFromText", "Reviewfinder, own stems", "numpy", is_extra=True
    ),
    "tantivy-text": Entry(
        "tantivy_peer", "TantivyFromText", "tantivy, own stems", "tantivy", is_extra=True
    ),
    "fts5-text": Entry("fts5_peer", "Fts5FromText", "FTS5, own stems", "sqlite3", is_extra=True),
    "whoosh-text": Entry(
        "whoosh_peer", "StockWhooshFromText", "Whoosh, own stems", "whoosh", is_extra=True
    ),
}


def peer(name: str, folder: Path) -> Peer:
    """The engine of that name over a folder."""
    entry = PEERS[name]
    module = import_module(f"{__package__}.{entry.module}")
    return cast("Peer", getattr(module, entry.class_name)(folder))


def installed() -> list[str]:
    """The names of those whose libraries are here, without the extra ones."""
    return [
        name for name, entry in PEERS.items() if not entry.is_extra and find_spec(entry.library)
    ]
