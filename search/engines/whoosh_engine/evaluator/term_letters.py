"""Which terms of a field can be spelt nearly so, by how long they are and the letters in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays

    Array = NDArray[Any]

# So many terms are looked at together.
_AT_ONCE = 1 << 14
_LONGEST = 255
# Of a byte of ASCII the bits that its letter is told by; other bytes tell none.
_BITS = np.zeros(256, np.uint32)
_BITS[:128] = np.uint32(1) << (np.arange(128, dtype=np.uint32) & 31)
# Of a byte that goes on with a character, and begins none.
_KIND, _GOES_ON = 0xC0, 0x80


class TermLetters:
    """The letters of a field's terms, 5 bytes a term; made of all of them when it is made."""

    def __init__(self, field: FieldArrays) -> None:
        self._lengths = np.zeros(field.term_count, np.uint8)
        self._letters = np.zeros(field.term_count, np.uint32)
        for first in range(0, field.term_count, _AT_ONCE):
            last = min(first + _AT_ONCE, field.term_count)
            text, ends = field.texts(first, last)
            begins = np.concatenate(([0], ends[:-1]))
            # A byte that counts for nothing, so that the last term can be without any.
            text, is_empty = np.append(text, np.uint8(_GOES_ON)), begins == ends
            characters = np.add.reduceat((text & _KIND) != _GOES_ON, begins, dtype=np.int64)
            characters[is_empty] = 0
            letters = np.bitwise_or.reduceat(_BITS[text], begins)
            letters[is_empty] = 0
            self._lengths[first:last] = np.minimum(characters, _LONGEST)
            self._letters[first:last] = letters

    def like(self, word: str, edits: int) -> Array:
        """The numbers, in order, of all terms at most ``edits`` from a word, and of some others.

        An edit takes away one letter at most, and adds one at most.
        """
        letters = _letters_of(word)
        shortest, longest = len(word) - edits, len(word) + edits
        near = self._lengths >= min(max(shortest, 0), _LONGEST)
        if longest < _LONGEST:
            near &= self._lengths <= longest
        numbers = np.flatnonzero(near)
        of_near = self._letters[numbers]
        near = np.bitwise_count(~of_near & letters) <= edits
        near &= np.bitwise_count(of_near & ~letters) <= edits
        like: Array = numbers[near]
        return like

    def having(self, text: str) -> Array:
        """The numbers, in order, of all terms that have every letter of a text, and some others."""
        letters = _letters_of(text)
        return np.flatnonzero(self._letters & letters == letters)


def _letters_of(text: str) -> np.uint32:
    found = np.frombuffer(text.encode(), np.uint8)
    letters: np.uint32 = np.bitwise_or.reduce(_BITS[found], initial=0)
    return letters
