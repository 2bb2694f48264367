"""URL parameters of the pages from which one explores, and the service that answers them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from flask import current_app

from search.errors import RequestError
from search.facets import FACET_NAMES, read_filters

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from search.exploring import Exploring
    from search.facets import Filters

# Pages named around the one that is shown.
_NEAR = 2


def exploring() -> Exploring:
    """The service that this app was made with."""
    return cast("Exploring", current_app.extensions["reviewfinder.exploring"])


def one(args: MultiDict[str, str], name: str, default: str = "") -> str:
    """A parameter's value, ``default`` for none or an empty one; RequestError for several."""
    values = args.getlist(name)
    if len(values) > 1:
        raise RequestError(name, f"is given {len(values)} times")
    return (values[0] if values else "") or default


def number(args: MultiDict[str, str], name: str, default: int) -> int:
    """A parameter's whole number; RequestError for what is none."""
    text = one(args, name, str(default))
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise RequestError(name, f"{text[:40]!r} is not a whole number")
    return int(text)


def filters_of(args: MultiDict[str, str]) -> Filters:
    """The values chosen of facets; RequestError for what is none."""
    return read_filters((name, text) for name in FACET_NAMES for text in args.getlist(name) if text)


def page_numbers(here: int, last: int) -> list[int]:
    """The pages to link, in order: the first, the last, and those around this one."""
    return sorted({1, last, *range(max(1, here - _NEAR), min(last, here + _NEAR) + 1)})
