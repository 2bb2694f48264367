"""What is marked, and which part of a text is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.markup import marked_html
from search.query import normalise, parse
from search.results import Snippet
from search.snippets import FRAGMENT_LENGTH, make_snippets
from tests.corpus import document


def snippet(query: str, text: str, **other: str) -> Snippet:
    return make_snippets(normalise(parse(query)), document(1, text, **other))[0]


def marked(query: str, text: str) -> str:
    """The fragment with its matches in brackets."""
    return "".join(f"[{piece}]" if hit else piece for piece, hit in snippet(query, text).pieces())


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("sad", "a sad film", "a [sad] film"),
        ("refugee", "Refugees, and a refugee's end", "[Refugees], and a [refugee's] end"),
        ("cafe", "the CAFÉ", "the [CAFÉ]"),
        ("country", "their home country.As a", "their home [country].As a"),
        ("us", "in the U.S. and us", "in the [U.S.] and [us]"),
        ("gut-wrenching", "a gut-wrenching end", "a [gut-wrenching] end"),
        ("gutwrenching", "a gut-wrenching end", "a [gut-wrenching] end"),
        ("wrenching", "a gut-wrenching end", "a gut-[wrenching] end"),
        ('"underground railroad"', "railroad, an underground railroad; underground",
         "railroad, an [underground railroad]; underground"),
        ('"a b" b', "b a b", "[b] [a b]"),
        ("refug*", "refugees refuse refuge", "[refugees] refuse [refuge]"),
        ("sad NOT funny", "sad and funny", "[sad] and funny"),
        ("sad OR funny", "sad and funny", "[sad] and [funny]"),
        ("+sad OR funny", "sad and funny", "[sad] and [funny]"),
        ("title:sad film", "a sad film", "a sad [film]"),
        ("author:sad film", "a sad film", "a sad [film]"),
        ("*", "a sad film", "a sad film"),
        ("kind:review", "a review", "a review"),
        ("film", "", ""),
    ],
)  # fmt: skip
def test_what_matched_is_marked_and_nothing_else(query: str, text: str, expected: str) -> None:
    assert marked(query, text) == expected


def test_title_and_author_have_a_snippet_where_they_match() -> None:
    one = document(1, "text", title="Seoul Train", author="Ann")
    fields = {s.field: s for s in make_snippets(parse("train ann text"), one)}
    assert set(fields) == {"text", "title", "author"}
    assert fields["title"].ranges == ((6, 11),)
    only = make_snippets(parse("author:train OR text:ann"), one)
    assert [s.field for s in only] == ["text"]


LONG = " ".join(f"Sentence number {n} says little." for n in range(40))


def test_the_fragment_is_where_the_most_words_of_the_query_are() -> None:
    text = f"A railroad. {LONG} An underground railroad is here. {LONG} Underground."
    found = snippet("underground railroad", text)
    assert "An underground railroad is here." in found.text
    assert (found.cut_before, found.cut_after) == (True, True)


def test_a_fragment_begins_and_ends_with_sentences_where_they_are_near() -> None:
    found = snippet("needle", f"{LONG} A needle stands here. {LONG}")
    assert found.text[0].isupper()
    assert found.text.endswith(".")
    assert 100 < len(found.text) <= FRAGMENT_LENGTH + 1


def test_a_fragment_never_ends_within_a_word_that_a_blank_parts_from_the_match() -> None:
    for tail in range(1, 40):
        text = f"{'x' * 200} {'y' * tail} needle night and {LONG}"
        found = snippet("needle", text).text
        assert found.split()[-1] in {*text.split()}


def test_a_match_without_end_is_cut() -> None:
    found = snippet("x*", "x" * 1_000_000)
    assert len(found.text) <= 1_000
    assert found.ranges == ((0, len(found.text)),)


def test_a_text_of_nothing_but_matches_costs_no_more_than_its_length() -> None:
    """A quadratic search for the best fragment would take minutes."""
    assert snippet("a", "a " * 200_000).ranges


def test_a_cut_never_parts_a_letter_from_its_marks() -> None:
    found = snippet("kind:review", "नमस्ते" * 200)
    assert not unicodedata.category(("नमस्ते" * 200)[len(found.text)]).startswith("M")


def test_an_initial_does_not_end_a_sentence() -> None:
    text = f"{LONG} In the end Alfred I. duPont gave it in the U.S. for work. {LONG}"
    assert "In the end Alfred I. duPont" in snippet("dupont", text).text


def test_without_a_match_the_beginning_is_shown() -> None:
    found = snippet("kind:review", LONG)
    assert LONG.startswith(found.text)
    assert (found.cut_before, found.cut_after, found.ranges) == (False, True, ())


def test_a_match_longer_than_a_fragment_is_shown_whole() -> None:
    words = " ".join(["word"] * 100)
    found = snippet(f'"{words}"', f"before {words} after")
    assert words in found.text


def test_marks_are_escaped_and_only_ours_are_tags() -> None:
    found = snippet("b", "a <mark>b</mark> & <i>")
    assert marked_html(found) == ("a &lt;mark&gt;<mark>b</mark>&lt;/mark&gt; &amp; &lt;i&gt;")


pieces = st.sampled_from(
    ["needle", "hay", "e\u0301t\u0301", "기생충", "A.B", "\n\n", ". ", "👩‍👩‍👧"]
)
glue = st.sampled_from([" ", "", ". "])


@given(
    st.lists(st.tuples(pieces, glue), max_size=150),
    st.sampled_from(["needle", "hay*", '"hay needle"']),
)
def test_a_fragment_is_a_part_of_the_text_with_ranges_inside_it(
    parts: list[tuple[str, str]], query: str
) -> None:
    text = "".join(word + space for word, space in parts)
    found = snippet(query, text)
    assert found.text in text
    last = 0
    for start, end in found.ranges:
        assert last <= start < end <= len(found.text)
        last = end
    assert "".join(piece for piece, _ in found.pieces()) == found.text
    assert not found.text or not unicodedata.combining(found.text[0])
    before = text.index(found.text) + len(found.text)
    if found.cut_after and not found.text.endswith(("\u200d", "👩")):
        assert text.count(found.text) > 1 or not unicodedata.combining(text[before])
