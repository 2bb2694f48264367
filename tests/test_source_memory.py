"""Memory does not grow with the file."""

from __future__ import annotations

import gzip
import itertools
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.records import Film
from tests.packing import open_zstd
from tests.taking import taken_one_by_one

FILE_BYTES = 200_000_000
# Buffers, samples and one record; a file held whole would be six times this.
MEMORY_BYTES = 32_000_000
TEXT = "It was long, and then it was over. " * 2_000


def rows() -> Iterator[bytes]:
    yield b"film,author,text\n"
    for number in itertools.count():
        yield f'Film {number},Ann,"{TEXT}"\n'.encode()


def lines() -> Iterator[bytes]:
    for number in itertools.count():
        review = {"author": "Ann", "text": TEXT}
        yield f"{json.dumps({'title': f'Film {number}', 'reviews': [review]})}\n".encode()


def items() -> Iterator[bytes]:
    yield b"["
    for line in lines():
        yield line + b","


def write(path: Path, parts: Iterator[bytes]) -> None:
    with gzip.open(path, "wb", 1) if path.suffix == ".gz" else open_zstd(path) as file:
        size = 0
        while size < FILE_BYTES:
            size += file.write(next(parts))


@pytest.mark.parametrize(
    ("name", "parts"), [("f.csv.gz", rows), ("f.jsonl.zst", lines), ("f.json.zst", items)]
)
def test_a_file_of_200_megabytes_is_read_in_the_memory_of_a_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, parts: Callable[[], Iterator[bytes]]
) -> None:
    path = tmp_path / name
    monkeypatch.setattr("indexer.unpacking.MAX_RATIO", 10_000)
    write(path, parts())
    tracemalloc.start()
    try:
        films = sum(isinstance(item, Film) for item in taken_one_by_one(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert films > FILE_BYTES // (len(TEXT) + 100) - 2
    assert peak < MEMORY_BYTES
