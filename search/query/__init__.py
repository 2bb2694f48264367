"""A question as a value: text is cut into tokens, parsed to a tree, and normalised.

The language is described in ``docs/query-syntax.md``; the rows of
``tests/query_table.py`` are its specification.
"""

from search.query.lenient import Note, Reading, read_leniently
from search.query.nodes import (
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
    Word,
)
from search.query.normalise import normalise
from search.query.parser import parse

__all__ = [
    "All",
    "And",
    "AndMaybe",
    "Boost",
    "Fuzzy",
    "Leaf",
    "Node",
    "Not",
    "Note",
    "Or",
    "Phrase",
    "Prefix",
    "Range",
    "Reading",
    "Wildcard",
    "Word",
    "normalise",
    "parse",
    "read_leniently",
]
