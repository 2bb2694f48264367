"""What the C library keeps of freed memory, and how it is given back to the system.

The arrays of a search are large and soon gone. Of glibc each thread has heaps of its own, and a
heap keeps what was freed in it: several times what the process holds.
"""

from __future__ import annotations

import ctypes
import threading
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Names of glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_HEAPS = 2
# Larger arrays are mapped by themselves and given back at once. Smaller ones are used over again,
# for to map and clear one costs more than to compute with it.
_MAPPED_BYTES = 16 << 20
_KEPT_BYTES = 16 << 20
_SECONDS = 5


def give_back_freed_memory() -> None:
    """Have freed memory go back to the system from now on; nothing where the library is no glibc.

    A thread does it every few seconds, at some milliseconds each.
    """
    trim = trimmer()
    if trim is not None:
        threading.Thread(target=_keep_trimming, args=(trim,), daemon=True).start()


def trimmer() -> Callable[[], object] | None:
    """What gives back all that is free, threads sharing few heaps from now on; None without glibc.

    Where an allocation is larger than the threshold it is given back as soon as it is freed.
    """
    try:
        library = ctypes.CDLL(None)
        library.mallopt(_M_ARENA_MAX, _HEAPS)
        library.mallopt(_M_MMAP_THRESHOLD, _MAPPED_BYTES)
        library.mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        trim = library.malloc_trim
    except (OSError, AttributeError, TypeError):
        return None
    return lambda: trim(0)


def _keep_trimming(trim: Callable[[], object]) -> None:
    while True:
        sleep(_SECONDS)
        trim()
