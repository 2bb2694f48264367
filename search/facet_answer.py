"""What the v1 answer of a search says of facets and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from search.parameters import api_url, toggled

if TYPE_CHECKING:
    from search.results import SearchRequest, SearchResult

Answer = dict[str, Any]


def facets_answer(result: SearchResult, root: str) -> list[Answer]:
    """The facets, each value with the URL that adds it to the filters or takes it away."""
    return [
        {
            "name": facet.name,
            "values": [
                {
                    "value": one.value,
                    "label": one.label,
                    "count": one.count,
                    "selected": one.selected,
                    "toggle_url": api_url(toggled(result.request, facet.name, one.value), root),
                }
                for one in facet.values
            ],
            "value_total": facet.total,
            "truncated": facet.truncated,
        }
        for facet in result.facets
    ]


def filters_answer(request: SearchRequest) -> list[Answer]:
    """The filters: of each facet the values of which any will do."""
    return [{"name": name, "values": [*values]} for name, values in request.filters]
