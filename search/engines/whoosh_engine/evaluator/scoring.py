"""What the searcher's weighting makes of how often terms stand in documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.scoring import BM25F, Frequency

from search.engines.whoosh_engine.evaluator.index_arrays import joined
from search.engines.whoosh_engine.evaluator.matches import NONE, Matches
from search.engines.whoosh_engine.evaluator.phrases import in_a_row
from search.engines.whoosh_engine.evaluator.postings import Norm
from search.engines.whoosh_engine.evaluator.term_blocks import TermBlocks
from search.engines.whoosh_engine.evaluator.together import together

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
    from search.engines.whoosh_engine.evaluator.together import Together

    Array = NDArray[Any]


class Scoring:
    """BM25F as ``whoosh.scoring.bm25`` has it, or frequencies, over the arrays of an index."""

    def __init__(self, searcher: Any, index: IndexArrays) -> None:
        self._searcher = searcher
        self._index = index
        # What each field that was scored is normalised by; None if frequencies are the scores.
        self._norms: dict[str, Norm | None] = {}
        # The greatest part of a term's score that a document has, of the terms that were scored.
        self.greatest: dict[tuple[str, bytes], float] = {}

    def knows(self, field: str) -> bool:
        """Whether scores of that field can be told."""
        return field in self._norms or self._is_plain(field) or self._weighs(BM25F)

    def _is_plain(self, field: str) -> bool:
        return not self._searcher.schema[field].scorable or self._weighs(Frequency)

    def _weighs(self, kind: type) -> bool:
        return type(self._searcher.weighting) is kind

    def _norm(self, field: str) -> Norm | None:
        try:
            return self._norms[field]
        except KeyError:
            norm = self._norms[field] = None if self._is_plain(field) else self._norm_of(field)
            return norm

    def _norm_of(self, field: str) -> Norm:
        weighting = self._searcher.weighting
        b = weighting._field_B.get(field, weighting.B)  # noqa: SLF001  # all that tells it
        return Norm(field, weighting.K1, b, self._searcher.avg_field_length(field) or 1)

    def _factor(self, norm: Norm, term: bytes) -> float:
        return float(self._searcher.idf(norm.field, term)) * (norm.k + 1)

    def of_term(self, field: str, term: bytes, within: Array | None) -> Matches:
        """A term's documents with their scores; only those ``within``, if it is given."""
        norm = self._norm(field)
        if norm is None:
            found = self._index.term(field, term, within)
            return Matches(found.numbers, found.scores.astype(np.float64))
        found = self._index.impacts(term, norm, within)
        if not len(found.numbers):
            return NONE
        if within is None and (field, term) not in self.greatest:
            self.greatest[field, term] = float(found.scores.max())
        return Matches(found.numbers, found.scores * self._factor(norm, term))

    def saturates(self, field: str) -> bool:
        """Whether scores of the field are BM25's, each less than a bound."""
        return self.knows(field) and self._norm(field) is not None

    def bound(self, field: str, term: bytes) -> float:
        """A score that no document has more than of a term; nearer once it was scored for all."""
        norm = self._norm(field)
        assert norm is not None  # noqa: S101  # it saturates
        return self._factor(norm, term) * self.greatest.get((field, term), 1.0)

    def blocks(self, field: str, term: bytes, boost: float, place: int) -> TermBlocks | None:
        """A term's documents and scores in a segment by blocks; None if it has none there."""
        norm, postings = self._norm(field), self._index.postings(field, term, place)
        if norm is None or postings is None:
            return None
        norms = self._index.norms(norm)[place]
        return TermBlocks(postings, norms, norm, boost * self._factor(norm, term))

    def learn(self, field: str, term: bytes, by_segment: Sequence[TermBlocks | None]) -> None:
        """Remember how far a term is saturated at most, as far as it was found out."""
        if (field, term) not in self.greatest:
            greatest = max((one.greatest() for one in by_segment if one), default=0.0)
            if greatest < 1:
                self.greatest[field, term] = greatest

    def of_phrase(self, field: str, terms: Sequence[bytes]) -> Matches:
        """The documents with the terms in a row, and the sum of what each term scores there."""
        rows = (row for row, _ in in_a_row(self._index, field, terms))
        return self._summed(rows, field, terms, np.ones(len(terms)))

    def of_all(self, field: str, boosts: Mapping[bytes, float], within: Array | None) -> Matches:
        """The documents that have all terms, and the sum of what each scores times its boost.

        Only those ``within`` are looked for, if it is given.
        """
        found = together(self._index, field, list(boosts), within)
        return self._summed(found, field, list(boosts), np.array(list(boosts.values())))

    def of_any(self, field: str, boosts: Mapping[bytes, float], within: Array) -> Matches:
        """Those of a few documents that have any of the terms, and the same sum.

        It costs least where the documents are fewer than those of the terms.
        """
        places = range(len(self._index.parts))
        return self._index.living(joined([self._any(field, boosts, within, at) for at in places]))

    def _any(self, field: str, boosts: Mapping[bytes, float], within: Array, place: int) -> Matches:
        wanted, norm = self._index.of_part(place, within), self._norm(field)
        norms = None if norm is None else self._index.norms(norm)[place]
        scores, seen = np.zeros(len(wanted)), np.zeros(len(wanted), bool)
        for term, boost in boosts.items():
            postings = self._index.postings(field, term, place)
            if postings:
                weight = boost if norm is None else boost * self._factor(norm, term)
                inside, rows = postings.rows(wanted, self._index.sets)
                at = inside.nonzero()[0]
                if norm is None or norms is None:
                    added = postings.weights_of(rows)
                else:
                    added = postings.impacts_of(rows, wanted.take(at), norms, norm)
                scores[at] += added * weight
                seen |= inside
        found = Matches(wanted, scores).where(seen)
        base = self._index.parts[place].base
        return Matches(found.numbers + base, found.scores) if base else found

    def _summed(
        self, found: Iterable[Together], field: str, terms: Sequence[bytes], boosts: Array
    ) -> Matches:
        norm = self._norm(field)
        if norm is not None:
            boosts = boosts * [self._factor(norm, term) for term in terms]
        each = []
        for one in found:
            base = self._index.parts[one.place].base
            numbers = one.documents + base if base else one.documents
            each.append(Matches(numbers, self._sum(one, terms, norm, boosts)))
        return self._index.living(joined(each))

    def _sum(
        self, found: Together, terms: Sequence[bytes], norm: Norm | None, factors: Array
    ) -> Array:
        if norm is None:
            weights = found.weights(terms)
        else:
            weights = found.impacts(terms, self._index.norms(norm)[found.place], norm)
        scores: Array = factors @ weights
        return scores
