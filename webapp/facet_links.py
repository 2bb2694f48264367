"""The links of a page of results: the search itself, its facets, what is chosen of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from flask import url_for

from search.parameters import search_parameters, toggled

if TYPE_CHECKING:
    from search.facets import Facet, FacetValue
    from search.results import SearchRequest, SearchResult

# Those that are unfolded before one asks.
_OPEN = {"kind", "genre", "rating", "decade"}


class Choice(NamedTuple):
    """A value of a facet with the link that chooses it, or takes it back."""

    facet: str
    value: FacetValue
    url: str


class Panel(NamedTuple):
    """A facet as the page has it; ``searched`` where its values can be looked up."""

    facet: Facet
    choices: list[Choice]
    is_open: bool
    searched: bool


def search_url(asked: SearchRequest) -> str:
    """The canonical URL of a page of results: what has its default is left out."""
    return f"{url_for('pages.results')}?{search_parameters(asked, facets=False)}"


def panels(result: SearchResult) -> list[Panel]:
    """The facets that tell hits apart, or have something chosen."""
    shown = []
    for facet in result.facets:
        choices = _choices(result.request, facet)
        is_chosen = any(choice.value.selected for choice in choices)
        if facet.total > 1 or is_chosen or facet.text:
            is_open = is_chosen or bool(facet.text) or facet.name in _OPEN
            shown.append(Panel(facet, choices, is_open, facet.truncated or bool(facet.text)))
    return shown


def chips(result: SearchResult) -> list[Choice]:
    """What is chosen, with the links that take it back."""
    return [
        choice
        for facet in result.facets
        for choice in _choices(result.request, facet)
        if choice.value.selected
    ]


def kept_parameters(asked: SearchRequest) -> list[tuple[str, str]]:
    """What a form has to send along to ask for the same search, from its first page."""
    return parse_qsl(search_parameters(dataclasses.replace(asked, page=1), facets=False))


def _choices(asked: SearchRequest, facet: Facet) -> list[Choice]:
    return [
        Choice(facet.name, one, search_url(toggled(asked, facet.name, one.value)))
        for one in facet.values
    ]
