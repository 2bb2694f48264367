"""What the documents of an index add up to, whatever their order: none lost, doubled or changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.schema import Document

_BITS = 256


class DocumentsDigest:
    """The SHA-256 of all documents added up modulo 2^256; a document can be taken off again.

    It tells accidents from what was written, not forgery: the sum of hashes can be forged.
    """

    def __init__(self, begin: str = "0") -> None:
        self._sum = int(begin, 16)

    def add(self, document: Document, times: int = 1) -> None:
        """Take in a document, or take it off where ``times`` is -1."""
        text = json.dumps(document, sort_keys=True)
        number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
        self._sum = (self._sum + times * number) % (1 << _BITS)

    def hex(self) -> str:
        """The sum in 64 hex digits."""
        return f"{self._sum:064x}"
