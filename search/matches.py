"""Where a query matched in a text.

The marks come from the query's own patterns over the same analysis chains that the index
was made with, so what is marked is what was found: a phrase as a phrase, a stem in the
form in which it stands, never a word that was to be left out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from search.analysis import Token
from search.chunks import (
    CHUNK,
    LONGEST_KEPT,
    any_candidate,
    candidate_chunks,
    chunk_before,
    kept_of,
    tokens_of,
    width_of,
)
from search.query.nodes import Phrase, Word
from search.query.patterns import Pattern, TermTest, fields_of, patterns, term_test
from search.query.slop import near_places
from search.schema import chain_of, exact_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from search.analysis import Chain
    from search.query.nodes import Leaf


# More different words than ten long texts have.
_MEMO_SIZE = 1 << 13

Span: TypeAlias = tuple[int, int]


class Match(NamedTuple):
    """Characters that matched, half-open, and which leaf of the query they are owed to."""

    start: int
    end: int
    leaf: int


class Rows(NamedTuple):
    """Rows of terms of a field's own chain, any of which matches.

    ``slop`` is how many steps they may be from being the row.
    """

    rows: tuple[Pattern, ...]
    slop: int = 0


def asked_of(leaf: Leaf, field: str) -> Rows | TermTest | None:
    """What a leaf asks of a field; None if nothing."""
    if not isinstance(leaf, Word | Phrase):
        return term_test(leaf) if exact_of(field) in fields_of(leaf) else None
    slop = leaf.slop if isinstance(leaf, Phrase) else 0
    return Rows(patterns(leaf, field), slop) if field in fields_of(leaf) else None


def find_matches(wanted: Iterable[Leaf], field: str, text: str) -> list[Match]:
    """Every place in a field's ``text`` where one of the leaves matches, in order, each once.

    Linear in the length of the text; of most texts little more than the words that match
    is analysed.
    """
    return finder(tuple(wanted), field).matches(text)


# A page of hits asks the same of each, and few pages are made at a time.
@lru_cache(maxsize=64)
def finder(wanted: tuple[Leaf, ...], field: str) -> Finder:
    """What finds the leaves in a field, made ready once for many texts."""
    return Finder(wanted, field)


class Finder:
    """Finds some leaves in the texts of a field."""

    def __init__(self, wanted: tuple[Leaf, ...], field: str) -> None:
        self._chain = chain_of(field)
        self._exact = chain_of(exact_of(field))
        self._terms: dict[str, int] = {}
        self._tests: list[tuple[TermTest, int]] = []
        # By how many positions the terms of a row can be apart.
        self._rows: dict[int, dict[tuple[Pattern, int], int]] = {}
        for number, leaf in enumerate(wanted):
            asked = asked_of(leaf, field)
            if isinstance(asked, TermTest):
                self._tests.append((asked, number))
            elif asked:
                self._take(asked, number)
        self._beginnings = frozenset(self._kept(term) for term in self._terms) | {
            test.start for test, _ in self._tests
        }
        # Of each row the term that is known best by its beginning.
        self._telling = {
            reach: {max(row, key=lambda term: len(self._kept(term))) for row, _ in rows}
            for reach, rows in self._rows.items()
        }
        telling = set().union(*self._telling.values())
        self._any = any_candidate(self._beginnings | set(map(self._kept, telling)))
        self._remembered = lru_cache(maxsize=_MEMO_SIZE)(self._in_chunk)

    def _take(self, asked: Rows, number: int) -> None:
        for row in asked.rows:
            if len(row) == 1:
                self._terms.setdefault(row[0], number)
            else:
                reach = len(row) - 1 + asked.slop
                self._rows.setdefault(reach, {}).setdefault((row, asked.slop), number)

    def _kept(self, term: str) -> str:
        return kept_of(term) if "stem" in self._chain.filters else term

    def matches(self, text: str) -> list[Match]:
        """Every place in ``text`` that matches, in order; of names each line by itself."""
        if not self._any(text):  # as in most of the short values of a document
            return []
        if self._chain.tokenizer != "names" or "\n" not in text:
            return self._in_line(text)
        found: list[Match] = []
        offset = 0
        for line in text.split("\n"):
            here = self._in_line(line)
            found += [Match(first + offset, last + offset, leaf) for first, last, leaf in here]
            offset += len(line) + 1
        return found

    def _in_line(self, text: str) -> list[Match]:
        found: list[Match] = []
        chunks = candidate_chunks(text, self._beginnings) if self._beginnings else []
        for start, end in chunks:
            look = self._remembered if end - start <= LONGEST_KEPT else self._in_chunk
            for first, last, leaf in look(text[start:end]):
                found.append(Match(start + first, start + last, leaf))
        for reach, rows in self._rows.items():
            near = self._holding(text, self._telling[reach])
            for tokens in _stretches(text, self._chain, near, reach):
                found += _rows_in(tokens, rows)
        return sorted(set(found)) if found else found

    def _holding(self, text: str, terms: set[str]) -> Iterator[Span]:
        """The chunks that hold one of the terms."""
        for start, end in candidate_chunks(text, frozenset(map(self._kept, terms))):
            if any(token.text in terms for token in tokens_of(self._chain, text[start:end])):
                yield start, end

    def _in_chunk(self, chunk: str) -> list[Match]:
        found: list[Match] = []
        if self._terms:
            for token in tokens_of(self._chain, chunk):
                leaf = self._terms.get(token.text)
                if leaf is not None:
                    found.append(Match(token.start, token.end, leaf))
        if self._tests:
            for token in tokens_of(self._exact, chunk):
                found += (
                    Match(token.start, token.end, leaf)
                    for test, leaf in self._tests
                    if test.passes(token.text)
                )
        return found


def _stretches(
    text: str, chain: Chain, chunks: Iterable[Span], reach: int
) -> Iterator[list[Token]]:
    """The tokens around the chunks, as far as ``reach`` positions; stretches that touch are one.

    No part of the text is analysed twice.
    """
    stretch = _Stretch(text, chain)
    for start, end in chunks:
        if start >= stretch.end:
            begin = _go_back(text, chain, start, stretch.end, reach)
            if begin > stretch.end:
                yield stretch.tokens
                stretch = _Stretch(text, chain, begin)
        stretch.grow(end, reach)
    yield stretch.tokens


def _go_back(text: str, chain: Chain, start: int, floor: int, reach: int) -> int:
    """Where the chunks begin that take ``reach`` positions before ``start``; ``floor`` or later."""
    while reach > 0 and start > floor:
        start, end = chunk_before(text, start, floor)
        reach -= width_of(chain, text[start:end])
    return start


class _Stretch:
    """The tokens of a part of a text, which can be made longer at its end."""

    def __init__(self, text: str, chain: Chain, start: int = 0) -> None:
        self.end = start
        self.tokens: list[Token] = []
        self._text = text
        self._chain = chain
        self._position = 0

    def grow(self, until: int, reach: int) -> None:
        """Take in what is before ``until`` and, behind it, at least ``reach`` positions."""
        limit = self._position + reach
        for match in CHUNK.finditer(self._text, self.end):
            start, end = match.span()
            if start >= until and self._position >= limit:
                return
            chunk = match.group()
            for text, place, first, last, form in tokens_of(self._chain, chunk):
                here = Token(text, self._position + place, start + first, start + last, form)
                self.tokens.append(here)
            self._position += width_of(self._chain, chunk)
            self.end = end
            if start < until:
                limit = self._position + reach


def _rows_in(tokens: list[Token], rows: Mapping[tuple[Pattern, int], int]) -> Iterator[Match]:
    at = {(token.position, token.text): token for token in tokens}
    for (row, slop), leaf in rows.items():
        found = _near_in(tokens, at, row, slop) if slop else _row_in(tokens, at, row)
        for first, last in found:
            yield Match(first.start, last.end, leaf)


def _row_in(
    tokens: list[Token], at: Mapping[tuple[int, str], Token], row: Pattern
) -> Iterator[tuple[Token, Token]]:
    """The first and last token of each place where the terms stand in a row."""
    for first in tokens:
        if first.text == row[0]:
            found = [at.get((first.position + offset, term)) for offset, term in enumerate(row)]
            last = found[-1]
            if last is not None and None not in found:
                yield first, last


def _near_in(
    tokens: list[Token], at: Mapping[tuple[int, str], Token], row: Pattern, slop: int
) -> Iterator[tuple[Token, Token]]:
    """Each token of the places where the terms stand within ``slop`` steps of a row."""
    places: dict[str, list[int]] = {term: [] for term in row}
    for token in tokens:
        if token.text in places:
            places[token.text].append(token.position)
    for near in near_places(row, places, slop):
        for position, term in zip(near.positions, row, strict=True):
            yield at[position, term], at[position, term]
