"""A request as the parameters of a URL, in one order, so that a search has one address."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from search.facets import read_filters
from search.results import SearchRequest

if TYPE_CHECKING:
    from search.facets import Filters

_PLAIN = SearchRequest("")


def search_parameters(request: SearchRequest, *, facets: bool = True) -> str:
    """The query string that asks for the same, without what has its default.

    With ``facets`` also which are counted. The syntax is not in it, for a page reads leniently
    what an endpoint does not.
    """
    given: dict[str, str | int | None] = {
        "q": request.text,
        "match": request.match,
        "group": request.group,
        "sort": request.sort,
        "expand": str(request.expand).lower(),
        "without": ",".join(request.without),
        "page": request.page,
        "per_page": request.per_page,
        "snippets": request.snippets,
        "explain": str(request.explain).lower(),
    }
    plain: dict[str, str | int | None] = {
        "match": _PLAIN.match,
        "group": _PLAIN.group,
        "sort": _PLAIN.sort,
        "expand": "false",
        "without": "",
        "page": _PLAIN.page,
        "per_page": _PLAIN.per_page,
        "snippets": _PLAIN.snippets,
        "explain": "false",
    }
    pairs = [(name, str(value)) for name, value in given.items() if plain.get(name) != value]
    pairs[1:1] = [(name, value) for name, values in request.filters for value in values]
    if facets and request.facets:
        pairs.append(("facets", ",".join(request.facets)))
        if request.facet_limit != _PLAIN.facet_limit:
            pairs.append(("facet_limit", str(request.facet_limit)))
        pairs += [(f"in_{name}", text) for name, text in request.facet_texts if text]
    return urlencode(pairs)


def api_url(request: SearchRequest, root: str = "") -> str:
    """The address of ``/api/v1/search`` that asks for the same; ``root`` is where it is mounted."""
    syntax = f"&syntax={request.syntax}" if request.syntax != "strict" else ""
    return f"{root}/api/v1/search?{search_parameters(request)}{syntax}"


def toggled(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """The same request with a value of a facet, or without it where it has it; its first page."""
    filters = dict(request.filters)
    chosen = filters.get(name, ())
    filters[name] = (
        tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
    )
    return narrowed(request, filters=tuple(filters.items()))


def narrowed(request: SearchRequest, filters: Filters) -> SearchRequest:
    """The same request within other filters, in their one order; its first page."""
    pairs = ((name, value) for name, values in filters for value in values)
    return dataclasses.replace(request, filters=read_filters(pairs), page=1)
