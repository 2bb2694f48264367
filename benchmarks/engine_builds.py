"""The documents of a source kept in a file, and an engine's generation built of them."""

from __future__ import annotations

import json
import pickle
import resource
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any

from indexer.documents import counts_of
from indexer.rebuild import Rebuild
from search.factory import make_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.cluster_figures import ClusterFigures
    from search.config import Settings
    from search.engine import Engine
    from search.schema import Document

_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Variant:
    """An engine as it is measured: what it is called, its settings, and its cluster if any."""

    name: str
    settings: Settings
    cluster: ClusterFigures | None = None

    def engine(self) -> Engine:
        """The engine, as the settings ask for it."""
        return make_engine(self.settings)

    def nodes_seconds(self) -> float:
        """What the nodes have used of their processors so far; 0 without any."""
        return self.cluster.processor_seconds() if self.cluster else 0.0


def write_documents(path: Path, source: Path) -> None:
    """Write the documents that a rebuild makes of a source. A file that is there is whole."""
    made = path.with_suffix(".part")
    documents = Rebuild([source]).documents()
    with made.open("wb") as file:
        while batch := list(islice(documents, _TOGETHER)):
            pickle.dump(batch, file)
    made.replace(path)


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of such a file, some hundreds held at once."""
    with path.open("rb") as file:
        while True:
            try:
                batch = pickle.load(file)  # written above
            except EOFError:
                return
            yield from batch


def build(variant: Variant, documents: Path, jobs: int) -> dict[str, float]:
    """Build a generation of the documents and put it live; what that took, without reading them.

    ``adding_seconds`` are until the last document was taken in, of the ``seconds`` of all.
    """
    counts = counts_of(read_documents(documents))
    before, nodes_before = _used(), variant.nodes_seconds()
    reading = 0.0
    started = perf_counter()
    with variant.engine().build(jobs) as builder:
        rest = read_documents(documents)
        while True:
            asked = perf_counter()
            document = next(rest, None)
            reading += perf_counter() - asked
            if document is None:
                break
            builder.add(document)
        added = perf_counter()
        builder.finish(counts, 1)
        builder.activate()
    ended = perf_counter()
    return {
        "documents": counts["documents"],
        "seconds": ended - started - reading,
        "adding_seconds": added - started - reading,
        "processor_seconds": _used() - before - reading,
        "nodes_seconds": variant.nodes_seconds() - nodes_before,
    }


def kept_build(variant: Variant, documents: Path, jobs: int, folder: Path) -> dict[str, float]:
    """What the build took that is live; it is built only where there is none."""
    kept = folder / f"built-{variant.name}.json"
    if kept.is_file() and variant.engine().live_name():
        found: dict[str, float] = json.loads(kept.read_text("utf-8"))
        return found
    built = build(variant, documents, jobs)
    kept.write_text(json.dumps(built) + "\n", "utf-8")
    return built


def disk(variant: Variant) -> dict[str, Any]:
    """What the live generation takes: ``bytes`` once, ``bytes_of_copies`` with its copies."""
    info = variant.engine().live()
    if variant.cluster:
        return variant.cluster.disk(info.name)
    folder = variant.settings.index
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"bytes": size, "bytes_of_copies": size}


def _used() -> float:
    """What this process and those that it started and that ended have used, in seconds."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
