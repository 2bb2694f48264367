"""What Whoosh's table of contents keeps of our segments, and their files."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest
from whoosh import columns, fields, index, query
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage

from search.engines.whoosh_engine.codec import ColumnarCodec, ColumnarSegment, segment_arrays
from tests.codec.indexes import FIELDS
from tests.codec.test_contract import FILMS, filled, keys, schema

if TYPE_CHECKING:
    from pathlib import Path


def test_open_dir_opens_it(tmp_path: Path) -> None:
    made = index.create_in(str(tmp_path), schema())
    writer = made.writer(codec=ColumnarCodec())
    writer.add_document(**FILMS[0])
    writer.commit()
    with index.open_dir(str(tmp_path)).searcher() as searcher:
        assert keys(searcher, "star") == ["a"]


def test_a_segment_is_two_files_though_the_writer_asks_for_one(tmp_path: Path) -> None:
    made = index.create_in(str(tmp_path), schema())
    writer = made.writer(codec=ColumnarCodec(), compound=True)
    writer.add_document(**FILMS[0])
    writer.commit()
    endings = sorted(path.suffix for path in tmp_path.iterdir() if path.suffix[:3] == ".rf")
    assert endings == [".rfd", ".rft"]


def test_the_files_of_a_segment_that_was_merged_are_removed(tmp_path: Path) -> None:
    made = index.create_in(str(tmp_path), schema())
    for film in FILMS[:2]:
        writer = made.writer(codec=ColumnarCodec())
        writer.add_document(**film)
        writer.commit(optimize=True)
    assert len(list(tmp_path.glob("*.rf?"))) == 2


def test_a_document_can_be_there_again() -> None:
    segment = ColumnarSegment("MAIN")
    segment.set_doc_count(2)
    segment.delete_document(1)
    segment.delete_document(1, delete=False)
    assert (segment.is_deleted(1), segment.has_deletions(), segment.doc_count()) == (
        False,
        False,
        2,
    )


def test_the_arrays_behind_a_reader_are_those_of_its_segment() -> None:
    made = filled(RamStorage(), ColumnarCodec)
    with made.reader() as reader, made.reader() as another:
        arrays = segment_arrays(reader)
        assert arrays is not None
        assert arrays.count == 4
        assert segment_arrays(another) is arrays
        assert reader._perdoc.arrays is arrays


def test_a_reader_of_another_codec_has_no_arrays() -> None:
    with filled(RamStorage(), W3Codec).reader() as reader:
        assert segment_arrays(reader) is None


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_the_same_documents_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    written = []
    for place in ("one", "other"):
        (tmp_path / place).mkdir()
        made = index.create_in(str(tmp_path / place), fields.Schema(it=FIELDS[name]()))
        writer = made.writer(codec=ColumnarCodec())
        for text in ("star sea^2.0 star", "silent sea", ""):
            writer.add_document(it=text)
        writer.commit()
        written.append([path.read_bytes() for path in sorted((tmp_path / place).glob("*.rf?"))])
    assert written[0] == written[1]


class Own(columns.Column):  # type: ignore[misc]  # Whoosh is untyped
    """A column that Whoosh does not have."""


def test_a_column_of_a_kind_of_ones_own_is_refused() -> None:
    made = RamStorage().create_index(fields.Schema(it=fields.COLUMN(Own())))
    writer = made.writer(codec=ColumnarCodec())
    with pytest.raises(TypeError, match="no column like Own"):
        writer.add_document(it=b"x")
    writer.cancel()


@pytest.mark.parametrize(
    ("name", "value"), [("kept", 1j), ("number", "no number"), ("number", 2**40)]
)
def test_nothing_is_left_of_a_document_that_could_not_be_kept(name: str, value: Any) -> None:
    schema = fields.Schema(
        a_word=fields.TEXT, kept=fields.STORED, number=fields.COLUMN(columns.NumericColumn("i"))
    )
    made = RamStorage().create_index(schema)
    writer = made.writer(codec=ColumnarCodec())
    writer.add_document(a_word="star", number=7)
    with pytest.raises((TypeError, struct.error)):
        writer.add_document(**{"a_word": "lost star", "number": 3, name: value})
    writer.commit()
    with made.searcher() as searcher:
        assert list(searcher.reader().all_terms()) == [("a_word", b"star")]
        assert [hit.docnum for hit in searcher.search(query.Term("a_word", "star"))] == [0]
        assert list(searcher.reader().column_reader("number")) == [7]
