"""URL parameters to requests of the core, and the service that answers them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import unquote_to_bytes

from flask import current_app, request

from search.errors import RequestError
from search.facets import FACET_LIMIT, FACET_NAMES, read_filters
from search.results import SearchRequest
from search.sorting import RELEVANCE

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from search.query.nodes import Match
    from search.results import Group, Syntax
    from search.service import SearchService
    from search.sorting import Sort

PARAMETERS = (
    "q", "syntax", "match", "sort", "group", "expand", "without", "page", "per_page", "explain",
    "facets", "facet_limit", *FACET_NAMES, *(f"in_{name}" for name in FACET_NAMES),
)  # fmt: skip
SUGGEST_PARAMETERS = ("q", "limit", "format")
_DEFAULT_PER_PAGE = 10
_MOST_WITHOUT = 100
_DEFAULT_COMPLETIONS = 8


class CompletionRequest(NamedTuple):
    """What is typed so far, how many completions are wanted, ``json`` or ``opensearch``."""

    text: str
    limit: int
    form: str


def service() -> SearchService:
    """The service that this app was made with."""
    return cast("SearchService", current_app.extensions["reviewfinder"])


def search_request(args: MultiDict[str, str], syntax: Syntax) -> SearchRequest:
    """The search that the parameters ask for; what they do not name has its default.

    ``syntax`` is the default of the parameter of that name.

    RequestError names the parameter that cannot be read.
    """
    return SearchRequest(
        text=_one(args, "q") or "",
        match=cast("Match", _one(args, "match") or "all"),
        page=_number(args, "page", 1),
        per_page=_number(args, "per_page", _DEFAULT_PER_PAGE),
        syntax=cast("Syntax", _one(args, "syntax") or syntax),
        explain=_yes(args, "explain"),
        expand=_yes(args, "expand"),
        without=words_of(args),
        sort=cast("Sort", _one(args, "sort") or RELEVANCE),
        filters=read_filters(
            (name, value) for name in FACET_NAMES for value in args.getlist(name) if value
        ),
        group=cast("Group", _one(args, "group") or "none"),
        facets=tuple(dict.fromkeys(filter(None, (_one(args, "facets") or "").split(",")))),
        facet_limit=_number(args, "facet_limit", FACET_LIMIT),
        facet_texts=_texts(args),
    )


def _texts(args: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """The text that the values of a facet are to hold, for those that have one."""
    texts = [(name, _one(args, f"in_{name}") or "") for name in FACET_NAMES]
    return tuple((name, text) for name, text in texts if text)


def completion_request(args: MultiDict[str, str]) -> CompletionRequest:
    """The completions that the parameters ask for; RequestError for what cannot be read."""
    text = _one(args, "q")
    if text is None:
        raise RequestError("q", "is missing; it is what is typed so far")
    form = _one(args, "format") or "json"
    if form not in {"json", "opensearch"}:
        raise RequestError("format", f"{form[:40]!r} is neither json nor opensearch")
    return CompletionRequest(text, _number(args, "limit", _DEFAULT_COMPLETIONS), form)


def words_of(args: MultiDict[str, str]) -> tuple[str, ...]:
    """The related words to leave out; RequestError if they are too many."""
    words = tuple(word for word in (_one(args, "without") or "").split(",") if word)
    if len(words) > _MOST_WITHOUT:
        reason = f"names {len(words):,} words; at most {_MOST_WITHOUT} are read"
        raise RequestError("without", reason)
    return words


def check_names(args: MultiDict[str, str], known: tuple[str, ...]) -> None:
    """RequestError for a parameter that there is not, so a misspelt one is not passed over."""
    for name in args:
        if name not in known:
            there_are = f"; there are {', '.join(known)}" if known else ""
            raise RequestError(name, f"there is no such parameter{there_are}")


def check_encoding() -> None:
    """RequestError for parameters that are not UTF-8, which would be searched as escapes."""
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8: byte 0x{error.object[error.start]:02x}"
        raise RequestError("query string", reason) from error


def _one(args: MultiDict[str, str], name: str) -> str | None:
    values = args.getlist(name)
    if len(values) > 1:
        raise RequestError(name, f"is given {len(values)} times")
    return values[0] if values else None


def _yes(args: MultiDict[str, str], name: str) -> bool:
    text = _one(args, name) or "false"
    if text not in {"true", "false"}:
        raise RequestError(name, f"{text[:40]!r} is neither true nor false")
    return text == "true"


def _number(args: MultiDict[str, str], name: str, default: int) -> int:
    text = _one(args, name)
    if text is None:
        return default
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise RequestError(name, f"{text[:40]!r} is not a whole number")
    return int(text)
