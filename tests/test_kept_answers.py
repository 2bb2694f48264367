"""Whole answers that are kept for who asks the same again."""

from __future__ import annotations

import re
from pathlib import Path
from time import perf_counter

import pytest
from flask import Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from search.results import SearchRequest, SearchResult
from search.service import SearchService
from tests.corpus import build
from tests.known_facts import DOCUMENTS
from webapp import create_app
from webapp.kept_answers import KeptAnswers

COUNTS = {"films": 2, "descriptions": 2, "reviews": 2}
ASKED = [
    "/api/v1/search?q=dog", "/api/v1/search?q=dog&group=film&facets=year", "/search?q=dog",
    "/search?q=%3Cspan%3Ein+5+ms%3C/span%3E+dog", "/search?q=nowhere",
    "/api/v1/search?q=%22took_ms%22:7+dog&syntax=lenient", "/search.atom?q=dog", "/api/v1/films",
    "/api/v1/concordance?q=dog",
]  # fmt: skip
TOOK = re.compile(r'(?<="took_ms":)[0-9.e-]+|(?<=<span>in )[0-9.]+(?= ms)')


class Counted(SearchService):
    """The service, which counts its searches; ``before`` each it does something."""

    searches = 0

    def search(self, request: SearchRequest) -> SearchResult:
        self.searches += 1
        self.before()
        return super().search(request)

    def before(self) -> None:
        """Nothing."""


def app(
    folder: Path, kind: type[Counted] = Counted, kept_answers_mb: int = 1
) -> tuple[FlaskClient, Counted]:
    made = create_app(Settings(index=folder, kept_answers_mb=kept_answers_mb))
    service = made.extensions["reviewfinder"] = kind(WhooshEngine(folder))
    return made.test_client(), service


def lengths(response: TestResponse) -> list[tuple[str, str]]:
    return [item for item in response.headers if item[0] == "Content-Length"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index")
    build(WhooshEngine(made), DOCUMENTS, COUNTS)
    return made


@pytest.mark.parametrize("path", ASKED)
def test_who_asks_again_gets_the_same_but_how_long_it_took(folder: Path, path: str) -> None:
    client, service = app(folder)
    first, again, plain = client.get(path), client.get(path), app(folder)[0].get(path)
    assert service.searches == ("concordance" not in path)
    assert {TOOK.sub("", one.text) for one in (first, again)} == {TOOK.sub("", plain.text)}
    assert sorted(first.headers.keys()) == sorted(again.headers.keys())
    assert {*first.headers} ^ {*again.headers} <= {*lengths(first), *lengths(again)}
    assert first.status_code == again.status_code == 200


def test_what_is_kept_is_packed_and_cut_for_each_as_it_asks(folder: Path) -> None:
    client, _ = app(folder)
    client.head(ASKED[0])
    packed = client.get(ASKED[0], headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    head = client.head(ASKED[0])
    assert (head.data, "Content-Encoding" in head.headers) == (b"", False)
    assert client.get(ASKED[0], headers={"If-None-Match": head.headers["ETag"]}).status_code == 304


def test_another_host_and_another_parameter_are_another_answer(folder: Path) -> None:
    client, service = app(folder)
    for path, host in [("q=dog", "a"), ("q=dog&page=1", "a"), ("q=dog", "b")]:
        answer = client.get(f"/search.atom?{path}", headers={"Host": host})
        assert f"//{host}/" in answer.text
    assert service.searches == 3


@pytest.mark.parametrize("path", ["/api/v1/search?q=ann", "/search?q=ann"])
def test_nothing_of_another_generation_is_answered(tmp_path: Path, path: str) -> None:
    engine = WhooshEngine(tmp_path)
    client, service = app(tmp_path)
    told = []
    for documents in (DOCUMENTS, DOCUMENTS[:1], DOCUMENTS):
        build(engine, documents, COUNTS)
        told += [TOOK.sub("", client.get(path).text) for _ in range(2)]
    engine.rollback()
    told.append(TOOK.sub("", client.get(path).text))
    assert service.searches == 4
    assert [told[0], told[2], told[4]] == [told[1], told[3], told[5]]
    assert told[2] != told[4]
    assert told[6] == told[2]


def test_what_a_generation_answers_that_landed_meanwhile_is_not_kept(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)

    class Overtaken(Counted):
        def before(self) -> None:
            if self.searches == 1:
                build(engine, DOCUMENTS[:1], COUNTS)

    before = build(engine, DOCUMENTS, COUNTS).name
    client, service = app(tmp_path, Overtaken)
    answer = client.get("/api/v1/search?q=ann")
    assert (answer.json or {})["generation"] != before
    assert answer.headers["Cache-Control"] == "no-store"
    assert engine.rollback().name == before
    assert (client.get("/api/v1/search?q=ann").json or {})["generation"] == before
    assert service.searches == 2


def test_an_answer_in_part_and_an_error_are_made_each_time(folder: Path) -> None:
    class Slow(Counted):
        def before(self) -> None:
            self._seconds = 1e-9

    client, service = app(folder, Slow)
    for _ in range(2):
        assert (client.get("/api/v1/search?q=dog+OR+thing").json or {})["partial"]
        assert client.get("/api/v1/search?q=(").status_code == 400
    assert service.searches == 4


def test_nothing_is_kept_where_it_is_set_so(folder: Path) -> None:
    client, service = app(folder, kept_answers_mb=0)
    client.get(ASKED[0])
    client.get(ASKED[0])
    assert service.searches == 2


def response(content: str, mimetype: str = "application/json") -> Response:
    return Response(content, mimetype=mimetype)


@pytest.mark.parametrize(
    ("mimetype", "content", "told"),
    [
        ("application/json", '{{"query":"\\"took_ms\\":9","took_ms":{},"x":1}}', r"5\d{3}\.\d+"),
        ("text/html", "<p>a <span>in {} ms</span>", r"5\d{3}"),
        ("application/atom+xml", "<took>{}</took>", "0.5"),
    ],
)
def test_how_long_it_took_is_that_of_each_request(mimetype: str, content: str, told: str) -> None:
    answers = KeptAnswers(100_000)
    assert answers.find("one", "key", 0.0) is None
    answers.keep("one", "key", response(content.format("0.5"), mimetype))
    again = answers.find("one", "key", perf_counter() - 5)
    assert again is not None
    before, after = content.format("\0").split("\0")
    assert re.fullmatch(re.escape(before) + told + re.escape(after), again.get_data(as_text=True))
    assert again.mimetype == mimetype


def test_what_was_asked_for_last_stays_in_the_room_there_is() -> None:
    answers = KeptAnswers(100_000)
    answers.find("one", "", 0.0)
    for number in range(10_000):
        answers.keep("one", str(number), response("x" * 4_000))
        assert answers.find("one", "0", 0.0) is not None
    kept = [n for n in range(10_000) if answers.find("one", str(n), 0.0)]
    assert kept == [0, *range(10_000 - len(kept) + 1, 10_000)]
    assert 15 <= len(kept) <= 100_000 // 5_000


def test_one_large_answer_does_not_put_out_the_others() -> None:
    answers = KeptAnswers(100_000)
    answers.find("one", "", 0.0)
    answers.keep("one", "small", response("x"))
    answers.keep("one", "large", response("x" * 50_000))
    assert answers.find("one", "small", 0.0) is not None
    assert answers.find("one", "large", 0.0) is None
