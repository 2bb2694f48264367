"""The postings of a term, and the terms of a document, one after another as Whoosh walks them."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.util.numeric import byte_to_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.posting_values import Places

    Array = NDArray[Any]

# So many postings have their best weight and least length known together, as in stock Whoosh.
BLOCK = 128


class PostingMatcher(LeafMatcher):
    """Walks the postings of a term in the order of the documents."""

    def __init__(self, postings: Postings, format_: Any, term: Any, scorer: Any) -> None:
        self._postings = postings
        self.format = format_
        self._term = term
        self.scorer = scorer
        self._length = len(postings.numbers)
        self._at = 0

    def is_active(self) -> bool:
        """Whether there is a posting to look at."""
        return self._at < self._length

    def reset(self) -> None:
        """Begin again."""
        self._at = 0

    def copy(self) -> PostingMatcher:
        """Another that stands where this one does."""
        other = PostingMatcher(self._postings, self.format, self._term, self.scorer)
        other._at = self._at
        return other

    def id(self) -> int:
        """The number of the document."""
        return self._postings.ids[self._at]

    def all_ids(self) -> Iterator[int]:
        """The documents from here on."""
        return iter(self._postings.ids[self._at :])

    def weight(self) -> float:
        """How much the term weighs in the document."""
        return self._postings.weight_list[self._at]

    def value(self) -> bytes | None:
        """What is kept of the posting, packed as the format does."""
        return self._postings.places.string(self._at, self.format)

    def value_as(self, astype: str) -> Any:
        """What is kept of the posting."""
        return self._postings.places.decoded(self._at, self.format, astype)

    def next(self) -> bool:
        """Go on; True if that leads into another block."""
        self._at += 1
        return self._at % BLOCK == 0 or self._at >= self._length

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name for it
        """Go on to the first document that is ``id`` or after it."""
        if not self.is_active():
            raise ReadTooFar
        if id > self.id():
            self._at = bisect_left(self._postings.ids, id, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        """Go on to the first block that can have more, and say how many were left out."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = (self._at // BLOCK + 1) * BLOCK
            skipped += 1
        return skipped

    def block_min_id(self) -> int:
        """The first document of the block."""
        return self._postings.ids[self._at // BLOCK * BLOCK]

    def block_max_id(self) -> int:
        """The last document of the block."""
        last = min(self._length, (self._at // BLOCK + 1) * BLOCK) - 1
        return self._postings.ids[last]

    def block_min_length(self) -> int:
        """The shortest of the block's documents."""
        return self._postings.shortest[self._at // BLOCK]

    def block_max_length(self) -> int:
        """The longest of the block's documents."""
        return self._postings.longest[self._at // BLOCK]

    def block_max_weight(self) -> float:
        """The most that the term weighs in the block."""
        return self._postings.heaviest[self._at // BLOCK]


class Postings:
    """The postings of a term: what is not asked for is not worked out."""

    def __init__(
        self,
        numbers: Array,
        weights: Array,
        lengths: Array | None,
        places: Callable[[], Places],
    ) -> None:
        self.numbers = numbers
        self._weights = weights
        self._lengths = lengths
        self._places = places

    @cached_property
    def ids(self) -> list[int]:
        """The documents."""
        return self.numbers.tolist()  # type: ignore[no-any-return]  # of whole numbers

    @cached_property
    def weight_list(self) -> list[float]:
        """What the term weighs in each."""
        return self._weights.tolist()  # type: ignore[no-any-return]  # of numbers

    @cached_property
    def places(self) -> Places:
        """Where the term stands in each."""
        return self._places()

    @cached_property
    def _begins(self) -> Array:
        return np.arange(0, len(self.numbers), BLOCK)

    @cached_property
    def heaviest(self) -> list[float]:
        """The most that the term weighs, by block."""
        return np.maximum.reduceat(self._weights, self._begins).tolist()  # type: ignore[no-any-return]  # of numbers

    @cached_property
    def _length_bytes(self) -> Array:
        if self._lengths is None:
            return np.zeros(len(self.numbers), np.uint8)
        return self._lengths[self.numbers]

    @cached_property
    def shortest(self) -> list[int]:
        """The least length that is one, by block; 0 if there is none."""
        # 0 is no length, so it becomes the greatest and that becomes 0 again.
        least = np.minimum.reduceat(self._length_bytes - np.uint8(1), self._begins)
        return [int(byte_to_length(byte)) for byte in (least + np.uint8(1)).tolist()]

    @cached_property
    def longest(self) -> list[int]:
        """The greatest length, by block."""
        greatest = np.maximum.reduceat(self._length_bytes, self._begins).tolist()
        return [int(byte_to_length(byte)) for byte in greatest]


class ItemMatcher(LeafMatcher):
    """Walks the terms of a document in order: what Whoosh calls a vector."""

    def __init__(self, terms: Sequence[str], weights: Array, places: Places, format_: Any) -> None:
        self._terms = terms
        self._weights = weights
        self._places = places
        self.format = format_
        self.scorer = None
        self._term = None
        self._at = 0

    def is_active(self) -> bool:
        """Whether there is a term to look at."""
        return self._at < len(self._terms)

    def reset(self) -> None:
        """Begin again."""
        self._at = 0

    def copy(self) -> ItemMatcher:
        """Another that stands where this one does."""
        other = ItemMatcher(self._terms, self._weights, self._places, self.format)
        other._at = self._at
        return other

    def id(self) -> str:
        """The term."""
        return self._terms[self._at]

    def weight(self) -> float:
        """How much it weighs."""
        return float(self._weights[self._at])

    def value(self) -> bytes | None:
        """What is kept of it, packed as the format does."""
        return self._places.string(self._at, self.format)

    def value_as(self, astype: str) -> Any:
        """What is kept of it."""
        return self._places.decoded(self._at, self.format, astype)

    def next(self) -> bool:
        """Go on; False, for there are no blocks."""
        self._at += 1
        return False

    def skip_to(self, id: str) -> None:  # noqa: A002  # Whoosh's name for it
        """Go on to the first term that is ``id`` or after it."""
        if not self.is_active():
            raise ReadTooFar
        while self.is_active() and self._terms[self._at] < id:
            self._at += 1
