"""Tables as they are printed, in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def print_row(cells: Sequence[object]) -> None:
    """Print a row."""
    print(f"| {' | '.join(map(str, cells))} |")


def print_head(cells: Sequence[str]) -> None:
    """Print the head of a table."""
    print()
    print_row(cells)
    print_row(["---"] * len(cells))


def yes_or_no(holds: bool) -> str:  # noqa: FBT001 - what is asked
    """Whether a figure is what was asked for, the one that is not standing out."""
    return "yes" if holds else "NO"
