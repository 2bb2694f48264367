"""Keyword in context: the lines, their order and total, as a page and as files."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from html import unescape
from itertools import islice
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search import concordance as module
from search.concordance import CONTEXT, ConcordanceRequest, lines_of
from search.config import Settings
from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.errors import QueryTooLargeError, RequestError
from search.exploring import Exploring
from search.query import normalise, parse
from tests.corpus import build, document, texts
from tests.webclient import assert_problem, body
from webapp import create_app

TEXTS = (
    "The sharks swim. A shark bites!\n\nNo shark <b>sings</b>.",
    "Above the Shark's boat, zebra shark.",
    "Nothing here.",
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = WhooshEngine(tmp_path / "index")
    texts(engine, *TEXTS)
    return engine


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(index=tmp_path / "index")).test_client()


def keywords(engine: Engine, text: str, **asked: object) -> list[str]:
    request = ConcordanceRequest(text, **asked)  # type: ignore[arg-type]  # as each test knows
    return [line.keyword for line in Exploring(engine).concordance(request).lines]


def test_every_place_is_a_line_with_what_is_around_it(engine: Engine) -> None:
    result = Exploring(engine).concordance(ConcordanceRequest("shark"))
    assert (result.total, result.documents) == (5, 2)
    lines = [(line.left, line.keyword, line.right) for line in result.lines]
    assert lines[0] == ("The ", "sharks", " swim. A shark bites! No shark <b>sings</b>.")
    assert lines[2][0] == "The sharks swim. A shark bites! No "
    assert lines[3] == ("Above the ", "Shark's", " boat, zebra shark.")
    assert [line.document_id for line in result.lines] == ["film:1"] * 3 + ["film:2"] * 2
    assert [TEXTS[0][line.start :][:5] for line in result.lines[:3]] == ["shark"] * 3


@pytest.mark.parametrize(
    ("sort", "lefts"),
    [
        ("place", ["The", "A", "No", "the", "zebra"]),
        ("left", ["A", "No", "The", "the", "zebra"]),
        ("right", ["zebra", "No", "A", "the", "The"]),
        ("keyword", ["zebra", "No", "A", "the", "The"]),
    ],
)
def test_lines_are_put_in_order_by_the_nearest_words(
    engine: Engine, sort: str, lefts: list[str]
) -> None:
    request = ConcordanceRequest("shark", sort=sort)  # type: ignore[arg-type]  # one of them
    lines = Exploring(engine).concordance(request).lines
    assert [line.left.split()[-1] for line in lines] == lefts


def test_pages_are_parts_of_the_whole_in_any_order(engine: Engine) -> None:
    for sort in module.CONTEXT_SORTS:
        whole = Exploring(engine).concordance(ConcordanceRequest("shark the", "any", sort)).lines
        paged = [
            line
            for page in (1, 2, 3, 4, 5)
            for line in Exploring(engine)
            .concordance(ConcordanceRequest("shark the", "any", sort, page, 2))
            .lines
        ]
        assert tuple(paged) == whole


def test_a_phrase_is_one_line_and_what_is_to_be_left_out_none(engine: Engine) -> None:
    assert keywords(engine, '"the sharks"') == ["The sharks", "the Shark's"]
    assert keywords(engine, '"a shark" OR shark') == [
        "sharks", "A shark", "shark", "Shark's", "shark",
    ]  # fmt: skip
    assert keywords(engine, "zebra -sings") == ["zebra"]
    assert keywords(engine, "(shark nothing) OR zebra") == ["zebra"]
    assert keywords(engine, "title:film") == []
    assert keywords(engine, "((") == []


def test_words_that_stand_too_often_are_refused_with_a_way_out(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_SORTED", 4)
    assert len(keywords(engine, "shark")) == 5
    with pytest.raises(QueryTooLargeError, match="take them by place"):
        keywords(engine, "shark", sort="left")
    monkeypatch.setattr(module, "MAX_DOCUMENTS", 1)
    with pytest.raises(QueryTooLargeError, match=r"stand in 2 documents.*as CSV"):
        keywords(engine, "shark")
    assert sum(1 for _ in Exploring(engine).all_lines(ConcordanceRequest("shark"))) == 5


@pytest.mark.parametrize(
    "asked", [{"sort": "up"}, {"page": 0}, {"per_page": 501}, {"page": 501}, {"match": "some"}]
)
def test_a_request_out_of_range_is_refused(engine: Engine, asked: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        keywords(engine, "shark", **asked)


@given(st.text(alphabet="shark e\u0301\U0001f1eb.\n-", max_size=400))
def test_a_line_is_the_text_as_it_stands(text: str) -> None:
    """Of the most that is shown, with white space made blanks, and no character cut."""
    one = document(1, text)
    for line in lines_of(normalise(parse("shark* OR har")), one):
        squeezed = re.sub(r"\s+", " ", text[max(0, line.start - CONTEXT) : line.start])
        assert squeezed.endswith(line.left)
        assert len(line.right) <= CONTEXT
        assert re.sub(r"\s+", " ", text[line.start :]).startswith(line.keyword + line.right)
        assert not line.left.startswith("\u0301")


def test_a_stream_holds_one_text_at_a_time(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    build(engine, (document(n, "shark " * 2_000, title="Film") for n in range(1, 300)))
    lines = Exploring(engine).all_lines(ConcordanceRequest("shark"))
    next(lines)
    tracemalloc.start()
    assert sum(1 for _ in islice(lines, 150_000)) == 150_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    lines.close()
    assert peak < 4_000_000


def test_the_endpoint_answers_with_a_page_of_lines(client: FlaskClient) -> None:
    answer = body(client.get("/api/v1/concordance?q=shark&sort=left&per_page=2"))
    assert (answer["total"], answer["documents"], answer["sort"]) == (5, 2, "left")
    assert answer["lines"][0]["url"] == "/films/film#1"
    assert set(answer["lines"][0]) == {
        "left", "keyword", "right", "film", "author", "kind", "id", "start", "url",
    }  # fmt: skip
    assert set(answer) == {
        "query", "interpreted", "notes", "match", "sort", "total", "documents", "page",
        "per_page", "took_ms", "partial", "generation", "lines",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("", "q"),
        ("q=a&format=xml", "format"),
        ("q=a&format=csv&page=2", "format"),
        ("q=a&format=ndjson&sort=left", "format"),
        ("q=a&sort=up", "sort"),
        ("q=a&limit=3", "limit"),
        ("q=a&per_page=x", "per_page"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: FlaskClient, asked: str, parameter: str
) -> None:
    assert_problem(
        client.get(f"/api/v1/concordance?{asked}"), 400, "parameter", parameter=parameter
    )


def test_files_have_every_line_by_place(client: FlaskClient) -> None:
    paged = body(client.get("/api/v1/concordance?q=shark"))["lines"]
    response = client.get("/api/v1/concordance?q=shark&format=ndjson")
    assert response.mimetype == "application/x-ndjson"
    assert [json.loads(line) for line in response.text.splitlines()] == paged
    response = client.get("/api/v1/concordance?q=shark&format=csv")
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
    assert [row["left"] + row["keyword"] + row["right"] for row in rows] == [
        line["left"] + line["keyword"] + line["right"] for line in paged
    ]


def test_a_file_of_a_query_that_cannot_be_read_is_a_problem_and_no_file(
    client: FlaskClient,
) -> None:
    response = client.get("/api/v1/concordance?q=(shark&format=csv")
    assert_problem(response, 400, "query-syntax")
    empty = client.get("/api/v1/concordance?q=whale&format=csv")
    assert empty.text.splitlines() == [
        "left,keyword,right,film,author,kind,id,start,url",
    ]


def test_the_page_aligns_lines_that_lead_to_their_reviews(client: FlaskClient) -> None:
    html = client.get("/concordance?q=shark&sort=right").text
    assert "<h1>5 places in 2 texts</h1>" in html
    assert html.count("<mark>") == 5
    assert 'value="shark"' in html
    assert "<b>sings" not in html
    link = re.search(r'<a href="(/films/film\?q=shark)#2">Film</a>', html)
    assert link
    assert "<mark>shark</mark>" in client.get(link[1]).text
    for file in re.findall(r'href="(/api/v1/concordance[^"]+)"', html):
        assert client.get(unescape(file)).status_code == 200


def test_the_page_says_what_it_did_and_where_there_is_nothing(client: FlaskClient) -> None:
    assert "was left out" in client.get("/concordance?q=(shark").text
    assert "The words stand in no text" in client.get("/concordance?q=whale").text
    assert "There is no page 9" in client.get("/concordance?q=shark&page=9").text
    assert client.get("/concordance?q=").status_code == 302
    assert client.get("/concordance?q=shark&sort=up").status_code == 400
