"""What the end of a zip file says of its directory, before anything holds that in memory.

The end record and its zip64 form are those of PKWARE's APPNOTE, 4.3.14 to 4.3.16.
"""

from __future__ import annotations

import io
import struct
from typing import NamedTuple

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_MARK = b"PK\x06\x07"
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_MARK = b"PK\x06\x06"
_LONGEST_COMMENT = 0xFFFF
_ELSEWHERE = 0xFFFFFFFF
_MANY = 0xFFFF


class Directory(NamedTuple):
    """What the end of a zip file says of its directory: its size, and how many entries it has.

    ``entries`` is modulo 65,536; None where it is not told in the end record.
    """

    size: int = 0
    entries: int | None = None


def directory_of(file: io.BufferedReader) -> Directory:
    """What the end record tells; a size of 0 where there is none; the place in the file moves."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END.size - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or place + _END.size > len(tail):
        return Directory()
    entries, named = _END.unpack_from(tail, place)[4:6]
    told = None if entries == _MANY else entries
    return Directory(_size64(file, start + place) if named == _ELSEWHERE else named, told)


def _size64(file: io.BufferedReader, end: int) -> int:
    file.seek(max(0, end - _LOCATOR.size))
    locator = file.read(_LOCATOR.size)
    if not locator.startswith(_LOCATOR_MARK) or len(locator) < _LOCATOR.size:
        return _ELSEWHERE
    file.seek(_LOCATOR.unpack(locator)[2])
    record = file.read(_END64.size)
    if not record.startswith(_END64_MARK) or len(record) < _END64.size:
        return _ELSEWHERE
    named: int = _END64.unpack(record)[8]
    return named
