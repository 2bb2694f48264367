"""The JSON endpoint, version 1, and the two probes."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from search.answer import film_answer, search_answer
from search.errors import RequestError
from webapp.request_args import PARAMETERS, check_names, search_request, service

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/search")
def search() -> Response:
    """The hits of a query, best first."""
    check_names(request.args, PARAMETERS)
    if "q" not in request.args:
        raise RequestError("q", "is missing; it is the query")
    result = service().search(search_request(request.args, "strict"))
    return jsonify(search_answer(result, request.script_root))


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
