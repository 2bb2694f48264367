"""Errors to responses: one table, problem+json for scripts and a page for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, jsonify, render_template, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from search import errors
from webapp.refusals import REFUSALS, RefusedError, TooManyRequestsError

if TYPE_CHECKING:
    from flask import Flask

_TYPE = "urn:reviewfinder:problem:"
RETRY_AFTER_SECONDS = 5

# The first row that an error is an instance of holds: status, type, title.
PROBLEMS: tuple[tuple[type[Exception], HTTPStatus, str, str], ...] = (
    (errors.QuerySyntaxError, HTTPStatus.BAD_REQUEST, "query-syntax", "The query cannot be read"),
    (errors.UnknownFieldError, HTTPStatus.BAD_REQUEST, "unknown-field", "There is no such field"),
    (errors.UnsupportedQueryError, HTTPStatus.BAD_REQUEST, "unsupported-query",
     "The query has a form that is not supported"),
    (errors.QueryTooLargeError, HTTPStatus.BAD_REQUEST, "query-too-large",
     "The query is too large"),
    (errors.QueryError, HTTPStatus.BAD_REQUEST, "query", "The query cannot be answered"),
    (errors.RequestError, HTTPStatus.BAD_REQUEST, "parameter", "A parameter cannot be used"),
    (errors.FilmNotFoundError, HTTPStatus.NOT_FOUND, "film-not-found", "There is no such film"),
    (errors.ReviewNotFoundError, HTTPStatus.NOT_FOUND, "review-not-found",
     "There is no such review"),
    (errors.OutOfTimeError, HTTPStatus.SERVICE_UNAVAILABLE, "out-of-time",
     "The search takes too long"),
    (errors.IndexMissingError, HTTPStatus.SERVICE_UNAVAILABLE, "index-missing",
     "There is no index yet"),
    (errors.SchemaChangedError, HTTPStatus.SERVICE_UNAVAILABLE, "schema-changed",
     "The index is of another version"),
    (errors.IndexDamagedError, HTTPStatus.SERVICE_UNAVAILABLE, "index-damaged",
     "The index is damaged"),
    (errors.EngineTimeoutError, HTTPStatus.SERVICE_UNAVAILABLE, "engine-timeout",
     "The index does not answer in time"),
    (errors.EngineBusyError, HTTPStatus.SERVICE_UNAVAILABLE, "engine-busy",
     "The index has too much to do"),
    (errors.EngineRefusedError, HTTPStatus.SERVICE_UNAVAILABLE, "engine-refused",
     "The index does not let this service in"),
    (errors.EngineUntrustedError, HTTPStatus.SERVICE_UNAVAILABLE, "engine-untrusted",
     "The connection to the index is not safe"),
    (errors.EngineVersionError, HTTPStatus.SERVICE_UNAVAILABLE, "engine-version",
     "The index is on a server of another version"),
    (errors.IndexStateError, HTTPStatus.SERVICE_UNAVAILABLE, "index-unavailable",
     "The index cannot be used now"),
    *REFUSALS,
    (errors.SearchError, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong"),
)  # fmt: skip


def register(app: Flask) -> None:
    """Answer every error of the core and of HTTP in one shape."""
    app.register_error_handler(errors.SearchError, _on_search_error)
    app.register_error_handler(RefusedError, _on_refusal)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_defect)


def problem_of(error: errors.SearchError | RefusedError) -> dict[str, Any]:
    """The RFC 9457 problem that an error is, with the facts that stand on it."""
    _, status, name, title = next(row for row in PROBLEMS if isinstance(error, row[0]))
    # Where an index is, by address or path, is told to the log and to nobody who searches.
    detail = error.reason if isinstance(error, errors.IndexStateError) else str(error)
    problem = _problem(status, title, detail, _TYPE + name)
    if isinstance(error, errors.QueryError):
        problem |= {"start": error.start, "end": error.end, "suggestions": [*error.suggestions]}
    if isinstance(error, errors.RequestError):
        several = error.errors if isinstance(error, errors.ParametersError) else (error,)
        each = [{"parameter": one.parameter, "detail": one.reason} for one in several]
        problem |= {"parameter": error.parameter, "errors": each}
    return problem


def _problem(status: int, title: str, detail: str, kind: str = "about:blank") -> dict[str, Any]:
    return {"type": kind, "title": title, "status": int(status), "detail": detail}


def _on_search_error(error: errors.SearchError) -> Response:
    problem = problem_of(error)
    if problem["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s", error)
    return _respond(problem)


def _on_refusal(error: RefusedError) -> Response:
    response = _respond(problem_of(error))
    if isinstance(error, TooManyRequestsError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _on_http_error(error: HTTPException) -> Response | HTTPException:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if status < HTTPStatus.BAD_REQUEST:  # a redirect
        return error
    response = _respond(_problem(status, status.phrase, error.description or status.phrase))
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _on_defect(error: Exception) -> Response:
    current_app.logger.error("a defect", exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = "This is a defect of the service; its log says more."
    return _respond(_problem(status, status.phrase, detail))


def _typed() -> str:
    """The query that was asked for, to be mended in the box; nothing of what cannot be read."""
    try:
        return request.args.get("q", "")
    except UnicodeDecodeError:
        return ""


def _respond(problem: dict[str, Any]) -> Response:
    # Without a host that can be read there are no URLs, and no page without URLs.
    is_page = not (request.path.startswith("/api") or request.path in {"/healthz", "/readyz"})
    if not is_page or request_ctx.url_adapter is None:
        response = jsonify(problem)
        response.status_code = problem["status"]
        response.mimetype = "application/problem+json"
    else:
        page = render_template("error.html", problem=problem, typed=_typed())
        response = Response(page, problem["status"], mimetype="text/html")
    if problem["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
