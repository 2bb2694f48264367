"""What keeps a finished build from going live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.golden import GoldenQuery, golden_queries
from indexer.guard import objections
from search.engines.whoosh_engine import WhooshEngine
from search.errors import SearchError, SourceError
from search.schema import fingerprint
from tests.conftest import ROOT
from tests.corpus import build, document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from search.schema import Document

FILM = [document(0, "refugees", film_id="seoul-train-2004"), document(1, "of famine")]


def said(engine: WhooshEngine, corpus: Iterable[Document], *golden: GoldenQuery) -> list[str]:
    with engine.build() as builder:
        count = 0
        for one in corpus:
            builder.add(one)
            count += 1
        builder.finish({"documents": count})
        return list(objections(engine, builder, golden))


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "index")


def numbered(*numbers: int) -> list[Document]:
    return [document(number, "text") for number in numbers]


@pytest.mark.parametrize(
    ("after", "objection"),
    [
        (range(20), ""),
        (range(18), ""),  # a tenth may go
        (range(17), "3 of the 20 live documents are not in it"),
        (range(3, 40), "3 of the 20 live documents are not in it"),  # though there are more
    ],
)
def test_a_build_that_lost_more_than_a_tenth_of_what_is_live_is_objected_to(
    engine: WhooshEngine, after: range, objection: str
) -> None:
    build(engine, numbered(*range(20)))
    assert said(engine, numbered(*after)) == ([objection] if objection else [])


def test_the_first_build_has_lost_nothing(engine: WhooshEngine) -> None:
    assert said(engine, numbered(1)) == []


def test_what_cannot_be_opened_is_still_counted(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(engine, numbered(*range(20)))
    wanted = fingerprint()
    monkeypatch.setattr("search.kept_generations.fingerprint", lambda: "another")
    assert wanted != "another"
    assert said(engine, numbered(*range(17))) == ["3 of the 20 live documents are not in it"]


@pytest.mark.parametrize(
    ("query", "objection"),
    [
        ({"query": "refugees", "film": "seoul-train-2004", "within": 1}, ""),
        ({"query": "of famine", "at_least": 1}, ""),
        ({"query": "nothing"}, "'nothing' finds 0, and must find 1 or more"),
        ({"query": "*", "at_least": 3}, "'*' finds 2, and must find 3 or more"),
        (
            {"query": "famine", "film": "seoul-train-2004"},
            "'famine' has not seoul-train-2004 among its first 10",
        ),
    ],
)
def test_a_build_that_fails_a_golden_query_is_objected_to(
    engine: WhooshEngine, tmp_path: Path, query: dict[str, object], objection: str
) -> None:
    golden = GoldenQuery(tmp_path / "golden.toml", **query)  # type: ignore[arg-type]  # a table
    expected = [f"{tmp_path}/golden.toml: {objection}"] if objection else []
    assert said(engine, FILM, golden) == expected


def test_the_golden_queries_of_the_seeds_are_read() -> None:
    read = golden_queries([ROOT / "seeds", ROOT / "seeds" / "seoul-train.txt", ROOT / "tests"])
    assert [one.query for one in read] == ["seoul train", '"underground railroad"', "refugees"]
    assert (read[0].film, read[0].within, read[2].at_least) == ("seoul-train-2004", 1, 4)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"[[query]]\nquery = \n", 2, "is not TOML: "),
        (b"\xff", 1, "is not TOML: "),
        (b"query = 3", 1, "golden queries are tables named [[query]], and nothing else"),
        (b"[queries]", 1, "golden queries are tables named [[query]], and nothing else"),
        (b"query = [3]", 1, "golden query 1: it has no query"),
        (b"[[query]]\nquery = 'a'\n[[query]]\nfilm = 'b'", 1, "golden query 2: it has no query"),
        (
            b"[[query]]\nquery = 'a'\nfirst = 3",
            1,
            "golden query 1: there is no 'first'; there are ",
        ),
        (
            b"[[query]]\nquery = 'a'\nwithin = 'b'",
            1,
            "golden query 1: within is not a whole number",
        ),
        (
            b"[[query]]\nquery = 'a'\nwithin = true",
            1,
            "golden query 1: within is not a whole number",
        ),
        (b"[[query]]\nquery = 'a'\nwithin = 0", 1, "golden query 1: within is not from 1 to 100"),
    ],
)
def test_golden_queries_that_cannot_be_read_are_refused_by_place(
    tmp_path: Path, content: bytes, line: int, reason: str
) -> None:
    (tmp_path / "golden.toml").write_bytes(content)
    with pytest.raises(SourceError) as refused:
        golden_queries([tmp_path])
    assert isinstance(refused.value, SearchError)
    assert str(refused.value).startswith(f"{tmp_path}/golden.toml:{line}: {reason}")
