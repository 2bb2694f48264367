"""Which phrases are worth offering, and how they are counted."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.completions.frequent import LossyCounter
from search.completions.phrases import PhraseCounter
from search.function_words import FUNCTION_WORDS, LINKS


def phrases(*texts: str, batch: int = 1_000) -> dict[str, int]:
    counter = PhraseCounter(batch)
    for text in texts:
        counter.add(text)
    return counter.phrases()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("special effects", {"special effects"}),
        ("a waste of time", {"waste of time"}),
        ("black and white", {"black and white"}),
        ("the film was good", set()),  # a verb is no link
        ("of the of the", set()),
        ("in the end", set()),
        ("North Korean refugees", {"North Korean refugees"}),  # not its parts
        ("one. Two", set()),
        ("red, green", set()),
        ("red\n\ngreen", set()),
        ("low-budget film", {"low-budget film"}),
        ("director's cut", {"director's cut"}),
        ("café noir", {"café noir"}),
        ("10 10", set()),
        ("24 hours", {"24 hours"}),
        ("state of the art", {"state of the art"}),
        ("aa bb cc dd ee", {"aa bb cc dd", "bb cc dd ee"}),  # four words at most
        ("x" * 50 + " " + "y" * 50, set()),
        ("", set()),
    ],
)
def test_a_phrase_is_two_to_four_words_between_words_that_say_something(
    text: str, expected: set[str]
) -> None:
    assert set(phrases(text, text)) == expected


def test_a_phrase_stands_in_two_texts_at_least_each_counted_once() -> None:
    assert phrases("special effects special effects", "other things") == {}
    assert phrases("special effects", "SPECIAL effects", "my special effects") == {
        "special effects": 3
    }


def test_a_larger_corpus_asks_for_more_texts() -> None:
    few = ["rare bird"] * 2
    assert phrases(*few, *["film"] * 1_000) == {"rare bird": 2}
    assert phrases(*few, *["film"] * 2_000) == {}


def test_a_phrase_is_shown_as_most_texts_write_it() -> None:
    texts = ["tom hanks", "Tom Hanks", "TOM HANKS", "Tom Hanks", "Tom Hanks"]
    assert phrases(*texts) == {"Tom Hanks": 5}


def test_a_part_that_is_often_alone_is_a_phrase_of_its_own() -> None:
    together = ["special effects team"] * 2
    assert set(phrases(*together, "special effects", "special effects")) == {
        "special effects",
        "special effects team",
    }


@pytest.mark.parametrize("batch", [10, 20, 50])
def test_what_is_frequent_outlives_the_batches(batch: int) -> None:
    texts = [f"Big Deal w{number} x{number}" for number in range(40)]
    found = phrases(*texts, batch=batch)
    assert 1 <= found["Big Deal"] <= 40


def test_links_are_function_words() -> None:
    assert LINKS < FUNCTION_WORDS
    assert all(word == word.casefold() and word.isalpha() for word in FUNCTION_WORDS)


@given(st.lists(st.lists(st.integers(0, 20), max_size=8)), st.integers(1, 12))
def test_lossy_counting_keeps_its_bounds(stream: list[list[int]], capacity: int) -> None:
    counter: LossyCounter[int] = LossyCounter(capacity)
    true: Counter[int] = Counter()
    for keys in stream:
        counter.add(keys)
        true.update(keys)
    counts = counter.counts()
    for key, count in true.items():
        assert count - counter.batches <= counts.get(key, 0) <= count
        assert key in counts or count <= counter.batches


def test_a_stream_within_the_capacity_is_counted_exactly() -> None:
    counter: LossyCounter[str] = LossyCounter(10)
    assert [counter.add("abca"), counter.add("ad")] == [False, False]
    assert counter.counts() == {"a": 3, "b": 1, "c": 1, "d": 1}
