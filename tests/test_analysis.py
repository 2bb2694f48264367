"""What the chains make of the words that film pages have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import KEYWORD, STEMS, WORDS, Chain

CHAINS = [WORDS, STEMS, KEYWORD]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("home country.As a consequence", "home country as a consequence"),
        ("Tibet.This is", "tibet this is"),
        ("in the U.S., and the U.S.A.", "in the us and the usa"),
        ("in the U.S.The end", "in the us the end"),
        ("U.S us US", "us us us"),
        ("J.J.Abrams", "jj abrams"),
        ("Alfred I. duPont", "alfred i dupont"),
        ("café Café cafe\u0301 CAFÉ", "cafe cafe cafe cafe"),
        ("Straße STRASSE İstanbul Łódź Æon", "strasse strasse istanbul lodz aeon"),
        ("don't don’t donʼt", "dont dont dont"),
        ("the director's Ocean’s OCEAN'S", "the director ocean ocean"),
        ("rock´n´roll", "rocknroll"),
        ("‘quoted’ 'quoted'", "quoted quoted"),
        ("It is not to be", "it is not to be"),
        ("1,000 8.5 8.5/10 12.11.2004 2005.", "1000 8.5 8.5 10 12 11 2004 2005"),
        ("_The Matrix_ *wow*", "the matrix wow"),
        ("Se7en soft\u00adware", "se7en software"),
        ("हिन्दी", "हिन्दी"),
        ("기생충 千と千尋 が A片B", "기생 생충 千と と千 千尋 が a 片 b"),
        ("M*A*S*H m*a*s*h *wow* 2*3", "mash mash wow 2 3"),
        ("8½ 8.5 ¾", "8 1 2 8.5 3 4"),
        ("⑴ o½", "1 o12"),
        ("wait...what?!", "wait what"),
        ("", ""),
        ("!!! – …", ""),
    ],
)
def test_text_is_cut_and_folded_so(text: str, terms: str) -> None:
    assert " ".join(WORDS.terms(text)) == terms


@pytest.mark.parametrize(
    "text", ["gut-wrenching", "gut‐wrenching", "gut–wrenching", "gut－wrenching", "GUT-Wrenching"]
)
def test_a_word_with_a_hyphen_is_its_parts_and_the_whole(text: str) -> None:
    tokens = WORDS.tokens(f"a {text} film")
    assert [(t.text, t.position, t.form == "whole") for t in tokens] == [
        ("a", 0, False),
        ("gut", 1, False),
        ("gutwrenching", 1, True),
        ("wrenching", 2, False),
        ("film", 3, False),
    ]
    assert (tokens[2].start, tokens[2].end) == (2, 2 + len(text))


def test_a_run_of_characters_is_its_pairs_and_each_of_them() -> None:
    tokens = WORDS.tokens("千と千尋 x")
    assert [(t.text, t.position, t.start, t.end, t.form) for t in tokens] == [
        ("千と", 0, 0, 2, "part"),
        ("千", 0, 0, 1, "letter"),
        ("と千", 1, 1, 3, "part"),
        ("と", 1, 1, 2, "letter"),
        ("千尋", 2, 2, 4, "part"),
        ("千", 2, 2, 3, "letter"),
        ("尋", 2, 3, 4, "letter"),
        ("x", 3, 5, 6, "part"),
    ]


def test_stems_meet_in_one_term() -> None:
    assert STEMS.terms("refugees refugee Refugee's") == ["refuge"] * 3
    assert STEMS.terms("running runs run ran") == ["run", "run", "run", "ran"]


@pytest.mark.parametrize(
    "part", ["ay", "111,", "1.", "a.", "a-", "1,", "a'", "1,111.", "é\u0301", "A.b"]
)
def test_a_long_run_costs_no_more_than_its_length(part: str) -> None:
    """A quadratic pattern would take minutes here; a linear one a moment."""
    assert WORDS.tokens(part * 100_000 + "11")


def test_a_keyword_is_one_term() -> None:
    assert KEYWORD.terms(" South Korea ") == ["south korea"]


def test_a_chain_prints_as_it_runs() -> None:
    assert str(STEMS) == "words | unapostrophe | fold | stem"


@given(st.text(max_size=200), st.sampled_from(CHAINS))
def test_tokens_stand_in_order_where_they_say(text: str, chain: Chain) -> None:
    last = -1
    for token in chain.tokens(text):
        assert token.text
        assert 0 <= token.start < token.end <= len(text)
        assert token.position >= last
        last = token.position


@given(st.text(max_size=200), st.sampled_from([WORDS, STEMS]))
def test_no_term_has_a_blank_in_it(text: str, chain: Chain) -> None:
    assert not any(c.isspace() for term in chain.terms(text) for c in term)


@given(st.text(max_size=60))
def test_folding_a_folded_word_changes_nothing(text: str) -> None:
    for term in WORDS.terms(text):
        assert WORDS.terms(term) in ([term], []) or any(not c.isascii() for c in term)
