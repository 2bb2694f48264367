"""An index written in bulk: in parts, over processes, merged; and when it goes wrong."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index

from search.engines.whoosh_engine.bulk import merge_terms, runs, writer
from search.engines.whoosh_engine.bulk.merge import merge_documents
from search.engines.whoosh_engine.bulk.merge import merge_terms as merge_all_terms
from search.engines.whoosh_engine.bulk.source import Source
from search.engines.whoosh_engine.bulk.writer import BulkWriter, bulk_plan
from search.engines.whoosh_engine.codec.array_file import ArrayFile, ArrayFileWriter
from search.engines.whoosh_engine.codec.document_arrays import DocumentArrays
from search.errors import EngineUnavailableError
from tests.corpus import document
from tests.test_bulk import documents as some_documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.schema import Document

MEGABYTE = 1 << 20


def many(count: int) -> list[Document]:
    """Documents of many words and few, with words of every script."""
    chance = random.Random(count)
    words = [f"{chance.choice(['a', 'b-c', 'É', '千と', 'x.y'])}{n}" for n in range(500)]
    return [
        document(
            number,
            " ".join(chance.choices(words, k=chance.randrange(200))),
            title=f"Film {number % 7}",
            author=chance.choice(words),
            genres="Drama\nHorror" if number % 3 else "",
            rating=str(number % 10),
            sources=("a.txt",),
        )
        for number in range(count)
    ]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets and runs so small that there are many of them."""
    monkeypatch.setattr(writer, "SHEET", 16)
    monkeypatch.setattr(runs, "_SMALLEST_RUN", 1)


def written(documents: Sequence[Document], folder: Path, memory: int, jobs: int = 1) -> list[bytes]:
    """The two files of a bulk writer."""
    folder.mkdir(exist_ok=True)
    bulk = BulkWriter(bulk_plan(folder, memory), jobs)
    try:
        for one in documents:
            bulk.add(one)
        bulk.commit()
    finally:
        if not bulk.is_closed:
            bulk.cancel()
    assert not (folder / "runs").exists()
    return [next(folder.glob(f"*{ending}")).read_bytes() for ending in (".rfd", ".rft")]


def test_neither_memory_nor_processes_change_a_byte(tmp_path: Path) -> None:
    made = many(300)
    whole = written(made, tmp_path / "whole", 512 * MEGABYTE)
    for number, (memory, jobs) in enumerate([(24, 1), (24 * 20_000, 1), (24 * 20_000, 3)]):
        assert written(made, tmp_path / str(number), memory, jobs) == whole


@pytest.mark.parametrize("part", [1, 100, 5_000])
def test_the_size_of_the_merged_parts_changes_no_byte(
    tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = many(120)
    whole = written(made, tmp_path / "whole", 512 * MEGABYTE)
    monkeypatch.setattr(merge_terms, "PART", part)
    assert written(made, tmp_path / "parts", 24) == whole


def test_whoosh_opens_what_was_written(tmp_path: Path) -> None:
    made = many(50)
    written(made, tmp_path, 24)
    with index.open_dir(str(tmp_path)).searcher() as searcher:
        assert searcher.doc_count() == len(made)
        found = [searcher.stored_fields(number) for number in range(50)]
        assert [one["id"] for one in found] == [one["id"] for one in made]
        assert found[7]["sources"] == ("a.txt",)
        assert searcher.doc_frequency("genre", "horror") == sum(
            "Horror" in one["genres"] for one in made
        )


def test_an_index_of_nothing_can_be_opened(tmp_path: Path) -> None:
    BulkWriter(bulk_plan(tmp_path, MEGABYTE)).commit()
    with index.open_dir(str(tmp_path)).searcher() as searcher:
        assert searcher.doc_count() == 0


@given(st.lists(some_documents(), min_size=1, max_size=3), st.data())
@settings(max_examples=60, deadline=None)
def test_segments_merged_without_deleted_documents_are_those_that_stay(
    groups: list[list[Document]], data: st.DataObject
) -> None:
    kept = [data.draw(st.lists(st.booleans(), min_size=len(g), max_size=len(g))) for g in groups]
    stay = [
        one
        for group, flags in zip(groups, kept, strict=True)
        for one, stays in zip(group, flags, strict=True)
        if stays
    ]
    if not stay:
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        sources = []
        for number, (group, flags) in enumerate(zip(groups, kept, strict=True)):
            kept_file, terms = (
                ArrayFile(content, "segment")
                for content in written(group, folder / str(number), 512 * MEGABYTE)
            )
            sources.append(Source(kept_file, terms, len(group), np.array(flags)))
        expected = written(stay, folder / "expected", 512 * MEGABYTE)
        assert merged(sources, folder) == (arrays_of(expected[0], len(stay)), expected[1])


def merged(sources: list[Source], folder: Path) -> tuple[dict[str, Any], bytes]:
    """What is kept of each document of a merged segment, and the bytes of its terms."""
    paths = [folder / "documents", folder / "terms"]
    with paths[0].open("wb") as kept, paths[1].open("wb") as terms:
        totals = merge_all_terms(sources, ArrayFileWriter(terms), folder)
        merge_documents(sources, ArrayFileWriter(kept), folder, lambda: totals)
    count = sum(source.kept_count for source in sources)
    return arrays_of(paths[0].read_bytes(), count), paths[1].read_bytes()


def arrays_of(content: bytes, count: int) -> dict[str, Any]:
    """The arrays of the documents' file, the stored values as such."""
    file = ArrayFile(content, "documents")
    file.check()
    arrays = {name: file.array(name).tolist() for name in file if not name.startswith("stored")}
    documents = DocumentArrays(file, count)
    stored = [documents.stored(number) for number in range(count)]
    return {**arrays, "facts": file.facts, "stored": stored}


def test_a_process_that_dies_is_told_of_and_nothing_is_left(tmp_path: Path) -> None:
    bulk = BulkWriter(bulk_plan(tmp_path, 24), jobs=2)
    made = many(200)
    bulk.add(made[0])
    assert bulk._workers
    os.kill(bulk._workers._processes[0].pid or 0, signal.SIGKILL)
    with pytest.raises(EngineUnavailableError, match="was ended by something else"):
        for one in made:
            bulk.add(one)
        bulk.commit()
    bulk.cancel()
    assert not list(tmp_path.iterdir())


def test_what_goes_wrong_in_a_process_is_said(tmp_path: Path) -> None:
    bulk = BulkWriter(bulk_plan(tmp_path, 24), jobs=2)
    bulk.add({**document(1), "release_date": "nonsense"})
    with pytest.raises(EngineUnavailableError, match="ValueError: nonsense"):
        bulk.commit()
    bulk.cancel()
    assert not list(tmp_path.iterdir())
