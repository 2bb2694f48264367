"""Several searches in one request: reading its body, and answering each by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.datastructures import MultiDict

from search.errors import ParametersError, RequestError
from webapp.api.declared import SEARCH
from webapp.api.parameters import check
from webapp.limits import read_body
from webapp.refusals import BodyTypeError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SEARCHES = 10

_REPEATABLE = frozenset(parameter.name for parameter in SEARCH if parameter.repeatable)


def searches() -> list[dict[str, Any]]:
    """The parameters of each search of the body, read.

    RequestError names what cannot be used, all of it, as ``searches[1].page``.
    """
    if not request.is_json:
        raise BodyTypeError("send the searches as application/json")
    try:
        body = json.loads(read_body())
        json.dumps(body, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise RequestError("body", "is no JSON that can be read") from error
    asked = body.get("searches") if isinstance(body, dict) else None
    if not isinstance(asked, list) or [*body] != ["searches"]:
        raise RequestError("searches", "the body is to be an object with this list alone")
    if not 1 <= len(asked) <= MOST_SEARCHES:
        raise RequestError("searches", f"there are {len(asked)}, not 1 to {MOST_SEARCHES}")
    read: list[dict[str, Any]] = []
    refused: list[RequestError] = []
    for number, one in enumerate(asked):
        values = _tried(one)
        if isinstance(values, RequestError):
            refused += _placed(values, number)
        else:
            read.append(values)
    if refused:
        raise ParametersError(refused) if len(refused) > 1 else refused[0]
    return read


def _tried(one: object) -> dict[str, Any] | RequestError:
    try:
        return check(SEARCH, _as_given(one))
    except RequestError as error:
        return error


def _placed(error: RequestError, number: int) -> Sequence[RequestError]:
    """Each bad parameter by its place in the body."""
    each = error.errors if isinstance(error, ParametersError) else (error,)
    return [RequestError(f"searches[{number}].{e.parameter}", e.reason) for e in each]


def _as_given(one: object) -> MultiDict[str, str]:
    """The parameters as a URL has them."""
    if not isinstance(one, dict):
        raise RequestError("q", "is missing: a search is an object")
    given: MultiDict[str, str] = MultiDict()
    for name, value in one.items():
        # A parameter that may be given again is a list of its values.
        each = value if name in _REPEATABLE and isinstance(value, list) else [value]
        for part in each:
            given.add(name, _text(name, part))
    return given


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return ",".join(value)
    raise RequestError(name, "is neither a text, a whole number, true or false nor a list of words")
