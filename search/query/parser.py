"""Query tokens to a tree.

    either  = both { [OR] both }            a space is OR where any word may match
    both    = signed { [AND] signed }       a space is AND where all must
    signed  = { "+" | "-" | NOT } primary
    primary = [field] (word | phrase | prefix | wildcard | fuzzy | "*" | "(" either ")") ["^"]

AND binds closer than OR. Within an ``either``, ``+`` makes a clause required and the others
optional, and ``-`` or NOT leaves out what its clause matches, as Lucene has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from search.analysis import in_pairs
from search.errors import QueryError, QuerySyntaxError, QueryTooLargeError, UnsupportedQueryError
from search.query.nodes import (
    All,
    And,
    AndMaybe,
    Boost,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)
from search.query.normalise import normalise
from search.query.patterns import prefix_form, wildcard_test
from search.query.ranges import is_stretch, read_range
from search.query.tokens import tokenise
from search.query.words import LEAVES, QueryToken
from search.schema import NARROWED, RANGED

if TYPE_CHECKING:
    from collections.abc import Sequence

from search.query.nodes import Match

MAX_DEPTH = 20


class _Signed(NamedTuple):
    sign: str  # "", "+" or "-"
    node: Node


def parse(text: str, match: Match = "all") -> Node:
    """The tree of a query text; whether a space means AND or OR is ``match``.

    Raises QueryError, with the place in ``text``, for what cannot be read; its suggestions
    can be. Linear in the length of the text, which is capped.
    """
    try:
        return _parse(text, match)
    except QueryError as error:
        error.suggestions = tuple(s for s in error.suggestions if _can_be_read(s, match))
        raise


def _can_be_read(text: str, match: Match) -> bool:
    try:
        normalise(_parse(text, match))
    except QueryError:
        return False
    return True


def _parse(text: str, match: Match) -> Node:
    return parse_tokens(tokenise(text), text, match)


def parse_tokens(tokens: Sequence[QueryToken], text: str, match: Match) -> Node:
    """The tree of tokens that were cut from ``text``; QueryError as ``parse`` has it."""
    parser = _Parser(tokens, text, match)
    if not parser.tokens:
        raise QuerySyntaxError("the query is empty", 0, len(text))
    node = parser.either(depth=1, field=None)
    if parser.tokens:
        stray = parser.tokens[-1]
        without = text[: stray.start] + text[stray.end :]
        reason = "the parenthesis closes nothing"
        raise QuerySyntaxError(reason, stray.start, stray.end, (without.strip(),))
    return node


def read_leaf(token: QueryToken, field: str | None, text: str) -> Node:
    """The node of one token that asks ``field``; QueryError if it cannot ask that."""
    span = (token.start, token.end)
    typed = text[token.start : token.end]
    if field in RANGED:
        # No phrase and no wildcard is a date or a number.
        return read_range(token.text if token.kind == "word" else typed, field, span)
    if token.kind == "all":
        return _everything(field, span)
    if token.kind == "phrase":
        return Phrase(token.text, field, span, token.number)
    if token.kind != "word":
        return _expanding(token, field, span)
    if field and is_stretch(typed):
        reason = f"{field} has no order; a stretch is asked of {' or '.join(RANGED)}"
        raise UnsupportedQueryError(reason, *span)
    return Word(token.text, field, span)


def _everything(field: str | None, span: tuple[int, int]) -> Node:
    if field:
        reason = "a * alone asks no field; leave the field out, or add letters before the *"
        raise UnsupportedQueryError(reason, *span)
    return All()


def _expanding(token: QueryToken, field: str | None, span: tuple[int, int]) -> Node:
    if token.kind == "wildcard":
        if wildcard_test(token.text) is None:
            reason = "a * or ? stands in one word, beside its letters, as in refu*s or m?n"
            raise UnsupportedQueryError(reason, *span)
        return Wildcard(token.text, field, span)
    form = prefix_form(token.text)
    if token.kind == "fuzzy" and in_pairs(token.text):
        raise UnsupportedQueryError("a ~ stands after a word of letters", *span)
    if token.kind == "prefix" and form == "phrase":
        return Phrase(token.text, field, span)
    if form != "prefix":
        sign = "*" if token.kind == "prefix" else "~"
        reason = f"a {sign} stands after one word; write the words before it apart"
        raise UnsupportedQueryError(reason, *span)
    if token.kind == "prefix":
        return Prefix(token.text, field, span)
    return Fuzzy(token.text, field, span, token.number)


class _Parser:
    """What is left of the tokens, and the grammar's rules as methods."""

    def __init__(self, tokens: Sequence[QueryToken], text: str, match: Match) -> None:
        self.text = text
        self.match = match
        self.tokens = list(reversed(tokens))  # so that pop() takes the next one
        self.last_end = 0

    def either(self, depth: int, field: str | None) -> Node:
        clauses = [self._both(depth, field)]
        while self._goes_on("OR", by_space=self.match == "any"):
            clauses.append(self._both(depth, field))
        return _either(clauses)

    def _both(self, depth: int, field: str | None) -> _Signed:
        clauses = [self._signed(depth, field)]
        while self._goes_on("AND", by_space=self.match == "all"):
            clauses.append(self._signed(depth, field))
        if len(clauses) == 1:
            return clauses[0]
        return _Signed("", And(tuple(_resolved(clause) for clause in clauses)))

    def _goes_on(self, operator: str, *, by_space: bool) -> bool:
        """Whether another clause follows, by ``operator`` (which is taken) or by a space."""
        kind = self._peek()
        if kind == operator:
            self._take()
            return True
        return by_space and kind is not None and kind not in {"AND", "OR", ")"}

    def _signed(self, depth: int, field: str | None) -> _Signed:
        signs: list[str] = []
        while self._peek() in {"+", "-", "NOT"}:
            signs.append("+" if self._take().kind == "+" else "-")
        self._check_depth(depth + len(signs))
        node = self._primary(depth, field)
        for sign in reversed(signs[1:]):  # the first is the clause's own
            node = Not(node) if sign == "-" else node
        return _Signed(signs[0] if signs else "", node)

    def _primary(self, depth: int, field: str | None) -> Node:
        token = self._take_operand()
        if token.kind == "field":
            return self._asked(token, depth)
        if token.kind == "(":
            node = self._group(token, depth + 1, field)
        else:
            node = read_leaf(token, field, self.text)
        return Boost(node, float(self._take().text)) if self._peek() == "^" else node

    def _asked(self, asked: QueryToken, depth: int) -> Node:
        """What a field is asked; a name that narrows a field asks for the kind besides."""
        if self._peek() == "field":
            second = self.tokens[-1]
            reason = f"{self.text[second.start : second.end]} stands where a word is expected"
            raise QuerySyntaxError(reason, second.start, second.end)
        if asked.text not in NARROWED:
            return self._primary(depth, asked.text)
        self._check_depth(depth + 1)
        kind = Word(asked.text, "kind", (asked.start, asked.end))
        return And((self._primary(depth + 1, NARROWED[asked.text]), kind))

    def _group(self, opened: QueryToken, depth: int, field: str | None) -> Node:
        self._check_depth(depth)
        node = self.either(depth, field)
        if self._peek() != ")":
            reason = "the parenthesis is never closed"
            suggestion = self.text + ")" * (depth - 1)
            raise QuerySyntaxError(reason, opened.start, len(self.text), (suggestion,))
        self._take()
        return node

    def _take_operand(self) -> QueryToken:
        """The next token, which must begin an operand."""
        kind = self._peek()
        if kind in LEAVES or kind in {"field", "("}:
            return self._take()
        if kind is None:
            start, end, found = self.last_end, len(self.text), "the query ends"
        else:
            token = self.tokens[-1]
            start, end, found = token.start, token.end, f"{token.text} stands"
        reason = f"{found} where a word is expected"
        raise QuerySyntaxError(reason, start, end)

    def _check_depth(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            reason = f"the query is nested more than {MAX_DEPTH} deep"
            raise QueryTooLargeError(reason, self.last_end, len(self.text))

    def _peek(self) -> str | None:
        return self.tokens[-1].kind if self.tokens else None

    def _take(self) -> QueryToken:
        token = self.tokens.pop()
        self.last_end = token.end
        return token


def _resolved(clause: _Signed) -> Node:
    """A clause that must match: its + says nothing more, its - turns it round."""
    return Not(clause.node) if clause.sign == "-" else clause.node


def _either(clauses: list[_Signed]) -> Node:
    """Clauses of which any may match, after their signs."""
    if len(clauses) == 1:
        return _resolved(clauses[0])
    required = [clause.node for clause in clauses if clause.sign == "+"]
    optional = [clause.node for clause in clauses if clause.sign == ""]
    left_out = [Not(clause.node) for clause in clauses if clause.sign == "-"]
    wanted: list[Node] = []
    if required and optional:
        wanted = [AndMaybe(_joined(And, required), _joined(Or, optional))]
    elif required:
        wanted = required
    elif optional:
        wanted = [_joined(Or, optional)]
    return _joined(And, [*wanted, *left_out])


def _joined(node: type[And | Or], children: list[Node]) -> Node:
    return children[0] if len(children) == 1 else node(tuple(children))
