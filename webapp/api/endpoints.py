"""The JSON endpoint, version 1, and the two probes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, render_template, request

from search.answer import (
    completion_answer,
    film_answer,
    films_answer,
    opensearch_suggestions,
    review_answer,
    search_answer,
    stats_answer,
)
from search.errors import (
    NOT_WHOLE,
    IndexStateError,
    ParametersError,
    RequestError,
    SearchError,
)
from search.results import SearchRequest
from webapp.api.many import searches
from webapp.api.openapi import described as description
from webapp.api.openapi import fields_of
from webapp.api.operations import OPERATIONS
from webapp.api.paging import add_links, check_cursor, from_cursor
from webapp.api.streaming import chosen, streamed
from webapp.caching import keep, keep_nothing
from webapp.errors import problem_of
from webapp.limits import take_tokens
from webapp.refusals import RefusedError
from webapp.request_args import asked, exploring, service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.results import SearchResult

blueprint = Blueprint("api", __name__)
# So long a browser need not ask again while one types to and fro; a rebuild shows after it.
_COMPLETIONS_KEPT_SECONDS = 60
_OF_PAGES = ("cursor", "group", "explain")


@blueprint.get("/api/v1/search")
def search() -> Response:
    """The hits of a query, best first: a page of them, or all as lines."""
    given = OPERATIONS["search"].read()
    if given["format"] != "json":
        _refuse_of_pages(given)
        return streamed(service().every_hit(asked(given)), given["format"], given["fields"])
    result = keep(_searched(given))
    answer = _answer(result, given)
    response = jsonify(answer)
    add_links(response, result, answer["next"])
    return response


def _refuse_of_pages(given: Mapping[str, Any]) -> None:
    """RequestError for what lines do not have, rather than lines without it."""
    refused = [RequestError(name, "is of pages; these are all hits") for name in _OF_PAGES
               if given[name] not in (None, "", "none", False)]  # fmt: skip
    if refused:
        raise ParametersError(refused) if len(refused) > 1 else refused[0]


@blueprint.post("/api/v1/search")
def search_many() -> Response:
    """Several searches, each answered by itself."""
    OPERATIONS["search_many"].read()
    given = searches()
    take_tokens(len(given) - 1)
    return jsonify(answers=[_one_of_many(one) for one in given])


def _one_of_many(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answer or the problem of one search of several; what no index answers is everyone's."""
    try:
        return {"status": 200, "answer": _answer(_searched(given), given)}
    except IndexStateError:
        raise
    except (SearchError, RefusedError) as error:
        problem = problem_of(error)
        return {"status": problem["status"], "problem": problem}


def _searched(given: Mapping[str, Any]) -> SearchResult:
    wanted = from_cursor(asked(given), given["cursor"])
    return check_cursor(service().search(wanted), given["cursor"])


def _answer(result: SearchResult, given: Mapping[str, Any]) -> dict[str, Any]:
    answer = search_answer(result, request.script_root)
    fields = given["fields"]
    for found in (answer, *answer["groups"]):
        found["hits"] = [chosen(hit, fields) for hit in found["hits"]]
    return answer


@blueprint.get("/api/v1/films")
def films() -> Response:
    """The films of the index, in the order that is asked for."""
    given = OPERATIONS["films"].read()
    page = {"page": given["page"], "per_page": given["per_page"]}
    wanted = SearchRequest("kind:description", sort=given["sort"], snippets=0, **page)
    wanted = from_cursor(wanted, given["cursor"])
    result = keep(check_cursor(service().search(wanted), given["cursor"]))
    answer = films_answer(result, request.script_root)
    response = jsonify(answer)
    add_links(response, result, answer["next"])
    return response


@blueprint.get("/api/v1/reviews/<review_id>")
def review(review_id: str) -> Response:
    """A review with its film."""
    OPERATIONS["review"].read()
    return jsonify(review_answer(service().review(review_id), request.script_root))


@blueprint.get("/api/v1/stats")
def stats() -> Response:
    """What is in the index."""
    OPERATIONS["stats"].read()
    return jsonify(stats_answer(service().live()))


@blueprint.get("/api/v1/suggest")
def suggest() -> Response:
    """What could be meant by a query that is being typed, also in the form of OpenSearch."""
    given = OPERATIONS["suggest"].read()
    result = keep(service().complete(given["q"], given["limit"]))
    if given["format"] == "opensearch":
        response = jsonify(opensearch_suggestions(result, request.url_root.rstrip("/")))
        response.mimetype = "application/x-suggestions+json"
    else:
        response = jsonify(completion_answer(result, request.script_root))
    if not result.partial:
        response.cache_control.max_age = _COMPLETIONS_KEPT_SECONDS
    return response


@blueprint.get("/api/v1/films/<film_id>")
def film(film_id: str) -> Response:
    """A film with its description, every review, and what these say most."""
    OPERATIONS["film"].read()
    found = service().film(film_id)
    try:
        terms = exploring().characteristic(film_id)
    except NOT_WHOLE:
        terms = None
        keep_nothing()
    return jsonify(film_answer(found, terms, request.script_root))


@blueprint.get("/api/v1/openapi.json")
def described() -> Response:
    """All of this as OpenAPI 3.1, made from what requests are checked by."""
    OPERATIONS["described"].read()
    return jsonify(description(request.script_root))


@blueprint.get("/api/v1/docs")
def docs() -> str:
    """The same for readers."""
    document = description(request.script_root)
    return render_template("api.html", document=document, fields_of=fields_of)


@blueprint.get("/healthz")
def healthz() -> Response:
    """That the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    """That searches are answered, and from which generation; 503 if they are not."""
    return jsonify(status="ok", generation=service().live().name)
