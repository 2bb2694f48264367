"""The field names of v1, which never change."""

from __future__ import annotations

import json

from flask.testing import FlaskClient

from tests.conftest import ROOT
from tests.webclient import ask, body

SEVERAL = {"searches": [{"q": "seoul", "fields": "id"}, {"q": "("}]}


def test_the_frozen_answer_keeps_its_field_names(client: FlaskClient, facts: FlaskClient) -> None:
    frozen = json.loads((ROOT / "tests" / "frozen" / "v1_field_names.json").read_text("utf-8"))
    answers = {
        "search": ask(client, q="popcorn mongolia", match="any"),
        "lenient": ask(client, q="popcorn (mongolia", match="any", syntax="lenient"),
        "explained": ask(
            client, q="popcorn (mongolia", match="any", explain="true", syntax="lenient"
        ),
        "expanded": ask(client, q="mongolia", expand="true"),
        "offer": ask(client, q="popcorn mongolia"),
        "suggest": body(client.get("/api/v1/suggest?q=seo")),
        "facts": ask(facts, q="ann"),
        "facets": ask(facts, q="ann", facets="author", author="ann"),
        "grouped": ask(facts, q="dog", group="film"),
        "facts of a film": body(facts.get("/api/v1/films/the-thing-1982")),
        "films": body(client.get("/api/v1/films")),
        "review": body(client.get(f"/api/v1/reviews/{first_review(client)}")),
        "stats": body(client.get("/api/v1/stats")),
        "several": body(client.post("/api/v1/search", json=SEVERAL)),
        "problem": body(client.get("/api/v1/search?page=x&y=z")),
        "query problem": body(client.get("/api/v1/search?q=(a")),
        "film": body(client.get("/api/v1/films/seoul-train-2004")),
    }
    assert {name: sorted(field_names(answer)) for name, answer in answers.items()} == frozen


def first_review(client: FlaskClient) -> str:
    return str(ask(client, q="kind:review")["hits"][0]["id"])


def field_names(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {
            name for key, inner in value.items() for name in field_names(inner, f"{path}.{key}")
        }
    if isinstance(value, list) and value:
        return {name for inner in value for name in field_names(inner, f"{path}[]")}
    return {path.lstrip(".")}
