"""Frequent phrases: two to four words in a row that many texts have, as people write them."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

import numpy as np

from search.completions.occurrences import occurrences, terms_of
from search.completions.pieces import PieceCutter
from search.completions.spellings import Spellings
from search.completions.tally import FrequentPhrases, Tally, distinct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.completions.occurrences import Occurrences
    from search.completions.pieces import Array, Cut

# Different phrases that are counted between two prunings: about 20 MB.
_BATCH = 500_000
# Characters of the texts that are counted in one go: arrays of about 30 MB.
_AT_ONCE = 1_500_000
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


class PhraseCounter:
    """Counts in how many texts each phrase stands. Memory is that of some batches."""

    def __init__(self, batch: int = _BATCH) -> None:
        self._frequent = FrequentPhrases(batch)
        self._cutter = PieceCutter()
        self._spellings = Spellings(self._cutter)
        self._total = 0
        self._in_batch = 0
        self._asked: list[Array] = []
        self._spare: list[Array] = []
        self._waiting: list[str] = []
        self._characters = 0

    def add(self, text: str) -> None:
        """Count the phrases of one text, each once."""
        self._waiting.append(text)
        self._characters += len(text)
        if self._characters >= _AT_ONCE:
            self._count_waiting()

    def phrases(self) -> dict[str, int]:
        """The phrases worth offering, as written most, and in how many texts they stand."""
        self._count_waiting()
        least = max(_LEAST_TEXTS, isqrt(self._total) // _PART_OF_ROOT)
        tally = self._frequent.counts()
        tally = tally.where(tally.counts >= least)
        names = list(map(self._cutter.name, tally.rows.tolist()))
        keys = dict(zip(names, tally.keys.tolist(), strict=True))
        counts = _without_fragments(dict(zip(names, tally.counts.tolist(), strict=True)))
        best = sorted(counts, key=lambda name: (-counts[name], name))[:_MOST_PHRASES]
        self._spell([keys[name] for name in best], self._asked)
        unspelt = [keys[name] for name in best if keys[name] not in self._spellings]
        self._spell(unspelt, self._spare)
        return {self._spellings.of(keys[name], name): counts[name] for name in best}

    def _count_waiting(self) -> None:
        texts, self._waiting, self._characters = self._waiting, [], 0
        strings, cut, found = self._occurrences(texts)
        done = 0
        while (full := self._frequent.last_with_room(found)) is not None:
            self._count(strings[done : full + 1], cut, found.where(found.texts <= full))
            done = full + 1
            self._end_batch()
            if self._cutter.is_full():
                self._frequent.renumber(self._cutter.forget)
                texts, done = texts[done:], 0
                strings, cut, found = self._occurrences(texts)
            else:
                found = found.where(found.texts > full)
        self._count(strings[done:], cut, found)

    def _occurrences(self, texts: Sequence[str]) -> tuple[list[Array], Cut, Occurrences]:
        strings = list(map(self._cutter.strings, texts))
        cut = self._cutter.cut(strings)
        return strings, cut, occurrences(self._cutter, cut)

    def _count(self, texts: Sequence[Array], cut: Cut, found: Occurrences) -> None:
        """Count texts that the batch has room for."""
        self._total += len(texts)
        keys, counts, places = distinct(found)
        rows = terms_of(cut, found.where(places))
        self._frequent.add(Tally(keys, counts, rows, np.zeros_like(counts)))
        for text in texts:
            self._in_batch += 1
            if self._in_batch <= _FIRST_SPELT or self._in_batch % _SPELT_ONE_IN == 0:
                self._asked.append(text)
            elif len(self._spare) < _SPARE:
                self._spare.append(text)

    def _end_batch(self) -> None:
        self._frequent.end_batch()
        remembered = self._frequent.remembered.keys
        self._spellings.vote(remembered, self._asked)
        self._spellings.keep(remembered)
        self._asked.clear()
        self._spare.clear()
        self._in_batch = 0

    def _spell(self, keys: list[int], texts: Sequence[Array]) -> None:
        if keys:
            self._spellings.vote(np.sort(np.array(keys, np.uint64)), texts)


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
