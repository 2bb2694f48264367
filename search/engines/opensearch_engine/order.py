"""In which order the documents found stand: by score or by a fact, then by film and position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from search.sorting import BY_FIELD, TIES

if TYPE_CHECKING:
    from search.sorting import Sort

# By film and position; ids decide between documents that have the same of both.
BY_PLACE: list[dict[str, Any]] = [{TIES: "asc"}, {"id": "asc"}]


def sort_of(sort: Sort) -> list[dict[str, Any]]:
    """What is asked for in that order; films by their share as by relevance."""
    by = BY_FIELD.get(sort)
    if by is None:
        return [{"_score": "desc"}, *BY_PLACE]
    way = "desc" if by.descending else "asc"
    return [{by.field: {"order": way, "missing": "_last"}}, *BY_PLACE]
