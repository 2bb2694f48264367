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
