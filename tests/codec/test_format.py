"""A small index, read by docs/index-format.md alone: nothing here is taken from the codec."""

from __future__ import annotations

import io
import json
import re
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import fields, index
from whoosh.util.numeric import byte_to_length

from search.engines.whoosh_engine.codec import ColumnarCodec
from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter
from search.engines.whoosh_engine.codec.field_writing import FieldWriting, Terms

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DOCUMENT = (Path(__file__).parents[2] / "docs" / "index-format.md").read_text("utf-8")
LETTERS = {
    "|u1": "B", "<u2": "H", "<u4": "I", "<u8": "Q", "|i1": "b", "<i2": "h", "<i4": "i",
    "<i8": "q", "<f4": "f", "<f8": "d", "|b1": "?",
}  # fmt: skip
FILMS: list[dict[str, Any]] = [
    {"text": "A silent sea, a sea", "year": 1927, "genre": "drama", "flag": True},
    {"genre": "comedy"},
    {"text": "The sea " * 300, "year": -3, "genre": "drama", "flag": False},
]


def read(content: bytes) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    magic, version = struct.unpack("<8sI", content[:12])
    place, length, checksum, again, end = struct.unpack("<QQII8s", content[-32:])
    assert (magic, version, again, end) == (b"RFARRAYS", 2, 2, b"RFARRAYS")
    directory = content[place : place + length]
    assert zlib.crc32(directory) == checksum
    told = json.loads(directory)
    arrays = {}
    for name, (kind, begin, count, crc) in told["arrays"].items():
        layout = struct.Struct(f"<{count}{LETTERS[kind]}")
        part = content[begin : begin + layout.size]
        assert begin % 64 == 0
        assert zlib.crc32(part) == crc
        arrays[name] = list(layout.unpack(part))
    return arrays, told["facts"]


def parts(ends: list[int]) -> list[slice]:
    return [slice(begin, end) for begin, end in zip([0, *ends], ends, strict=False)]


def postings(arrays: dict[str, list[Any]], field: str) -> dict[bytes, list[tuple[int, int]]]:
    """The documents of each term and how often each has it; of a small segment."""
    rows = list(zip(arrays[f"{field}/numbers"], frequencies(arrays, field), strict=True))
    terms = [bytes(arrays[f"{field}/terms"][part]) for part in parts(arrays[f"{field}/term_ends"])]
    found = [rows[part] for part in parts(arrays[f"{field}/posting_ends"])]
    return dict(zip(terms, found, strict=True))


