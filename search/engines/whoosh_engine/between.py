"""Documents whose date or number lies in a stretch, as a Whoosh query."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query

from search.engines.whoosh_engine.evaluator.matches import Matches, unscored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.document_arrays import DocumentArrays
    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator

    Array = NDArray[Any]


class Between(query.Query):
    """Documents with a value of a column from ``low`` to ``high``, both in it unless left out.

    The codes of a column stand in the order of its values, so that a stretch of values is one of
    codes, however many values are in it. A document without a value has the least, which is empty
    and lies in no stretch. Scores are 0.
    """

    def __init__(
        self, column: str, low: str, high: str, *, after_low: bool, before_high: bool
    ) -> None:
        self.column = column
        self.low, self.after_low = low, after_low
        self.high, self.before_high = high, before_high

    def __repr__(self) -> str:
        low, high = "({"[self.after_low] + self.low, self.high + ")}"[self.before_high]
        return f"{type(self).__name__}({self.column!r}, {low} to {high})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Between) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.column, self.low, self.high, self.after_low, self.before_high))

    def is_leaf(self) -> bool:
        """Whoosh sees no parts in it."""
        return True

    def normalize(self) -> query.Query:
        """It is plain already."""
        return self

    def evaluate(self, evaluator: Evaluator, within: Array | None = None) -> Matches:
        """The documents in order; of those ``within`` alone if that is given."""
        index = evaluator.index
        is_in = np.zeros(index.documents if within is None else len(within), bool)
        for arrays, base in index.parts:
            first, last = base, base + arrays.count
            if within is not None:
                first, last = np.searchsorted(within, (first, last)).tolist()
            if first < last and arrays.documents.has_column(self.column):
                codes = arrays.documents.codes(self.column)
                chosen = codes if within is None else codes[within[first:last] - base]
                low, high = self._codes(arrays.documents)
                is_in[first:last] = (chosen >= low) & (chosen < high)
        numbers = np.flatnonzero(is_in) if within is None else within[is_in]
        return index.living(unscored(numbers))

    def _codes(self, documents: DocumentArrays) -> tuple[int, int]:
        """The first code of the stretch and the one after its last."""
        rows = documents.rows(self.column)
        low, high = max(self.low, "\0").encode(), self.high.encode()
        first = (bisect_right if self.after_low else bisect_left)(rows, low)
        last = (bisect_left if self.before_high else bisect_right)(rows, high)
        return first, last
