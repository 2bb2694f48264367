"""The endpoints of what one explores by, in version 1 of the API."""

from __future__ import annotations

import csv
import io
import json
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, jsonify, request

from search.concordance import ConcordanceRequest
from search.errors import RequestError
from search.exploring_answer import concordance_answer, line_answer, similar_answer
from webapp.api.operations import OPERATIONS
from webapp.exploring_args import exploring, filters_of, number, one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.datastructures import MultiDict

    from search.concordance import ContextSort
    from search.query.nodes import Match
    from search.results import Syntax

blueprint = Blueprint("exploring_api", __name__, url_prefix="/api/v1")
COLUMNS = ("left", "keyword", "right", "film", "author", "kind", "id", "start", "url")
_DEFAULT_LINES = 100


@blueprint.get("/similar/<wanted>")
def similar(wanted: str) -> Response:
    """What is most like a film or a review, by id."""
    limit = OPERATIONS["similar"].read()["limit"]
    result = exploring().similar(wanted, limit)
    return jsonify(similar_answer(result, request.script_root))


@blueprint.get("/concordance")
def concordance() -> Response:
    """Every place where the words stand: a page of them, or as CSV and JSON Lines all of them."""
    args = request.args
    form = OPERATIONS["concordance"].read()["format"]
    asked = concordance_request(args, "strict")
    if form == "json":
        return jsonify(concordance_answer(exploring().concordance(asked), request.script_root))
    if asked.sort != "place" or {"page", "per_page"} & set(args):
        raise RequestError("format", f"{form} has all lines by place, and takes no sort and page")
    return _streamed(asked, form)


def concordance_request(args: MultiDict[str, str], syntax: Syntax) -> ConcordanceRequest:
    """The lines that the parameters ask for; ``syntax`` is the default of the one so called."""
    return ConcordanceRequest(
        text=one(args, "q"),
        match=cast("Match", one(args, "match", "all")),
        sort=cast("ContextSort", one(args, "sort", "place")),
        page=number(args, "page", 1),
        per_page=number(args, "per_page", _DEFAULT_LINES),
        syntax=cast("Syntax", one(args, "syntax", syntax)),
        filters=filters_of(args),
    )


def _streamed(asked: ConcordanceRequest, form: str) -> Response:
    """All lines, a row each, sent as the texts are read, so that memory does not grow."""
    lines = exploring().all_lines(asked)
    # What cannot be answered is to be said before anything is sent.
    first = [line for line in (next(lines, None),) if line]
    root = request.script_root
    rows = (line_answer(line, root) for line in chain(first, lines))
    write, mimetype = _STREAMED[form]
    response = Response(write(rows), mimetype=mimetype)
    response.call_on_close(lines.close)
    response.headers["Content-Disposition"] = f"attachment; filename=concordance.{form}"
    return response


def _as_csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _as_json_lines(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


_STREAMED: dict[str, tuple[Callable[[Iterator[dict[str, Any]]], Iterator[str]], str]] = {
    "csv": (_as_csv, "text/csv"),
    "ndjson": (_as_json_lines, "application/x-ndjson"),
}
