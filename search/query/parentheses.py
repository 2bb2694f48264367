"""Parentheses that have a partner and are not nested too deep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.query.parser import MAX_DEPTH
from search.schema import NARROWED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.query.words import QueryToken

# Parentheses, signs and a field that narrows together stay under the cap on depth.
MOST = MAX_DEPTH - 4


def unbalanced(tokens: Sequence[QueryToken]) -> dict[int, str]:
    """The places in ``tokens`` of parentheses that cannot be read, and why each cannot."""
    opened: list[int] = []
    depth = 0
    refused: dict[int, str] = {}
    for number, token in enumerate(tokens):
        if token.kind == "(":
            opened.append(number)
            depth += _levels(tokens, number)
        elif token.kind == ")" and not opened:
            refused[number] = "the parenthesis closes nothing"
        elif token.kind == ")":
            partner = opened.pop()
            depth -= _levels(tokens, partner)
            if depth >= MOST:
                refused[partner] = refused[number] = "parentheses are nested too deep"
    return refused | dict.fromkeys(opened, "the parenthesis is never closed")


def _levels(tokens: Sequence[QueryToken], place: int) -> int:
    """How deep a group nests, by what stands before it: one that is narrowed, twice."""
    before = tokens[place - 1] if place else None
    return 2 if before and before.kind == "field" and before.text in NARROWED else 1
