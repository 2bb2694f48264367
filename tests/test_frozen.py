"""The field names of v1, which never change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.conftest import ROOT
from tests.corpus import build, document
from tests.webclient import ask, body
from webapp import create_app

SEVERAL = {"searches": [{"q": "seoul", "fields": "id"}, {"q": "("}]}


@pytest.fixture
def similar(tmp_path: Path) -> FlaskClient:
    """A client of an index in which one film is like another, and its reviewers agree."""
    said = "A shark bites, and bites, and bites."
    films = [document(n, said, film_id=film) for film in ("jaws", "piranha") for n in range(5)]
    others = [document(n, "A beach.", film_id="other") for n in range(100)]
    build(WhooshEngine(tmp_path), [*films, *others])
    return create_app(Settings(tmp_path)).test_client()


def test_the_frozen_answer_keeps_its_field_names(
    client: FlaskClient, facts: FlaskClient, similar: FlaskClient
) -> None:
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
        "concordance": body(client.get("/api/v1/concordance?q=(seoul&syntax=lenient")),
        "similar": body(similar.get("/api/v1/similar/jaws")),
        "characteristic": body(similar.get("/api/v1/films/jaws")),
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
