"""Several searches in one request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from tests.webclient import ask, assert_problem, body
from webapp import create_app

SEARCH = "/api/v1/search"


def post(client: FlaskClient, *searches: object) -> Any:
    return client.post(SEARCH, json={"searches": searches})


def test_several_searches_are_each_answered_as_alone(client: FlaskClient) -> None:
    asked = {"q": "seoul", "per_page": 2, "explain": True, "fields": ["id", "score"]}
    response = post(client, asked, {"q": "("}, {"q": "mongolia"})
    first, second, third = body(response)["answers"]
    alone = ask(client, **{**asked, "explain": "true", "fields": "id,score"})
    for answer in (first["answer"], alone):
        del answer["took_ms"]
    assert first == {"status": 200, "answer": alone}
    assert second == {"status": 400, "problem": client.get(f"{SEARCH}?q=(").json}
    assert third["answer"]["total"] == 2
    assert "ETag" not in response.headers


def test_all_that_is_wrong_in_several_searches_is_named(client: FlaskClient) -> None:
    response = post(client, {"q": "a", "page": 0}, {"page": 1.5}, 3, {"q": "a", "x": None})
    assert_problem(response, 400, "parameter")
    named = [one["parameter"] for one in body(response)["errors"]]
    assert named == ["searches[0].page", "searches[1].page", "searches[2].q", "searches[3].x"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "parameter", 400),
        (b"{", "parameter", 400),
        (b"[]", "parameter", 400),
        (b"null", "parameter", 400),
        (b"\xff", "parameter", 400),
        (b'{"searches": []}', "parameter", 400),
        (b'{"searches": [{"q": "a"}], "x": 1}', "parameter", 400),
        (b'{"searches": [{"q": "\\ud800"}]}', "parameter", 400),
        (b'{"searches": [{"\\ud800": "a"}]}', "parameter", 400),
        (b"[" * 60_000, "parameter", 400),
        (b'{"searches": [{"q": 1' + b"0" * 6_000 + b"}]}", "parameter", 400),
        (b'{"searches": [' + b'{"q": "a"},' * 10 + b'{"q": "a"}]}', "parameter", 400),
        (b" " * 65_537, "body-too-large", 413),
    ],
    ids=range(13),
)
def test_a_body_that_cannot_be_read_is_named(
    client: FlaskClient, content: bytes, kind: str, status: int
) -> None:
    response = client.post(SEARCH, data=content, content_type="application/json")
    assert_problem(response, status, kind)


def test_each_of_several_searches_counts_as_a_request(seed_index: Path) -> None:
    client = create_app(Settings(seed_index, requests_a_second=1)).test_client()
    assert post(client, *[{"q": "a"}] * 3).status_code == 200
    assert_problem(post(client, *[{"q": "a"}] * 3), 429, "too-many-requests")
