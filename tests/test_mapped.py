"""Segments are read where they are mapped."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index

from search.engines.whoosh_engine.mapped import MappedStorage
from search.engines.whoosh_engine.schema import whoosh_schema
from search.schema import indexed_values
from tests.corpus import document

FILMS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of many different words."""
    made = tmp_path_factory.mktemp("mapped")
    chance = random.Random(1)
    with index.create_in(str(made), whoosh_schema()).writer() as writer:
        for number in range(FILMS):
            text = " ".join(f"w{chance.randrange(10**6)}" for _ in range(200))
            writer.add_document(**indexed_values(document(number, text)))
    return made


def test_opening_an_index_takes_less_memory_than_its_size(folder: Path) -> None:
    size = sum(path.stat().st_size for path in folder.glob("*.seg"))
    MappedStorage(folder).open_index().reader().close()
    tracemalloc.start()
    try:
        reader = MappedStorage(folder).open_index().reader()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reader.doc_count() == FILMS
    reader.close()
    assert peak < size / 4


def test_a_segment_is_let_go_of_when_its_reader_is_closed(folder: Path) -> None:
    def maps() -> int:
        return Path("/proc/self/maps").read_text("utf-8").count(str(folder))

    reader = MappedStorage(folder).open_index().reader()
    assert maps() > 0
    reader.close()
    del reader
    assert maps() == 0


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("read"), st.integers(-1, 700)),
            st.tuples(st.just("seek"), st.integers(0, 900)),
            st.tuples(st.just("get"), st.integers(0, 900)),
            st.tuples(st.just("tell"), st.none()),
        )
    )
)
def test_a_part_of_a_segment_reads_as_a_file_of_its_bytes(
    folder: Path, steps: list[tuple[str, int | None]]
) -> None:
    segment = next(folder.glob("*.seg"))
    begin, length = 40, 800
    file = MappedStorage(folder).open_file(segment.name).subset(begin, length)
    with segment.open("rb") as plain:
        plain.seek(begin)
        content = plain.read(length)
    at = 0
    for step, number in steps:
        if step == "read":
            end = length if number == -1 else at + (number or 0)
            assert file.read(number) == content[at:end]
            at = max(at, min(end, length))
        elif step == "seek":
            at = number or 0
            file.seek(at)
        elif step == "get":
            assert file.get(number, 9) == content[number : (number or 0) + 9]
        else:
            assert file.tell() == at
    file.close()
