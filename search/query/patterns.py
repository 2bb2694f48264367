"""What a leaf of the query asks of a field: the terms, in a row, that would match it.

Shared by every engine and by the snippets, so that what is marked is what was found.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from search.analysis import WORDS
from search.query.nodes import Prefix
from search.schema import SEARCHED, chain_of, exact_of

if TYPE_CHECKING:
    from search.analysis import Token
    from search.query.nodes import Leaf, Phrase, Word

# Terms at one position after another. One term is the plain case.
Pattern: TypeAlias = tuple[str, ...]


def fields_of(leaf: Leaf) -> tuple[str, ...]:
    """The fields that a leaf asks: its own, or those that are searched by default.

    A prefix asks the unstemmed words, for *refugee* begins with ``refugee`` and its stem
    *refuge* does not.
    """
    fields = (leaf.field,) if leaf.field else SEARCHED
    return tuple(exact_of(name) for name in fields) if isinstance(leaf, Prefix) else fields


def patterns(leaf: Word | Phrase, field: str) -> tuple[Pattern, ...]:
    """The rows of terms of which any makes ``field`` match; empty if the text has no term.

    There are two where a word has a hyphen: its parts, and it in one (*gut wrenching*,
    *gutwrenching*), for both spellings are found.
    """
    return _patterns(leaf.text, field)


def prefix_term(leaf: Prefix) -> str:
    """The folded beginning that a prefix asks for; empty if its text has no term."""
    tokens = WORDS.tokens(leaf.text)
    whole = [token.text for token in tokens if token.form == "whole"]
    return (whole or [token.text for token in tokens if token.form == "part"] or [""])[0]


def prefix_form(text: str) -> Literal["prefix", "phrase"] | None:
    """What a text with a star after it can be: None if it is several words.

    A run of Chinese, Japanese or Korean is found by any part of it, so there it is a phrase.
    """
    tokens = WORDS.tokens(text)
    forms = Counter(token.form for token in tokens)
    if forms["part"] <= 1 or (forms["whole"] == 1 and _is_whole(tokens)):
        return "prefix"
    return "phrase" if forms["letter"] == forms["part"] + 1 else None


def _is_whole(tokens: list[Token]) -> bool:
    """Whether a word with hyphens is all that there is."""
    whole = next(token for token in tokens if token.form == "whole")
    return all(whole.start <= token.start and token.end <= whole.end for token in tokens)


def has_terms(leaf: Leaf) -> bool:
    """Whether there is anything to look for in any field that the leaf asks."""
    if isinstance(leaf, Prefix):
        return bool(prefix_term(leaf))
    return any(patterns(leaf, field) for field in fields_of(leaf))


@lru_cache(maxsize=4096)
def _patterns(text: str, field: str) -> tuple[Pattern, ...]:
    tokens = chain_of(field).tokens(text)
    parts = tuple(token.text for token in tokens if token.form == "part")
    whole = tuple(_with_wholes(tokens))
    return tuple(dict.fromkeys(pattern for pattern in (parts, whole) if pattern))


def _with_wholes(tokens: list[Token]) -> list[str]:
    """Every word with hyphens in one, in place of its parts."""
    whole_until = 0
    terms = []
    wholes = {token.start: token for token in tokens if token.form == "whole"}
    for token in tokens:
        if token.form != "part" or token.end <= whole_until:
            continue
        whole = wholes.get(token.start)
        terms.append((whole or token).text)
        whole_until = (whole or token).end
    return terms
