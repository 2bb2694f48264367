"""What is marked, and which part of a text is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import STEMS, WORDS
from search.cuts import is_joined
from search.fragments import FRAGMENT_LENGTH, SEVERAL_LENGTH
from search.markup import marked_html
from search.query import normalise, parse
from search.query.nodes import Leaf, Prefix, leaves
from search.results import Snippet
from search.snippets import Snippets
from tests.corpus import document


def snippet(query: str, text: str, **other: str) -> Snippet:
    return Snippets(normalise(parse(query))).of(document(1, text, **other))[0]


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
    fields = {s.field: s for s in Snippets(parse("train ann text")).of(one)}
    assert set(fields) == {"text", "title", "author"}
    assert fields["title"].ranges == ((6, 11),)
    only = Snippets(parse("author:train OR text:ann")).of(one)
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


def fragments(query: str, text: str, rarity: dict[str, float] | None = None) -> list[str]:
    """The fragments of a text with their matches in brackets."""
    tree = normalise(parse(query))
    idf = {leaf: rarity[leaf.text] for leaf in leaves(tree)} if rarity else None
    return [
        "".join(f"[{piece}]" if hit else piece for piece, hit in found.pieces())
        for found in Snippets(tree, idf).of(document(1, text))
        if found.field == "text"
    ]


def test_words_far_apart_have_a_fragment_each_in_reading_order() -> None:
    text = f"One border. {LONG} The china. {LONG} A refugee. {LONG} China again."
    found = fragments("refugee china border", text)
    assert [piece.split("]")[0].split("[")[1] for piece in found] == ["border", "china", "refugee"]
    assert all(len(piece) <= SEVERAL_LENGTH + 2 for piece in found)


def test_there_are_no_more_than_three_fragments() -> None:
    words = ["border", "china", "refugee", "railroad"]
    assert len(fragments(" ".join(words), LONG.join(f" A {word}. " for word in words))) == 3


def test_one_fragment_is_enough_if_it_shows_all_that_matched() -> None:
    text = f"A border. {LONG} The border of china. {LONG} In china."
    (found,) = fragments("border china nowhere", text)
    assert "[border] of [china]" in found


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("(a b) OR c", {"c"}),
        ("(a b) OR a", {"a"}),
        ("+c OR (a b)", {"c"}),
        ("description:a OR review:c", {"c"}),
        ("(a OR b) AND c", {"a", "c"}),
        ("(a b)^2 OR c^3", {"c"}),
        ("a OR (c -b)", {"a", "c"}),
        ("(films b) OR film", {"film"}),
        ("a OR (c -a)", {"a"}),
    ],
)
def test_only_the_branch_that_matched_is_marked(text: str, marked: set[str]) -> None:
    snippet = Snippets(normalise(parse(text))).of(document(1, "a film of c"))[0]
    assert {snippet.text[start:end] for start, end in snippet.ranges} == marked


def test_a_word_that_says_little_has_no_fragment_of_its_own() -> None:
    filler = "Nothing of note is said here. " * 20
    text = f"What is it with the sea. {filler} A shark. {filler}"
    query = normalise(parse("what is the film with the shark", "any"))
    made = Snippets(query).of(document(1, text, title="Jaws"))
    (snippet,) = [one for one in made if one.field == "text"]
    assert "shark" in {snippet.text[start:end] for start, end in snippet.ranges}


def test_one_word_alone_has_one_fragment_where_it_stands_most_often() -> None:
    (found,) = fragments("needle", f"A needle. {LONG} Needle and needle. {LONG} A needle.")
    assert "[Needle] and [needle]" in found


def test_fragments_with_next_to_nothing_between_them_are_one() -> None:
    text = f"A border {'of it ' * 18} a china {'of it ' * 18} a refugee. {LONG}"
    (found,) = fragments("border china refugee", text)
    assert found.count("[") == 3


def test_the_rarer_word_counts_for_more() -> None:
    words = ("border", "china", "refugee", "railroad", "butterwort")
    common = "The border, china, a refugee, the railroad."
    text = f"{common} {LONG} A butterwort. {LONG}"
    query = " ".join(words)
    rarity = {**dict.fromkeys(words, 0.1), "butterwort": 9.0}
    assert "[butterwort]" in fragments(query, f"A butterwort. {text}", rarity)[0]
    assert len(fragments(query, text, rarity)) == 2


def test_a_rare_word_keeps_the_company_that_it_has() -> None:
    rarity = {"the": 0.0, "needle": 9.0}
    (found,) = fragments("the needle", f"A needle. {LONG} In the end the needle. {LONG}", rarity)
    assert "[the] end [the] [needle]" in found


def test_words_next_to_each_other_come_before_words_apart() -> None:
    text = (
        f"Border {'of it ' * 12} china. {LONG} A border, china. {LONG} China {'of it ' * 9} border."
    )
    (found,) = fragments("border china", text)
    assert "A [border], [china]." in found


def test_marks_of_a_phrase_are_not_cut() -> None:
    text = f"{'x ' * 110}needle {'y ' * 40}underground railroad {LONG}"
    for piece in fragments('"underground railroad" needle', text):
        assert "[underground]" not in piece


@pytest.mark.parametrize("text", ["  needle  ", "\n needle.\n", f"{' ' * 400}needle{' ' * 400}"])
def test_blanks_are_nothing_that_is_cut(text: str) -> None:
    found = snippet("needle", text)
    assert (found.cut_before, found.cut_after) == (False, False)


pieces = st.sampled_from(["needles", "hay", "haystack", "e\u0301t\u0301", "기생충", "A.B",
                          "👩\u200d👩", "needle-hay", "🇫🇷🇫🇷", "“", ",", "x" * 50])  # fmt: skip
glue = st.sampled_from([" ", " ", "", ". ", "\n\n", "。"])
QUERIES = [
    "needle",
    "hay*",
    '"hay needle"',
    "needle OR hay* OR a.b",
    "기생충 needle",
    "kind:review",
]


def is_owed(text: str, leaf: Leaf) -> bool:
    """Whether a marked text, analysed anew, has what the leaf asks for."""
    if isinstance(leaf, Prefix):
        return any(term.startswith(leaf.text) for term in WORDS.terms(text))
    return " ".join(STEMS.terms(leaf.text)) in " ".join(STEMS.terms(text))


@settings(max_examples=300)
@given(st.lists(st.tuples(pieces, glue), max_size=150), st.sampled_from(QUERIES))
def test_fragments_are_parts_of_the_text_with_what_matched_in_them(
    parts: list[tuple[str, str]], query: str
) -> None:
    # Numbered, so that there is one place in the text for each fragment.
    text = "".join(f"{word}{space}{n} " for n, (word, space) in enumerate(parts))
    tree = normalise(parse(query))
    found = [s for s in Snippets(tree).of(document(1, text)) if s.field == "text"]
    assert 1 <= len(found) <= 3
    end = 0
    for number, one in enumerate(found):
        start = text.index(one.text, end)
        assert number == 0 or text[end:start].strip()
        end = start + len(one.text)
        assert one.cut_before == bool(text[:start].strip())
        assert one.cut_after == bool(text[end:].strip())
        assert not is_joined(text, start)
        assert not is_joined(text, end)
        last = 0
        for first, until in one.ranges:
            assert last <= first < until <= len(one.text)
            last = until
            assert any(is_owed(one.text[first:until], leaf) for leaf in leaves(tree))
