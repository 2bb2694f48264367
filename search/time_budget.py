"""How long an answer may take, known to all that makes it without being handed through.

What is read in time is an answer in part, and that something was left out is counted, so that
the answer can say so. A step of which no part is of use raises OutOfTimeError.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from search.errors import OutOfTimeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_T = TypeVar("_T")
# What is read between two looks at the clock, and in any case.
LOOK_EVERY = 1_024


@dataclass(slots=True)
class _Budget:
    """When the time is over, and how often something was left out for that."""

    ends: float
    cuts: int = 0


_budget: ContextVar[_Budget | None] = ContextVar("_budget", default=None)


@contextmanager
def time_budget(seconds: float) -> Iterator[None]:
    """Let what is done in this context take so long; 0 is no limit."""
    token = _budget.set(_Budget(monotonic() + seconds) if seconds else None)
    try:
        yield
    finally:
        _budget.reset(token)


def is_spent() -> bool:
    """Whether the time is over."""
    budget = _budget.get()
    return budget is not None and monotonic() >= budget.ends


def seconds_left() -> float | None:
    """What is left of the time, 0 if it is over; None where there is no limit."""
    budget = _budget.get()
    return None if budget is None else max(0.0, budget.ends - monotonic())


def check_time() -> None:
    """OutOfTimeError if the time is over."""
    if is_spent():
        raise OutOfTimeError


def cuts() -> int:
    """How often something was left out since the time began, because it was over."""
    budget = _budget.get()
    return budget.cuts if budget else 0


def is_cut() -> bool:
    """Whether the time is over, and so what comes is left out, which is counted."""
    budget = _budget.get()
    if budget is None or not is_spent():
        return False
    budget.cuts += 1
    return True


def in_time(items: Iterable[_T]) -> Iterator[_T]:
    """The items, the first few of them always, until the time is over; the rest is cut."""
    for number, item in enumerate(items):
        if number and not number % LOOK_EVERY and is_cut():
            return
        yield item
