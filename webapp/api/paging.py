"""The way from one page of an answer to the others: Link headers, and a cursor to read on."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import request

from search.cursor import read_cursor
from search.errors import RequestError
from search.results import MAX_DEPTH
from webapp.refusals import CursorGoneError
from webapp.request_args import service

if TYPE_CHECKING:
    from flask import Response

    from search.results import SearchRequest, SearchResult


def from_cursor(asked: SearchRequest, text: str | None) -> SearchRequest:
    """The request that goes on where the cursor says; the same without one.

    RequestError for what is no cursor of this request, CursorGoneError if its generation
    answers no longer.
    """
    if not text:
        return asked
    cursor = read_cursor(text)
    if not cursor.is_of(asked):
        raise RequestError("cursor", "is of another request")
    if asked.page != 1:
        raise RequestError("cursor", "stands in place of page; give one of them")
    _refuse_gone(cursor.generation, service().live().name)
    return dataclasses.replace(asked, start=cursor.start, after=cursor.after)


def check_cursor(result: SearchResult, text: str | None) -> SearchResult:
    """The same result; CursorGoneError if a rebuild landed since the cursor was looked at."""
    if text:
        _refuse_gone(read_cursor(text).generation, result.generation)
    return result


def add_links(response: Response, result: SearchResult, following: str | None) -> None:
    """Name the first, previous, next and last page (RFC 8288), as far as pages go."""
    asked = result.request
    links = {"first": _url({})}
    if not asked.start:
        if asked.page > 1:
            links["prev"] = _url({"page": min(asked.page - 1, result.page_count)})
        if result.paged <= MAX_DEPTH // asked.per_page * asked.per_page:
            links["last"] = _url({"page": result.page_count})
    if following:
        pages_on = not asked.start and asked.page < result.page_count
        links["next"] = _url({"page": asked.page + 1} if pages_on else {"cursor": following})
    response.headers["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())


def _url(place: dict[str, int | str]) -> str:
    kept = [(n, v) for n, v in request.args.items(multi=True) if n not in {"page", "cursor"}]
    query = urlencode([*kept, *place.items()])
    return f"{request.script_root}{request.path}{'?' if query else ''}{query}"


def _refuse_gone(generation: str, live: str) -> None:
    if generation != live:
        raise CursorGoneError("the index has changed since the first page; begin anew")
