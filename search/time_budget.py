"""How long an answer may take, known to all that makes it without being handed through.

An engine looks at it as it goes: what it has found until then is an answer in part, and a
step of which no part is of use raises OutOfTimeError.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING

from search.errors import OutOfTimeError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ends: ContextVar[float | None] = ContextVar("_ends", default=None)
# Documents between two looks at the clock.
LOOK_EVERY = 1_024


@contextmanager
def time_budget(seconds: float) -> Iterator[None]:
    """Let what is done in this context take so long; 0 is no limit."""
    token = _ends.set(monotonic() + seconds if seconds else None)
    try:
        yield
    finally:
        _ends.reset(token)


def is_spent() -> bool:
    """Whether the time is over."""
    ends = _ends.get()
    return ends is not None and monotonic() >= ends


def check_time() -> None:
    """OutOfTimeError if the time is over."""
    if is_spent():
        raise OutOfTimeError
