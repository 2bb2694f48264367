"""bm25s: scores of every word and document as a sparse matrix; neither phrases nor filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.peers.peer import TOP, Answer, Counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.peers.corpus import Review
    from benchmarks.peers.query_mix import Query


class Bm25s:
    """It keeps no positions, texts or facts: hold its size with that in mind."""

    def __init__(self, folder: Path) -> None:
        import bm25s
        import numpy as np

        self._bm25s: Any = bm25s
        self._numpy: Any = np
        self._folder = folder
        self._model: Any = None

    def build(self, reviews: Iterable[Review]) -> None:
        """Number the terms and give it the numbers, as its own tokenizer does."""
        numbers: dict[str, int] = {}
        ids = [
            [numbers.setdefault(term, len(numbers)) for term in one.terms.split()]
            for one in reviews
        ]
        tokenized = self._bm25s.tokenization.Tokenized(ids, numbers)
        model = self._bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        model.index(tokenized, show_progress=False)
        model.save(str(self._folder))

    def open(self) -> None:
        """Map the matrix; the words are read."""
        self._model = self._bm25s.BM25.load(str(self._folder), mmap=True)

    def can_answer(self, query: Query, *, facets: bool) -> bool:
        """A word, or any of several."""
        return not (facets or query.filter or query.by_film) and query.match == "any"

    def search(self, query: Query) -> Answer:
        """Score all documents; those that score match, and the best are found among them.

        Its own selection looks through all, which takes long where most score alike, nothing.
        """
        np = self._numpy
        scores = self._model.get_scores(list(query.words))
        found = np.flatnonzero(scores)
        scored = scores[found]
        best = np.argpartition(scored, -TOP)[-TOP:] if len(found) > TOP else np.arange(len(found))
        best = best[np.argsort(-scored[best], kind="stable")]
        return Answer(len(found), tuple(found[best].tolist()))

    def search_with_facets(self, query: Query) -> Counted:
        """It has none."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the matrix."""
        self._model = None
