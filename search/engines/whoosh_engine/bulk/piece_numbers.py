"""A number for each different piece of text, found for many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.bulk.vector import Vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.bulk.pieces import Pieces

    Array = NDArray[Any]

# A piece of so many bytes is two whole numbers, which are compared at once.
_SHORT = 16
_HALF = 8
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(_HALF + 1)], np.uint64)
_FIRST_SLOTS = 1 << 16
# Of so many slots one is in use.
_ROOM = 4
# Odd numbers with their bits well mixed (those of xxHash: https://xxhash.com).
_MIX = (np.uint64(0x9E3779B185EBCA87), np.uint64(0xC2B2AE3D27D4EB4F))
_SHIFT = np.uint64(29)


class PieceNumbers:
    """Numbers from 0 on for pieces, in the order in which each is first met.

    Short ones are in a hash table with open addressing that is asked for all of a batch in
    one step; the others, which are few, in a dictionary.
    """

    def __init__(self) -> None:
        self._slots = np.full(_FIRST_SLOTS, -1, np.int32)
        # Of no piece the first half is 0, so the zero at -1 is equal to none.
        self._halves = (Vector(np.uint64), Vector(np.uint64))
        self._long: dict[bytes, int] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def take(self, pieces: Pieces) -> tuple[Array, list[bytes]]:
        """The number of each piece, and the pieces that had none yet, in the order of theirs."""
        halves = _halves(pieces)
        numbers, new = self._take_short(halves, pieces)
        is_long = np.flatnonzero(pieces.lengths > _SHORT)
        for place, text in zip(is_long.tolist(), pieces.texts(is_long), strict=True):
            number = self._long.get(text)
            if number is None:
                number = self._long[text] = self._size
                self._size += 1
                new.append(text)
            numbers[place] = number
        for half in self._halves:
            half.extend(np.zeros(self._size - half.size, np.uint64))
        return numbers, new

    def _take_short(self, halves: tuple[Array, Array], pieces: Pieces) -> tuple[Array, list[bytes]]:
        numbers = self._find(*halves)
        unknown = np.flatnonzero((numbers < 0) & (pieces.lengths <= _SHORT))
        if not unknown.size:
            return numbers, []
        first, second = halves[0][unknown], halves[1][unknown]
        order = np.lexsort((second, first))
        first, second = first[order], second[order]
        is_first = np.ones(len(order), bool)
        is_first[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
        numbers[unknown[order]] = np.cumsum(is_first) - 1 + self._size
        self._insert(first[is_first], second[is_first])
        return numbers, pieces.texts(unknown[order[is_first]])

    def _find(self, first: Array, second: Array) -> Array:
        """The number of each, -1 where there is none."""
        there_first, there_second = (half.with_zeros for half in self._halves)
        last = len(self._slots) - 1
        places = self._places(first, second)
        numbers = self._slots[places]
        other = (there_first[numbers] != first) | (there_second[numbers] != second)
        # Where something else stands, the slot after it is the next to look at.
        left = np.flatnonzero(other & (numbers >= 0))
        while left.size:
            places[left] = (places[left] + 1) & last
            found = self._slots[places[left]]
            numbers[left] = found
            is_other = (there_first[found] != first[left]) | (there_second[found] != second[left])
            left = left[is_other & (found >= 0)]
        return numbers

    def _places(self, first: Array, second: Array) -> Array:
        mixed = (first * _MIX[0]) ^ (second * _MIX[1])
        mixed = (mixed ^ (mixed >> _SHIFT)) * _MIX[0]
        shift = np.uint64(65 - len(self._slots).bit_length())
        places: Array = (mixed >> shift).astype(np.int64)
        return places

    def _insert(self, first: Array, second: Array) -> None:
        """Give numbers to pieces that have none; they differ."""
        numbers = np.arange(self._size, self._size + len(first), dtype=np.int32)
        self._size += len(first)
        self._halves[0].extend(first)
        self._halves[1].extend(second)
        if self._size * _ROOM > len(self._slots):
            self._slots = np.full(1 << (self._size * 2 * _ROOM).bit_length(), -1, np.int32)
            first, second = (half.array for half in self._halves)
            numbers = np.flatnonzero(first).astype(np.int32)
            first, second = first[numbers], second[numbers]
        places = self._places(first, second)
        while numbers.size:
            is_free = self._slots[places] < 0
            self._slots[places[is_free]] = numbers[is_free]
            left = self._slots[places] != numbers
            numbers, places = numbers[left], (places[left] + 1) & (len(self._slots) - 1)


def _halves(pieces: Pieces) -> tuple[Array, Array]:
    """The first and the second eight bytes of each piece as numbers, 0 where it is shorter."""
    content = pieces.content
    every = np.ndarray((len(content) - _HALF + 1,), "<u8", content, 0, (1,))
    lengths = pieces.lengths
    first = every[pieces.begins] & _MASKS[np.minimum(lengths, _HALF)]
    second = np.zeros(len(first), np.uint64)
    more = np.flatnonzero(lengths > _HALF)
    sizes = np.minimum(lengths[more] - _HALF, _HALF)
    second[more] = every[pieces.begins[more] + _HALF] & _MASKS[sizes]
    return first, second
