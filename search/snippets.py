"""Snippets: where a query matched in a document's text, and the fragment worth showing.

The marks come from the query's own patterns over the same analysis chains that the index
was made with, so what is marked is what was found: a phrase as a phrase, a stem in the
form in which it stands, never a word that was to be left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from search.query.nodes import Phrase, Word, leaves
from search.query.patterns import Pattern, TermTest, fields_of, patterns, term_test
from search.results import Snippet
from search.schema import chain_of, exact_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from search.analysis import Token
    from search.query.nodes import Leaf, Node
    from search.schema import Document

FRAGMENT_LENGTH = 240
# A match this long is shown whole, a longer one cut.
_LONGEST_MATCH = 1_000
_JOINERS = "\u200c\u200d"
# Not after a letter alone: *Alfred I. duPont*, *the U.S. is*.
_SENTENCE_END = re.compile(r"(?<!\W[^\W\d_])[.!?…]+[\"'”’)\]]*(?:\s+|(?=[^\W\d_]))|\n\s*")
_SPACE = re.compile(r"\s+")


class Match(NamedTuple):
    """Characters that matched, half-open, and which leaf of the query they are owed to."""

    start: int
    end: int
    leaf: int


def make_snippets(query: Node, document: Document) -> tuple[Snippet, ...]:
    """A fragment of the text, and the title and author whole where something matched there.

    Linear in the length of the text.
    """
    wanted = list(leaves(query, negated=False))
    found = [_fragment("text", document["text"], find_matches(wanted, "text", document["text"]))]
    for field, value in (("title", document["title"]), ("author", document["author"])):
        matches = find_matches(wanted, field, value)
        if matches:
            found.append(Snippet(field, value, _ranges(matches, 0, len(value))))
    return tuple(found)


def mark_text(query: Node, field: str, text: str) -> Snippet:
    """All of a text, with the ranges that match in it."""
    matches = find_matches(list(leaves(query, negated=False)), field, text)
    return Snippet(field, text, _ranges(matches, 0, len(text)))


def find_matches(wanted: list[Leaf], field: str, text: str) -> list[Match]:
    """Every place in a field's ``text`` where one of the leaves matches, in order."""
    rows: dict[Pattern, int] = {}
    tests: list[tuple[TermTest, int]] = []
    for number, leaf in enumerate(wanted):
        if isinstance(leaf, Word | Phrase):
            if field in fields_of(leaf):
                rows.update((pattern, number) for pattern in patterns(leaf, field))
        elif exact_of(field) in fields_of(leaf):
            test = term_test(leaf)
            tests += [(test, number)] if test else []
    found = [*_rows_in(text, field, rows), *_tested_in(text, field, tests)]
    return sorted(found)


def _rows_in(text: str, field: str, rows: Mapping[Pattern, int]) -> Iterator[Match]:
    if not rows:
        return
    tokens = chain_of(field).tokens(text)
    single = {pattern[0]: leaf for pattern, leaf in rows.items() if len(pattern) == 1}
    for token in tokens:
        if token.text in single:
            yield Match(token.start, token.end, single[token.text])
    longer = [(pattern, leaf) for pattern, leaf in rows.items() if len(pattern) > 1]
    if longer:
        at: dict[tuple[int, str], Token] = {(t.position, t.text): t for t in tokens}
        for pattern, leaf in longer:
            yield from _row_in(tokens, at, pattern, leaf)


def _row_in(
    tokens: list[Token], at: Mapping[tuple[int, str], Token], pattern: Pattern, leaf: int
) -> Iterator[Match]:
    for first in tokens:
        if first.text != pattern[0]:
            continue
        row = [at.get((first.position + offset, term)) for offset, term in enumerate(pattern)]
        last = row[-1]
        if last is not None and None not in row:
            yield Match(first.start, last.end, leaf)


def _tested_in(text: str, field: str, tests: list[tuple[TermTest, int]]) -> Iterator[Match]:
    if not tests:
        return
    for token in chain_of(exact_of(field)).tokens(text):
        for test, leaf in tests:
            if test.passes(token.text):
                yield Match(token.start, token.end, leaf)


def _fragment(field: str, text: str, matches: list[Match]) -> Snippet:
    """The part of ``text`` that holds the most different leaves, then the most matches."""
    first, last = _best_window(matches) if matches else (0, 0)
    start, end = _bounds(text, first, last)
    ranges = _ranges(matches, start, end)
    return Snippet(field, text[start:end], ranges, start > 0, end < len(text))


def _best_window(matches: list[Match]) -> tuple[int, int]:
    """The characters from one match to another that hold the most, the first of equals."""
    best, window = (0, 0), (0, 0)
    inside: Counter[int] = Counter()
    first = 0
    for number, match in enumerate(matches):
        inside[match.leaf] += 1
        while match.end - matches[first].start > FRAGMENT_LENGTH and first < number:
            inside[matches[first].leaf] -= 1
            first += 1
        worth = (sum(count > 0 for count in inside.values()), number - first + 1)
        if worth > best:
            best, window = worth, (matches[first].start, match.end)
    return window[0], min(window[1], window[0] + _LONGEST_MATCH)


def _bounds(text: str, first: int, last: int) -> tuple[int, int]:
    """Where to cut around [first, last): at sentences where they are near, else at words."""
    room = max(0, FRAGMENT_LENGTH - (last - first))
    earliest = max(0, first - room // 2)
    sentences = [m.end() for m in _SENTENCE_END.finditer(text, earliest, first)]
    start = (
        0 if earliest == 0 else sentences[0] if sentences else _word_after(text, earliest, first)
    )
    latest = max(last, start + FRAGMENT_LENGTH)
    if latest >= len(text):
        return start, len(text)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, last, latest)]
    # A sentence's end is worth losing a third of the room for, not more.
    if ends and ends[-1] - start > FRAGMENT_LENGTH * 2 // 3:
        return start, len(text[: ends[-1]].rstrip())
    return start, _word_before(text, last, latest)


def _word_after(text: str, earliest: int, first: int) -> int:
    space = _SPACE.search(text, earliest, first)
    if space:
        return space.end()
    while earliest < first and _is_inside(text[earliest]):
        earliest += 1
    return earliest


def _word_before(text: str, last: int, latest: int) -> int:
    spaces = [space.start() for space in _SPACE.finditer(text, last, latest)]
    if spaces:
        return spaces[-1]
    while latest > last and _is_inside(text[latest]):
        latest -= 1
    return latest


def _is_inside(character: str) -> bool:
    """Whether a character belongs to the one before it, so that no cut may come between."""
    return unicodedata.category(character).startswith("M") or character in _JOINERS


def _ranges(matches: list[Match], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The matches within [start, end), counted from start, overlapping ones made one."""
    ranges: list[tuple[int, int]] = []
    for match in matches:
        if not start <= match.start < end:
            continue
        begin, until = match.start - start, min(match.end, end) - start
        if ranges and begin < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(until, ranges[-1][1]))
        else:
            ranges.append((begin, until))
    return tuple(ranges)
