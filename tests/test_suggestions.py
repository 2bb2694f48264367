"""Other spellings where a search finds something already, if they find much more."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.whoosh_engine import WhooshEngine
from search.results import SearchRequest
from search.service import SearchService
from tests.corpus import texts


@pytest.fixture
def service(tmp_path: Path) -> SearchService:
    """Forty reviews of horror, two that misspell it, three of a harbour."""
    engine = WhooshEngine(tmp_path / "index")
    horror = [f"a horror movie, number {number}" for number in range(40)]
    texts(engine, *horror, "a horor movie", "more horor", *["a quiet harbor movie"] * 3)
    return SearchService(engine)


def offers(service: SearchService, text: str) -> list[tuple[str, int]]:
    found = service.search(SearchRequest(text)).suggestions
    assert {one.kind for one in found} <= {"spelling"}
    return [(one.query, one.total) for one in found]


def test_a_spelling_that_finds_much_more_is_offered_beside_the_hits(
    service: SearchService,
) -> None:
    assert service.search(SearchRequest("horor movie")).total == 1
    assert offers(service, "horor movie") == [("horror movie", 40)]
    assert offers(service, "horor -zombies") == [("horror -zombies", 40)]


def test_no_spelling_is_offered_that_does_not_find_much_more(service: SearchService) -> None:
    assert offers(service, "harbor") == []
    assert offers(service, "horror movie") == []
    assert offers(service, '"horor movie"') == [], "a phrase is meant as it is written"


def test_a_word_that_is_nowhere_is_put_right_however_much_the_others_find(
    service: SearchService,
) -> None:
    found = service.search(SearchRequest("quiet horrr", "any"))
    assert found.total == 3
    assert [(one.query, one.total) for one in found.suggestions] == [("quiet horror", 43)]
    assert service.search(SearchRequest("quiet movie", "any")).suggestions == ()


def test_words_misspelt_together_are_put_right_together(service: SearchService) -> None:
    assert offers(service, "horrr moovie")[0] == ("horror movie", 40)
