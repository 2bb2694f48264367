"""What a leaf of the query asks of a field: the terms, in a row, that would match it.

Shared by every engine and by the snippets, so that what is marked is what was found.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from heapq import nsmallest
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from search.analysis import WORDS, in_pairs
from search.query.nodes import And, AndMaybe, Boost, Or, Phrase, Prefix, Wildcard, Word
from search.query.spelling import edits_within
from search.schema import BY_NAME, SEARCHED, chain_of, exact_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from search.analysis import Chain, Token
    from search.query.nodes import Expanding, Leaf, Node

# More terms than this a leaf does not stand for.
MAX_EXPANSIONS = 1_024
# For each field the terms that a leaf stands for, and how much an occurrence of each counts.
Terms: TypeAlias = dict[str, dict[str, float]]
# Terms at one position after another. One term is the plain case.
Pattern: TypeAlias = tuple[str, ...]
# Characters of a wildcard: escaped, wild, plain.
_PIECE = re.compile(r"\\(?P<escaped>.)|(?P<wild>[*?])|(?P<plain>[^\\*?]+)", re.DOTALL)


class TermTest(NamedTuple):
    """Which unstemmed terms an expanding leaf stands for.

    All that pass begin with ``start`` and have every letter of ``letters``.
    """

    start: str
    passes: Callable[[str], bool]
    letters: str = ""


def asked_by(leaf: Leaf) -> tuple[str, ...]:
    """The fields that a leaf asks: its own and those beside it, or all searched by default."""
    return (leaf.field, *BY_NAME[leaf.field].beside) if leaf.field else SEARCHED


def fields_of(leaf: Leaf) -> tuple[str, ...]:
    """The fields that a leaf looks into.

    What expands asks the unstemmed words, for *refugee* begins with ``refugee`` and its stem
    *refuge* does not.
    """
    fields = asked_by(leaf)
    return fields if isinstance(leaf, Word | Phrase) else tuple(exact_of(name) for name in fields)


def patterns(leaf: Word | Phrase, field: str) -> tuple[Pattern, ...]:
    """The rows of terms of which any makes ``field`` match; empty if the text has no term.

    There are two where a word has a hyphen: its parts, and it in one (*gut wrenching*,
    *gutwrenching*), for both spellings are found.
    """
    return _patterns(leaf.text, chain_of(field))


def term_test(leaf: Expanding) -> TermTest | None:
    """Which terms a leaf stands for; None if there is nothing in it to look for."""
    if isinstance(leaf, Wildcard):
        return wildcard_test(leaf.text)
    word = one_word(leaf.text)
    if not word:
        return None
    if isinstance(leaf, Prefix):
        return TermTest(word, lambda term: term.startswith(word))
    return TermTest("", lambda term: edits_within(word, term, leaf.edits) is not None)


def one_word(text: str) -> str:
    """The folded word that ``text`` is, with hyphens in one; empty if it has no term."""
    tokens = WORDS.tokens(text)
    whole = [token.text for token in tokens if token.form == "whole"]
    return (whole or [token.text for token in tokens if token.form == "part"] or [""])[0]


def of_most(found: Terms, frequencies: Mapping[str, int]) -> Terms:
    """Those of ``found`` that most documents have, of equals the first: no more than a leaf may be.

    The frequencies are of all terms, whatever the field.
    """
    if len(frequencies) <= MAX_EXPANSIONS:
        return found
    least = sorted(frequencies.values(), reverse=True)[MAX_EXPANSIONS - 1]
    kept = {term for term, count in frequencies.items() if count > least}
    equals = (term for term, count in frequencies.items() if count == least)
    kept.update(nsmallest(MAX_EXPANSIONS - len(kept), equals))
    return {
        field: {term: counts for term, counts in terms.items() if term in kept}
        for field, terms in found.items()
    }


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


@lru_cache(maxsize=1024)
def wildcard_test(text: str) -> TermTest | None:
    """Which terms a wildcard's text stands for; None if it is not the shape of one word."""
    pieces = _pieces(text)
    plain = [piece for piece, wild in pieces if not wild]
    if not plain or in_pairs(text):
        return None
    if not all(one_word(piece) and prefix_form(piece) == "prefix" for piece in plain):
        return None
    segments: list[list[str]] = [[]]
    for piece, wild in pieces:
        if wild and piece == "*":
            segments.append([])
        else:
            segments[-1] += "." if wild else map(re.escape, one_word(piece))
    start = "" if pieces[0][1] else one_word(plain[0])
    return TermTest(start, _shape_test(segments), "".join(map(one_word, plain)))


def _shape_test(segments: Sequence[Sequence[str]]) -> Callable[[str], bool]:
    """Whether a term is the segments in order, any characters between each and the next.

    A segment has an expression for each of its characters. The nearest place of each is taken
    for good, so that no shape is slow.
    """
    first, *others = (re.compile("".join(segment), re.DOTALL) for segment in segments)
    if not others:
        return lambda term: first.fullmatch(term) is not None
    *between, last = others
    length = len(segments[-1])

    def passes(term: str) -> bool:
        found = first.match(term)
        for segment in between:
            found = found and segment.search(term, found.end())
        room = found is not None and found.end() <= len(term) - length
        return room and last.fullmatch(term, len(term) - length) is not None

    return passes


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Runs of plain characters, and each ``*`` and ``?`` as wild, in order."""
    pieces: list[tuple[str, bool]] = []
    for match in _PIECE.finditer(text):
        wild = match["wild"]
        if not wild and pieces and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + (match["escaped"] or match["plain"]), False)
        else:
            pieces.append((wild or match["escaped"] or match["plain"], bool(wild)))
    return pieces


def neighbours(node: Node, boost: float = 1.0) -> Iterator[tuple[Word, Word, float]]:
    """The words that follow each other in a row of words that ask the same, and their boost.

    Words of another weight, and words that are to be left out, part the row.
    """
    if isinstance(node, And | Or):
        for first, second in pairwise(node.children):
            if isinstance(first, Word) and isinstance(second, Word) and first.field == second.field:
                yield first, second, boost
        for child in node.children:
            yield from neighbours(child, boost)
    elif isinstance(node, AndMaybe):
        yield from neighbours(node.required, boost)
        yield from neighbours(node.optional, boost)
    elif isinstance(node, Boost):
        yield from neighbours(node.child, boost * node.factor)


def has_terms(leaf: Leaf) -> bool:
    """Whether there is anything to look for in any field that the leaf asks."""
    if isinstance(leaf, Word | Phrase):
        return any(patterns(leaf, field) for field in fields_of(leaf))
    return term_test(leaf) is not None


# Many fields have the same chain.
@lru_cache(maxsize=4096)
def _patterns(text: str, chain: Chain) -> tuple[Pattern, ...]:
    tokens = chain.tokens(text)
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
