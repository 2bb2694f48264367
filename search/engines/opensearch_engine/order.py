"""In which order the documents found stand: by score or by a fact, then by film and position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from search.engines.opensearch_engine.schema import DEEPEST
from search.errors import QueryTooLargeError
from search.sorting import BY_FIELD, TIES

if TYPE_CHECKING:
    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.found import Order
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


def refuse_deep(depth: int, what: str) -> None:
    """QueryTooLargeError for a ``depth`` that the server counts no more to."""
    if depth > DEEPEST:
        raise QueryTooLargeError(f"no more than {DEEPEST:,} {what} on this engine")


def begin_of(index: AskedIndex, scoring: Dsl, page: tuple[int, int], order: Order) -> Dsl:
    """Where a page begins, an offset, and its size: after a document where one is named.

    The server keeps no more than a page of these, however deep. What is counted to costs it a
    score and a place for each document before.
    """
    offset, limit = page
    after = _place_of(index, scoring, order) if order.after else None
    if after:
        return {"search_after": after, "size": limit}
    refuse_deep(offset + limit, "hits are counted to where a page begins")
    return {"from": offset, "size": limit}


def _place_of(index: AskedIndex, scoring: Dsl, order: Order) -> list[str | float | None] | None:
    """Where the document named stands among those that match; None if it is none of them."""
    named = {"bool": {"must": [scoring], "filter": [{"term": {"id": order.after}}]}}
    asked = {"query": named, "sort": sort_of(order.sort), "size": 1, "_source": False}
    hits = index.search({**asked, "track_scores": True, "track_total_hits": False})["hits"]["hits"]
    return hits[0]["sort"] if hits else None
