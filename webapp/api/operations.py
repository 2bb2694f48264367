"""What can be asked of the endpoint: a row each, from which requests are checked and described."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request

from webapp.api.declared import CONCORDANCE, FILMS, FORMAT, LINES_FORMAT, SEARCH, SIMILAR, SUGGEST
from webapp.api.parameters import check

if TYPE_CHECKING:
    from webapp.api.parameters import Parameter

JSON = "application/json"
NDJSON = "application/x-ndjson"
CSV = "text/csv"
PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """A path with its parameters and the name of its answer's schema, by the media type.

    ``name`` is that of the view function. ``fails`` are the statuses of problems beside 400
    and those that any request can meet.
    """

    name: str
    path: str
    summary: str
    answers: dict[str, str]
    parameters: tuple[Parameter, ...] = ()
    fails: tuple[int, ...] = ()
    method: str = "get"
    body: str = ""

    def read(self) -> dict[str, Any]:
        """The parameters of the request at hand; RequestError for what cannot be used."""
        return check(self.parameters, request.args)


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation(
            "search", f"{PREFIX}/search", "The hits of a query, best first",
            {JSON: "SearchAnswer", NDJSON: "Hit", CSV: "Csv"}, (*SEARCH, FORMAT), fails=(410,),
        ),
        Operation(
            "search_many", f"{PREFIX}/search", "Several searches at once, each answered by itself",
            {JSON: "SearchesAnswer"}, fails=(413, 415), method="post", body="Searches",
        ),
        Operation(
            "films", f"{PREFIX}/films", "The films of the index",
            {JSON: "FilmsAnswer"}, FILMS, fails=(410,),
        ),
        Operation(
            "suggest", f"{PREFIX}/suggest", "What could be meant by a query that is being typed",
            {JSON: "Completions", "application/x-suggestions+json": "OpenSearchSuggestions"},
            SUGGEST,
        ),
        Operation(
            "film", f"{PREFIX}/films/{{film_id}}", "A film with its description and every review",
            {JSON: "FilmAnswer"}, fails=(404,),
        ),
        Operation(
            "review", f"{PREFIX}/reviews/{{review_id}}", "A review with its film",
            {JSON: "ReviewAnswer"}, fails=(404,),
        ),
        Operation(
            "similar", f"{PREFIX}/similar/{{wanted}}", "What is most like a film or a text",
            {JSON: "Similar"}, SIMILAR, fails=(404,),
        ),
        Operation(
            "concordance", f"{PREFIX}/concordance", "Every place where the words stand",
            {JSON: "Concordance", NDJSON: "Line", CSV: "Csv"},
            (*CONCORDANCE, LINES_FORMAT),
        ),
        Operation("stats", f"{PREFIX}/stats", "What is in the index", {JSON: "Stats"}),
        Operation("described", f"{PREFIX}/openapi.json", "This description", {JSON: "OpenApi"}),
    )
}  # fmt: skip
