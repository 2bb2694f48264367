"""Runs: parts of a segment, each inverted by itself and kept in files until all are there."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from search.engines.whoosh_engine.bulk.inverter import Inverter
from search.engines.whoosh_engine.bulk.merge_terms import merge_field
from search.engines.whoosh_engine.bulk.source import Source
from search.engines.whoosh_engine.codec.array_file import ArrayFile, ArrayFileWriter
from search.engines.whoosh_engine.codec.segment_arrays import DOCUMENTS, TERMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from search.schema import Field

# What a process holds, in bytes: of each character of a run, of each piece of text that it knows.
_BYTES_A_CHARACTER = 24
_BYTES_A_PIECE = 768
_SMALLEST_RUN = 1 << 20
_LARGEST_RUN = 1 << 24


@dataclass(frozen=True)
class Plan:
    """What is made and where: ``values`` gives the values by field of what is added.

    ``memory`` is how many bytes a process may hold, beside what it needs for itself.
    """

    folder: Path
    fields: Sequence[Field]
    values: Callable[[Any], Mapping[str, Any]]
    memory: int

    @property
    def run_characters(self) -> int:
        """How much text makes a run."""
        return max(_SMALLEST_RUN, min(_LARGEST_RUN, self.memory // _BYTES_A_CHARACTER))

    def path(self, run: int, ending: str) -> Path:
        """One of the two files of a run."""
        return self.folder / f"run-{run}{ending}"


class RunWriter:
    """Inverts documents and merges fields, in a process of its own or in this one."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._inverter = Inverter(plan.fields, plan.folder)
        self._run = -1

    def take(self, run: int, sheet: Sequence[Any]) -> None:
        """Take in documents of a run, which ends when the next begins."""
        if run != self._run:
            self._write()
            self._run = run
        self._inverter.take([self._plan.values(one) for one in sheet])

    def finish(self) -> bool:
        """Write what was taken; True."""
        self._write()
        # What was learnt of words is not wanted again.
        self._inverter.forget(0)
        return True

    def _write(self) -> None:
        if not self._inverter.documents:
            return
        paths = (self._plan.path(self._run, ending) for ending in (DOCUMENTS, TERMS))
        with next(paths).open("xb") as documents, next(paths).open("xb") as terms:
            self._inverter.write(ArrayFileWriter(documents), ArrayFileWriter(terms))
        self._inverter.forget(self._plan.memory // _BYTES_A_PIECE)

    def close(self) -> None:
        """Let go of what was taken and not written."""
        self._inverter.close()

    def merge(self, runs: range, fields: Sequence[str], path: Path) -> dict[str, int]:
        """Write fields of some runs as one; how many times each field's terms stand there."""
        sources = [open_run(self._plan, run) for run in runs]
        with path.open("xb") as stream:
            file = ArrayFileWriter(stream)
            folder = self._plan.folder
            totals = {field: merge_field(sources, field, file, folder) for field in fields}
            file.finish()
        return totals


def run_writer(plan: Plan) -> Callable[[], RunWriter]:
    """What makes a RunWriter in another process."""
    return partial(RunWriter, plan)


def open_run(plan: Plan, run: int) -> Source:
    """A run that was written."""
    documents, terms = (open_arrays(plan.path(run, ending)) for ending in (DOCUMENTS, TERMS))
    return Source(documents, terms, len(documents.array("stored_ends")))


def open_arrays(path: Path) -> ArrayFile:
    """The arrays of a file, mapped."""
    with path.open("rb") as file:
        return ArrayFile(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), path.name)
