"""The bytes of files held against what was written."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# By a file's name its SHA-256 in hex and its size in bytes.
Files = dict[str, tuple[str, int]]
_GLANCED_BYTES = 65_536


def files_of(folder: Path, known: Mapping[str, tuple[str, int]] | None = None) -> Files:
    """SHA-256 and size of each file of a folder, each made safe on disk.

    Of a ``known`` one nothing is read again.
    """
    facts = {}
    for path in sorted(folder.iterdir()):
        if known and path.name in known:
            facts[path.name] = known[path.name]
            continue
        with path.open("rb") as file:
            os.fsync(file.fileno())
        facts[path.name] = (sha256_of(path), path.stat().st_size)
    return facts


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hex, in the memory of one block."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def problems_of(
    folder: Path, files: Mapping[str, tuple[str, int]], *, beside: str, deep: bool
) -> Iterator[str]:
    """What is wrong with a folder of just these files and one ``beside`` them.

    Every byte is read, or if not ``deep``, the bytes of files so small that it costs nothing;
    of the others names and sizes.
    """
    there = {path.name for path in folder.iterdir()} - {beside}
    for name in sorted(there - set(files)):
        yield f"{name}: is not part of it"
    for name, (sha256, size) in files.items():
        if name not in there:
            yield f"{name}: is missing"
        elif (folder / name).stat().st_size != size:
            yield f"{name}: is not {size:,} bytes long"
        elif (deep or size <= _GLANCED_BYTES) and sha256_of(folder / name) != sha256:
            yield f"{name}: its checksum does not hold"
