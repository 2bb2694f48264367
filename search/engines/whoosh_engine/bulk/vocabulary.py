"""What each different text, or piece of one, is in terms: looked up, not made again."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.analysis import APART, TOKENIZERS, term_maker
from search.engines.whoosh_engine.bulk.piece_numbers import PieceNumbers
from search.engines.whoosh_engine.bulk.pieces import cut
from search.engines.whoosh_engine.bulk.vector import Vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

# Texts are cut in batches of about so many characters, which the processor's cache holds.
_BATCH = 1 << 19


class _Numbers(dict[str, int]):
    """A number for each term that is asked for, -1 for the empty one."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self) - 1
        return number


class TermNumbers:
    """The terms that filters make, each with a number, in the order in which they are met."""

    def __init__(self, filters: tuple[str, ...]) -> None:
        self._term = term_maker(filters)
        self._numbers = _Numbers({"": -1})
        self._names: list[str] = []
        # The number of the term of each surface that was taken, -1 where nothing is left of it.
        self._of_surfaces = Vector(np.int32)

    def take(self, surfaces: Sequence[str]) -> None:
        """Number the terms of more surfaces."""
        terms = map(self._term, surfaces)
        numbers = map(self._numbers.__getitem__, terms)
        self._of_surfaces.extend(np.fromiter(numbers, np.int32, len(surfaces)))

    def of(self, surfaces: Array) -> Array:
        """The numbers of the terms of some surfaces, -1 where nothing is left of one."""
        numbers: Array = self._of_surfaces.array[surfaces]
        return numbers

    def names(self) -> list[str]:
        """The terms by number."""
        if len(self._names) != len(self._numbers) - 1:
            self._names = list(self._numbers)[1:]
        return self._names


class Occurrences(NamedTuple):
    """Tokens of texts in order: the surface and position of each, and how many each text has."""

    surfaces: Array
    positions: Array
    counts: Array


class Vocabulary:
    """Texts as numbers, and from these numbers the tokens: each different text is cut once.

    A text of the ``words`` tokenizer is cut in pieces, and a number stands for a piece. Of any
    other tokenizer it stands for the whole text. One vocabulary serves all fields and all chains
    that begin with the tokenizer, by their ``filters``.
    """

    def __init__(self, tokenizer: str, filters: Iterable[tuple[str, ...]]) -> None:
        self._surfaces_of = TOKENIZERS[tokenizer]
        self._pieces = PieceNumbers() if tokenizer == "words" else None
        self._texts: dict[str, int] = {}
        self.terms = {one: TermNumbers(one) for one in filters}
        # By the number of a text: its surfaces' end among all, and how many positions it takes.
        self._ends = Vector(np.int32)
        self._spans = Vector(np.int32)
        self._ends.extend([0])
        self._spans.extend([0])
        # By the number of a surface: where it stands in its text.
        self._positions = Vector(np.int32)

    def __len__(self) -> int:
        """How many different texts are held."""
        return self._ends.size

    def take(self, texts: Sequence[str]) -> Occurrences:
        """The tokens of texts, one after another."""
        batches = [self._take_batch(batch) for batch in _batches(texts)]
        surfaces, positions, counts = zip(*batches, strict=True) if batches else ((), (), ())
        return Occurrences(_joined(surfaces), _joined(positions), _joined(counts))

    def take_names(self, texts: Sequence[str]) -> Occurrences:
        """The tokens that the ``names`` tokenizer finds, by a vocabulary of words."""
        lines = [text.split("\n") for text in texts]
        taken = self.take(list(chain.from_iterable(lines)))
        line_counts = np.fromiter(map(len, lines), np.int64, len(lines))
        begins = np.cumsum(line_counts) - line_counts
        # A name begins out of reach of the last word of the one before.
        has_words = taken.counts > 0
        steps = np.full(len(taken.counts), APART, np.int64)
        steps[has_words] += taken.positions[np.cumsum(taken.counts)[has_words] - 1]
        before = np.cumsum(steps) - steps
        firsts = before - np.repeat(before[begins], line_counts)
        positions = taken.positions + np.repeat(firsts, taken.counts).astype(np.int32)
        counts = np.add.reduceat(taken.counts, begins) if len(begins) else taken.counts
        return Occurrences(taken.surfaces, positions, counts)

    def _take_batch(self, texts: Sequence[str]) -> Occurrences:
        if self._pieces is None:
            return self._occurrences(self._take_whole(texts), np.ones(len(texts), np.int64))
        return self._occurrences(*self._take_cut(self._pieces, texts))

    def _take_whole(self, texts: Sequence[str]) -> Array:
        known = self._texts
        new = [text for text in dict.fromkeys(texts) if text not in known]
        for text in new:
            known[text] = len(known) + 1
        self._analyse(new)
        return np.fromiter(map(known.__getitem__, texts), np.int32, len(texts))

    def _take_cut(self, numbers: PieceNumbers, texts: Sequence[str]) -> tuple[Array, Array]:
        pieces = cut(texts)
        found, new = numbers.take(pieces)
        self._analyse([piece.decode("utf-8", "surrogatepass") for piece in new])
        found += 1
        return found, pieces.counts

    def _analyse(self, texts: Iterable[str]) -> None:
        """Take in the surfaces of texts that are met for the first time."""
        surfaces: list[str] = []
        positions: list[int] = []
        ends: list[int] = []
        spans: list[int] = []
        before, is_cut = self._positions.size, self._pieces is not None
        for text in texts:
            last = -1
            if is_cut and text.isascii() and text.isalnum():  # most are, and are one word
                last = 0
                surfaces.append(text)
                positions.append(0)
            else:
                for surface, last, _, _, _ in self._surfaces_of(text):
                    surfaces.append(surface)
                    positions.append(last)
            ends.append(before + len(surfaces))
            spans.append(last + 1)
        self._positions.extend(positions)
        self._ends.extend(ends)
        self._spans.extend(spans)
        for terms in self.terms.values():
            terms.take(surfaces)

    def _occurrences(self, numbers: Array, counts: Array) -> Occurrences:
        """The tokens of texts, given the numbers that stand for them, and how many each has."""
        all_ends = self._ends.array
        begins = all_ends[numbers - 1]
        sizes = all_ends[numbers] - begins
        # How many surfaces, and positions, are before each number, and at the end of all.
        before = np.zeros(len(numbers) + 1, np.int32)
        np.cumsum(sizes, out=before[1:])
        firsts = np.zeros(len(numbers) + 1, np.int32)
        np.cumsum(self._spans.array[numbers], out=firsts[1:])
        text_ends = np.cumsum(counts)
        text_begins = text_ends - counts
        begins -= before[:-1]
        surfaces = np.arange(before[-1], dtype=np.int32)
        surfaces += np.repeat(begins, sizes)
        # A piece begins at the position after all before it in its text.
        positions = self._positions.array[surfaces]
        positions += np.repeat(firsts[:-1] - np.repeat(firsts[text_begins], counts), sizes)
        return Occurrences(surfaces, positions, before[text_ends] - before[text_begins])


def _batches(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    begin = size = 0
    for end, text in enumerate(texts, start=1):
        size += len(text)
        if size >= _BATCH:
            yield texts[begin:end]
            begin, size = end, 0
    if begin < len(texts):
        yield texts[begin:]


def _joined(arrays: Sequence[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int32)
