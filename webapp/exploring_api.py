"""The endpoints of what one explores by, in version 1 of the API."""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from search.concordance import ConcordanceRequest
from search.errors import RequestError
from search.exploring_answer import concordance_answer, line_answer, similar_answer
from webapp.api.operations import OPERATIONS
from webapp.api.streaming import as_lines
from webapp.caching import keep
from webapp.request_args import exploring, filters_of

if TYPE_CHECKING:
    from collections.abc import Mapping

blueprint = Blueprint("exploring_api", __name__, url_prefix="/api/v1")
_NAMES = ("left", "keyword", "right", "film", "author", "kind", "id", "start", "url")
COLUMNS = {name: itemgetter(name) for name in _NAMES}


@blueprint.get("/similar/<wanted>")
def similar(wanted: str) -> Response:
    """What is most like a film or a review, by id."""
    limit = OPERATIONS["similar"].read()["limit"]
    result = exploring().similar(wanted, limit)
    return jsonify(similar_answer(result, request.script_root))


@blueprint.get("/concordance")
def concordance() -> Response:
    """Every place where the words stand: a page of them, or as CSV and JSON Lines all of them."""
    given = OPERATIONS["concordance"].read()
    asked, form = concordance_request(given), given["format"]
    if form == "json":
        result = keep(exploring().concordance(asked))
        return jsonify(concordance_answer(result, request.script_root))
    if asked.sort != "place" or {"page", "per_page"} & set(request.args):
        raise RequestError("format", f"{form} has all lines by place, and takes no sort and page")
    return _streamed(asked, form)


def concordance_request(values: Mapping[str, Any]) -> ConcordanceRequest:
    """The lines of parameters that were read; RequestError for what is out of range together."""
    names = ("match", "sort", "page", "per_page", "syntax")
    given = {name: values[name] for name in names}
    return ConcordanceRequest(values["q"], **given, filters=filters_of(values))


def _streamed(asked: ConcordanceRequest, form: str) -> Response:
    """All lines, a row each, sent as the texts are read, so that memory does not grow."""
    lines = exploring().all_lines(asked)
    # What cannot be answered is to be said before anything is sent.
    first = [line for line in (next(lines, None),) if line]
    root = request.script_root  # which is not known any more when the lines are made
    rows = (line_answer(line, root) for line in chain(first, lines))
    return as_lines(rows, form, "concordance", COLUMNS, lines.close)
