"""How pages are counted and named, whatever stands on them."""

from __future__ import annotations

# Pages named on each side of the one that is shown.
_NEAR = 2


def page_count(total: int, per_page: int, deepest: int | None = None) -> int:
    """How many pages can be asked for, at least 1; whole ones alone as far as ``deepest``."""
    reached = total if deepest is None else min(total, deepest // per_page * per_page)
    return max(1, -(-reached // per_page))


def page_numbers(here: int, last: int) -> list[int]:
    """The pages to link, in order: the first, the last, and those around this one."""
    return sorted({1, last, *range(max(1, here - _NEAR), min(last, here + _NEAR) + 1)})
