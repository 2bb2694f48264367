"""Query text to tokens with positions."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from search.errors import (
    QuerySyntaxError,
    QueryTooLargeError,
    UnknownFieldError,
    UnsupportedQueryError,
)
from search.query.nodes import MINUSES, OPERATORS, QUOTES
from search.schema import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 1_000
MAX_CLAUSES = 64

TokenKind: TypeAlias = Literal[
    "word", "phrase", "prefix", "all", "field", "(", ")", "+", "-", "AND", "OR", "NOT"
]
LEAVES = frozenset({"word", "phrase", "prefix", "all"})

_SPACE = re.compile(r"\s+")
_FIELD = re.compile(r"([^\W\d]\w*):")
_PHRASE = re.compile(rf"[{QUOTES}]((?:[^\\{QUOTES}]|\\.)*)[{QUOTES}]", re.DOTALL)
_SIGN = re.compile(rf"([{MINUSES}+])(?=[^\s)])")
_WORD = re.compile(rf"(?:[^\\{QUOTES}()\s]|\\.)+", re.DOTALL)
# M*A*S*H: stars between letters that stand alone are how the title is written.
_STARRED = re.compile(r"[^\W\d_](?:\*[^\W\d_]){2,20}")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class QueryToken(NamedTuple):
    """A token of the query language; ``start`` and ``end`` are offsets into the query text."""

    kind: TokenKind
    text: str
    start: int
    end: int


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
    return _field(text, offset) or _word(text, offset)


def _phrase(text: str, offset: int) -> QueryToken:
    match = _PHRASE.match(text, offset)
    if match is None:
        reason = "the quotation mark is never closed"
        closed = text[:offset] + text[offset + 1 :]
        raise QuerySyntaxError(reason, offset, len(text), (closed.strip(), f'{text}"'))
    return QueryToken("phrase", _unescaped(match[1]), offset, match.end())


def _field(text: str, offset: int) -> QueryToken | None:
    """A field's name and colon, if that is what stands here.

    A name that is no field, with a space after its colon, is a word of a title: *Alien:
    Covenant*. Without the space it is more likely a field misspelt, so it is an error.
    """
    match = _FIELD.match(text, offset)
    if match is None:
        return None
    name = ASKED.get(match[1].casefold())
    if name:
        return QueryToken("field", name, offset, match.end())
    if match.end() == len(text) or text[match.end()].isspace():
        return None
    likely = difflib.get_close_matches(match[1].casefold(), ASKED, n=1)
    rest = text[match.end() :]
    as_field = [f"{text[:offset]}{ASKED[name]}:{rest}" for name in likely]
    as_words = f"{text[: match.end() - 1]} {rest}"
    names = ", ".join(sorted(set(ASKED.values())))
    reason = f"there is no field {match[1]!r}; the fields are {names}"
    raise UnknownFieldError(reason, offset, match.end() - 1, (*as_field, as_words))


def _word(text: str, offset: int) -> QueryToken:
    match = _WORD.match(text, offset)
    if match is None:  # only a lone backslash at the end is left
        reason = "a backslash at the end has nothing to escape"
        raise QuerySyntaxError(reason, offset, len(text), (text[:offset].strip(),))
    raw = match.group()
    if raw in OPERATORS:
        kind: TokenKind = "AND" if raw == "AND" else "OR" if raw == "OR" else "NOT"
        return QueryToken(kind, raw, offset, match.end())
    stars = [star.start() for star in re.finditer(r"\\.|\*", raw, re.DOTALL) if star[0] == "*"]
    if raw == "*":
        return QueryToken("all", raw, offset, match.end())
    if _STARRED.fullmatch(raw):
        return QueryToken("word", raw, offset, match.end())
    if stars and stars != [len(raw) - 1]:
        reason = "a * stands only at the end of a word, as in refug*"
        where = offset + stars[0]
        plain = f"{text[:offset]}{raw.replace('*', ' ')}{text[match.end() :]}"
        raise UnsupportedQueryError(reason, where, where + 1, (" ".join(plain.split()),))
    if stars:
        return QueryToken("prefix", _unescaped(raw[:-1]), offset, match.end())
    return QueryToken("word", _unescaped(raw), offset, match.end())


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)
