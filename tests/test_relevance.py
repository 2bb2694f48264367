"""Which document must be first: ``relevance/queries.toml`` asked of its pages and the seed."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache

import pytest

from indexer.rebuild import Rebuild
from search.engines.whoosh_engine import WhooshEngine
from search.errors import QueryError
from search.query.nodes import Match
from search.results import Hit, SearchRequest, SearchResult
from search.service import SearchService
from tests.conftest import ROOT, SEEDS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = ROOT / "tests" / "relevance"
PAGES = FOLDER / "pages"
FEWEST = 60


@dataclass(frozen=True)
class Case:
    """A row of the file; ``relevance/README.md`` says what each value means."""

    text: str
    first: str
    why: str
    match: Match = "all"
    before: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.match})"


@cache
def cases() -> tuple[Case, ...]:
    rows = tomllib.loads((FOLDER / "queries.toml").read_text("utf-8"))["query"]
    return tuple(Case(**row) for row in rows)


@pytest.fixture(scope="module")
def relevance(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    """The service on the invented pages and the seed; for reading only."""
    engine = WhooshEngine(tmp_path_factory.mktemp("relevance") / "index")
    Rebuild([PAGES, SEEDS], strict=True).run(engine)
    return SearchService(engine)


def name_of(hit: Hit) -> str:
    return f"{film_of(hit)} / {hit.author or 'description'}"


def film_of(hit: Hit) -> str:
    return f"{hit.film.title} ({hit.film.release_date[:4]})"


def ask(service: SearchService, case: Case) -> SearchResult:
    """The answer by the strict reading, or by that of the search box if it refuses."""
    try:
        return service.search(SearchRequest(case.text, case.match, per_page=100))
    except QueryError:
        lenient = SearchRequest(case.text, case.match, per_page=100, syntax="lenient")
        return service.search(lenient)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_document_that_must_be_first_is(relevance: SearchService, case: Case) -> None:
    hits = ask(relevance, case).hits
    best = "".join(f"\n  {hit.score:9.3f}  {name_of(hit)}" for hit in hits[:3])
    wanted = f"{case}: {case.first} must be first: {case.why}; but it is{best or ' nothing'}"
    assert hits, wanted
    assert case.first in {name_of(hits[0]), film_of(hits[0])}, wanted
    if case.before:
        after = {name_of(hit) for hit in hits[1:]}
        assert case.before in after, f"{case}: {case.before} must be found too, after the first"


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= FEWEST


def test_no_case_stands_twice() -> None:
    asked = Counter((case.text, case.match) for case in cases())
    assert [text for text, total in asked.items() if total > 1] == []


def test_every_film_is_first_somewhere(relevance: SearchService) -> None:
    everything = ask(relevance, Case("*", "", "")).hits
    first = {case.first.partition(" / ")[0] for case in cases()}
    assert {film_of(hit) for hit in everything} == first


def test_every_document_that_a_case_names_is_there(relevance: SearchService) -> None:
    everything = ask(relevance, Case("*", "", "")).hits
    there = {name_of(hit) for hit in everything} | {film_of(hit) for hit in everything} | {""}
    for case in cases():
        assert {case.first, case.before} <= there, case
