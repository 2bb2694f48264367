"""Facts that some sources have: what finds a document by them, and what does not."""

from __future__ import annotations

import pytest

from search.engine import Engine
from search.query import normalise, parse
from search.schema import Document
from tests.corpus import build, document, folded, found

FACTS = {
    "genres": "Science Fiction\nHorror",
    "languages": "English\nnob",
    "directors": "John Carpenter",
    "cast": "Kurt Russell\nWilford Brimley",
    "other_titles": "La Chose\nDas Ding aus einer anderen Welt",
    "external_id": "tt0084787",
}


def film() -> list[Document]:
    """A film (0), a review with every fact (1), one with few (2), one of another film (3)."""
    alike = [folded("calum", "Très gore"), folded("Zoë", "")]
    return [
        document(0, "a base in the ice", title="The Thing", **FACTS),
        document(
            1,
            "gut-wrenching",
            title="The Thing",
            author="Ann",
            review_title="A freezing Masterpiece",
            reviewed="2004-11-12",
            rating="9",
            folded=alike,
            **FACTS,
        ),
        document(2, "gut-wrenching too", title="The Thing", author="Bob", **FACTS),
        document(3, "John Carpenter and Kurt Russell made horror", title="Other", author="Cy"),
    ]


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("genre:horror", {0, 1, 2}),
        ("genre:HÓRROR gut-wrenching", {1, 2}),
        ('genre:"science fiction"', {0, 1, 2}),
        ("genre:fiction", {0, 1, 2}),
        ('genre:"fiction horror"', set()),
        ('genre:"science horror"~100', set()),
        ("language:english", {0, 1, 2}),
        ("language:nob", {0, 1, 2}),
        ("-genre:horror", {3}),
        ("director:carpenter", {0, 1, 2}),
        ("actor:russell", {0, 1, 2}),
        ('cast:"russell wilford"', set()),
        ("cast:brim*", {0, 1, 2}),
        ("carpenter", {0, 3}),
        ("russell brimley", {0}),
        ('"carpenter kurt"', set()),
        ("imdb:TT0084787", {0, 1, 2}),
        ("external_id:tt008478", set()),
        ("chose", {0, 1, 2}),
        ("title:chose", {0, 1, 2}),
        ('film:"das ding"', {0, 1, 2}),
        ('title:"chose das"', set()),
        ("text:chose", set()),
        ("freezing", {1}),
        ("headline:masterpieces", {1}),
        ('review_title:"freezing masterpiece"', {1}),
        ("review_title:mast*", {1}),
        ("title:masterpiece", set()),
        ("headline:gore", {1}),
        ("author:calum", {1}),
        ("by:zoe", {1}),
        ('author:"calum zoe"', set()),
        ("calum", {1}),
        ("reviewed:2004", {1}),
        ("reviewed:>=2004-12", set()),
        ("reviewed:..2004-11-12", {1}),
    ],
)
def test_a_fact_finds_what_has_it(engine: Engine, text: str, positions: set[int]) -> None:
    build(engine, film())
    assert set(found(engine, text)) == positions


@pytest.mark.parametrize("title", ["la chose", "das ding aus einer anderen welt", "la chose 2004"])
def test_a_film_whose_other_title_is_the_query_comes_first(engine: Engine, title: str) -> None:
    other = [document(n, f"{title} {title}", title=f"{title} returns") for n in range(4, 8)]
    build(engine, [*other, *film()])
    assert found(engine, title)[0] == 0


def test_a_title_that_is_a_films_own_stands_before_one_that_another_has_besides(
    engine: Engine,
) -> None:
    build(
        engine,
        [
            document(0, "chose", title="A", other_titles="Chose"),
            document(0, "chose", title="Chose"),
        ],
    )
    with engine.searcher() as searcher:
        hits = searcher.find(parse("chose"), 0, 10).documents
    assert [hit.document["title"] for hit in hits] == ["Chose", "A"]


def test_what_only_narrows_is_no_part_of_a_title_and_of_no_score(engine: Engine) -> None:
    build(engine, [document(9, "the thing " * 9, title="Things", **FACTS), *film()])
    for narrowing in (
        "genre:horror",
        'genre:"science fiction"',
        "director:carp*",
        "imdb:tt0084787",
    ):
        assert found(engine, f"the thing {narrowing}")[0] == 0, narrowing
    with engine.searcher() as searcher:
        hits = searcher.find(normalise(parse("genre:horror OR cast:russell")), 0, 10).documents
    assert {hit.score for hit in hits} == {0.0}


def test_a_word_in_the_title_of_a_review_counts_for_more_than_one_in_its_text(
    engine: Engine,
) -> None:
    build(
        engine,
        [
            document(1, "a superb plan in rome", review_title="Fine"),
            document(2, "a fine plan in rome", review_title="Superb"),
            document(3, "no plan at all", review_title="Dull"),
        ],
    )
    assert found(engine, "superb") == [2, 1]
