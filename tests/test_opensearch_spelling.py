"""The expression by which words that are spelt like another are looked for on a cluster."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.opensearch_engine.expand import spelt_like
from search.engines.opensearch_engine.schema import LONGEST_EXPRESSION
from search.query.spelling import edits_within

LETTERS = "ab.é\U00010400"
WORDS = st.text(LETTERS, min_size=1, max_size=9)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str, int]:
    """A word, what some edits made of it, and how many."""
    word, edits = draw(WORDS), draw(st.integers(1, 2))
    letters = list(word)
    for _ in range(edits):
        place = draw(st.integers(0, len(letters)))
        change = draw(st.sampled_from(["add", "drop", "change", "swap"]))
        if change == "swap":
            letters[place : place + 2] = reversed(letters[place : place + 2])
        else:
            kept = [] if change == "drop" else [draw(st.sampled_from(LETTERS))]
            letters[place : place + (change != "add")] = kept
    return word, "".join(letters), edits


def is_matched(word: str, other: str, edits: int) -> bool:
    return re.fullmatch(spelt_like(word, edits), other, re.DOTALL) is not None


@pytest.mark.parametrize("letter", ["x", "."])
def test_no_expression_is_longer_than_the_server_takes(letter: str) -> None:
    for length in range(60):
        for edits in (0, 1, 2):
            assert len(spelt_like(letter * length, edits)) <= LONGEST_EXPRESSION


@given(spellings(), WORDS)
def test_of_a_short_word_nothing_else_is_matched(case: tuple[str, str, int], any_word: str) -> None:
    word, other, edits = case
    for found in filter(None, (other, any_word)):
        assert is_matched(word, found, edits) == (edits_within(word, found, edits) is not None)


@pytest.mark.parametrize("word", ["counterrevolutionaries", "x" * 60])
def test_a_long_word_is_looked_for_by_its_parts(word: str) -> None:
    assert len(spelt_like(word, 2)) <= LONGEST_EXPRESSION
    for other in (word, word[1:-1], f"{word}ab", f"a{word[:20]}{word[21:]}"):
        assert is_matched(word, other, 2)
    assert not is_matched(word, word[5:], 2)
    assert not is_matched(word, f"{word[:1]}{'-' * (len(word) - 2)}{word[-1:]}", 2)


def test_of_a_very_long_word_the_beginning_is_looked_for() -> None:
    word = "counterrevolutionaries" * 20
    assert len(spelt_like(word, 2)) <= LONGEST_EXPRESSION
    for other in (word, word[1:-1], f"{word}ab", f"a{word[:30]}{word[31:]}", f"{word[:-1]}x"):
        assert is_matched(word, other, 2)
    assert not is_matched(word, word[5:], 2)
