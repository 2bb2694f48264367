"""The best score of each group of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.evaluator.matches import NONE, Matches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def best_of_groups(matches: Matches, groups: Array) -> Matches:
    """The groups that documents are of, in order, each with the best score of its documents.

    ``groups`` has the number of the group of each document. It costs least where documents of a
    group follow each other, as reviews of a film mostly do.
    """
    if not matches.total:
        return NONE
    begins = np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))
    best = np.maximum.reduceat(matches.scores, begins)
    found = groups[begins].astype(np.intp)
    if (found[1:] > found[:-1]).all():
        return Matches(found, best)
    order = np.lexsort((-best, found))
    found, best = found[order], best[order]
    first = np.concatenate(([True], found[1:] != found[:-1]))
    return Matches(found[first], best[first])
