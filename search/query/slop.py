"""Where the words of a phrase stand near enough to each other."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Nearness(NamedTuple):
    """The positions of a phrase's words, in its order, and how far they are from being it."""

    positions: tuple[int, ...]
    steps: int


def near_places(
    phrase: Sequence[str], places: Mapping[str, Sequence[int]], slop: int
) -> list[Nearness]:
    """Each place where all words of a phrase stand within ``slop`` steps of it, in order.

    ``places`` has the sorted positions of each word. A word's position less its place in the
    phrase is where the phrase would begin; these differ by at most ``slop``, and a word that
    the phrase has twice must stand there twice (Lucene's sloppy phrase).
    """
    begins = {place - offset for offset, word in enumerate(phrase) for place in places[word]}
    found = {}
    for begin in sorted(begins):
        near = _from(begin, phrase, places, slop)
        if near and near.positions not in found:
            found[near.positions] = near
    return list(found.values())


def _from(
    begin: int, phrase: Sequence[str], places: Mapping[str, Sequence[int]], slop: int
) -> Nearness | None:
    """The first places of the words from ``begin`` on, if one stands right there."""
    taken: dict[str, int] = {}  # for each word, the index of the first place still free
    positions = []
    for offset, word in enumerate(phrase):
        of_word = places[word]
        index = max(bisect_left(of_word, begin + offset), taken.get(word, 0))
        if index == len(of_word) or of_word[index] > begin + offset + slop:
            return None
        taken[word] = index + 1
        positions.append(of_word[index])
    begins = [position - offset for offset, position in enumerate(positions)]
    if min(begins) != begin:
        return None
    return Nearness(tuple(positions), max(begins) - begin)
