"""The pages: the search box, the results, a film."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, request, url_for

from search.facets import FACET_LIMIT, FACET_NAMES
from search.paging import page_numbers
from search.parameters import narrowed
from search.query import read_leniently
from search.query.patterns import one_word
from search.sorting import RELEVANCE, SHARE
from search.wording import FOUND_IN
from webapp.caching import keep
from webapp.facet_links import (
    chips,
    chosen,
    concordance_url,
    hit_url,
    kept_parameters,
    panels,
    search_before,
    search_url,
)
from webapp.film_pages import Way, film_page
from webapp.request_args import exploring, search_request, service

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from search.results import Group, SearchRequest, Suggestion

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
        hit_url=lambda hit: hit_url(asked, hit.film.id, hit.id),
        concordance_url=concordance_url(asked),
        filters=chosen(asked.filters),
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
    asked = dataclasses.replace(search_before(request.args), syntax="lenient")
    query = read_leniently(asked.text, asked.match).node
    if query is None:
        return film_page(film_id, Way(None, None, ""))
    if asked.expand:
        query = service().expanded(asked)
    return film_page(film_id, Way(asked, query, search_url(asked)))


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


def _related_url(asked: SearchRequest, word: str) -> str:
    """The same search without a related word, or with it again."""
    others = tuple(other for other in asked.without if one_word(other) != one_word(word))
    without = others if asked.is_without(word) else (*asked.without, word)
    return search_url(dataclasses.replace(asked, without=without, page=1))
