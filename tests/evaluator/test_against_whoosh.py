"""The evaluator gives what Whoosh's own matchers give, over a stock index of the same documents."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage
from whoosh.writing import NO_MERGE

from search.engines.whoosh_engine.codec import ColumnarCodec
from search.engines.whoosh_engine.evaluator import top as top_module
from search.engines.whoosh_engine.evaluator.evaluate import _NODES, Evaluator
from search.engines.whoosh_engine.evaluator.top import ordered, top
from tests.evaluator import mended

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORDS = ("a", "b", "c", "ab", "abc", "ba", "ca")
_text = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@dataclass
class Corpus:
    """Segments of documents, each a text and a title, and the ids of those deleted after."""

    segments: list[list[tuple[str, str]]] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)


corpora = st.builds(
    Corpus,
    st.lists(st.lists(st.tuples(_text, _text), min_size=1, max_size=8), min_size=1, max_size=3),
    st.lists(st.integers(0, 20), max_size=4, unique=True),
)


def index_of(corpus: Corpus, codec: Any) -> Any:
    """The corpus as an index, as many segments as it has."""
    plain = SpaceSeparatedTokenizer()
    schema = fields.Schema(
        number=fields.ID(stored=True), text=fields.TEXT(plain), title=fields.TEXT(plain)
    )
    index = RamStorage().create_index(schema)
    number = 0
    for segment in corpus.segments:
        writer = index.writer(codec=codec)
        for text, title in segment:
            writer.add_document(number=str(number), text=text, title=title)
            number += 1
        writer.commit(mergetype=NO_MERGE)
    if corpus.deleted:
        writer = index.writer(codec=codec)
        for one in corpus.deleted:
            writer.delete_by_term("number", str(one))
        writer.commit(mergetype=NO_MERGE)
    return index


# What other kinds are made from.
NO_NODES = {
    *("Query", "CompoundQuery", "BinaryQuery", "MultiTerm", "PatternQuery", "ExpandingTerm"),
    *("WrappingQuery", "SpanQuery", "SpanBiQuery", "WrappingSpan"),
}
# What our query language does not compile to.
FALL_BACK = {
    *("DefaultOr", "PreloadedOr", "SplitOr", "Otherwise", "WeightingQuery", "ColumnQuery"),
    *("NestedChildren", "NestedParent", "Ordered", "Sequence", "SpanBefore", "SpanCondition"),
    *("SpanContains", "SpanFirst", "SpanNear", "SpanNear2", "SpanNot", "SpanOr"),
}
# A query is made of two kinds of nodes: Whoosh's, and those mended where Whoosh's have defects.
Make = "Callable[[Any], query.Query]"
_fields = st.sampled_from(("text", "title"))
_words = st.sampled_from((*WORDS, "nowhere"))
_boosts = st.sampled_from((1.0, 1.0, 2.5))


def _leaves() -> st.SearchStrategy[Callable[[Any], query.Query]]:
    made = st.one_of(
        st.builds(query.Term, _fields, _words, boost=_boosts),
        st.builds(query.Phrase, _fields, st.lists(_words, min_size=2, max_size=3), boost=_boosts),
        st.builds(query.Every),
        st.just(query.NullQuery),
        st.builds(
            lambda name, text: query.ConstantScoreQuery(query.Term(name, text), 3.0),
            _fields,
            _words,
        ),
        st.builds(
            lambda name, text: query.ConstantScoreQuery(query.Prefix(name, text), 2.0),
            _fields,
            _words,
        ),
        st.builds(
            lambda name, low, high: query.ConstantScoreQuery(query.TermRange(name, low, high), 2.0),
            _fields,
            _words,
            _words,
        ),
        st.builds(
            lambda name, text: query.ConstantScoreQuery(query.FuzzyTerm(name, text), 2.0),
            _fields,
            _words,
        ),
        st.builds(
            lambda name, text: query.ConstantScoreQuery(query.Wildcard(name, f"{text}?"), 2.0),
            _fields,
            _words,
        ),
    )
    return made.map(lambda leaf: lambda _: leaf)


def _compound(children: Any) -> Any:
    several = st.lists(children, min_size=1, max_size=3)
    pair = st.tuples(children, children)
    return st.one_of(
        several.map(lambda each: lambda kind: kind.And([one(kind) for one in each])),
        several.map(lambda each: lambda kind: kind.Or([one(kind) for one in each])),
        several.map(lambda each: lambda kind: kind.DisjunctionMax([one(kind) for one in each])),
        pair.map(lambda two: lambda kind: kind.AndNot(two[0](kind), two[1](kind))),
        pair.map(lambda two: lambda kind: kind.AndMaybe(two[0](kind), two[1](kind))),
        pair.map(lambda two: lambda kind: query.Require(two[0](kind), two[1](kind))),
        children.map(lambda one: lambda kind: kind.Not(one(kind))),
    )


queries = st.recursive(_leaves(), _compound, max_leaves=6)


def _walked(searcher: Any, asked: query.Query) -> dict[int, float]:
    """What the matchers of stock Whoosh give, segment by segment."""
    found = {}
    for leaf, base in searcher.leaf_searchers():
        matcher = asked.matcher(leaf, leaf.context(weighting=searcher.weighting))
        while matcher.is_active():
            found[base + matcher.id()] = matcher.score()
            matcher.next()
    return found


def _evaluated(evaluator: Evaluator, asked: query.Query) -> dict[int, float]:
    found = evaluator.matches(asked)
    assert list(found.numbers) == sorted(set(found.numbers.tolist()))
    return dict(zip(found.numbers.tolist(), found.scores.tolist(), strict=True))


@settings(max_examples=200, deadline=None)
@given(corpora, st.lists(queries, min_size=1, max_size=5))
def test_the_evaluator_gives_the_documents_and_scores_of_stock_whoosh(
    corpus: Corpus, asked: Sequence[Callable[[Any], query.Query]]
) -> None:
    stock, ours = index_of(corpus, W3Codec()), index_of(corpus, ColumnarCodec())
    with stock.searcher() as walked, ours.searcher() as searcher:
        evaluator = Evaluator(searcher)
        for make in asked:
            expected = _walked(walked, make(mended))
            assert _evaluated(evaluator, make(query)) == pytest.approx(expected, rel=1e-4)
        assert not evaluator.fallen_back


def test_terms_that_are_everywhere_are_found_in_a_row_and_together_as_in_stock_whoosh() -> None:
    chance = Random(1)
    texts = [(" ".join(chance.choices(WORDS, k=chance.randint(0, 150))), "") for _ in range(240)]
    corpus = Corpus([texts[:200], texts[200:]], [0, 7, 210])
    stock, ours = index_of(corpus, W3Codec()), index_of(corpus, ColumnarCodec())
    rows = [*product(WORDS, repeat=2), *product(WORDS[:3], repeat=3)]
    with stock.searcher() as walked, ours.searcher() as searcher:
        evaluator = Evaluator(searcher)
        for words in (*rows, *rows[::-1]):
            row = query.Phrase("text", list(words))
            assert _evaluated(evaluator, row) == pytest.approx(_walked(walked, row), rel=1e-4)
            both = query.And([query.Term("text", word, boost=2.0) for word in set(words)])
            assert _evaluated(evaluator, both) == pytest.approx(_walked(walked, both), rel=1e-4)
        assert not evaluator.fallen_back


def test_what_any_term_finds_within_a_few_documents_is_what_stock_whoosh_finds() -> None:
    texts = [(WORDS[number % 3] * (number % 2) + " b", "") for number in range(200)]
    corpus = Corpus([texts[:150], texts[150:]], [7])
    stock, ours = index_of(corpus, W3Codec()), index_of(corpus, ColumnarCodec())
    with stock.searcher() as walked, ours.searcher() as searcher:
        evaluator = Evaluator(searcher)
        for number in ("3", "7", "160"):
            any_of = query.Or([query.Term("text", "b", boost=2.0), query.Term("text", "c")])
            within = query.Require(any_of, query.Term("number", number))
            expected = _walked(walked, within)
            assert len(expected) == (number != "7")
            assert _evaluated(evaluator, within) == pytest.approx(expected, rel=1e-4)


def test_what_falls_back_to_whooshs_matchers_is_known() -> None:
    kinds = {
        kind
        for kind in vars(query).values()
        if isinstance(kind, type) and issubclass(kind, query.Query)
    }
    assert {kind.__name__ for kind in kinds - set(_NODES)} - NO_NODES == FALL_BACK


def test_indexes_whose_segments_have_the_same_name_are_told_apart() -> None:
    each = []
    for text in ("a b", "b c"):
        random.seed(1)  # Whoosh names segments by chance
        each.append(index_of(Corpus([[(text, "")]]), ColumnarCodec()))
    with each[0].searcher() as one, each[1].searcher() as other:
        names = [
            searcher.leaf_searchers()[0][0].reader().segment().segment_id()
            for searcher in (one, other)
        ]
        assert names[0] == names[1]
        for word, expected in (("a", [1, 0]), ("b", [1, 1]), ("c", [0, 1])):
            found = [Evaluator(one), Evaluator(other)]
            totals = [evaluator.matches(query.Term("text", word)).total for evaluator in found]
            assert totals == expected


@settings(max_examples=200, deadline=None)
@given(corpora, st.lists(_leaves(), min_size=1, max_size=5), st.integers(1, 6))
def test_the_best_few_are_the_first_of_all(
    corpus: Corpus, asked: Sequence[Callable[[Any], query.Query]], limit: int
) -> None:
    with index_of(corpus, ColumnarCodec()).searcher() as searcher:
        evaluator = Evaluator(searcher)
        any_of = query.Or([make(query) for make in asked])
        matches = evaluator.matches(any_of)
        best = top(evaluator, any_of, limit)
        expected = ordered(matches, limit)
        assert best.total == matches.total
        assert best.best.scores == pytest.approx(expected.scores)


def test_documents_that_score_next_to_nothing_are_among_the_best() -> None:
    with index_of(Corpus([[("a", ""), ("b", ""), ("c", "")]]), ColumnarCodec()).searcher() as one:
        words = [query.Term("text", word, boost=1e-9) for word in ("a", "b")]
        best = top(Evaluator(one), query.Or(words), 10)
        assert best.total == 2
        assert best.best.numbers.tolist() == [0, 1]


@pytest.mark.parametrize("near", [0, 512])
@pytest.mark.parametrize("deleted", [[], [3, 9, 55]])
def test_the_best_are_found_however_many_are_looked_up_one_by_one(
    near: int, deleted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(top_module, "_NEAR", near)
    monkeypatch.setattr(top_module, "_GROUPED", 2)
    texts = [("a " * (number % 5) + "b " * (number % 3) + "c ab", "") for number in range(60)]
    with index_of(
        Corpus([texts[:50], texts[50:]], deleted), ColumnarCodec()
    ).searcher() as searcher:
        evaluator = Evaluator(searcher)
        any_of = query.Or([query.Term("text", word) for word in ("a", "b", "c", "ab", "nowhere")])
        matches = evaluator.matches(any_of)
        best = top(evaluator, any_of, 4)
        assert best.total == matches.total
        assert best.best.scores == pytest.approx(ordered(matches, 4).scores)
