"""A request's text to its tree, by the reading that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.query import normalise, parse, read_leniently

if TYPE_CHECKING:
    from search.query import Node, Note
    from search.query.nodes import Match
    from search.results import SearchRequest


def read_request(
    request: SearchRequest, match: Match | None = None
) -> tuple[Node | None, tuple[Note, ...]]:
    """The normalised tree of a request's text, None where it has no word; and the notes.

    ``match`` takes the place of the request's own.
    """
    wanted = match or request.match
    if request.syntax == "strict":
        return normalise(parse(request.text, wanted)), ()
    reading = read_leniently(request.text, wanted)
    return reading.node, reading.notes
