"""Questions near what may be asked: as long, as wide and as deep as every engine must take."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest

from search.engine import Engine
from search.errors import NOT_WHOLE
from search.found import BY_RELEVANCE, Order
from search.query import normalise, parse
from search.query.nodes import And
from search.query.patterns import MAX_EXPANSIONS
from search.query.tokens import MAX_LENGTH
from search.sorting import RELEVANCE, SORTS, Sort
from tests.corpus import build, document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.found import Found
    from search.query.nodes import Match

# As many words as a question may have, of which every document has each in each of its texts.
WORDS = [f"{first}{second}l" for first, second in product("bdfgklmn", "aeiouyäö")]


def ask(engine: Engine, text: str, match: Match = "all", order: Order = BY_RELEVANCE) -> Found:
    with engine.searcher() as searcher:
        found = searcher.find(normalise(parse(text, match)), 0, 5000, order=order, explain=True)
    assert found.is_whole
    assert len(found.documents) == found.total
    for hit in found.documents:
        assert hit.explanation is not None
        assert hit.score == pytest.approx(sum(part.score for part in hit.explanation), rel=1e-4)
    return found


@pytest.fixture
def long_texts(engine: Engine) -> Engine:
    """Three documents of all the words, and one of the first alone."""
    every = " ".join(WORDS)
    texts = {
        "title": every,
        "other_titles": every,
        "directors": every,
        "cast": every,
        "review_title": every,
        "country": every,
    }
    build(engine, [*(document(n, f"{every} x{n}", author=every, **texts) for n in (1, 2, 3)),
                   document(4, WORDS[0], title="Other")])  # fmt: skip
    return engine


@pytest.mark.parametrize("sort", [RELEVANCE, SORTS[-1]])
def test_as_many_words_as_may_be_asked_are_answered(long_texts: Engine, sort: Sort) -> None:
    order = Order(sort=sort)
    assert ask(long_texts, " ".join(WORDS), "any", order).total == 4
    assert ask(long_texts, " ".join(WORDS), "all", order).total == 3


@pytest.mark.parametrize(
    ("shape", "total"),
    [('"{0} {1}"', 3), ("{0}-{1}", 3), ("{0}*", 3), ("{0}~2", 4), ("*{0}", 3), ("-x{0}", 4)],
)
def test_as_many_of_every_shape_are_answered(long_texts: Engine, shape: str, total: int) -> None:
    pairs = list(pairwise(WORDS))
    longest = MAX_LENGTH // (len(shape.format(*pairs[0])) + 1)
    text = " ".join(shape.format(*pair) for pair in pairs[:longest])
    assert ask(long_texts, text).total == total
    assert ask(long_texts, text, "any").total >= total
    with long_texts.searcher() as searcher:
        assert searcher.count(normalise(parse(text))) == total


def test_what_is_counted_without_each_is_counted_or_said_not_to_be(long_texts: Engine) -> None:
    node = normalise(parse(" ".join(f"{word}-y" for word in WORDS)))
    assert isinstance(node, And)
    with long_texts.searcher() as searcher:
        counts: Sequence[int] = [0]
        with suppress(*NOT_WHOLE):
            counts = searcher.counts_without_each(node.children)
    assert set(counts) == {0}


@pytest.mark.parametrize(
    "text",
    [
        f"*{'abcdefghijklmnopqrstuvwxyz' * 5}",
        f"*{'a' * 257}",
        "*a" * 250,
        "*a*b" * 112,
        f"{'counterrevolutionaries' * 8}~2",
        f"{'x' * 900}~1",
        "\ufdfa" * 300 + "*",
        f"{'x' * 900}*",
    ],
    ids=lambda text: f"{text[:5]} of {len(text)}",
)
def test_long_shapes_and_spellings_are_answered(engine: Engine, text: str) -> None:
    build(engine, [document(1, f"{'counterrevolutionaries' * 8} aab")])
    assert ask(engine, text).total == int(text.startswith("counter"))


@pytest.mark.parametrize("factor", ["100", "0.01"])
def test_weights_of_groups_in_groups_have_an_end(engine: Engine, factor: str) -> None:
    build(engine, [document(1, "harbour"), document(2, "night")])
    text = f"{'(' * 19}harbour^{factor}{f')^{factor}' * 19} OR night"
    assert ask(engine, text).total == 2


def test_of_words_that_as_many_documents_have_the_first_are_searched(engine: Engine) -> None:
    words = [f"q{number:04}" for number in range(MAX_EXPANSIONS + 20)]
    # Some stand in a title and others in a text, to be met with in another order.
    build(engine, [document(n, word, title=f"t{n}") if n % 2 else document(n, title=word)
                   for n, word in enumerate(words)])  # fmt: skip
    found = ask(engine, "q*")
    assert {hit.document["position"] for hit in found.documents} == set(range(MAX_EXPANSIONS))
    assert list(found.cut.values()) == [len(words)]
