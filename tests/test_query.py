"""The query language against its table, and what must hold of any text whatever."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import errors
from search.analysis import in_pairs
from search.query import (
    All,
    And,
    AndMaybe,
    Boost,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Wildcard,
    Word,
    normalise,
    parse,
)
from search.query.nodes import wildcard_text
from search.query.parser import MAX_DEPTH
from search.query.patterns import prefix_form
from search.query.tokens import MAX_CLAUSES
from search.schema import ASKED, RANGED
from tests.query_table import READS, REFUSES, Reads, Refuses
from tests.trees import trees

if TYPE_CHECKING:
    from search.query.nodes import Match

MATCHES: tuple[Match, ...] = ("all", "any")


@pytest.mark.parametrize("row", READS, ids=lambda row: row.text)
def test_a_text_is_read_as_its_tree(row: Reads) -> None:
    assert str(normalise(parse(row.text, "all"))) == row.printed
    assert str(normalise(parse(row.text, "any"))) == (row.any_printed or row.printed)


@pytest.mark.parametrize("row", REFUSES, ids=lambda row: row.text[:20])
@pytest.mark.parametrize("match", MATCHES)
def test_what_cannot_be_read_is_refused_with_its_place(row: Refuses, match: Match) -> None:
    with pytest.raises(getattr(errors, row.error), match=re.escape(row.reason)) as caught:
        normalise(parse(row.text, match))
    error = caught.value
    assert isinstance(error, errors.QueryError)
    assert (error.start, error.end) == row.place
    assert error.suggestions == row.suggestions
    assert "\n" not in str(error)


@pytest.mark.parametrize("row", REFUSES, ids=lambda row: row.text[:20])
def test_what_a_refusal_suggests_can_be_read(row: Refuses) -> None:
    for suggestion in row.suggestions:
        parse(suggestion)


def test_a_refusal_says_its_place_for_people_too() -> None:
    assert str(refusal('say "no', "all")) == "the quotation mark is never closed (character 5)"
    assert str(refusal("", "all")) == "the query is empty"


def test_a_leaf_knows_where_it_stands_in_the_text() -> None:
    tree = parse('seoul title:"a b"')
    assert isinstance(tree, And)
    first, second = tree.children
    assert isinstance(first, Word)
    assert isinstance(second, Phrase)
    assert (first.span, second.span) == ((0, 5), (12, 17))


texts = st.text(
    st.sampled_from('ab:*?~^12."\\()+-– ANDORT“”éß국\u0301\U0001f600') | st.characters(),
    max_size=80,
)


@given(texts, st.sampled_from(MATCHES))
def test_no_text_raises_anything_but_a_query_error(text: str, match: Match) -> None:
    error = refusal(text, match)
    if error:
        assert 0 <= error.start <= error.end <= len(text)
        assert str(error).strip()
        for suggestion in error.suggestions:
            parse(suggestion, match)


def refusal(text: str, match: Match) -> errors.QueryError | None:
    try:
        normalise(parse(text, match))
    except errors.QueryError as error:
        return error
    return None


typed = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
fields = st.none() | st.sampled_from(sorted(set(ASKED.values()) - set(RANGED)))
wild = st.lists(st.tuples(st.sampled_from("ab-*?é"), st.booleans()), min_size=2, max_size=8)
made = wild.map(lambda typed: wildcard_text((c, w and c in "*?") for c, w in typed))


def is_one_word(text: str) -> bool:
    return prefix_form(text) == "prefix" and not in_pairs(text)


def is_read_as_wildcard(text: str) -> bool:
    try:
        return isinstance(parse(text), Wildcard)
    except errors.QueryError:
        return False


shapes = made.filter(is_read_as_wildcard)
leaves: st.SearchStrategy[Node] = (
    st.builds(Word, typed, fields)
    | st.builds(Phrase, typed, fields, slop=st.integers(0, 100))
    | st.builds(Fuzzy, typed.filter(is_one_word), fields, edits=st.sampled_from([1, 2]))
    | st.builds(Wildcard, shapes, fields)
    | st.builds(Prefix, typed.filter(lambda text: prefix_form(text) == "prefix"), fields)
    | st.just(All())
    | st.sampled_from(
        [
            Range("released", "2004", "2004"),
            Range("released", "2000", "2010-11-12"),
            Range("released", "2004-11", None),
            Range("released", None, "2004", whole=False),
            Range("rating", "7.5", "8"),
            Range("rating", "7.25", None, whole=False),
        ]
    )
)


anything = trees(leaves, max_leaves=12)


@given(anything, st.sampled_from(MATCHES))
def test_print_then_parse_is_the_identity(tree: Node, match: Match) -> None:
    try:
        assert parse(str(tree), match) == tree
    except errors.QueryTooLargeError:
        assert depth(tree) >= MAX_DEPTH // 2 or len(str(tree)) > MAX_CLAUSES


def depth(tree: Node) -> int:
    if isinstance(tree, And | Or):
        return 1 + max(map(depth, tree.children))
    if isinstance(tree, AndMaybe):
        return 1 + max(depth(tree.required), depth(tree.optional))
    return 1 + depth(tree.child) if isinstance(tree, Not | Boost) else 0


@given(anything)
def test_normalising_twice_is_normalising_once(tree: Node) -> None:
    try:
        once = normalise(tree)
    except errors.QuerySyntaxError:
        return
    assert normalise(once) == once
    assert parse(str(once)) == once
