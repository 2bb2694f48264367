"""The terms that can be spelt nearly so, told by their letters."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.fields import ID, Schema
from whoosh.filedb.filestore import RamStorage

from search.engines.whoosh_engine.codec import ColumnarCodec
from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
from search.query.spelling import spelt_within

_WORDS = st.text("abcñ日'z", min_size=1, max_size=6)


def index_of(*segments: set[str]) -> IndexArrays:
    made = RamStorage().create_index(Schema(word=ID))
    for words in segments:
        writer = made.writer(codec=ColumnarCodec())
        for word in sorted(words):
            writer.add_document(word=word)
        writer.commit(merge=False)
    return IndexArrays(made.reader())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sets(_WORDS, min_size=1), min_size=1, max_size=3), _WORDS, st.integers(1, 2))
def test_no_term_that_is_spelt_nearly_so_is_left_out(
    segments: list[set[str]], word: str, edits: int
) -> None:
    index, terms = index_of(*segments), sorted(set().union(*segments))
    likely = index.terms_like("word", word, edits)
    assert likely == sorted(set(likely))
    assert spelt_within(word, likely, edits) == spelt_within(word, terms, edits)
    letters = set(word)
    having = list(index.terms_having("word", word))
    assert having == sorted(having)
    assert {term for term in terms if letters <= set(term)} <= set(having) <= set(terms)


def test_most_terms_are_left_out() -> None:
    index = index_of({"ferry", "fery", "night", "border", "ferries", "x" * 300})
    assert index.terms_like("word", "fery", 1) == ["ferry", "fery"]
    assert list(index.terms_having("word", "rf")) == ["ferries", "ferry", "fery"]
    assert index.terms_like("word", "x" * 299, 1) == ["x" * 300]
    assert index.terms_like("missing", "fery", 1) == []
