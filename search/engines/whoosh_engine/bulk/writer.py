"""A new index of many documents, written by arrays."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from whoosh import index
from whoosh.filedb.filestore import FileStorage

from search.engines.whoosh_engine.bulk.merge import merge_documents
from search.engines.whoosh_engine.bulk.runs import (
    Plan,
    RunWriter,
    open_arrays,
    open_run,
    run_writer,
)
from search.engines.whoosh_engine.codec import ColumnarSegment
from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter
from search.engines.whoosh_engine.codec.field_writing import MOST_DOCUMENTS
from search.engines.whoosh_engine.codec.segment_arrays import DOCUMENTS, TERMS
from search.engines.whoosh_engine.schema import whoosh_schema
from search.engines.whoosh_engine.workers import Workers
from search.schema import FIELDS, indexed_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from search.engines.whoosh_engine.bulk.source import Source

# A sheet has so many documents, or as few as have so much text. Stored values of two sheets
# are never packed together, so how many there are of both stands in the format of what is built.
SHEET = 1_024
SHEET_CHARACTERS = 1 << 21
# Whoosh's name for an index that was given none.
_INDEX = "MAIN"
_COPIED = 1 << 20


class BulkWriter:
    """Writes a new index; the same documents give the same bytes, whatever jobs and memory.

    With ``jobs`` above 1 so many processes take sheets of documents in turn. Temporary files are
    in a folder within the index's own.
    """

    def __init__(self, plan: Plan, jobs: int = 1, schema: Any = None) -> None:
        self.is_closed = False
        self._index = plan.folder
        self._schema = schema or whoosh_schema()
        self._plan = replace(plan, folder=plan.folder / "runs", memory=plan.memory // jobs)
        self._plan.folder.mkdir()
        self._sheet: list[Any] = []
        self._characters = 0
        self._run = 0
        self._run_characters = 0
        # Documents of each run.
        self._counts: list[int] = [0]
        where = str(plan.folder)
        self._workers = Workers(where, jobs, run_writer(self._plan)) if jobs > 1 else None
        self._here = RunWriter(self._plan)

    def add(self, document: Any) -> None:
        """Take a document in."""
        self._sheet.append(document)
        self._characters += len(document["text"])
        if len(self._sheet) == SHEET or self._characters >= SHEET_CHARACTERS:
            self._send()

    def _send(self) -> None:
        if self._run_characters >= self._plan.run_characters:
            self._run += 1
            self._run_characters = 0
            self._counts.append(0)
        if self._workers is None:
            self._here.take(self._run, self._sheet)
        else:
            self._workers.tell(self._run % len(self._workers), "take", self._run, self._sheet)
        self._counts[-1] += len(self._sheet)
        self._run_characters += self._characters
        self._sheet, self._characters = [], 0

    def commit(self) -> None:
        """Write the index."""
        if self._sheet:
            self._send()
        self._everywhere("finish", [() for _ in range(len(self._workers or [0]))])
        segments = [self._segment(runs) for runs in self._runs_by_segment()]
        if self._workers:
            self._workers.end()
        self.is_closed = True
        shutil.rmtree(self._plan.folder)
        index.TOC(self._schema, segments, 0).write(FileStorage(str(self._index)), _INDEX)

    def cancel(self) -> None:
        """Stop; the temporary files are taken away."""
        self.is_closed = True
        if self._workers:
            self._workers.kill()
        self._here.close()
        shutil.rmtree(self._plan.folder, ignore_errors=True)

    def _everywhere(self, method: str, arguments: Sequence[Any]) -> list[Any]:
        """What a method gives, called with each of the arguments by a process of its own."""
        return self._begun_everywhere(method, arguments)()

    def _begun_everywhere(self, method: str, arguments: Sequence[Any]) -> Callable[[], list[Any]]:
        """The same begun; what is given back waits for it, or does it where nobody else can."""
        workers = self._workers
        if workers is None:
            return lambda: [getattr(self._here, method)(*own) for own in arguments]
        for number, own in enumerate(arguments):
            workers.tell(number, method, *own)
        return lambda: [workers.hear(number) for number in range(len(arguments))]

    def _runs_by_segment(self) -> Iterator[range]:
        """Runs that make a segment, which has a largest size."""
        first = documents = 0
        for run, count in enumerate(self._counts):
            if documents + count > MOST_DOCUMENTS:
                yield range(first, run)
                first, documents = run, 0
            documents += count
        if documents:
            yield range(first, len(self._counts))

    def _segment(self, runs: range) -> ColumnarSegment:
        segment = ColumnarSegment(_INDEX)
        segment.set_doc_count(sum(self._counts[run] for run in runs))
        paths = [self._index / segment.make_filename(ending) for ending in (DOCUMENTS, TERMS)]
        if len(runs) == 1:
            for path, ending in zip(paths, (DOCUMENTS, TERMS), strict=True):
                self._plan.path(runs[0], ending).rename(path)
        else:
            self._merge(runs, *paths)
        return segment

    def _merge(self, runs: range, documents: Path, terms: Path) -> None:
        """Make one segment of several runs, the fields in several processes meanwhile."""
        sources = [open_run(self._plan, run) for run in runs]
        shares = _shares(sources, len(self._workers or [0]))
        parts = [self._plan.folder / f"fields-{number}" for number in range(len(shares))]
        asked = [(runs, fields, part) for fields, part in zip(shares, parts, strict=True)]
        merged = self._begun_everywhere("merge", asked)

        def totals() -> dict[str, int]:
            return {field: times for given in merged() for field, times in given.items()}

        with documents.open("xb") as stream:
            merge_documents(sources, ArrayFileWriter(stream), self._plan.folder, totals)
        with terms.open("xb") as stream:
            _copy(parts, ArrayFileWriter(stream))
        for part in parts:
            part.unlink()


def _shares(sources: Sequence[Source], processes: int) -> list[list[str]]:
    """The fields dealt to processes: the largest first, each to the one with least to do."""
    sizes: dict[str, int] = {}
    for source in sources:
        for name in source.field_names():
            size = len(source.terms.array(f"{name}/numbers"))
            positions = source.terms.find(f"{name}/positions")
            sizes[name] = sizes.get(name, 0) + size + (0 if positions is None else len(positions))
    shares: list[list[str]] = [[] for _ in range(processes)]
    loads = [0] * processes
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        least = loads.index(min(loads))
        shares[least].append(name)
        loads[least] += sizes[name]
    return shares


def _copy(parts: Sequence[Path], file: ArrayFileWriter) -> None:
    """Write the arrays of several files of fields into one, by field."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for part in parts:
        arrays = open_arrays(part)
        for name in arrays.in_order():
            found.setdefault(name.rpartition("/")[0], []).append((name, arrays.array(name)))
    for field in sorted(found):
        for name, array in found[field]:
            chunks = (array[at : at + _COPIED] for at in range(0, len(array), _COPIED))
            file.add_chunks(name, array.dtype, chunks)
    file.finish()


def bulk_plan(folder: Path, memory: int) -> Plan:
    """What a build of the product's documents is."""
    return Plan(folder, FIELDS, indexed_values, memory)
