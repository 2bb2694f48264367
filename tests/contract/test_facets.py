"""Facets: counts, filters and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine import Engine
from search.facets import FACET_NAMES, Counting, Facet, Filters
from search.found import Order
from search.query import All, parse
from tests.contract.test_against_reference import documents, questions
from tests.contract.test_updates import as_films, update
from tests.corpus import build, document
from tests.facet_reference import counts, values_of, within
from tests.reference import matches

if TYPE_CHECKING:
    from search.query import Node
    from search.schema import Document
    from tests.contract.conftest import Examples

WITH_FACTS = [
    document(0, "plan", title="Up", release_date="2009", genres="Drama\nComedy", country="USA"),
    document(1, "plan", title="Up", release_date="2009", genres="Drama\nComedy", author="Ann",
             rating="7.5", country="USA"),
    document(2, "plan", title="Up", release_date="2009", genres="Drama\nComedy", author="Zoë",
             rating="10", country="USA"),
    document(0, "plan", title="It", release_date="1990", genres="drama", country="U.K."),
    document(1, "plan", title="It", release_date="1990", genres="drama", author="zoe", rating="7",
             country="U.K."),
    document(2, "none", title="It", release_date="1990", genres="drama", author="Zoë"),
]  # fmt: skip


def ask(engine: Engine, text: str = "plan", filters: Filters = (), **counting: Any) -> list[Facet]:
    order = Order(filters=filters, counting=Counting(**counting))
    with engine.searcher() as searcher:
        return list(searcher.find(parse(text), 0, 10, order=order).facets)


def told(facet: Facet) -> list[tuple[str, int]]:
    return [(one.label, one.count) for one in facet.values]


def test_a_value_reads_the_same_whatever_was_asked_before(engine: Engine) -> None:
    genres = ["Horror\nscience fiction", "Science Fiction", "Science Fiction", "Horror"]
    build(engine, [document(0, f"plan {'alone' * (n == 3)}", title=f"F{n}", genres=said)
                   for n, said in enumerate(genres)])  # fmt: skip
    (alone,) = ask(engine, "alone", names=("genre",))
    (every,) = ask(engine, names=("genre",))
    assert told(alone) == [("Horror", 1)]
    assert told(every) == [("Science Fiction", 3), ("Horror", 2)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kind", [("Review", 3), ("Description", 2)]),
        ("genre", [("Drama", 5), ("Comedy", 3)]),
        ("rating", [("10/10", 1), ("7/10", 2)]),
        ("decade", [("2000s", 3), ("1990s", 2)]),
        ("year", [("2009", 3), ("1990", 2)]),
        ("country", [("USA", 3), ("U.K.", 2)]),
        ("language", []),
        ("film", [("Up (2009)", 3), ("It (1990)", 2)]),
        ("author", [("Zoë", 2), ("Ann", 1)]),
    ],
)
def test_a_facet_counts_the_hits_that_have_a_value(
    engine: Engine, name: str, expected: list[tuple[str, int]]
) -> None:
    build(engine, WITH_FACTS)
    (facet,) = ask(engine, names=(name,))
    assert told(facet) == expected
    assert not facet.truncated


def test_any_value_of_a_facet_will_do_and_all_facets_must_hold(engine: Engine) -> None:
    build(engine, WITH_FACTS)
    filters = (("rating", ("10", "7")), ("film", ("it",)))
    with engine.searcher() as searcher:
        found = searcher.find(parse("plan"), 0, 10, order=Order(filters=filters))
    assert [(hit.document["title"], hit.document["author"]) for hit in found.documents] == [
        ("It", "zoe")
    ]
    assert (found.total, found.matching) == (1, 5)


def test_a_facet_is_counted_without_its_own_filter(engine: Engine) -> None:
    build(engine, WITH_FACTS)
    rating, film = ask(engine, filters=(("rating", ("7",)),), names=("rating", "film"))
    assert [(one.value, one.count, one.selected) for one in rating.values] == [
        ("10", 1, False),
        ("7", 2, True),
    ]
    assert told(film) == [("It (1990)", 1), ("Up (2009)", 1)]


def test_a_long_facet_is_cut_and_says_so(engine: Engine) -> None:
    build(engine, [document(n, "plan", author=f"Author {n}") for n in range(1, 31)])
    (facet,) = ask(engine, names=("author",), limit=5)
    assert len(facet.values) == 5
    assert facet.truncated
    assert facet.total == 30


def test_a_facet_is_narrowed_to_the_values_that_hold_a_text(engine: Engine) -> None:
    build(engine, WITH_FACTS)
    (facet,) = ask(engine, names=("author",), texts=(("author", " ZO"),))
    assert told(facet) == [("Zoë", 2)]
    assert (facet.total, facet.text) == (1, " ZO")


def test_a_chosen_value_is_among_those_told_whatever_is_cut(engine: Engine) -> None:
    build(engine, WITH_FACTS)
    chosen = ("nobody", "ann")
    (facet,) = ask(engine, filters=(("author", chosen),), names=("author",), limit=1)
    assert told(facet) == [("Zoë", 2), ("nobody", 0), ("Ann", 1)]


def test_deleted_documents_are_neither_counted_nor_heard(engine: Engine) -> None:
    build(engine, [*WITH_FACTS, *(document(n, title="No", author="ZOE") for n in range(3, 9))])
    assert told(ask(engine, names=("author",))[0])[0] == ("ZOE", 2)
    update(engine, ["no"], [document(1, "plan", title="Or", author="Bob")], 7)
    assert told(ask(engine, names=("author",))[0]) == [("Zoë", 2), ("Ann", 1), ("Bob", 1)]


_values = {
    name: st.sampled_from(values)
    for name, values in {
        "kind": ["review", "description"],
        "genre": ["a", "bad", "cafe", "it is", "千"],
        "rating": ["0", "7", "10"],
        "decade": ["2000", "1990"],
        "year": ["2003", "2004", "2005"],
        "country": ["usa", "none"],
        "language": ["a", "b", "refugees"],
        "film": ["ab", "bc", "cd"],
        "author": ["a", "cafe", "u.s.", "it"],
    }.items()
}
_filters = st.lists(
    st.sampled_from(FACET_NAMES).flatmap(
        lambda name: st.tuples(
            st.just(name), st.lists(_values[name], min_size=1, max_size=2, unique=True).map(tuple)
        )
    ),
    max_size=3,
    unique_by=lambda one: one[0],
).map(tuple)
_asked = st.tuples(st.just(All()) | questions.map(lambda some: some[0]), _filters)


def assert_counts(facet: Facet, told: dict[str, int], chosen: tuple[str, ...]) -> None:
    assert {one.value: one.count for one in facet.values if one.count} == told, facet.name
    assert facet.total == len(told)
    assert {one.value for one in facet.values if one.selected} == set(chosen)


def test_facets_and_filters_are_those_of_reading_every_document(
    engine: Engine, examples: Examples
) -> None:
    """Over several segments, with deleted documents in them."""

    @examples(40)
    @given(
        first=documents,
        rounds=st.lists(
            st.tuples(st.lists(st.sampled_from(["ab", "bc", "no"]), max_size=2), documents),
            max_size=2,
        ),
        queries=st.lists(_asked, min_size=6, max_size=10),
    )
    def holds(
        first: list[Document],
        rounds: list[tuple[list[str], list[Document]]],
        queries: list[tuple[Node, Filters]],
    ) -> None:
        now = as_films(first, 0)
        build(engine, now)
        for number, (removed, corpus) in enumerate(rounds, start=1):
            added = as_films(corpus, 100 * number)
            now = [one for one in now if one["film_id"] not in removed] + added
            update(engine, removed, added, len(now))
        with engine.searcher() as searcher:
            for query, filters in queries:
                order = Order(filters=filters, counting=Counting(FACET_NAMES, 100))
                found = searcher.find(query, 0, 100, order=order)
                matching = [one for one in now if matches(query, one)]
                expected = {one["id"] for one in within(matching, filters)}
                assert {hit.document["id"] for hit in found.documents} == expected
                assert (found.total, found.matching) == (len(expected), len(matching))
                for facet in found.facets:
                    told = counts(facet.name, matching, filters)
                    assert_counts(facet, told, dict(filters).get(facet.name, ()))

    holds()


def test_the_reference_reads_what_a_document_says() -> None:
    assert values_of("genre", WITH_FACTS[0]) == {"drama", "comedy"}
    assert values_of("decade", document(1, release_date="--11")) == set()
