"""The JSON endpoint, version 1, and the two probes."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from search.answer import (
    completion_answer,
    film_answer,
    opensearch_suggestions,
    search_answer,
)
from search.errors import RequestError
from webapp.request_args import (
    PARAMETERS,
    SUGGEST_PARAMETERS,
    check_names,
    completion_request,
    search_request,
    service,
)

blueprint = Blueprint("api", __name__)
# So long a browser need not ask again while one types to and fro; a rebuild shows after it.
_COMPLETIONS_KEPT_SECONDS = 60


@blueprint.get("/api/v1/search")
def search() -> Response:
    """The hits of a query, best first."""
    check_names(request.args, PARAMETERS)
    if "q" not in request.args:
        raise RequestError("q", "is missing; it is the query")
    result = service().search(search_request(request.args, "strict"))
    return jsonify(search_answer(result, request.script_root))


@blueprint.get("/api/v1/suggest")
def suggest() -> Response:
    """What could be meant by a query that is being typed, also in the form of OpenSearch."""
    check_names(request.args, SUGGEST_PARAMETERS)
    asked = completion_request(request.args)
    result = service().complete(asked.text, asked.limit)
    if asked.form == "opensearch":
        response = jsonify(opensearch_suggestions(result, request.url_root.rstrip("/")))
        response.mimetype = "application/x-suggestions+json"
    else:
        response = jsonify(completion_answer(result, request.script_root))
    response.cache_control.max_age = _COMPLETIONS_KEPT_SECONDS
    return response


@blueprint.get("/api/v1/films/<film_id>")
def film(film_id: str) -> Response:
    """A film with its description and every review."""
    check_names(request.args, ())
    return jsonify(film_answer(service().film(film_id), request.script_root))


@blueprint.get("/healthz")
def healthz() -> Response:
    """That the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    """That searches are answered, and from which generation; 503 if they are not."""
    return jsonify(status="ok", generation=service().live().name)
