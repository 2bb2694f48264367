"""BM25F as a Whoosh query: one word over several fields, scored as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from whoosh import query

from search.engines.whoosh_engine.codec.document_arrays import LENGTHS
from search.engines.whoosh_engine.evaluator.frequencies import frequencies_of
from search.engines.whoosh_engine.evaluator.matches import NONE, Matches
from search.ranking import as_written, idf, normalised, saturated, weight_of
from search.results import FieldPart, ScorePart
from search.schema import scored_as
from search.time_budget import is_cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator

    Array = NDArray[Any]

# A query of one field, and how much an occurrence of it counts.
Row: TypeAlias = "tuple[query.Query, float]"


class Reading(NamedTuple):
    """How often each document has something, by field, and what that is normalised and added."""

    by_field: dict[str, Matches]
    added: Matches


class Postings:
    """What stands for one leaf in each field: ``rows``, each a term or phrase, read once.

    Where the time is over the rest is not read, fields and rows.

    Where a document matches several rows of a field, ``combine`` makes one frequency of
    theirs: ``np.maximum`` for spellings of one word, a sum for the words of a prefix.
    The fields that ``beside`` has too have the same rows there, and are not read again.
    """

    def __init__(
        self,
        rows: Mapping[str, Sequence[Row]],
        combine: Any = np.maximum,
        beside: Postings | None = None,
    ) -> None:
        self.rows = {field: tuple(of_field) for field, of_field in rows.items()}
        self._combine = combine
        self._beside = beside
        self._read: tuple[Evaluator, Reading] | None = None

    def of(self, evaluator: Evaluator) -> Reading:
        """The documents of an index that have any of the rows."""
        if self._read is None or self._read[0] is not evaluator:
            self._read = (evaluator, self._of(evaluator))
        return self._read[1]

    def _of(self, evaluator: Evaluator) -> Reading:
        by_field: dict[str, Matches] = {}
        for name, rows in self.rows.items():
            if by_field and is_cut():
                break
            if self._beside and name in self._beside.rows:
                found = self._beside.of(evaluator).by_field.get(name, NONE)
            else:
                found = self._frequencies(evaluator, rows)
            if found.total:
                by_field[name] = found
        norms = norms_of(evaluator)
        each = [norms.normalised(evaluator, field, found) for field, found in by_field.items()]
        return Reading(by_field, evaluator.sets.either(each))

    def having(self, evaluator: Evaluator) -> int:
        """How many documents have any of the rows."""
        return self.of(evaluator).added.total

    def idf(self, evaluator: Evaluator) -> float:
        """How much it tells that a document has it."""
        return idf(evaluator.searcher.doc_count(), self.having(evaluator))

    def _frequencies(self, evaluator: Evaluator, rows: Sequence[Row]) -> Matches:
        each: list[Matches] = []
        for one, counts in rows:
            if any(one.total for one in each) and is_cut():
                break
            found = frequencies_of(evaluator, one)
            each.append(found if counts == 1 else found.scaled(counts))
        return evaluator.sets.either(each, self._combine)


class Bm25f(query.Query):
    """Documents that match a leaf, by its ``postings``; the score is multiplied by ``boost``.

    Those where it stands as it was typed, by ``written``, score higher, and the more if it was
    ``quoted``.
    """

    def __init__(
        self,
        postings: Postings,
        written: Postings | None,
        boost: float = 1.0,
        *,
        quoted: bool = False,
    ) -> None:
        self.postings = postings
        self.written = written
        self.boost = boost
        self.quoted = quoted

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.postings.rows!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bm25f) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((tuple(self.postings.rows.items()), self.boost))

    def is_leaf(self) -> bool:
        """Whoosh sees no parts in it."""
        return True

    def normalize(self) -> query.Query:
        """It is plain already."""
        return self

    def at_most(self, evaluator: Evaluator) -> int:
        """At most so many documents."""
        rows = (row for rows in self.postings.rows.values() for row, _ in rows)
        return sum(evaluator.at_most(row) for row in rows)

    def evaluate(self, evaluator: Evaluator, _: object = None) -> Matches:
        """The documents in order, each with its score."""
        added = self.postings.of(evaluator).added
        if not added.total:
            return NONE
        scores = self.boost * self.postings.idf(evaluator) * saturated(added.scores)
        more = self._weight_as_written(evaluator)
        if self.written and more:
            so = self.written.of(evaluator).added
            _, places = evaluator.sets.places(added.numbers, so.numbers)
            scores[places] += more * saturated(so.scores)
        return Matches(added.numbers, scores)

    def _weight_as_written(self, evaluator: Evaluator) -> float:
        if self.written is None or not self.written.having(evaluator):
            return 0.0
        stem, form = self.postings.idf(evaluator), self.written.idf(evaluator)
        return self.boost * as_written(stem, form, quoted=self.quoted)

    def parts_of(self, name: str, number: int, evaluator: Evaluator) -> list[ScorePart] | None:
        """What this adds to the score of one document, and from what; None if nothing."""
        reading = self.postings.of(evaluator)
        value = _score_of(reading.added, number)
        if value is None:
            return None
        by_field = {field: _score_of(found, number) for field, found in reading.by_field.items()}
        fields = tuple(
            _field_part(evaluator, field, number, frequency)
            for field, frequency in by_field.items()
            if frequency is not None
        )
        weight = self.postings.idf(evaluator)
        score = self.boost * weight * saturated(value)
        parts = [ScorePart(name, score, weight, reading.added.total, self.boost, fields)]
        more = self._weight_as_written(evaluator)
        so = _score_of(self.written.of(evaluator).added, number) if self.written and more else None
        if so is not None:
            parts.append(ScorePart(f"{name} as written", more * saturated(so)))
        return parts


def _score_of(found: Matches, number: int) -> float | None:
    """The score of one document; None if it is not there."""
    place = int(np.searchsorted(found.numbers, number))
    is_there = place < found.total and found.numbers[place] == number
    return float(found.scores[place]) if is_there else None


def _field_part(evaluator: Evaluator, field: str, number: int, frequency: float) -> FieldPart:
    length = int(LENGTHS[evaluator.index.length_bytes(field)[number]])
    average = evaluator.searcher.avg_field_length(field, 1.0) or 1.0
    name = scored_as(field)
    described = bool(norms_of(evaluator).is_description[number])
    weight = weight_of(name, in_description=described)
    value = normalised(name, frequency, length, average, in_description=described)
    return FieldPart(field, frequency, length, average, weight, value)


class Norms:
    """What an occurrence in a field counts in each document of an index, by the field's length.

    It takes 2 bytes a document for a field whose length counts, and is made when first asked for.
    It does not hold the evaluator, with which it ends.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self.is_description = np.zeros(evaluator.index.documents, bool)
        described = evaluator.index.term("kind", b"description").numbers
        self.is_description[described] = True
        self._known: dict[str, tuple[Array, Array] | float] = {}

    def normalised(self, evaluator: Evaluator, field: str, frequencies: Matches) -> Matches:
        """Frequencies in a field, weighted, and set against the length of the field."""
        if field not in self._known:
            self._known[field] = self._of(evaluator, field)
        norm, numbers = self._known[field], frequencies.numbers
        if isinstance(norm, float):
            return Matches(numbers, frequencies.scores * norm)
        of_kinds, kinds = norm
        return Matches(numbers, frequencies.scores * of_kinds.take(kinds.take(numbers)))

    def _of(self, evaluator: Evaluator, field: str) -> tuple[Array, Array] | float:
        """A norm for each length in a review and in a description, and which of these each has."""
        name = scored_as(field)
        average = evaluator.searcher.avg_field_length(field, 1.0) or 1.0
        described, review = (
            np.array([normalised(name, 1.0, float(n), average, in_description=d) for n in LENGTHS])
            for d in (True, False)
        )
        if (described == described[0]).all() and (described == review).all():
            return float(review[0])
        kinds = evaluator.index.length_bytes(field).astype(np.uint16)
        kinds[self.is_description] += len(LENGTHS)
        return np.concatenate((review, described)).astype(np.float32), kinds


_norms: WeakKeyDictionary[Evaluator, Norms] = WeakKeyDictionary()


def norms_of(evaluator: Evaluator) -> Norms:
    """The norms of an index, which are kept as long as it is open."""
    if evaluator not in _norms:
        _norms[evaluator] = Norms(evaluator)
    return _norms[evaluator]
