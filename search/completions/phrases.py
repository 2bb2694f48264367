"""Frequent phrases: two to four words in a row that many texts have, as people write them."""

from __future__ import annotations

import re
from itertools import pairwise
from math import isqrt
from typing import TYPE_CHECKING

from search.analysis import WORDS
from search.completions.frequent import LossyCounter
from search.completions.function_words import FUNCTION_WORDS, LINKS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

Words = tuple[str, ...]

LONGEST = 4
# Different phrases that are counted between two prunings: about 90 MB.
_BATCH = 500_000
# A phrase is offered if it stands in so many texts, or in a part of the root of their number if
# that is more: of 100,000 texts in 26.
_LEAST_TEXTS = 2
_PART_OF_ROOT = 12
_MOST_PHRASES = 50_000
# A part of a longer phrase is no phrase of its own if it is seldom without the rest.
_ABOUT_AS_FREQUENT = 1.25
# The texts that are asked how phrases are spelt: the first of a batch, then one in so many.
_FIRST_SPELT = 500
_SPELT_ONE_IN = 4

# A word, or a mark that ends a phrase; hyphens part words and end nothing.
_PIECE = re.compile(r"[^\W_]+(?:['’ʼ´`][^\W_]+)*|[^\w\s'’‘ʼ´`‐‑-]|\n")
_LONGEST_WORD = 40


class PhraseCounter:
    """Counts in how many texts each phrase stands. Memory is that of some batches."""

    def __init__(self, batch: int = _BATCH) -> None:
        self._frequent: LossyCounter[Words] = LossyCounter(batch)
        self._terms = _Terms()
        self._total = 0
        self._in_batch = 0
        self._asked: list[str] = []
        self._unasked: list[str] = []
        self._spellings: dict[Words, tuple[str, int]] = {}

    def add(self, text: str) -> None:
        """Count the phrases of one text, each once."""
        self._total += 1
        self._in_batch += 1
        asked = self._in_batch <= _FIRST_SPELT or self._in_batch % _SPELT_ONE_IN == 0
        (self._asked if asked else self._unasked).append(text)
        pieces = [self._terms[piece] for piece in _PIECE.findall(text)]
        if self._frequent.add(_phrases(pieces)):
            self._end_batch()

    def phrases(self) -> dict[str, int]:
        """The phrases worth offering, as written most, and in how many texts they stand."""
        least = max(_LEAST_TEXTS, isqrt(self._total) // _PART_OF_ROOT)
        counts = {key: n for key, n in self._frequent.counts().items() if n >= least}
        counts = _without_fragments(counts)
        best = sorted(counts, key=lambda key: (-counts[key], key))[:_MOST_PHRASES]
        self._spell(frozenset(best), self._asked)
        unspelt = {key for key in best if key not in self._spellings}
        self._spell(unspelt, self._unasked if unspelt else [])
        return {self._spelling(key): counts[key] for key in best}

    def _end_batch(self) -> None:
        self._spell(self._frequent, self._asked)
        kept = self._spellings.items()
        self._spellings = {key: vote for key, vote in kept if key in self._frequent}
        for memory in (self._terms, self._asked, self._unasked):
            memory.clear()
        self._in_batch = 0

    def _spelling(self, key: Words) -> str:
        return self._spellings.get(key, (" ".join(key), 0))[0]

    def _spell(self, wanted: Container[Words], texts: list[str]) -> None:
        """Let each text vote for how the wanted phrases in it are spelt.

        A majority is found in the memory of one candidate (Boyer and Moore 1991,
        https://www.cs.utexas.edu/~moore/best-ideas/mjrty/).
        """
        votes = self._spellings
        for text in texts:
            for key, surface in self._spelt(text, wanted):
                candidate, lead = votes.get(key, (surface, 0))
                if candidate == surface:
                    votes[key] = (candidate, lead + 1)
                else:
                    votes[key] = (candidate, lead - 1) if lead else (surface, 1)

    def _spelt(self, text: str, wanted: Container[Words]) -> Iterator[tuple[Words, str]]:
        """The wanted phrases of a text as often as they stand there, and how they are written."""
        matches = list(_PIECE.finditer(text))
        pieces = [self._terms[match.group()] for match in matches]
        for start, end in _places(pieces):
            key = tuple(pieces[start:end])
            if key in wanted:
                surface = text[matches[start].start() : matches[end - 1].end()]
                yield key, " ".join(surface.split())


class _Terms(dict[str, str]):
    """The term of each piece that was met; empty for what is no word of a phrase."""

    def __missing__(self, piece: str) -> str:
        terms = WORDS.terms(piece) if len(piece) <= _LONGEST_WORD else []
        self[piece] = term = terms[0] if len(terms) == 1 else ""
        return term


def _ends_and_links(pieces: list[str]) -> tuple[list[str], list[str]]:
    """The pieces with nothing in place of those that can be no end, and of those within none."""
    ends = ["" if piece in FUNCTION_WORDS else piece for piece in pieces]
    links = [piece if piece in LINKS else end for piece, end in zip(pieces, ends, strict=True)]
    return ends, links


def _phrases(pieces: list[str]) -> set[Words]:
    """The phrases of a text, in the quickest way that there is: the bulk of the counting."""
    ends, links = _ends_and_links(pieces)
    found: set[Words] = {(a, b) for a, b in pairwise(ends) if a and b}
    found.update(
        (a, x, b) for a, x, b in zip(ends, links[1:], ends[2:], strict=False) if a and x and b
    )
    found.update(
        (a, x, y, b)
        for a, x, y, b in zip(ends, links[1:], links[2:], ends[3:], strict=False)
        if a and x and y and b
    )
    return found


def _places(pieces: list[str]) -> Iterator[tuple[int, int]]:
    """Where the phrases of a text stand among its pieces, half-open."""
    ends, links = _ends_and_links(pieces)
    for start, first in enumerate(ends):
        if not first:
            continue
        for last in range(start + 1, min(start + LONGEST, len(pieces))):
            if ends[last]:
                yield start, last + 1
            elif not links[last]:
                break


def _without_fragments(counts: dict[Words, int]) -> dict[Words, int]:
    """The phrases but those of digits alone and parts of one about as frequent."""
    fragments = {key for key in counts if all(word[0].isdigit() for word in key)}
    for key, count in counts.items():
        for length in range(2, len(key)):
            for start in range(len(key) - length + 1):
                part = key[start : start + length]
                if counts.get(part, 0) and counts[part] <= _ABOUT_AS_FREQUENT * count:
                    fragments.add(part)
    return {key: count for key, count in counts.items() if key not in fragments}
