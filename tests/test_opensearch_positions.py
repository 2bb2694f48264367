"""What is sent of a text: the terms and positions of our analysis, piece by piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import NAMES, NAMES_STEMS, STEMS, WORDS, Chain
from search.engines.opensearch_engine.positions import NOTHING, OR, different_terms, sent_of
from tests.test_opensearch_terms import IN_LINES, TEXTS

CHAINS = [WORDS, STEMS, NAMES, NAMES_STEMS]


def read_back(values: list[str]) -> list[list[tuple[int, str]]]:
    """The terms of each value with their positions in it, as the server parts them."""
    return [
        [
            (position, term)
            for position, token in enumerate(value.split(" "))
            for term in token.split(OR)
            if term != NOTHING
        ]
        for value in values
    ]


def ours(chain: Chain, text: str) -> list[list[tuple[int, str]]]:
    lines = text.split("\n") if chain.tokenizer == "names" else [text]
    by_line = [Chain("words", chain.filters).tokens(line) for line in lines]
    found = [list(dict.fromkeys((one.position, one.text) for one in line)) for line in by_line]
    return found if any(found) else []


@pytest.mark.parametrize("chain", CHAINS, ids=str)
def test_known_texts_are_sent_as_their_terms(chain: Chain) -> None:
    for text in [*TEXTS, *IN_LINES, " ".join(TEXTS)]:
        assert read_back(sent_of(chain, text)) == ours(chain, text), text


@given(st.text(alphabet=st.sampled_from("aB1é½ß千'’.-,*|_ \n\t\u00ad\u3000\x1f\u0301")))
def test_any_text_is_sent_as_its_terms(text: str) -> None:
    for chain in CHAINS:
        assert read_back(sent_of(chain, text)) == ours(chain, text)


@given(st.text())
def test_the_different_terms_are_those_of_the_positions(text: str) -> None:
    values = sent_of(WORDS, text)
    assert different_terms(values) == sorted({t for line in read_back(values) for _, t in line})
