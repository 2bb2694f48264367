"""The links of a page of results: the search itself, its facets, what is chosen of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from search.answer import film_url
from search.errors import RequestError
from search.facets import FACET_NAMES
from search.parameters import search_parameters, toggled
from search.results import SearchRequest
from webapp.request_args import search_request

if TYPE_CHECKING:
    from search.facets import Facet, FacetValue, Filters
    from search.results import SearchResult

# Those that are unfolded before one asks.
_OPEN = {"kind", "genre", "rating", "decade"}
# What the page of a film keeps of a search beside its filters.
_KEPT = ("q", "match", "group", "sort", "expand", "without")


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


def concordance_url(asked: SearchRequest) -> str:
    """Every place where the words of a search stand, within what is chosen."""
    plain = SearchRequest(asked.text, asked.match, filters=asked.filters)
    return f"{url_for('exploring.concordance')}?{search_parameters(plain, facets=False)}"


def hit_url(asked: SearchRequest, film_id: str, document_id: str) -> str:
    """The place of a text on its film's page, where what was searched for is marked."""
    page, _, place = film_url(film_id, document_id, request.script_root).partition("#")
    return f"{page}?{urlencode(on_film_page(asked))}#{place}"


def on_film_page(asked: SearchRequest) -> list[tuple[str, str]]:
    """What the page of a film keeps of a search: filters as ``only``, for it has its own rating."""
    plain = dataclasses.replace(asked, filters=(), page=1, per_page=SearchRequest("").per_page)
    kept = parse_qsl(search_parameters(plain, facets=False))
    return [*kept, *(("only", f"{name}:{value}") for name, value in chosen(asked.filters))]


def search_before(args: MultiDict[str, str]) -> SearchRequest:
    """The search that ``on_film_page`` has kept; of one that cannot be, its words alone."""
    only = [text.partition(":")[::2] for text in args.getlist("only")]
    kept = [(name, args[name]) for name in _KEPT if args.get(name)]
    kept += [(name, value) for name, value in only if name in FACET_NAMES]
    try:
        return search_request(MultiDict(kept), "lenient")
    except RequestError:
        return SearchRequest(args.get("q", ""))


def chosen(filters: Filters) -> list[tuple[str, str]]:
    """Each value of each filter, with the facet's name."""
    return [(name, value) for name, values in filters for value in values]


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
