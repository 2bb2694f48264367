"""Requests that nobody means well: none is a defect, and nothing goes out as it came in."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask

from indexer.rebuild import Rebuild
from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.hostile import SCRIPT, answered, defect_of, hostile, write_hostile_sources
from webapp import create_app

MANY = 3_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app on sources in every field of which a script stands, which knows no limit of rate."""
    folder, sources = (tmp_path_factory.mktemp(name) for name in ("hostile", "sources"))
    write_hostile_sources(sources)
    Rebuild([sources]).run(WhooshEngine(folder))
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
        defect = defect_of(status, headers, content)
        assert not defect, f"{defect}: {said}?{environ['QUERY_STRING'][:200]!r}"
    assert statuses >= {200, 308, 400, 404, 405, 413, 414}
    assert [record.message for record in caplog.records] == []


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=seoul", "/search?q=seoul&group=film", "/films/seoul-train-2004", "/films",
     "/api/v1/docs", "/concordance?q=seoul", "/search.atom?q=seoul", "/similar/seoul-train-2004"],
)  # fmt: skip
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
