"""Twenty thousand mutated files through all of a build but the writing of it.

Reading, the spool, identity, merging and folding see what comes of them. Each file is cut, doubled,
changed in some bytes, mixed with others or given lines in another order, drawn with a seed.
"""

from __future__ import annotations

import faulthandler
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.progress import Silent
from indexer.rebuild import Rebuild
from search.errors import SourceError
from search.schema import Document
from tests.conftest import ROOT
from tests.test_mutated_sources import LINES, PIECES, WHOLE

FILES = 20_000
BATCHES = 20
# A batch takes about two seconds; one that hangs says where and ends the tests.
HANGS_SECONDS = 300
HTML = (ROOT / "tests" / "html" / "pages").glob("*.html")
ORIGINALS = {
    **WHOLE,
    **{path.name: path.read_bytes()[:20_000] for path in HTML},
    "g.jsonl": LINES.encode("utf-16"),
}
MOST_BYTES = 100_000
MOST_CHANGES = 4


class Rejects(Silent):
    """Keeps what was rejected."""

    def __init__(self) -> None:
        self.errors: list[SourceError] = []

    def reject(self, error: SourceError) -> None:
        self.errors.append(error)


def cut(raw: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    return raw[:start] + raw[end:]


def double(raw: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    return raw[:end] + raw[start:end] + raw[end:]


def flip(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(min(len(raw), chance.choice([1, 1, 2, 8]))):
        changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def put_in(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + chance.choice(PIECES) + raw[start:]


def swap_lines(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def mix_encodings(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    text = raw[start:].decode("latin-1")
    return raw[:start] + text.encode(chance.choice(["utf-8", "utf-16", "utf-32", "utf-7"]))


def mix_files(raw: bytes, chance: random.Random) -> bytes:
    other = chance.choice([*ORIGINALS.values()])
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


CHANGES = [cut, double, flip, flip, put_in, swap_lines, mix_encodings, mix_files]


def mutated(raw: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, MOST_CHANGES)):
        raw = chance.choice(CHANGES)(raw, chance)[:MOST_BYTES]
    return raw


def write_batch(folder: Path, chance: random.Random) -> None:
    for number in range(FILES // BATCHES):
        name = chance.choice([*ORIGINALS])
        path = folder / f"{number:04}-{name}"
        path.write_bytes(mutated(ORIGINALS[name], chance))


@contextmanager
def no_hang() -> Iterator[None]:
    """End the tests, with where they stood, if this takes for ever."""
    faulthandler.dump_traceback_later(HANGS_SECONDS, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def test_the_originals_are_taken_whole(tmp_path: Path) -> None:
    for name, raw in ORIGINALS.items():
        (tmp_path / name).write_bytes(raw)
    report = Rebuild([tmp_path]).dry_run()
    assert report.files == len(ORIGINALS)
    assert report.counts["films"] >= 3


@pytest.mark.parametrize("batch", range(BATCHES))
def test_of_any_file_come_films_and_rejects_that_name_a_place(tmp_path: Path, batch: int) -> None:
    write_batch(tmp_path, random.Random(batch))
    told = Rejects()
    with no_hang():
        report = Rebuild([tmp_path], progress=told).dry_run()
        documents = list(Rebuild([tmp_path]).documents())
    assert report.files == FILES // BATCHES
    assert report.rejects.total == len(told.errors)
    for error in told.errors:
        assert error.path.is_relative_to(tmp_path)
        assert error.line >= 1
        assert "\n" not in error.reason
    see_that_all_is_told(tmp_path, told, documents)
    assert report.counts["documents"] == len(documents)
    json.dumps(report.as_json()).encode("ascii")


def see_that_all_is_told(folder: Path, told: Rejects, documents: list[Document]) -> None:
    """Each file gave a film or a reject; ids differ, and texts can be written."""
    given = {source for document in documents for source in document["sources"]}
    given |= {str(error.path) for error in told.errors}
    silent = [
        path.name
        for path in folder.iterdir()
        if not any(one == str(path) or one.startswith(f"{path}/") for one in given)
    ]
    assert silent == []
    assert [one for one, times in Counter(d["id"] for d in documents).items() if times > 1] == []
    for document in documents:
        json.dumps(document, ensure_ascii=False).encode()
