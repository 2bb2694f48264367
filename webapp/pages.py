"""The pages: the search box, the results, a film."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for

from search.answer import film_url
from search.facets import FACET_LIMIT, FACET_NAMES
from search.paging import page_numbers
from search.parameters import narrowed
from search.query import read_leniently
from search.query.patterns import one_word
from search.results import SearchRequest
from search.sorting import RELEVANCE, SHARE, SORTS
from search.wording import FOUND_IN
from webapp.caching import keep
from webapp.facet_links import chips, kept_parameters, panels, search_url
from webapp.film_pages import Way, film_page
from webapp.request_args import exploring, search_request, service, words_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from search.query import Node
    from search.query.nodes import Match
    from search.results import Group, Hit, Suggestion
    from search.sorting import Sort

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """The search box, and what is in the index."""
    counts = service().live().counts
    return render_template("front.html", counts=counts, examples=exploring().examples())


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """The hits of a query, read leniently whatever it is."""
    if not request.args.get("q", "").strip():
        return redirect(url_for("pages.front"))
    asked = dataclasses.replace(
        search_request(request.args, "lenient"),
        syntax="lenient",
        explain=False,
        facets=FACET_NAMES,
        facet_limit=FACET_LIMIT,
    )
    result = keep(service().search(asked))
    return render_template(
        "results.html",
        asked=asked,
        result=result,
        page_numbers=page_numbers(asked.page, result.page_count),
        page_url=lambda page: search_url(dataclasses.replace(asked, page=page)),
        panels=panels(result),
        chips=chips(result),
        kept=kept_parameters(asked),
        all_url=search_url(narrowed(asked, ())),
        hit_url=lambda hit: _hit_url(asked, hit),
        related_url=lambda word: _related_url(asked, word),
        suggestion_url=lambda suggestion: _suggestion_url(asked, suggestion),
        found_in=FOUND_IN,
        group_url=lambda group: _group_url(asked, group),
        film_hits_url=lambda group: _film_hits_url(asked, group.film.id),
        sorts=asked.sorts,
        sort_url=lambda sort: search_url(dataclasses.replace(asked, sort=sort, page=1)),
    )


@blueprint.get("/films/<film_id>")
def film(film_id: str) -> ResponseReturnValue:
    """A film with its description and its reviews, what was searched for marked in them."""
    match: Match = "any" if request.args.get("match") == "any" else "all"
    asked, query = _readable(request.args.get("q", ""), match)
    if asked and request.args.get("sort") in SORTS:
        asked = dataclasses.replace(asked, sort=cast("Sort", request.args["sort"]))
    if asked and request.args.get("expand") == "true":
        asked = dataclasses.replace(asked, expand=True, without=words_of(request.args))
        query = service().expanded(asked)
    return film_page(film_id, Way(asked, query, search_url(asked) if asked else ""))


@blueprint.get("/help")
def language() -> ResponseReturnValue:
    """The query language, for readers."""
    return render_template("help.html")


@blueprint.get("/opensearch.xml")
def opensearch() -> ResponseReturnValue:
    """What a browser needs to take this search among its own; the host is the request's.

    OpenSearch 1.1: https://github.com/dewitt/opensearch
    """
    described = render_template("opensearch.xml")
    return Response(described, mimetype="application/opensearchdescription+xml")


def _readable(text: str, match: Match) -> tuple[SearchRequest | None, Node | None]:
    """The request and tree of a query, or neither of a text without a word."""
    query = read_leniently(text, match).node
    return (SearchRequest(text, match, syntax="lenient"), query) if query else (None, None)


def _suggestion_url(asked: SearchRequest, suggestion: Suggestion) -> str:
    text, match = suggestion.query, suggestion.match
    changed = dataclasses.replace(asked, text=text, match=match, without=())
    return search_url(narrowed(changed, ()))


def _group_url(asked: SearchRequest, group: Group) -> str:
    """The same search by hit or by film, in an order that there is of these."""
    sort = asked.sort if group == "film" or asked.sort != SHARE else RELEVANCE
    return search_url(dataclasses.replace(asked, group=group, sort=sort, page=1))


def _film_hits_url(asked: SearchRequest, film_id: str) -> str:
    """All that a search finds of a film."""
    others = tuple(one for one in asked.filters if one[0] != "film")
    sort = RELEVANCE if asked.sort == SHARE else asked.sort
    apart = dataclasses.replace(asked, group="none", sort=sort)
    return search_url(narrowed(apart, (*others, ("film", (film_id,)))))


def _expansion(asked: SearchRequest) -> dict[str, str | int]:
    return {"expand": str(asked.expand).lower(), "without": ",".join(asked.without)}


def _related_url(asked: SearchRequest, word: str) -> str:
    """The same search without a related word, or with it again."""
    others = tuple(other for other in asked.without if one_word(other) != one_word(word))
    without = others if asked.is_without(word) else (*asked.without, word)
    return search_url(dataclasses.replace(asked, without=without, page=1))


def _hit_url(asked: SearchRequest, hit: Hit) -> str:
    """The place of a hit on its film's page, where what was searched for is marked."""
    page, _, place = film_url(hit.film.id, hit.id, request.script_root).partition("#")
    given: dict[str, str | int] = {
        "q": asked.text,
        "match": asked.match,
        "sort": RELEVANCE if asked.sort == SHARE else asked.sort,
        **_expansion(asked),
    }
    return f"{page}?{_without_defaults(given)}#{place}"


def _without_defaults(given: dict[str, str | int]) -> str:
    defaults = {"match": "all", "sort": RELEVANCE, "page": 1, "per_page": 10, "expand": "false",
                "without": ""}  # fmt: skip
    return urlencode({name: value for name, value in given.items() if defaults.get(name) != value})
