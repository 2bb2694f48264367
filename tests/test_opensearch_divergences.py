"""What docs/divergences.md says, by its numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from search.engines.opensearch_engine import expand, facets
from search.engines.opensearch_engine.positions import LONGEST
from search.engines.opensearch_engine.schema import DEEPEST, index_body, k1_of
from search.engines.whoosh_engine import WhooshEngine
from search.errors import OutOfTimeError, QueryTooLargeError
from search.facets import Counting
from search.found import Order
from search.query import Word, parse
from search.similar import similar
from search.time_budget import time_budget
from tests.corpus import build, document, folded
from tests.opensearch_engines import on_opensearch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engine import Engine
    from search.schema import Document

PAGE = (Path(__file__).parent.parent / "docs" / "divergences.md").read_text("utf-8")


@pytest.fixture
def both(opensearch: tuple[str, ...], tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """OpenSearch and Whoosh, empty."""
    with on_opensearch(opensearch) as engine:
        yield engine, WhooshEngine(tmp_path / "whoosh")


def scores(engine: Engine, documents: list[Document], text: str) -> dict[int, float]:
    build(engine, documents)
    with engine.searcher() as searcher:
        hits = searcher.find(parse(text), 0, 100).documents
    return {hit.document["position"]: hit.score for hit in hits}


def test_each_number_has_its_test() -> None:
    numbers = re.findall(r"^(\d+)\. \*\*", PAGE, re.MULTILINE)
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    tested = set(re.findall(r"^def test_(\d+)_", Path(__file__).read_text("utf-8"), re.MULTILINE))
    assert tested == set(numbers)


def test_1_a_word_in_several_fields_scores_as_in_the_best_and_some(
    both: tuple[Engine, Engine],
) -> None:
    plain = [document(n, title="Sun") for n in range(4, 9)]
    alike = [folded("calum", "Storm")]
    told = [
        document(1, title="Sun", review_title="storm", folded=alike),
        document(2, title="Sun", review_title="storm"),
        document(3, title="Sun", folded=alike),
    ]
    ours = scores(both[0], told + plain, "headline:storm")
    whoosh = scores(both[1], told + plain, "headline:storm")
    assert ours[1] == pytest.approx(ours[2] + 0.3 * ours[3], rel=1e-4)
    assert ours[2] == pytest.approx(whoosh[2], rel=1e-4), "in one field it is the same"
    assert ours[3] == pytest.approx(whoosh[3], rel=1e-4)


def test_2_lengths_are_told_in_steps(both: tuple[Engine, Engine]) -> None:
    documents = [document(n, f"rare {'word ' * n * 9}") for n in range(1, 9)]
    ours, whoosh = (scores(engine, documents, "text:rare") for engine in both)
    assert ours == pytest.approx(whoosh, rel=0.1)
    assert sorted(ours, key=ours.__getitem__) == sorted(whoosh, key=whoosh.__getitem__)


def test_3_a_text_has_one_weight() -> None:
    assert k1_of("text") == pytest.approx(2.5)
    of_text = index_body(1, 0)["settings"]["similarity"]["of_text"]
    assert of_text == {"type": "BM25", "k1": k1_of("text"), "b": 0.6}


def test_4_words_near_each_other_count_once_and_on_every_page(both: tuple[Engine, Engine]) -> None:
    build(both[0], [document(n, "word customs officer " * n) for n in range(1, 4)])
    with both[0].searcher() as searcher:
        hits = searcher.find(parse("customs officer"), 0, 9, explain=True).documents
    near = {part.score for hit in hits for part in hit.explanation or () if " near " in part.query}
    assert len(hits) == 3
    assert len(near) == 1


def test_13_of_many_words_the_pairs_that_tell_most_are_near(both: tuple[Engine, Engine]) -> None:
    words = [f"w{number}" for number in range(64)]
    every = " ".join(words)
    texts = dict.fromkeys(("title", "other_titles", "directors", "cast", "review_title"), every)
    rare = [document(n, " ".join(words[:40]), title=f"F{n}") for n in range(2, 5)]
    build(both[0], [document(1, every, author=every, country=every, **texts), *rare])
    with both[0].searcher() as searcher:
        (hit, *_) = searcher.find(parse(every, "any"), 0, 1, explain=True).documents
    near = {part.query for part in hit.explanation or () if " near " in part.query}
    assert {f"{one} near {two}" for one, two in pairwise(words[40:])} <= near
    assert len(near) < 63


def test_14_a_phrase_of_repeated_words_and_wholes_can_miss_places(
    both: tuple[Engine, Engine],
) -> None:
    found = []
    for engine in both:
        build(engine, [document(1, "bad-ass bad-ass")])
        with engine.searcher() as searcher:
            found.append(searcher.count(parse('"bad badass bad badass"~2')))
    assert found == [0, 1]


def test_5_of_many_words_the_most_frequent_are_told_apart(both: tuple[Engine, Engine]) -> None:
    many = " ".join(f"a{number}" for number in range(40))
    ours = scores(both[0], [document(1, many), document(2, "a39 x"), document(3, "a38 x")], "a*")
    assert set(ours) == {1, 2, 3}
    assert ours[2] == ours[3]


def test_6_parts_have_no_fields_and_add_up(both: tuple[Engine, Engine]) -> None:
    build(both[0], [document(1, "a storm"), document(2, "none")])
    with both[0].searcher() as searcher:
        (hit,) = searcher.find(parse("storm^2"), 0, 9, explain=True).documents
    assert [(part.fields, part.having) for part in hit.explanation or ()] == [((), 1)]
    assert sum(part.score for part in hit.explanation or ()) == pytest.approx(hit.score)


def test_7_of_a_long_term_the_first_letters_count(both: tuple[Engine, Engine]) -> None:
    build(both[0], [document(1, "x" * LONGEST + "y")])
    with both[0].searcher() as searcher:
        assert searcher.count(Word("x" * LONGEST + "z")) == 1
        assert searcher.count(Word("x" * (LONGEST - 1) + "z")) == 0


def test_8_of_a_thousand_values_the_rest_is_estimated(both: tuple[Engine, Engine]) -> None:
    assert (expand.MOST, facets.SHOWN) == (65_000, 1_000)
    authors = [f"Author {number}" for number in range(facets.SHOWN + 100)]
    often = [document(n, "a", author="Zoe") for n in (5_000, 5_001)]
    build(both[0], [document(n, "a", author=who) for n, who in enumerate(authors, 1)] + often)
    order = Order(counting=Counting(("author",), 2))
    with both[0].searcher() as searcher:
        (facet,) = searcher.find(parse("a"), 0, 1, order=order).facets
    assert [(one.label, one.count) for one in facet.values] == [("Zoe", 2), ("Author 0", 1)]
    assert facet.total == pytest.approx(facets.SHOWN + 101, rel=0.05)


def test_9_no_time_at_all_is_said(both: tuple[Engine, Engine]) -> None:
    build(both[0], [document(1, "a")])
    with both[0].searcher() as searcher, time_budget(1e-9), pytest.raises(OutOfTimeError):
        searcher.find(parse("a"), 0, 9)


def test_11_films_are_not_counted_to_past_the_hundred_thousandth(
    both: tuple[Engine, Engine],
) -> None:
    for engine in both:
        build(engine, [document(1, "a storm")])
    order = Order("title", by_film=True)
    with both[1].searcher() as searcher:
        assert searcher.find(parse("storm"), DEEPEST, 1, order=order).films == ()
    with both[0].searcher() as searcher, pytest.raises(QueryTooLargeError, match="100,000 films"):
        searcher.find(parse("storm"), DEEPEST, 1, order=order)


def test_12_what_follows_from_scores_is_mostly_the_same(both: tuple[Engine, Engine]) -> None:
    alike = ["A submarine and a periscope.", "No periscope in a submarine.", "A car.", "A train."]
    documents = [document(1, text, title=f"F{n}") for n, text in enumerate(alike * 2)]
    found = []
    for engine in both:
        build(engine, documents)
        with engine.searcher() as searcher:
            result = similar(searcher, "f0", 9)
            found.append((result.terms, {one.hit.film.id for one in result.similar}))
    assert found[0] == found[1]
    assert found[0][1] == {"f1", "f4", "f5"}


def test_10_a_subject_is_that_of_the_first_film_by_id(both: tuple[Engine, Engine]) -> None:
    films = [document(0, title="HEAT", film_id="b"), document(0, title="Heat", film_id="a")]
    subjects = []
    for engine in both:
        build(engine, films)
        with engine.searcher() as searcher:
            subjects.append(searcher.find(parse("heat"), 0, 9).subject)
    assert subjects == ["Heat", "HEAT"]
