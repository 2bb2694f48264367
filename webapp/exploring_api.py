"""The endpoints of what one explores by, in version 1 of the API."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from search.exploring_answer import similar_answer
from webapp.exploring_args import exploring, number
from webapp.request_args import check_names

blueprint = Blueprint("exploring_api", __name__, url_prefix="/api/v1")
SIMILAR_PARAMETERS = ("limit",)
_DEFAULT_SIMILAR = 10


@blueprint.get("/similar/<wanted>")
def similar(wanted: str) -> Response:
    """What is most like a film or a review, by id."""
    check_names(request.args, SIMILAR_PARAMETERS)
    result = exploring().similar(wanted, number(request.args, "limit", _DEFAULT_SIMILAR))
    return jsonify(similar_answer(result, request.script_root))
