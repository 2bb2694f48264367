"""Query text to tokens with positions."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from search.errors import (
    QuerySyntaxError,
    QueryTooLargeError,
    UnknownFieldError,
)
from search.query.nodes import MINUSES, OPERATORS, QUOTES
from search.query.words import (
    BOOST,
    LEAVES,
    QueryToken,
    read_boost,
    read_slop,
    read_word,
    unescaped,
)
from search.schema import ASKED, NARROWED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.query.words import TokenKind

MAX_LENGTH = 1_000
MAX_CLAUSES = 64

_SPACE = re.compile(r"\s+")
_FIELD = re.compile(r"([^\W\d]\w*):")
_PHRASE = re.compile(rf"[{QUOTES}]((?:[^\\{QUOTES}]|\\.)*)[{QUOTES}]", re.DOTALL)
_SIGN = re.compile(rf"([{MINUSES}+])(?=[^\s)])")
WORD = re.compile(rf"(?:[^\\{QUOTES}()\s]|\\.)+", re.DOTALL)


def tokenise(text: str) -> list[QueryToken]:
    """The tokens of a query; QueryError for what cannot be one. Linear in its length."""
    if len(text) > MAX_LENGTH:
        reason = f"the query is {len(text):,} characters long; at most {MAX_LENGTH:,} are read"
        raise QueryTooLargeError(reason, MAX_LENGTH, len(text))
    tokens = list(_tokens(text))
    leaves = [token for token in tokens if token.kind in LEAVES]
    if len(leaves) > MAX_CLAUSES:
        reason = f"the query has {len(leaves)} words and phrases; at most {MAX_CLAUSES} are read"
        raise QueryTooLargeError(reason, leaves[MAX_CLAUSES].start, len(text))
    return tokens


def _tokens(text: str) -> Iterator[QueryToken]:
    offset = after_space(text, 0)
    while offset < len(text):
        token = next_token(text, offset)
        yield token
        offset = after_space(text, token.end)


def after_space(text: str, offset: int) -> int:
    """The offset of the first character from ``offset`` on that is no white space."""
    space = _SPACE.match(text, offset)
    return space.end() if space else offset


def next_token(text: str, offset: int) -> QueryToken:
    """The token that begins at ``offset``; QueryError if none can."""
    char = text[offset]
    if char == "(":
        return QueryToken("(", char, offset, offset + 1)
    if char == ")":
        return QueryToken(")", char, offset, offset + 1)
    if char in QUOTES:
        return _phrase(text, offset)
    sign = _SIGN.match(text, offset)
    if sign:
        return QueryToken("+" if sign[1] == "+" else "-", char, offset, offset + 1)
    boost = BOOST.match(text, offset)
    if boost and _is_attached(text, offset):
        return read_boost(text, boost)
    return _field(text, offset) or _word(text, offset)


def _is_attached(text: str, offset: int) -> bool:
    """Whether what begins at ``offset`` is part of what stands before it: no space parts them."""
    before = text[:offset]
    bare = before.rstrip()
    escapes = len(bare) - len(bare.rstrip("\\"))
    return bool(before) and (bare == before or (len(before) == len(bare) + 1 and escapes % 2 == 1))


def _phrase(text: str, offset: int) -> QueryToken:
    match = _PHRASE.match(text, offset)
    if match is None:
        reason = "the quotation mark is never closed"
        closed = text[:offset] + text[offset + 1 :]
        raise QuerySyntaxError(reason, offset, len(text), (closed.strip(), f'{text}"'))
    slop, end = read_slop(text, match.end())
    return QueryToken("phrase", unescaped(match[1]), offset, end, slop)


def _field(text: str, offset: int) -> QueryToken | None:
    """A field's name and colon, if that is what stands here.

    A name that is no field, with a space after its colon, is a word of a title: *Alien:
    Covenant*. Without the space it is more likely a field misspelt, so it is an error.
    """
    match = _FIELD.match(text, offset)
    if match is None:
        return None
    typed = match[1].casefold()
    name = typed if typed in NARROWED else ASKED.get(typed)
    if name:
        return QueryToken("field", name, offset, match.end())
    if match.end() == len(text) or text[match.end()].isspace():
        return None
    likely = difflib.get_close_matches(typed, [*ASKED, *NARROWED], n=1)
    rest = text[match.end() :]
    as_field = [f"{text[:offset]}{ASKED.get(name, name)}:{rest}" for name in likely]
    as_words = f"{text[: match.end() - 1]} {rest}"
    names = ", ".join(sorted({*ASKED.values(), *NARROWED}))
    reason = f"there is no field {match[1]!r}; the fields are {names}"
    raise UnknownFieldError(reason, offset, match.end() - 1, (*as_field, as_words))


def _word(text: str, offset: int) -> QueryToken:
    match = WORD.match(text, offset)
    if match is None:  # only a lone backslash at the end is left
        reason = "a backslash at the end has nothing to escape"
        raise QuerySyntaxError(reason, offset, len(text), (text[:offset].strip(),))
    raw = match.group()
    if raw in OPERATORS:
        kind: TokenKind = "AND" if raw == "AND" else "OR" if raw == "OR" else "NOT"
        return QueryToken(kind, raw, offset, match.end())
    return read_word(text, raw, offset)
