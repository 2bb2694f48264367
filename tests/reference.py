"""What a query matches, in the plainest way there is: every document read for every leaf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import STEMS, WORDS, Token
from search.query import All, And, AndMaybe, Node, Not, Or, Phrase, Prefix, Range, Word

if TYPE_CHECKING:
    from search.schema import Document

# Written out rather than taken from the schema, so that a slip there is seen.
STEMMED = {"title": True, "text": True, "author": False, "country": False}
SEARCHED = ("title", "text", "author")


def matches(node: Node, document: Document) -> bool:
    """Whether ``document`` is among the answers to ``node``."""
    if isinstance(node, And):
        return all(matches(child, document) for child in node.children)
    if isinstance(node, Or):
        return any(matches(child, document) for child in node.children)
    if isinstance(node, Not):
        return not matches(node.child, document)
    if isinstance(node, AndMaybe):
        return matches(node.required, document)
    if isinstance(node, All | Range):
        return isinstance(node, All) or _in_range(node, document["release_date"])
    fields = [node.field] if node.field else SEARCHED
    return any(_leaf_matches(node, field, document) for field in fields)


def _in_range(node: Range, date: str) -> bool:
    if not date or date.startswith("-"):
        return False
    low, high = node.low or "0000", node.high or "9999"
    after = date >= low if node.whole or not node.low else date[: len(low)] > low
    before = date[: len(high)] <= high if node.whole or not node.high else date < high
    return after and before


def _leaf_matches(leaf: Word | Phrase | Prefix, field: str, document: Document) -> bool:
    value = document[field]  # type: ignore[literal-required]  # one of its names
    if field == "kind":
        return bool(leaf.text.casefold() == value)
    if isinstance(leaf, Prefix):
        wanted = leaf.text
        return any(token.text.startswith(wanted) for token in WORDS.tokens(value))
    chain = STEMS if STEMMED[field] else WORDS
    there = {(token.position, token.text) for token in chain.tokens(value)}
    asked = chain.tokens(leaf.text)
    rows = [[t.text for t in asked if t.form == "part"], _joined(asked)]
    return any(
        all((first + offset, term) in there for offset, term in enumerate(row))
        for row in rows
        if row
        for first in {position for position, _ in there}
    )


def _joined(tokens: list[Token]) -> list[str]:
    covered = [(t.start, t.end) for t in tokens if t.form == "whole"]
    return [
        t.text
        for t in tokens
        if t.form == "whole"
        or (t.form == "part" and not any(start <= t.start < end for start, end in covered))
    ]
