"""How large the directory of a zip file says it is, before anything holds it in memory.

The end record and its zip64 form are those of PKWARE's APPNOTE, 4.3.14 to 4.3.16.
"""

from __future__ import annotations

import io
import struct

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_MARK = b"PK\x06\x07"
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_MARK = b"PK\x06\x06"
_LONGEST_COMMENT = 0xFFFF
_ELSEWHERE = 0xFFFFFFFF


def directory_bytes(file: io.BufferedReader) -> int:
    """The size of the directory, 0 where no end record tells it; the place in the file moves."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END.size - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or place + _END.size > len(tail):
        return 0
    named: int = _END.unpack_from(tail, place)[5]
    return _size64(file, start + place) if named == _ELSEWHERE else named


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
