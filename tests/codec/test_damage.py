"""A file that is not as it was written is said to be so, in one line, whatever is wrong."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import fields, index, query
from whoosh.reading import SegmentReader, TermNotFound

from search.engines.whoosh_engine.codec import ColumnarCodec, segment_arrays
from search.engines.whoosh_engine.codec.array_file import (
    ArrayFile,
    DamagedFileError,
    OtherVersionError,
)
from search.engines.whoosh_engine.errors import map_whoosh_errors
from search.errors import IndexDamagedError
from tests.codec.answers import of_segment

ENDINGS = (".rfd", ".rft")


def written(folder: Path) -> Any:
    folder.mkdir(exist_ok=True)
    schema = fields.Schema(
        text=fields.TEXT(stored=True, chars=True, vector=True),
        year=fields.NUMERIC(bits=8, signed=False, shift_step=0, sortable=True),
        words=fields.KEYWORD(sortable=True),
    )
    writer = index.create_in(str(folder), schema).writer(codec=ColumnarCodec())
    writer.add_document(text="star, a star", year=7, words="b")
    writer.add_document(text="sea")
    writer.commit()
    return index.open_dir(str(folder))


def file_of(folder: Path, ending: str) -> Path:
    (path,) = folder.glob(f"*{ending}")
    return path


def read_all(made: Any) -> None:
    """Ask all that a segment can be asked."""
    (segment,) = made._segments()
    of_segment(SegmentReader(made.storage, made.schema, segment))


def kept(path: Path) -> list[int]:
    """The places of a file that an array has."""
    arrays = ArrayFile(path.read_bytes(), path.name)._arrays.values()
    ranges = [(at, at + length * np.dtype(kind).itemsize) for kind, at, length, _ in arrays]
    return [place for begin, end in ranges for place in range(begin, end)]


def checked(made: Any) -> None:
    with made.reader() as reader:
        arrays = segment_arrays(reader)
        assert arrays is not None
        arrays.check()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_cut_off_anywhere_is_not_opened(ending: str, tmp_path: Path) -> None:
    written(tmp_path)
    path = file_of(tmp_path, ending)
    whole = path.read_bytes()
    for length in range(len(whole)):
        with pytest.raises(DamagedFileError, match=r"^MAIN_\w+\.rf. is damaged: [^\n]+$"):
            ArrayFile(whole[:length], path.name)


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_index_with_a_file_cut_off_is_not_opened(ending: str, tmp_path: Path) -> None:
    made = written(tmp_path)
    path = file_of(tmp_path, ending)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamagedError, match="does not end as it must"), map_whoosh_errors("x"):
        made.reader()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_goes_on_after_its_end_is_not_opened(ending: str, tmp_path: Path) -> None:
    made = written(tmp_path)
    path = file_of(tmp_path, ending)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(DamagedFileError):
        made.reader()


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_byte_that_was_changed_is_found(ending: str, tmp_path: Path) -> None:
    written(tmp_path)
    path = file_of(tmp_path, ending)
    whole = path.read_bytes()
    for place in range(len(whole)):
        with pytest.raises((DamagedFileError, OtherVersionError)):
            ArrayFile(
                whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :], "x"
            ).check()


@pytest.mark.parametrize("flip", [0xFF, 0x01])
@pytest.mark.parametrize("ending", ENDINGS)
def test_reading_changed_bytes_fails_in_one_way_only(
    ending: str, flip: int, tmp_path: Path
) -> None:
    made = written(tmp_path)
    path = file_of(tmp_path, ending)
    whole = path.read_bytes()
    failed = 0
    # A change of the directory is found at opening; so what the arrays hold is changed here.
    for place in kept(path):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
        try:
            read_all(made)
        except (DamagedFileError, OtherVersionError, TermNotFound):
            failed += 1
    assert failed > 20


def test_what_is_whole_passes_the_check(tmp_path: Path) -> None:
    made = written(tmp_path)
    checked(made)
    read_all(made)


@pytest.mark.parametrize("ending", ENDINGS)
def test_another_version_is_named(ending: str, tmp_path: Path) -> None:
    made = written(tmp_path)
    path = file_of(tmp_path, ending)
    whole = path.read_bytes()
    path.write_bytes(whole[:8] + struct.pack("<I", 3) + whole[12:])
    said = r"is of version 3 of the index format, and 2 is read here"
    with pytest.raises(OtherVersionError, match=said):
        made.reader()
    with pytest.raises(IndexDamagedError, match=said), map_whoosh_errors("here"):
        made.reader()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_is_missing_is_named(ending: str, tmp_path: Path) -> None:
    made = written(tmp_path)
    file_of(tmp_path, ending).unlink()
    with (
        pytest.raises(IndexDamagedError, match=rf"\{ending} is not there"),
        map_whoosh_errors("here"),
    ):
        made.reader()


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_file_is_damage(ending: str, tmp_path: Path) -> None:
    made = written(tmp_path)
    file_of(tmp_path, ending).write_bytes(b"")
    with pytest.raises(IndexDamagedError, match="too short"), map_whoosh_errors("here"):
        made.reader()


def test_a_search_over_damage_says_so(tmp_path: Path) -> None:
    made = written(tmp_path)
    path = file_of(tmp_path, ".rft")
    whole = path.read_bytes()
    # Where the postings of the terms end comes first in no file, so all of it is changed.
    with made.reader() as reader:
        arrays = segment_arrays(reader)
        assert arrays is not None
        kind, begin, length, _ = arrays.terms._arrays["text/posting_ends"]
    assert kind == "<u4"
    path.write_bytes(whole[:begin] + b"\xee" * (4 * length) + whole[begin + 4 * length :])
    with (
        pytest.raises(IndexDamagedError, match="text/posting_ends"),
        map_whoosh_errors("here"),
        index.open_dir(str(tmp_path)).searcher() as searcher,
    ):
        searcher.search(query.Term("text", "star"))
