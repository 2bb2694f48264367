"""The lines of a text file, decoded and numbered, with a cap on their length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from indexer.source_file import SourceFile

MAX_LINE_BYTES = 1_048_576
MAX_FILE_BYTES = 64 * MAX_LINE_BYTES
MAX_LINES = 1_000_000
# Real reviews have stray control characters in them; files that are no text have them at once.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_NUL = re.compile(rb"\x00")
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_lines(source: SourceFile) -> Iterator[tuple[int, str]]:
    """(number, text) of each line, numbers from 1, without line end and trailing blanks.

    UTF-8 with or without a byte order mark. Raises SourceError at the first line that is
    too long, not UTF-8, holds a NUL, or is past the size of a page; for a first line with a
    control character, which is no text; and for a path that is no readable file. Memory is
    that of one line, at most ``MAX_LINE_BYTES``.
    """
    try:
        with source.open() as file:
            yield from _decoded(source.path, file)
    except OSError as error:
        raise SourceError(source.path, 1, f"cannot be read: {error.strerror or error}") from error


def _decoded(path: Path, file: BinaryIO) -> Iterator[tuple[int, str]]:
    offset = 0
    number = 0
    while raw := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(raw) > MAX_LINE_BYTES:
            raise SourceError(path, number, f"line is longer than {MAX_LINE_BYTES:,} bytes")
        if number == 1 and raw[:2] in _BOMS:
            raise SourceError(path, 1, f"not UTF-8 text: it is {_BOMS[raw[:2]]}")
        if offset + len(raw) > MAX_FILE_BYTES or number > MAX_LINES:
            reason = f"larger than {MAX_FILE_BYTES:,} bytes or {MAX_LINES:,} lines"
            raise SourceError(path, number, reason)
        control = (_CONTROL if number == 1 else _NUL).search(raw)
        if control:
            byte, where = raw[control.start()], offset + control.start()
            reason = f"not text: control character 0x{byte:02x} at offset {where}"
            raise SourceError(path, number, reason)
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            byte, where = raw[error.start], offset + error.start
            reason = f"not UTF-8 text: byte 0x{byte:02x} at offset {where}"
            raise SourceError(path, number, reason) from error
        yield number, text.rstrip()
        offset += len(raw)
