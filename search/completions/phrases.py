"""Frequent phrases: two to four words in a row that many texts have, as people write them."""

from __future__ import annotations

import re
from itertools import pairwise
from math import isqrt
from typing import TYPE_CHECKING

from search.analysis import WORDS
from search.completions.frequent import LossyCounter
from search.function_words import FUNCTION_WORDS, LINKS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

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
# So many of those that were not asked are kept, for phrases that none of the others has.
_SPARE = 1_000

# A word, or a mark that ends a phrase; hyphens part words and end nothing.
_PIECE = re.compile(r"[^\W_]+(?:['’ʼ´`][^\W_]+)*|[^\w\s'’‘ʼ´`‐‑-]|\n")
_LONGEST_WORD = 40


class PhraseCounter:
    """Counts in how many texts each phrase stands. Memory is that of some batches."""

    def __init__(self, batch: int = _BATCH) -> None:
        self._frequent: LossyCounter[str] = LossyCounter(batch)
        self._ends = _Terms(FUNCTION_WORDS)
        self._links = _Terms(FUNCTION_WORDS - LINKS)
        self._total = 0
        self._in_batch = 0
        self._asked: list[str] = []
        self._spare: list[str] = []
        self._spellings: dict[str, tuple[str, int]] = {}

    def add(self, text: str) -> None:
        """Count the phrases of one text, each once."""
        self._total += 1
        self._in_batch += 1
        asked = self._in_batch <= _FIRST_SPELT or self._in_batch % _SPELT_ONE_IN == 0
        if asked:
            self._asked.append(text)
        elif len(self._spare) < _SPARE:
            self._spare.append(text)
        if self._frequent.add(_phrases(*self._terms(_PIECE.findall(text)))):
            self._end_batch()

    def phrases(self) -> dict[str, int]:
        """The phrases worth offering, as written most, and in how many texts they stand."""
        least = max(_LEAST_TEXTS, isqrt(self._total) // _PART_OF_ROOT)
        counts = {key: n for key, n in self._frequent.counts().items() if n >= least}
        counts = _without_fragments(counts)
        best = sorted(counts, key=lambda key: (-counts[key], key))[:_MOST_PHRASES]
        self._spell(frozenset(best), self._asked)
        unspelt = {key for key in best if key not in self._spellings}
        self._spell(unspelt, self._spare if unspelt else [])
        return {self._spellings.get(key, (key, 0))[0]: counts[key] for key in best}

    def _end_batch(self) -> None:
        self._spell(self._frequent, self._asked)
        kept = self._spellings.items()
        self._spellings = {key: vote for key, vote in kept if key in self._frequent}
        for memory in (self._ends, self._links, self._asked, self._spare):
            memory.clear()
        self._in_batch = 0

    def _terms(self, pieces: list[str]) -> tuple[list[str], list[str]]:
        """The terms of pieces, but for those that can be no end, and those within no phrase."""
        ends = list(map(self._ends.__getitem__, pieces))
        return ends, list(map(self._links.__getitem__, pieces))

    def _spell(self, wanted: Container[str], texts: list[str]) -> None:
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

    def _spelt(self, text: str, wanted: Container[str]) -> Iterator[tuple[str, str]]:
        """The wanted phrases of a text as often as they stand there, and how they are written."""
        matches = list(_PIECE.finditer(text))
        ends, links = self._terms([match.group() for match in matches])
        for start, end in _places(ends, links):
            key = " ".join(links[start:end])
            if key in wanted:
                surface = text[matches[start].start() : matches[end - 1].end()]
                yield key, " ".join(surface.split())


class _Terms(dict[str, str]):
    """The term of each piece that was met; empty for one that is ``left_out`` or no word."""

    def __init__(self, left_out: frozenset[str]) -> None:
        super().__init__()
        self._left_out = left_out

    def __missing__(self, piece: str) -> str:
        terms = WORDS.terms(piece) if len(piece) <= _LONGEST_WORD else []
        term = terms[0] if len(terms) == 1 and terms[0] not in self._left_out else ""
        self[piece] = term
        return term


def _phrases(ends: list[str], links: list[str]) -> set[str]:
    """The phrases of a text, in the quickest way that there is: this is the bulk of the work."""
    twos = [f"{a} {b}" for a, b in pairwise(ends) if a and b]
    threes = [
        f"{a} {x} {b}" for a, x, b in zip(ends, links[1:], ends[2:], strict=False) if a and x and b
    ]
    fours = [
        f"{a} {x} {y} {b}"
        for a, x, y, b in zip(ends, links[1:], links[2:], ends[3:], strict=False)
        if a and x and y and b
    ]
    return {*twos, *threes, *fours}


def _places(ends: list[str], links: list[str]) -> Iterator[tuple[int, int]]:
    """Where the phrases of a text stand among its pieces, half-open."""
    for start, first in enumerate(ends):
        if not first:
            continue
        for last in range(start + 1, min(start + LONGEST, len(ends))):
            if ends[last]:
                yield start, last + 1
            elif not links[last]:
                break


def _without_fragments(counts: dict[str, int]) -> dict[str, int]:
    """The phrases but those of digits alone and parts of one about as frequent."""
    fragments = {key for key in counts if all(word[0].isdigit() for word in key.split(" "))}
    for key, count in counts.items():
        for part in _parts(key.split(" ")):
            if counts.get(part, 0) and counts[part] <= _ABOUT_AS_FREQUENT * count:
                fragments.add(part)
    return {key: count for key, count in counts.items() if key not in fragments}


def _parts(words: list[str]) -> Iterator[str]:
    """The rows of two words and more that are not all of them."""
    for length in range(2, len(words)):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])
