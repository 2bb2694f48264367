"""Texts cut into pieces that can be analysed apart, by arrays of bytes.

A piece is a run of letters, digits and whatever is not ASCII, with single apostrophes, commas,
hyphens, dots and stars between two of them. No token of the ``words`` tokenizer reaches over the
end of one, and what stands beyond changes none of its terms, nor does the case of ASCII letters:
so the tokens of a text are those of its pieces, and each piece has to be analysed once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

# Bytes that may be read after the last piece.
PADDING = 16
# Blanks, and what is as good as one, are below these, and what joins two of ``_CORE`` between.
_BLANK = 0x20
_CORE = 0x30
_NOT_ASCII = 0x80


class Pieces(NamedTuple):
    """Where the pieces of texts stand in ``content``, and in ``counts`` how many each has."""

    content: bytes
    begins: Array
    lengths: Array
    counts: Array

    def texts(self, chosen: Array) -> list[bytes]:
        """Some of the pieces."""
        begins = self.begins[chosen]
        ends = begins + self.lengths[chosen]
        content = self.content
        return [content[a:b] for a, b in zip(begins.tolist(), ends.tolist(), strict=True)]


def _table() -> bytes:
    """What stands for each byte: itself, a small letter, a joining character, or a blank."""
    table = bytearray([_BLANK]) * 256
    for byte in range(256):
        if byte >= _NOT_ASCII or chr(byte).isalnum():
            table[byte] = ord(chr(byte).lower()) if byte < _NOT_ASCII else byte
        elif chr(byte) in "'*,-.":
            table[byte] = byte
    table[ord("`")] = ord("'")  # is above _CORE, and an apostrophe like any other
    return bytes(table)


_TABLE = _table()


def cut(texts: Sequence[str]) -> Pieces:
    """The pieces of texts, one after another."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1)
    joined = b"".join((b"\n", b"\n".join(encoded), b"\n" * (PADDING + 1)))
    content = joined.translate(_TABLE)
    every = np.frombuffer(content, np.uint8)
    core = every >= _CORE
    inside = core.copy()
    inside[1:-1] |= core[:-2] & core[2:] & (every[1:-1] > _BLANK)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    begins = edges[0::2]
    before = np.searchsorted(begins, ends)
    return Pieces(content, begins, edges[1::2] - begins, np.diff(before, prepend=0))
