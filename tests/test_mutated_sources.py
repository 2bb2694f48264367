"""Files of every format, mutated: films and SourceErrors, and nothing else."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.documents import Contribution, film_documents
from search.errors import SourceError
from search.records import Film
from tests.conftest import SEEDS
from tests.packing import tar, zipped, zstd_compress
from tests.taking import taken_one_by_one

PAGE = (SEEDS / "seoul-train.txt").read_bytes()[:3_000]
TABLE = (
    'film,year,author,text,rating,date,genres\r\n"Up",2009,Ann,"Sweet,\n""sad""",4/5,2010-06-12,a|b\r\n'
    "It,2017,Bób,Grim.,85 %,12 May 2018,\r\nIt,2017,José,Not so.,,1100217600,\r\n"
) * 3
LINES = (
    '{"title": "Up", "year": 2009, "genres": ["a"], "reviews": [{"text": "Sweet", "rating": 8}]}\n'
    '{"movie": "It", "text": "Grim \\u00e9\\ud83d\\ude00", "date": "2018-05-12"}\n'
) * 3
ARRAY = "[" + ",\n".join(LINES.splitlines()) + "]"
PAIR = (("t.csv", TABLE.encode()), ("up.txt", PAGE))
WHOLE = {
    "p.txt": PAGE,
    "t.csv": TABLE.encode(),
    "u.csv": TABLE.encode("utf-16"),
    "l.csv": TABLE.encode("latin-1"),
    "t.tsv": TABLE.replace(",", "\t").encode(),
    "f.jsonl": LINES.encode(),
    "f.json": ARRAY.encode(),
    "w.json": f'{{"n": 1, "films": {ARRAY}}}'.encode(),
    "t.csv.gz": gzip.compress(TABLE.encode()),
    "t.csv.zst": zstd_compress(TABLE.encode()),
    "a.zip": zipped(*PAIR),
    "a.tar": tar(*PAIR),
    "a.tar.gz": tar(*PAIR, mode="w:gz"),
}
PIECES = [
    b"", b"\0", b"\xff", b'"', b",", b"\n", b"[", b"{", b"}", b"\\", b"\r", b"\xc3", b"9" * 5_000,
    b"\\ud800", b'{"a":' * 2_000, b'"' + b"x" * 3_000, b"PK\x03\x04", b"\x1f\x8b",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """The bytes of a file with some replaced, put in, taken out or moved."""
    raw = whole
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.sampled_from([0, 1, 1, 2, 8, 100, 10_000])))
        new = draw(st.sampled_from(PIECES) | st.binary(max_size=4) | st.just(raw[start:end] * 2))
        raw = raw[:start] + new + raw[end:]
    return raw


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=60, deadline=2_000)
@given(data=st.data())
def test_whatever_is_in_a_file_nothing_but_errors_comes_of_it(
    name: str, data: st.DataObject
) -> None:
    raw = data.draw(mutated(WHOLE[name]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        for item in taken_one_by_one(path):
            if isinstance(item, SourceError):
                assert item.line >= 1
                assert "\n" not in item.reason
            else:
                assert isinstance(item, Film)
                for document in film_documents("x", [Contribution(name, item)]):
                    assert document["text"].encode() is not None


@pytest.mark.parametrize("name", WHOLE)
def test_the_files_that_are_mutated_are_good(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(WHOLE[name])
    assert all(isinstance(item, Film) for item in taken_one_by_one(tmp_path / name))
