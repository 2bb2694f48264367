"""Near-duplicates among the reviews of a film: what is folded into what, and what is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import folding
from indexer.folding import (
    ENOUGH_WORDS,
    RESEMBLANCE,
    representatives,
    shingles_of,
    words_of,
)
from search.records import Review

WORDS = [
    "this",
    "quiet",
    "film",
    "follows",
    "two",
    "children",
    "who",
    "cross",
    "the",
    "river",
    "by",
    "night",
    "while",
    "the",
    "soldiers",
    "sleep",
    "and",
    "the",
    "older",
    "one",
    "tells",
    "stories",
    "so",
    "that",
    "the",
    "younger",
    "forgets",
    "how",
    "far",
    "the",
    "road",
    "still",
    "is",
    "until",
    "morning",
    "comes",
    "and",
    "nobody",
    "is",
    "left",
    "to",
    "hear",
    "how",
    "it",
    "ends",
]
LONG = " ".join(WORDS)
FOUR_LONG = " ".join(f"{word}{turn}" if turn else word for turn in range(4) for word in WORDS)


def folded(*reviews: tuple[str, str]) -> list[int]:
    return representatives([Review(author, text) for author, text in reviews])


@pytest.mark.parametrize(
    "other",
    [
        LONG,
        LONG.upper(),
        LONG.replace(" ", "\n\n", 3),
        f"“{LONG}”!!!",
        LONG.replace("quiet", "silent"),
        LONG.replace("morning comes and", ""),
        f"{LONG} 8/10",
    ],
    ids=[
        "as it is",
        "in capitals",
        "in paragraphs",
        "quoted",
        "a word changed",
        "left out",
        "rated",
    ],
)
def test_the_same_text_under_another_name_is_folded(other: str) -> None:
    first, second = folded(("Ann", LONG), ("Bob", other))
    assert first == second


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Great movie!", "Great movie!"),
        ("Great movie!", "Great movie"),
        ("This is one of the worst movies I have ever seen.",) * 2,
        (" ".join(WORDS[: ENOUGH_WORDS - 1]),) * 2,
        (LONG, " ".join(reversed(WORDS))),
        (LONG, " ".join(WORDS[:30])),
        ("", "!"),
    ],
)
def test_what_may_be_chance_or_says_more_is_not_folded(text: str, other: str) -> None:
    assert folded(("Ann", text), ("Bob", other)) == [0, 1]


def test_words_enough_under_another_name_are_folded() -> None:
    text = " ".join(WORDS[:ENOUGH_WORDS])
    assert folded(("Ann", text), ("Bob", text)) == [0, 0]


@pytest.mark.parametrize("author", ["", "Ann"])
def test_a_short_text_again_by_one_who_may_be_the_same_is_folded(author: str) -> None:
    assert folded(("Ann", "Great movie!"), (author, "great movie")) == [0, 0]


@pytest.mark.parametrize(
    ("one", "other"), [("很好看的电影", "很好看的电影!"), ("👍👍", "👍👍 "), ("ÉTÉ", "été")]
)
def test_words_are_those_of_any_script(one: str, other: str) -> None:
    assert folded(("", one), ("Ann", other))[0] == 1
    assert folded(("", one), ("Ann", other + "不"))[0] == 0


def test_a_chinese_text_is_compared_by_its_characters() -> None:
    text = "两个孩子在夜里过河,士兵睡着了,年长的孩子讲故事,让年幼的忘记路还有多远,"
    text += "直到早晨来临,再没有人听见结局"
    first, second = folded(("甲", text), ("乙", text.replace("早晨", "天亮")))
    assert first == second
    short = "这是我看过的最好看的电影没有之一"
    assert folded(("甲", short), ("乙", short)) == [0, 1]


def test_texts_without_words_are_alike_only_where_they_are_equal() -> None:
    assert folded(("", "👍"), ("Ann", "👎")) == [0, 1]


def test_the_longest_stands_for_the_others() -> None:
    longer = f"{LONG} and then we know"
    assert folded(("Ann", LONG), ("Bob", longer), ("", LONG)) == [1, 1, 1]


def test_of_the_same_words_the_one_whose_author_is_known_stands() -> None:
    assert folded(("", f"{LONG} ..."), ("Ann", LONG)) == [1, 1]
    assert folded(("", f"{LONG} and so on"), ("Ann", LONG)) == [0, 0]


def test_no_review_is_folded_by_way_of_another() -> None:
    versions = [" ".join(WORDS[start : start + 34]) for start in range(0, 12, 3)]
    found = folded(*((f"author {n}", text) for n, text in enumerate(versions)))
    assert len(set(found)) > 1
    for text, place in zip(versions, found, strict=True):
        assert resemblance(text, versions[place]) >= RESEMBLANCE


@pytest.mark.parametrize("seed", range(20))
def test_a_review_is_folded_into_the_one_that_it_resembles_most(seed: int) -> None:
    chance = random.Random(seed)
    words = chance.sample([f"{one}{turn}" for one in WORDS for turn in range(9)], 56)
    longer, shorter, text = (" ".join(some) for some in (words, words[8:46], words[3:46]))
    shorter += "!" * 60
    assert resemblance(longer, shorter) < RESEMBLANCE < resemblance(longer, text)
    assert folded(("Ann", longer), ("Bob", shorter), ("Cid", text)) == [0, 1, 1]


def test_a_text_that_is_only_quoted_in_an_answer_is_a_review_of_its_own() -> None:
    answer = f"To the one before me: {LONG}. How can anyone say so, when nobody of those who made "
    answer += (
        "it ever saw a border, and every second line of what they speak is from a school book?"
    )
    assert folded(("Ann", LONG), ("Bob", answer)) == [0, 1]


def resemblance(one: str, other: str) -> float:
    first, second = shingles_of(words_of(one)), shingles_of(words_of(other))
    return len(first & second) / len(first | second)


VOCABULARY = [f"{a}{b}" for a in ("the", "of", "sea", "man", "red") for b in ("", "n", "ly", "s")]
TEXTS = st.lists(st.sampled_from(VOCABULARY), min_size=16, max_size=80).map(" ".join)


@given(TEXTS, st.data())
def test_what_is_alike_is_found_by_its_sketch(text: str, data: st.DataObject) -> None:
    words = text.split()
    for _ in range(data.draw(st.integers(0, 3))):
        words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(VOCABULARY))
    other = " ".join(words)
    found = folded(("Ann", text), ("Bob", other))
    # At the threshold itself one in a thousand may be missed; well above it none.
    if resemblance(text, other) >= 0.9:
        assert found[0] == found[1]
    if resemblance(text, other) < RESEMBLANCE:
        assert found == [0, 1]


REVIEWS = st.lists(
    st.tuples(
        st.sampled_from(["", "Ann", "Bob"]),
        st.integers(0, 3).flatmap(
            lambda turn: st.sampled_from(
                [LONG, LONG.replace("the", f"the{turn}"), " ".join(WORDS[turn:]), "Good", "good!"]
            )
        ),
    ),
    unique=True,
    max_size=9,
)


@given(REVIEWS, st.randoms(use_true_random=False))
def test_the_order_of_reviews_changes_nothing(
    reviews: list[tuple[str, str]], chance: random.Random
) -> None:
    def pairs(some: list[tuple[str, str]]) -> set[tuple[tuple[str, str], tuple[str, str]]]:
        return {(one, some[place]) for one, place in zip(some, folded(*some), strict=True)}

    shuffled = chance.sample(reviews, len(reviews))
    assert pairs(shuffled) == pairs(reviews)


@given(REVIEWS)
def test_one_that_stands_for_others_is_not_folded_itself(reviews: list[tuple[str, str]]) -> None:
    found = folded(*reviews)
    assert all(found[place] == place for place in found)


def made(chance: random.Random, words: int) -> str:
    common = chance.choices(WORDS, k=words)
    return " ".join(w if chance.random() < 0.5 else f"{w}{chance.randrange(99)}" for w in common)


def crowd(kind: str, count: int) -> list[Review]:
    chance = random.Random(4)

    def text() -> str:
        if kind == "short":
            return "Great movie! See it with the whole family."
        if kind == "varied":
            return FOUR_LONG.replace(chance.choice(WORDS), "other")
        return (LONG[:90] if kind == "headed" else "") + made(chance, 40)

    return [Review(f"author {number}", text()) for number in range(count)]


@pytest.mark.parametrize("kind", ["short", "headed", "varied", "all other"])
def test_a_crowd_of_reviews_is_not_compared_pair_by_pair(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    is_like = folding._Text.is_like

    def counted(one: folding._Text, other: folding._Text) -> bool:
        nonlocal compared
        compared += 1
        return is_like(one, other)

    monkeypatch.setattr(folding._Text, "is_like", counted)
    representatives(crowd(kind, 4_000))
    assert compared < 4_000 * 20
