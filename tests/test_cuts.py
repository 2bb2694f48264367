"""Where a text is cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cuts import bounds, is_joined

# Each is seen as one character.
ONES = ["a", "e\u0301\u0323", "👩\u200d👩\u200d👧", "❤\ufe0f", "1\ufe0f\u20e3", "👍🏽", "🇫🇷", "🇰🇷",
        "नि", "क्षि", "\u1100\u1161\u11a8", "ｶﾞ", "か\u3099", "中", "\ud83d\ude00", "\r\n", " ",
        "🏴\U000e0067\U000e007f", "🎬", ". ", "”, ", "("]  # fmt: skip


@pytest.mark.parametrize("one", ONES)
def test_nothing_that_is_seen_as_one_character_is_parted(one: str) -> None:
    inside = range(1, len(one.rstrip(" ,")))
    assert all(is_joined(f"x{one}x", 1 + at) for at in inside)


@pytest.mark.parametrize(
    ("text", "at"),
    [("ab", 1), ("🇫🇷🇰🇷", 2), ("👩👩", 1), ("中文", 1), ("ab", 0), ("ab", 2), ("", 0)],
)
def test_what_is_two_characters_may_be_parted(text: str, at: int) -> None:
    assert not is_joined(text, at)


@given(st.data(), st.lists(st.sampled_from(ONES), min_size=1, max_size=120))
def test_every_cut_is_between_two_characters(data: st.DataObject, ones: list[str]) -> None:
    text = "".join(ones)
    places = [0, *itertools.accumulate(map(len, ones))]
    first = data.draw(st.sampled_from(places))
    last = data.draw(st.sampled_from([place for place in places if place >= first]))
    start, end = bounds(text, first, last, data.draw(st.integers(1, 60)))
    assert 0 <= start <= first <= last <= end <= len(text)
    assert not is_joined(text, start)
    assert not is_joined(text, end)


def around(text: str, match: str, length: int) -> str:
    first = text.index(match)
    start, end = bounds(text, first, first + len(match), length)
    return text[start:end]


TAIL = " and so it goes on and on" * 9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"A long way before it. The needle is here.{TAIL}", "The needle is here."),
        (f"A long way before, or it may be so, needle{TAIL}", "may be so, needle and so it"),
        (f"A long way before with what she “said” , needle{TAIL}", "needle and so it goes"),
        (f"All the long way before it ... “the needle” (and{TAIL}", "“the needle”"),
        (f"A long way before, a needle, or it is “ what it is{TAIL}", "needle, or it is"),
        (f"A long way before him; it is Mrs. Needle{TAIL}", "Mrs. Needle and so it goes"),
        (f"我在那個很長很長的地方看到了它。我看到了 needle{TAIL}", "我看到了 needle"),
        ("No more than this needle", "No more than this needle"),
    ],
)
def test_a_cut_reads_well(text: str, expected: str) -> None:
    match = "needle" if "needle" in text else "Needle"
    assert expected in around(text, match, 40)
    assert not around(text, match, 40).startswith((",", "”", ".", " "))


@pytest.mark.parametrize("opening", ["“", "(", ' "', ",", " –", ";", "「"])
def test_no_opening_and_no_comma_stands_before_a_cut(opening: str) -> None:
    found = around(f"needle is what it was{opening} {'x' * 60}", "needle", 26)
    assert found == "needle is what it was"


def test_a_text_without_blanks_is_cut_between_characters_of_east_asia() -> None:
    assert len(around(f"{'電影' * 100}needle{'電影' * 100}", "needle", 60)) == 60


def test_a_word_without_end_is_cut_somewhere() -> None:
    start, end = bounds("x" * 1_000, 0, 0, 240)
    assert (start, end) == (0, 240)


def test_near_the_end_there_is_more_from_before() -> None:
    text = " ".join(f"word{n}" for n in range(100)) + " needle"
    assert len(around(text, "needle", 100)) > 90
