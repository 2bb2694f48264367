"""What names another film, and hits on a film before those that name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from search.mentions import mentions
from search.results import SearchRequest
from search.service import SearchService
from tests.command import run
from tests.corpus import build, document, folded
from tests.webclient import ask
from webapp import create_app


@pytest.mark.parametrize(
    ("title", "text", "is_named"),
    [
        ("Heat", "Better than Heat, and longer", True),
        ("Heat", "HEAT!", True),
        ("Heat", "in the heat of the night", False),
        ("Heat", "Heated", False),
        ("Blade Runner", "like Blade Runner but shorter", True),
        ("Blade Runner", "a runner with a Blade", False),
        ("Amélie", "as in Amelie", True),
        ("Wall-E", "like Wall E", True),
        ("It", "It is about it", False),
        ("千と千尋", "千と千尋の神隠し", True),
        ("up in the air", "Up in the Air", True),
        ("!!!", "!!!", False),
        ("Heat", "", False),
    ],
)
def test_a_title_is_named_where_its_words_stand_as_a_name(
    title: str, text: str, is_named: bool
) -> None:
    assert mentions(title, document(1, text, title="Other")) is is_named


def test_titles_name_a_film_too() -> None:
    assert mentions("Heat", document(1, title="Other", review_title="No Heat"))
    assert mentions("Heat", document(1, title="Other", other_titles="A\nHeat II"))
    assert mentions("Heat", document(1, title="Other", folded=[folded("Ann", "Heat again")]))


@pytest.fixture
def titled(tmp_path: Path) -> Path:
    """An index of a film, and of others that name it or have only its words."""
    corpus = [
        document(0, "Two men and a city.", title="Heat Wave", release_date="1995"),
        document(1, "Long.", title="Heat Wave", release_date="1995", author="Ann"),
        document(1, "Heat Wave, Heat Wave, heat wave!", title="Other", author="Bob"),
        document(2, "A wave of heat.", title="Other", author="Cy"),
    ]
    build(WhooshEngine(tmp_path), corpus)
    return tmp_path


@pytest.mark.parametrize("text", ["heat wave", '"heat wave"', "Heat Wave 1995"])
def test_hits_on_the_film_come_first_and_mentions_are_told(titled: Path, text: str) -> None:
    service = SearchService(WhooshEngine(titled))
    result = service.search(SearchRequest(text, match="any"))
    assert result.subject == "Heat Wave"
    told = [(hit.film.title, hit.author, hit.subject) for hit in result.hits]
    assert told[:3] == [
        ("Heat Wave", "", "own"),
        ("Heat Wave", "Ann", "own"),
        ("Other", "Bob", "mention"),
    ]
    assert [one[2] for one in told[3:]] in ([], [None])


def test_a_query_that_is_no_title_has_no_subject(titled: Path) -> None:
    result = SearchService(WhooshEngine(titled)).search(SearchRequest("heat"))
    assert result.subject == ""
    assert {hit.subject for hit in result.hits} == {None}


def test_the_endpoint_and_the_page_label_a_mention(titled: Path) -> None:
    client = create_app(Settings(index=titled)).test_client()
    answer = ask(client, q="heat wave")
    assert answer["subject"] == "Heat Wave"
    assert [hit["subject"] for hit in answer["hits"]] == ["own", "own", "mention", None]
    html = client.get("/search?q=heat+wave").get_data(as_text=True)
    assert html.count("mentions Heat Wave</span>") == 1


def test_the_terminal_labels_a_mention(titled: Path) -> None:
    lines = run("search", "heat wave", index=titled).stdout.splitlines()
    assert [line for line in lines if "mentions" in line] == [
        "  3. Other (2004, USA): review by Bob, mentions Heat Wave"
    ]
