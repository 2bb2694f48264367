"""Ranking: which of the documents found comes first, and why."""

from __future__ import annotations

import pytest

from search.engine import Engine
from search.query import parse
from tests.corpus import build, document, found, texts


def test_a_word_in_every_document_weighs_next_to_nothing(engine: Engine) -> None:
    texts(engine, "the the the the the the dull", "the superb", "the plain", "the other")
    assert found(engine, "the OR superb")[0] == 2


def test_a_rare_word_counts_for_more_than_a_common_one(engine: Engine) -> None:
    texts(engine, "common common", "common", "common rare", "common words here")
    assert found(engine, "common OR rare")[0] == 3


def test_a_word_in_the_title_counts_for_more_than_one_in_the_text(engine: Engine) -> None:
    build(
        engine,
        [
            document(1, "a heist in paris", title="Other"),
            document(2, "a plan in rome", title="Heist"),
            document(3, "no plan", title="Third"),
        ],
    )
    assert found(engine, "heist") == [2, 1]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("heat", "Heat"),
        ("it", "It"),
        ("the the", "The The"),
        ("liar liar", "Liar Liar"),
        ('"blade runner"', "Blade Runner"),
        ("amelie", "Amélie"),
        ("wall e", "Wall-E"),
        ("mission: impossible", "Mission: Impossible"),
    ],
)
def test_a_film_whose_whole_title_is_the_query_comes_first(
    engine: Engine, query: str, title: str
) -> None:
    other = [document(n, f"{title} {title} {title}", title=f"{title} Returns") for n in range(3)]
    build(engine, [*other, document(9, "short", title=title)])
    assert found(engine, query)[0] == 9


def test_a_word_in_two_fields_counts_less_than_in_each_alone_together(engine: Engine) -> None:
    """BM25F adds frequencies up before they are saturated."""
    build(
        engine,
        [
            document(1, "storm of words", title="Storm Rising"),
            document(2, "storm of words", title="Sun Rising"),
            document(3, "plenty of words", title="Storm Rising"),
            *(document(n, "plenty of words", title="Sun Rising") for n in range(4, 9)),
        ],
    )
    with engine.searcher() as searcher:
        hits = searcher.find(parse("storm"), 0, 10).documents
    score = {hit.document["position"]: hit.score for hit in hits}
    assert score[2] < score[3] < score[1] < score[2] + score[3]


def test_a_field_is_asked_without_its_kin(engine: Engine) -> None:
    build(engine, [document(1, "heat", title="Cold"), document(2, "cold", title="Heat")])
    assert found(engine, "text:heat") == [1]
    assert found(engine, "title:heat") == [2]


def test_what_is_optional_counts_within_another_clause_too(engine: Engine) -> None:
    build(engine, [document(n, title="a", author=who) for n, who in enumerate("bab", start=1)])
    with engine.searcher() as searcher:
        plain = searcher.find(parse("a AND b"), 0, 10).documents
        more = searcher.find(parse("a AND (+b OR a)"), 0, 10).documents
    assert [hit.document["position"] for hit in more] == [1, 3]
    assert all(hit.score > other.score for hit, other in zip(more, plain, strict=True))


def test_what_is_required_is_there_and_what_is_optional_ranks(engine: Engine) -> None:
    texts(engine, "sad", "sad and funny", "funny")
    assert found(engine, "+sad OR funny") == [2, 1]


def test_a_prefix_ranks_by_the_words_it_stands_for(engine: Engine) -> None:
    texts(engine, "refugee film", "refugee refugees", "refuge refugees refugee", "other")
    assert found(engine, "refuge*")[0] == 3
    assert found(engine, "nothing* OR other") == [4]