def frequencies(arrays: dict[str, list[Any]], field: str) -> list[int]:
    """How often terms stand in documents, posting by posting."""
    whole = iter(arrays[f"{field}/frequencies"])
    halves = (half for byte in arrays[f"{field}/halves"] for half in (byte % 16, byte // 16))
    found = []
    for term, part in enumerate(parts(arrays[f"{field}/posting_ends"])):
        kept = whole if term in arrays[f"{field}/frequent"] else halves
        found += [next(kept) for _ in range(part.start, part.stop)]
    assert [*whole, *halves] in ([], [0])
    for at, many in zip(arrays[f"{field}/many_at"], arrays[f"{field}/many"], strict=True):
        assert found[at] in (15, 255)
        found[at] = many
    return found


def numbers(arrays: dict[str, list[Any]], field: str, documents: int) -> list[list[int]]:
    """The documents of each term of a large segment."""
    later = -(-documents // 65_536) - 1
    found = []
    for term, part in enumerate(parts(arrays[f"{field}/posting_ends"])):
        low = arrays[f"{field}/numbers"][part]
        if f"{field}/high" in arrays:
            high = arrays[f"{field}/high"][part]
        else:
            counts = arrays[f"{field}/blocks"][term * later : (term + 1) * later]
            counts = [len(low) - sum(counts), *counts]
            high = [block for block, count in enumerate(counts) for _ in range(count)]
        found.append([a * 65_536 + b for a, b in zip(high, low, strict=True)])
    return found


def stored(arrays: dict[str, list[Any]]) -> list[dict[str, Any]]:
    firsts, ends = arrays["stored_firsts"], arrays["stored_ends"]
    found = []
    for block, part in enumerate(parts(arrays["stored_block_ends"])):
        content = zstd.decompress(bytes(arrays["stored"][part]))
        last = firsts[block + 1] if block + 1 < len(firsts) else len(ends)
        rows = [content[place] for place in parts(ends[firsts[block] : last])]
        found += [json.loads(row) if row else {} for row in rows]
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The arrays and facts of the terms' file and the documents'."""
    folder = tmp_path_factory.mktemp("index")
    schema = fields.Schema(
        text=fields.TEXT(stored=True, chars=True, vector=True, field_boost=2.0),
        year=fields.NUMERIC(stored=True, sortable=True, bits=16),
        genre=fields.ID(stored=True, sortable=True),
        flag=fields.BOOLEAN(stored=True),
    )
    writer = index.create_in(str(folder), schema).writer(codec=ColumnarCodec())
    for film in FILMS:
        writer.add_document(**film)
    writer.commit()
    return [read(next(folder.glob(f"*{end}")).read_bytes()) for end in (".rft", ".rfd")]


def test_terms_and_postings_are_read(files: Any) -> None:
    (arrays, _), _ = files
    assert postings(arrays, "text") == {b"sea": [(0, 2), (2, 300)], b"silent": [(0, 1)]}
    assert postings(arrays, "genre") == {b"comedy": [(1, 1)], b"drama": [(0, 1), (2, 1)]}
    assert arrays["text/weights"] == [4.0, 600.0, 2.0]


@pytest.mark.parametrize("documents", [65_537, 131_072, 300_000])
@pytest.mark.parametrize(
    ("step", "kept"), [(7, "blocks"), (16_384, "blocks"), (65_000, "high"), (300_000, "high")]
)
def test_the_numbers_of_large_segments_are_read(documents: int, step: int, kept: str) -> None:
    each = [np.arange(3, documents, step), np.array([documents - 1])]
    arrays = written(documents, each)
    later = -(-documents // 65_536) - 1
    assert ("f/blocks" in arrays) == (2 * later * len(each) < sum(map(len, each)))
    assert ("f/high" in arrays) == ("f/blocks" not in arrays)
    assert f"f/{kept}" in arrays
    assert numbers(arrays, "f", documents) == [one.tolist() for one in each]


def written(
    documents: int, each: list[np.ndarray[Any, Any]], times: list[int] | None = None
) -> dict[str, list[Any]]:
    """The arrays of a field whose terms are in these documents."""
    counts = np.array([len(one) for one in each])
    often = np.ones(counts.sum(), np.int64) if times is None else np.array(times)
    writing = FieldWriting(documents)
    names = [b"%03d" % term for term in range(len(each))]
    writing.add(Terms(names, counts, np.concatenate(each), often))
    stream = io.BytesIO()
    file = ArrayFileWriter(stream)
    writing.finish("f", file)
    file.finish()
    return read(stream.getvalue())[0]


def test_frequencies_in_halves_and_in_bytes_are_read() -> None:
    # One term in an eighth of the documents, and one in one more.
    each = [np.array([3]), np.arange(9), np.arange(8), np.arange(6, 10)]
    times = [
        70_000,
        1,
        14,
        15,
        16,
        254,
        255,
        256,
        2,
        3,
        0,
        14,
        15,
        16,
        254,
        255,
        256,
        300,
        1,
        2,
        3,
        4,
    ]
    arrays = written(64, each, times)
    assert arrays["f/frequent"] == [1]
    assert len(arrays["f/frequencies"]) == 9
    assert len(arrays["f/halves"]) == 7
    assert frequencies(arrays, "f") == times


def test_places_are_read(files: Any) -> None:
    (arrays, _), _ = files
    sea, silent = parts(arrays["text/position_ends"])
    assert arrays["text/positions"][silent] == [1]
    assert arrays["text/positions"][sea][:4] == [2, 3, 1, 2]
    begins, ends = arrays["text/begins"][sea], arrays["text/ends"][sea]
    assert [FILMS[0]["text"][b:e] for b, e in zip(begins[:2], ends[:2], strict=True)] == [
        "sea", "sea",
    ]  # fmt: skip


def test_documents_are_read(files: Any) -> None:
    _, (arrays, facts) = files
    assert stored(arrays) == FILMS
    assert facts == {"field_lengths": {"text": 303}}
    lengths = [int(number) for number in DOCUMENT.split("```")[1].split()]
    assert [lengths[byte] for byte in arrays["text/lengths"]][:2] == [3, 0]


def test_columns_are_read(files: Any) -> None:
    _, (arrays, _) = files
    rows = [bytes(arrays["genre/rows"][part]) for part in parts(arrays["genre/row_ends"])]
    assert [rows[code] for code in arrays["genre/codes"]] == [b"drama", b"comedy", b"drama"]
    # Whoosh's sortable numbers of 16 bits, and of a document without one the greatest.
    assert [number - 2**15 for number in arrays["year/values"]] == [1927, 2**15 - 1, -3]


def test_vectors_are_read(files: Any) -> None:
    _, (arrays, _) = files
    texts = [
        bytes(arrays["text/vector_terms"][part]).decode()
        for part in parts(arrays["text/vector_term_ends"])
    ]
    codes, times = arrays["text/vector_codes"], arrays["text/vector_frequencies"]
    items = [(texts[code], time) for code, time in zip(codes, times, strict=True)]
    assert [items[part] for part in parts(arrays["text/vector_item_ends"])] == [
        [("sea", 2), ("silent", 1)], [], [("sea", 300)],
    ]  # fmt: skip


def test_every_array_is_described(files: Any) -> None:
    described = {name.replace("F/", "") for name in re.findall(r"`([\w/]+)`", DOCUMENT)}
    described |= {f"vector{name}" for name in ("_begins", "_ends", "_boosts")}
    for arrays, _ in files:
        assert {name.rpartition("/")[2] for name in arrays} <= described


def test_the_lengths_of_bytes_are_those_of_whoosh() -> None:
    written = [int(number) for number in DOCUMENT.split("```")[1].split()]
    assert written == [int(byte_to_length(byte)) for byte in range(256)]
