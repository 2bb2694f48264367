"""URL parameters to requests of the core, and the service that answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote_to_bytes

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from search.errors import RequestError
from search.facets import FACET_NAMES, read_filters
from search.results import SearchRequest
from webapp.api.declared import SEARCH
from webapp.api.parameters import read_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.exploring import Exploring
    from search.facets import Filters
    from search.results import Syntax
    from search.service import SearchService

_SPACE = 0x20


def service() -> SearchService:
    """The service that this app was made with."""
    return cast("SearchService", current_app.extensions["reviewfinder"])


def exploring() -> Exploring:
    """The service beside it, of what one explores by."""
    return cast("Exploring", current_app.extensions["reviewfinder.exploring"])


def search_request(args: MultiDict[str, str], syntax: Syntax) -> SearchRequest:
    """The search that the parameters ask for; what they do not name has its default.

    ``syntax`` is the default of the parameter of that name. RequestError names what cannot be
    read; a parameter that there is not is passed over.
    """
    lenient: MultiDict[str, str] = MultiDict(args)
    lenient.setdefault("q", "")
    lenient.setdefault("syntax", syntax)
    return asked(read_all(SEARCH, lenient))


def asked(values: Mapping[str, Any]) -> SearchRequest:
    """The search of parameters that were read; RequestError for what is out of range together."""
    return SearchRequest(
        text=values["q"],
        match=values["match"],
        page=values["page"],
        per_page=values["per_page"],
        syntax=values["syntax"],
        explain=values["explain"],
        expand=values["expand"],
        without=values["without"],
        sort=values["sort"],
        snippets=_snippets(values),
        filters=filters_of(values),
        group=values["group"],
        facets=tuple(dict.fromkeys(values["facets"])),
        facet_limit=values["facet_limit"],
        facet_texts=tuple((name, text) for name in FACET_NAMES if (text := values[f"in_{name}"])),
    )


def filters_of(values: Mapping[str, Any]) -> Filters:
    """The values chosen of facets; RequestError for what is none."""
    return read_filters((name, value) for name in FACET_NAMES for value in values[name] if value)


def _snippets(values: Mapping[str, Any]) -> int | None:
    """How many a hit has; none where the fields that are asked for are without them."""
    fields = values.get("fields") or ()
    return 0 if fields and "snippets" not in fields else values.get("snippets")


def check_encoding() -> None:
    """RequestError for parameters that are not UTF-8, which would be searched as escapes."""
    control = next((byte for byte in request.query_string if byte < _SPACE), None)
    if control is not None:  # a redirect would have it in a header
        raise RequestError("query string", f"has the byte 0x{control:02x} as it is")
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8: byte 0x{error.object[error.start]:02x}"
        raise RequestError("query string", reason) from error
