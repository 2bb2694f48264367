"""Requests that nobody means well: none is a defect, and nothing goes out as it came in."""

from __future__ import annotations

import gzip
import json
import logging
from pathlib import Path

import pytest
from flask import Flask

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.corpus import build, document
from tests.hostile import SCRIPT, answered, hostile
from webapp import create_app
from webapp.headers import SECURITY

MANY = 3_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app on films in every field of which a script stands, which knows no limit of rate."""
    folder = tmp_path_factory.mktemp("hostile")
    names = {
        name: f"{SCRIPT} {name}"
        for name in ("title", "author", "country", "review_title", "genres", "directors", "cast",
                     "other_titles", "languages", "external_id", "url")
    }  # fmt: skip
    texts = [f"seoul {SCRIPT} train {number}" for number in range(12)]
    made = [document(n, text, film_id="seoul-train-2004", **names) for n, text in enumerate(texts)]
    build(WhooshEngine(folder), made, {"films": 1, "descriptions": 1, "reviews": 11})
    return create_app(Settings(folder, requests_a_second=0, search_seconds=5))


def test_no_hostile_request_is_a_defect_or_comes_back_unescaped(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    statuses = set()
    for number in range(MANY):
        environ = hostile(number)
        said = f"{number}: {environ['REQUEST_METHOD']} {environ['PATH_INFO'][:80]!r}"
        status, headers, content = answered(app, environ)
        statuses.add(status)
        assert status < 500, f"{said}?{environ['QUERY_STRING'][:200]!r}"
        assert headers.items() >= SECURITY.items(), said
        assert "X-Evil" not in headers, said
        if headers.get("Content-Encoding") == "gzip" and content:
            content = gzip.decompress(content)
        if headers.get("Content-Type", "").startswith("text/html"):
            assert SCRIPT.encode() not in content, said
            assert b"onerror=alert(1)>" not in content, said
        if status >= 400 and headers["Content-Type"] == "application/problem+json" and content:
            assert json.loads(content)["status"] == status
        assert not headers.get("Location", "").startswith("//"), said
    assert statuses >= {200, 308, 400, 404, 405, 413, 414}
    assert [record.message for record in caplog.records] == []


@pytest.mark.parametrize(
    "path", ["/", "/search?q=seoul", "/films/seoul-train-2004", "/api/v1/docs"]
)
def test_a_script_in_every_field_of_a_source_is_text(app: Flask, path: str) -> None:
    html = app.test_client().get(path).text
    assert SCRIPT not in html
    assert "<script>" not in html
    if "seoul" in path:
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "path",
    ["/static/../__init__.py", "/static/%2e%2e/__init__.py", "/static/..%5c__init__.py",
     "/films/../../etc/passwd"],
)  # fmt: skip
def test_no_path_leads_out_of_the_house(app: Flask, path: str) -> None:
    response = app.test_client().get(path)
    assert response.status_code == 404
    assert "import" not in response.text


def test_a_host_that_is_none_is_named_on_a_page_too(app: Flask) -> None:
    for path in ("/", "/no", "/api/v1/search?q=a"):
        response = app.test_client().get(path, headers={"Host": "a" * 300})
        assert response.status_code == 400
        assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["", "/api/v1//search", "/api/v1/search"])
def test_a_line_break_in_a_query_string_breaks_no_header(app: Flask, path: str) -> None:
    environ = {**hostile(0), "REQUEST_METHOD": "GET", "PATH_INFO": path, "CONTENT_LENGTH": "0"}
    status, headers, _ = answered(app, {**environ, "QUERY_STRING": "q=\r\nX-Evil: 1"})
    assert status == 400
    assert "X-Evil" not in headers


def test_no_request_writes_into_the_index(app: Flask, tmp_path: Path) -> None:
    root = app.extensions["reviewfinder"]._engine._store.root
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    for number in range(200):
        answered(app, hostile(number))
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
