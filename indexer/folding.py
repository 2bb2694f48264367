"""Which reviews of one film are nearly the same, by min-wise hashing.

Two reviews are alike by their resemblance, the share of their shingles (runs of three words)
that both have (Broder, On the resemblance and containment of documents, 1997). Which are
worth comparing is told by his sketches: the smallest hashes of a text's shingles. Those of a long
text are drawn from the shingles that begin with *the*, which one scan finds (Theobald and
others, SpotSigs, 2008). What the sketches find is compared exactly before it is folded.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from search.analysis import in_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.records import Review

# Of the pairs of real reviews all that resembled each other more were one review, written over
# or copied; below were answers that quote the whole of another, and reviews of other parts.
RESEMBLANCE = 0.7
# The longest sentence that people of different films wrote by chance had 13 words.
ENOUGH_WORDS = 16
# Where words are not parted their characters are counted, two or three to a word.
ENOUGH_CHARACTERS = 40
SHINGLE_WORDS = 3
SKETCH_HASHES = 8
_FEW_SHINGLES = 4
# A hash that more have is a turn of phrase; and so many are compared with one review at most.
_MOST_HOLDERS = 64
_MOST_COMPARED = 8
_LENGTHS_APART = 2
# One hash in so many must be shared; of texts that are alike most are.
_SHARED_OF = 4
_KEPT = 64

_WORD = re.compile(r"[^\W_]+")
_BEGIN_WITH_THE = re.compile(rb"the [^ ]+ [^ ]+").findall


def representatives(reviews: Sequence[Review]) -> list[int]:
    """For each review the place of the one that stands for it; its own where it is not folded.

    Each folded review itself resembles the one that stands for it, which is the longest and
    is folded into no other; so two that are folded together need not resemble each other.
    The order of ``reviews``, which differ in author or text, does not matter. The cost grows
    with the length of the texts, not with the number of pairs; beside them little is held.
    """
    if len(reviews) == 1:
        return [0]
    texts = [_Text(place, review) for place, review in enumerate(reviews)]
    texts.sort(key=_Text.rank)
    shelf = _Shelf()
    groups: dict[int, list[_Text]] = {}
    for text in texts:
        like = shelf.like(text)
        if like is None:
            shelf.add(text)
        else:
            groups.setdefault(like.place, [like]).append(text)
    found = list(range(len(reviews)))
    for group in groups.values():
        first = _named(group)
        for text in group:
            found[text.place] = first.place
    return found


def words_of(text: str) -> list[str]:
    """The words that are compared: no case, no punctuation; characters where words are not parted.

    A text without any is one word.
    """
    words = _WORD.findall(text.casefold()) or [text.strip()]
    if not _in_characters(text):
        return words
    return [part for word in words for part in (word if in_pairs(word) else (word,))]


def _in_characters(text: str) -> bool:
    return not text.isascii() and in_pairs(text)


def shingles_of(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Each run of three words; of fewer words the one run that they are."""
    if len(words) < SHINGLE_WORDS:
        return {tuple(words)}
    return set(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


# What is made of a text takes twenty times its room, so of a crowd of reviews it is not kept.
@lru_cache(maxsize=_KEPT)
def _words(text: str) -> list[str]:
    return words_of(text)


@lru_cache(maxsize=_KEPT)
def _shingles(text: str) -> set[tuple[str, ...]]:
    return shingles_of(_words(text))


class _Text:
    """A review's text, and what is made of it."""

    __slots__ = ("author", "place", "text")

    def __init__(self, place: int, review: Review) -> None:
        self.place = place
        self.author = review.author
        self.text = review.text

    def rank(self) -> tuple[int, bool, str, str]:
        """What goes first stands for others: the longest, then one with an author."""
        return -len(self.text), not self.author, self.text, self.author

    @property
    def words(self) -> list[str]:
        return _words(self.text)

    @property
    def shingles(self) -> set[tuple[str, ...]]:
        return _shingles(self.text)

    @property
    def is_long(self) -> bool:
        """Whether two people cannot have written it by chance."""
        return len(self.words) >= (ENOUGH_CHARACTERS if _in_characters(self.text) else ENOUGH_WORDS)

    def sketch(self) -> list[int]:
        """The smallest hashes of the shingles that begin with *the*; of all where those are few."""
        hashes = set(map(crc32, _BEGIN_WITH_THE(self.text.lower().encode())))
        smallest = sorted(hashes)[:SKETCH_HASHES]
        if len(hashes) < _FEW_SHINGLES:
            words = " ".join(self.words).encode().split(b" ")
            runs = map(b" ".join, zip(words, words[1:], words[2:], strict=False))
            smallest += sorted(set(map(crc32, runs)))[:SKETCH_HASHES] or [crc32(b" ".join(words))]
        return smallest

    def resemblance(self, other: _Text) -> float:
        """The share of the shingles of both that both have."""
        shared = len(self.shingles & other.shingles)
        return shared / (len(self.shingles) + len(other.shingles) - shared)

    def is_like(self, other: _Text) -> bool:
        """Whether one is the other so nearly that it can be no chance."""
        same = self.text == other.text or self.words == other.words
        if same and (not self.author or not other.author or self.author == other.author):
            return True
        if not (self.is_long and other.is_long):
            return False
        return same or self.resemblance(other) >= RESEMBLANCE


class _Shelf:
    """The reviews that stand for others so far, found by their sketches."""

    def __init__(self) -> None:
        self._holders: dict[int, list[_Text]] = {}
        self._same: dict[str, _Text] = {}
        self._sketch: list[int] = []

    def like(self, text: _Text) -> _Text | None:
        """The one that is most like ``text``, the first of several; None where none is."""
        same = self._same.get(text.text)
        if same is not None and same.is_like(text):
            return same
        self._sketch = text.sketch()
        found = [one for hash_ in self._sketch for one in self._holders.get(hash_, ())]
        if not found:
            return None
        needed = len(self._sketch) // _SHARED_OF
        longest = _LENGTHS_APART * len(text.text)
        near = [
            one
            for one, shared in Counter(found).most_common()
            if shared >= needed and len(one.text) <= longest
        ]
        alike = [one for one in near[:_MOST_COMPARED] if one.is_like(text)]
        return max(alike, key=text.resemblance, default=None)

    def add(self, text: _Text) -> None:
        """Put the text that was asked for last among those that stand for others."""
        self._same.setdefault(text.text, text)
        for hash_ in self._sketch:
            holders = self._holders.setdefault(hash_, [])
            if len(holders) < _MOST_HOLDERS:
                holders.append(text)


def _named(group: Sequence[_Text]) -> _Text:
    """The first of a group, or one with the same words whose author is known."""
    first = group[0]
    if first.author:
        return first
    return next((one for one in group if one.author and one.words == first.words), first)
