"""The description of the endpoint against the specification and what is really answered."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.webclient import assert_problem, body
from webapp.api.openapi import described, fields_of
from webapp.api.operations import OPERATIONS
from webapp.api.schemas import SCHEMAS

SEARCH = "/api/v1/search"
# (operation, what is asked) of which each answer must be as described.
ASKED = [
    ("search", f"{SEARCH}?q=seoul&explain=true"),
    ("search", f"{SEARCH}?q=mongolia&expand=true&without=china"),
    ("search", f"{SEARCH}?q=popcorn+(mongolia&syntax=lenient&match=any"),
    ("search", f"{SEARCH}?q=popcorn+mongolia"),
    ("search", f"{SEARCH}?q=seoul&fields=id,film&snippets=0"),
    ("films", "/api/v1/films"),
    ("stats", "/api/v1/stats"),
    ("suggest", "/api/v1/suggest?q=seo"),
    ("film", "/api/v1/films/seoul-train-2004"),
    ("similar", "/api/v1/similar/seoul-train-2004"),
    ("concordance", "/api/v1/concordance?q=seoul&sort=left"),
    ("concordance", "/api/v1/concordance?q=(seoul&syntax=lenient&match=any"),
]


def closed(schema: Any) -> Any:
    """A schema in which no field may be that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    return {**made, "additionalProperties": False} if "properties" in made else made


def validator(name: str) -> Draft202012Validator:
    components = {"components": {"schemas": closed(copy.deepcopy(SCHEMAS))}}
    return Draft202012Validator({**components, "$ref": f"#/components/schemas/{name}"})


def test_the_description_follows_the_specification(client: FlaskClient) -> None:
    document = body(client.get("/api/v1/openapi.json"))
    assert document["openapi"] == "3.1.0"
    validate(document)
    assert document == described()


def test_every_path_of_the_endpoint_is_described_and_no_other(app: Flask) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.endpoint != "api.docs"
    }
    assert served == {(one.path, one.method) for one in OPERATIONS.values()}


@pytest.mark.parametrize(("name", "path"), ASKED)
def test_what_is_answered_is_what_is_described(client: FlaskClient, name: str, path: str) -> None:
    response = client.get(path)
    schema = OPERATIONS[name].answers[response.mimetype or ""]
    assert [error.message for error in validator(schema).iter_errors(response.json)] == []


# The same, of an index in which films and reviews have facts.
ASKED_OF_FACTS = [
    ("search", f"{SEARCH}?q=ann&author=ann&facets=author,genre,rating,year&in_author=a"),
    ("search", f"{SEARCH}?q=dog&group=film&sort=share"),
    ("film", "/api/v1/films/the-thing-1982"),
    ("similar", "/api/v1/similar/the-thing-1982"),
]


@pytest.mark.parametrize(("name", "path"), ASKED_OF_FACTS)
def test_what_is_answered_with_facts_is_what_is_described(
    facts: FlaskClient, name: str, path: str
) -> None:
    answer = body(facts.get(path))
    schema = OPERATIONS[name].answers["application/json"]
    assert [error.message for error in validator(schema).iter_errors(answer)] == []


def test_no_answer_is_described_as_some_object_or_other() -> None:
    told = {name for name in SCHEMAS if SCHEMAS[name].get("properties")}
    assert set(SCHEMAS) - told == {"Csv", "OpenApi", "OpenSearchSuggestions"}
    assert '{"type": "object"}' not in json.dumps(SCHEMAS)


def test_several_answers_and_a_review_are_as_described(client: FlaskClient) -> None:
    several = client.post(SEARCH, json={"searches": [{"q": "seoul"}, {"q": "("}]}).json
    assert [error.message for error in validator("SearchesAnswer").iter_errors(several)] == []
    review = body(client.get(f"{SEARCH}?q=kind:review"))["hits"][0]["id"]
    answer = client.get(f"/api/v1/reviews/{review}").json
    assert [error.message for error in validator("ReviewAnswer").iter_errors(answer)] == []
    for line in client.get(f"{SEARCH}?q=seoul&format=ndjson").text.splitlines():
        assert [e.message for e in validator("Hit").iter_errors(json.loads(line))] == []


@pytest.mark.parametrize("path", [f"{SEARCH}?q=(a", f"{SEARCH}?page=x", "/api/v1/films/none"])
def test_what_fails_is_a_problem_as_described(client: FlaskClient, path: str) -> None:
    problem = client.get(path).json
    assert [error.message for error in validator("Problem").iter_errors(problem)] == []


def test_all_that_is_wrong_is_named_at_once(client: FlaskClient) -> None:
    response = client.get(f"{SEARCH}?page=x&per_page=101&pages=2&sort=best&match=all&match=any")
    assert_problem(response, 400, "parameter", parameter="pages")
    named = [(one["parameter"], one["detail"]) for one in body(response)["errors"]]
    assert [name for name, _ in named] == ["pages", "q", "match", "sort", "page", "per_page"]
    assert dict(named)["per_page"] == "101 is not from 1 to 100"
    assert dict(named)["match"] == "is given 2 times"


def test_a_single_bad_parameter_is_a_list_of_one(client: FlaskClient) -> None:
    problem = body(client.get(f"{SEARCH}?q=a&page=x"))
    assert problem["errors"] == [{"parameter": "page", "detail": "'x' is not a whole number"}]


def test_the_readable_description_names_everything_and_asks_no_other_host(
    client: FlaskClient,
) -> None:
    html = client.get("/api/v1/docs").text
    for operation in OPERATIONS.values():
        assert f"{operation.method.upper()} {operation.path}<" in html
        for parameter in operation.parameters:
            assert f"<code>{parameter.name}</code>" in html
    for name in SCHEMAS:
        for path, _ in fields_of(name):
            assert f"<code>{path}</code>" in html
    assert "//" not in re.sub(r"https?://www\.w3\.org\S*", "", html)
    assert html.count("<script") == 1  # that of the search box, which every page has
    assert "style=" not in html


def test_every_field_of_an_answer_has_its_path() -> None:
    paths = dict(fields_of("SearchAnswer"))
    assert {"total", "hits[]", "hits[].film.title", "hits[].snippets[].ranges[]"} <= set(paths)


def test_mounted_elsewhere_it_says_so(client: FlaskClient) -> None:
    response = client.get("/api/v1/openapi.json", base_url="http://host/films")
    assert body(response)["servers"] == [{"url": "/films"}]
