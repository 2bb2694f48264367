"""Numbers in memory, to which more are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

_SMALLEST = 1 << 10


class Vector:
    """An array that grows; adding to it takes, over many times, as long as what is added."""

    def __init__(self, kind: Any) -> None:
        self._room = np.zeros(_SMALLEST, kind)
        self.size = 0

    def extend(self, values: Any) -> None:
        """Put values at the end."""
        size = self.size + len(values)
        if size >= len(self._room):
            room = np.zeros(2 * size, self._room.dtype)
            room[: self.size] = self.array
            self._room = room
        self._room[self.size : size] = values
        self.size = size

    @property
    def array(self) -> Array:
        """All values; a view that holds until more are added."""
        return self._room[: self.size]

    @property
    def with_zeros(self) -> Array:
        """All values and zeros after them, at least one."""
        return self._room
