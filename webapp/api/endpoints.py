"""The JSON endpoint, version 1, and the two probes."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from search.answer import (
    completion_answer,
    film_answer,
    opensearch_suggestions,
    search_answer,
)
from webapp.api.openapi import described as description
from webapp.api.openapi import fields_of
from webapp.api.operations import OPERATIONS
from webapp.caching import keep
from webapp.request_args import asked, service

blueprint = Blueprint("api", __name__)
# So long a browser need not ask again while one types to and fro; a rebuild shows after it.
_COMPLETIONS_KEPT_SECONDS = 60


@blueprint.get("/api/v1/search")
def search() -> Response:
    """The hits of a query, best first."""
    result = keep(service().search(asked(OPERATIONS["search"].read())))
    return jsonify(search_answer(result, request.script_root))


@blueprint.get("/api/v1/suggest")
def suggest() -> Response:
    """What could be meant by a query that is being typed, also in the form of OpenSearch."""
    given = OPERATIONS["suggest"].read()
    result = service().complete(given["q"], given["limit"])
    if given["format"] == "opensearch":
        response = jsonify(opensearch_suggestions(result, request.url_root.rstrip("/")))
        response.mimetype = "application/x-suggestions+json"
    else:
        response = jsonify(completion_answer(result, request.script_root))
    response.cache_control.max_age = _COMPLETIONS_KEPT_SECONDS
    return response


@blueprint.get("/api/v1/films/<film_id>")
def film(film_id: str) -> Response:
    """A film with its description and every review."""
    OPERATIONS["film"].read()
    return jsonify(film_answer(service().film(film_id), request.script_root))


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
