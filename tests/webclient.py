"""Asking the web app, and the one shape of its errors."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

# What the endpoint says of a film and of a review of which a source gives next to nothing.
FACTS_UNKNOWN: dict[str, Any] = {
    **{name: [] for name in ("other_titles", "genres", "languages", "directors", "cast")},
    "external_id": None,
}
SEOUL_TRAIN: dict[str, Any] = {
    "id": "seoul-train-2004",
    "title": "Seoul Train",
    "release_date": "2004-11-12",
    "country": "USA",
    **FACTS_UNKNOWN,
    "url": "/films/seoul-train-2004",
}
REVIEW_UNKNOWN: dict[str, Any] = {
    **dict.fromkeys(("review_title", "reviewed", "rating", "source_url")),
    "sources": [],
    "times": 1,
    "folded": [],
}
# What an answer says where neither facets nor groups are asked for.
PLAIN: dict[str, Any] = {
    "subject": None,
    "filters": [],
    "group": "none",
    "group_total": None,
    "groups": [],
    "facets": [],
    "partial": [],
    "notes": [],
    "related": [],
    "suggestions": [],
    "expand": False,
    "next": None,
}


def ask(client: FlaskClient, **parameters: object) -> dict[str, Any]:
    response = client.get("/api/v1/search", query_string=parameters)
    assert response.status_code == 200, response.text
    return body(response)


def body(response: TestResponse) -> dict[str, Any]:
    """The JSON object of a response."""
    answer = response.json
    assert isinstance(answer, dict)
    return answer


def assert_problem(response: TestResponse, status: int, kind: str, **facts: object) -> None:
    """Every error of the endpoint has this one shape."""
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = body(response)
    assert set(problem) >= {"type", "title", "status", "detail"}
    expected = kind if kind == "about:blank" else f"urn:reviewfinder:problem:{kind}"
    assert (problem["type"], problem["status"]) == (expected, status)
    assert problem["title"].strip()
    assert problem["detail"].strip()
    assert "Traceback" not in response.text
    assert "\n" not in problem["detail"]
    assert {name: problem.get(name) for name in facts} == facts
    assert ("Retry-After" in response.headers) == (status in {429, 503})
