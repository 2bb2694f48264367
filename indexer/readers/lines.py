"""The lines of a text file, decoded and numbered, with a cap on their length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from indexer.readers.encodings import TextFile, not_text
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.source_file import SourceFile

MAX_LINE_BYTES = 1_048_576
MAX_RECORD_BYTES = 16 * MAX_LINE_BYTES
# Real reviews have stray control characters in them; files that are no text have them at once.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_NO_TEXT = "not text"
_NUL = re.compile(rb"\x00")


class Line(NamedTuple):
    """A line with its end, or why it cannot be taken; its text is empty then."""

    number: int
    text: str
    problem: str = ""


def read_lines(source: SourceFile) -> Iterator[tuple[int, str]]:
    """(number, text) of each line, numbers from 1, without line end and trailing blanks.

    Raises SourceError at the first line that is too long, cannot be decoded or holds a NUL;
    for a first line with a control character, which is no text; and for a path that is no
    readable file. Memory is that of one line, at most
    ``MAX_LINE_BYTES``.
    """
    for line in read_records(source, MAX_LINE_BYTES):
        if line.problem:
            raise SourceError(source.path, line.number, line.problem)
        yield line.number, line.text.rstrip()


def read_records(source: SourceFile, limit: int = MAX_RECORD_BYTES) -> Iterator[Line]:
    """Each line with its end, for files in which one bad line is to cost no other.

    Raises SourceError where nothing more can be read; a first line with a control character
    is the last that is given, for such a file is no text. Memory is that of one line, at
    most ``limit`` bytes.
    """
    number = 0
    try:
        with source.open() as file:
            for line in _lines(TextFile(source.path, file), limit):
                yield line
                number = line.number
                if number == 1 and line.problem.startswith(_NO_TEXT):
                    return
    except SourceError as error:
        line_number = max(error.line, number + 1 if number else 1)
        raise SourceError(error.path, line_number, error.reason) from error
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise SourceError(source.path, number + 1, reason) from error


def _lines(text: TextFile, limit: int) -> Iterator[Line]:
    number, offset = 0, text.start
    while raw := text.readline(limit + 1):
        number += 1
        yield _line(text, raw, number, offset, limit)
        offset += len(raw)
        while len(raw) > limit and not raw.endswith(b"\n"):
            raw = text.readline(limit + 1)
            offset += len(raw)


def _line(text: TextFile, raw: bytes, number: int, offset: int, limit: int) -> Line:
    if len(raw) > limit:
        return Line(number, "", f"line is longer than {limit:,} bytes")
    control = (_CONTROL if number == 1 else _NUL).search(raw)
    if control:
        found = f"control character 0x{raw[control.start()]:02x}"
        where = offset + control.start()
        return Line(number, "", f"{_NO_TEXT}: {found} at offset {where}")
    try:
        return Line(number, text.decode(raw))
    except UnicodeDecodeError as error:
        return Line(number, "", not_text(error, offset, text.encoding))
