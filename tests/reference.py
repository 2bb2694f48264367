"""What a query matches, in the plainest way there is: every document read for every leaf."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from search.analysis import STEMS, WORDS, Token
from search.query import (
    All,
    And,
    AndMaybe,
    Boost,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Wildcard,
)

if TYPE_CHECKING:
    from search.schema import Document

# Written out rather than taken from the schema, so that a slip there is seen.
STEMMED = {"title", "text", "review_title", "folded_titles"}
BESIDE = {
    "title": ("title", "other_titles"),
    "author": ("author", "folded_authors"),
    "review_title": ("review_title", "folded_titles"),
}
_NAMES = {"genre", "language", "director", "cast", "other_titles"}
SEARCHED = (
    "title",
    "other_titles",
    "text",
    "author",
    "folded_authors",
    "review_title",
    "folded_titles",
    "release_year",
    "people",
)


def matches(node: Node, document: Document) -> bool:
    """Whether ``document`` is among the answers to ``node``."""
    if isinstance(node, And):
        return all(matches(child, document) for child in node.children)
    if isinstance(node, Or):
        return any(matches(child, document) for child in node.children)
    if isinstance(node, Not | Boost):
        return matches(node.child, document) is isinstance(node, Boost)
    if isinstance(node, AndMaybe):
        return matches(node.required, document)
    return _plain_matches(node, document)


def _plain_matches(node: Leaf | Range | All, document: Document) -> bool:
    if isinstance(node, All):
        return True
    if isinstance(node, Range):
        if node.field == "rating":
            return _in_numbers(node, document["rating"])
        return _in_range(node, document["reviewed" if node.field == "reviewed" else "release_date"])
    fields = BESIDE.get(node.field, (node.field,)) if node.field else SEARCHED
    return any(
        _leaf_matches(node, field, value) for field in fields for value in _values(field, document)
    )


def _values(field: str, document: Document) -> list[str]:
    """What a field has of a document, each to be read alone."""
    if field == "release_year":
        return [document["release_date"].removeprefix("--11")[:4].lstrip("-")]
    if field == "people":
        names = document["directors"].split("\n") + document["cast"].split("\n")
        return names if document["kind"] == "description" else []
    if field == "folded_authors":
        return [one["author"] for one in document["folded"]]
    if field == "folded_titles":
        return [one["title"] for one in document["folded"]]
    named = {"genre": "genres", "language": "languages", "director": "directors"}.get(field, field)
    value = str(document[named])  # type: ignore[literal-required]  # one of its names
    return value.split("\n") if field in _NAMES else [value]


def _in_range(node: Range, date: str) -> bool:
    if not date or date.startswith("-"):
        return False
    low, high = node.low or "0000", node.high or "9999"
    after = date >= low if node.whole or not node.low else date[: len(low)] > low
    before = date[: len(high)] <= high if node.whole or not node.high else date < high
    return after and before


def _in_numbers(node: Range, rating: str) -> bool:
    if not rating:
        return False
    value = float(rating)
    low, high = float(node.low or "-1"), float(node.high or "1000")
    inside = low <= value <= high
    return inside and (node.whole or value not in {low, high})


def _leaf_matches(leaf: Leaf, field: str, value: str) -> bool:
    if field in {"kind", "external_id"}:
        return bool(leaf.text.casefold() == value)
    if isinstance(leaf, Prefix):
        wanted = leaf.text
        return any(token.text.startswith(wanted) for token in WORDS.tokens(value))
    if isinstance(leaf, Wildcard):
        shape = leaf.text.replace("*", ".*").replace("?", ".")
        return any(re.fullmatch(shape, token.text) for token in WORDS.tokens(value))
    if isinstance(leaf, Fuzzy):
        near = _spellings(leaf.text, leaf.edits)
        return any(token.text in near for token in WORDS.tokens(value))
    chain = STEMS if field in STEMMED else WORDS
    there = {(token.position, token.text) for token in chain.tokens(value)}
    slop = leaf.slop if isinstance(leaf, Phrase) else 0
    asked = chain.tokens(leaf.text)
    rows = [[t.text for t in asked if t.form == "part"], _joined(asked)]
    return any(_stands_near(row, there, slop) for row in rows if row)


def _stands_near(row: list[str], there: set[tuple[int, str]], slop: int) -> bool:
    """Every way to lay the words of a row on those that are there, tried."""
    places = [[position for position, term in there if term == wanted] for wanted in row]
    for laid in product(*places):
        begins = [position - offset for offset, position in enumerate(laid)]
        if len({*zip(laid, row, strict=True)}) == len(row) and max(begins) - min(begins) <= slop:
            return True
    return False


@cache
def _spellings(word: str, edits: int) -> set[str]:
    """Every spelling at most so many edits away, of the letters that the tests use."""
    near = {word}
    for _ in range(edits):
        near |= {spelling for one in near for spelling in _one_edit(one)}
    return near


def _one_edit(word: str) -> set[str]:
    letters = "abcdefginorstu千"
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    return {
        *(a + b[1:] for a, b in cuts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + c + b[1:] for a, b in cuts if b for c in letters),
        *(a + c + b for a, b in cuts for c in letters),
    }


def _joined(tokens: list[Token]) -> list[str]:
    covered = [(t.start, t.end) for t in tokens if t.form == "whole"]
    return [
        t.text
        for t in tokens
        if t.form == "whole"
        or (t.form == "part" and not any(start <= t.start < end for start, end in covered))
    ]
