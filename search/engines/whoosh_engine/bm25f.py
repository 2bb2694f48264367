"""BM25F as a Whoosh query: one word over several fields, scored as one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from whoosh import matching, query

from search.errors import OutOfTimeError
from search.ranking import as_written, idf, normalised, saturated, weight_of
from search.results import FieldPart, ScorePart
from search.schema import scored_as
from search.time_budget import in_time, is_cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Frequencies = dict[int, float]
_descriptions: WeakKeyDictionary[Any, frozenset[int]] = WeakKeyDictionary()
# A query of one field, and how much an occurrence of it counts.
Row: TypeAlias = "tuple[query.Query, float]"


class Reading(NamedTuple):
    """How often each document has something, by field, and what that is normalised and added."""

    by_field: dict[str, Frequencies]
    added: Frequencies


class Postings:
    """What stands for one leaf in each field: ``rows``, each a term or phrase, read once.

    Where the time is over the rest is not read; of each field the beginning always is.

    Where a document matches several rows of a field, ``combine`` makes one frequency of
    theirs: ``max`` for spellings of one word, a sum for the words of a prefix.
    """

    def __init__(
        self,
        rows: Mapping[str, Sequence[Row]],
        combine: Callable[[float, float], float] = max,
    ) -> None:
        self.rows = {field: tuple(of_field) for field, of_field in rows.items()}
        self._combine = combine
        self._read: WeakKeyDictionary[Any, Reading] = WeakKeyDictionary()

    def of(self, searcher: Any) -> Reading:
        """The documents of a searcher that have any of the rows."""
        reader = searcher.reader()
        if reader not in self._read:
            by_field = {name: self._frequencies(searcher, rows) for name, rows in self.rows.items()}
            added: Frequencies = defaultdict(float)
            for field, frequencies in by_field.items():
                for number, value in _normalised(searcher, field, frequencies):
                    added[number] += value
            self._read[reader] = Reading(by_field, added)
        return self._read[reader]

    def having(self, searcher: Any) -> int:
        """How many documents have any of the rows."""
        return len(self.of(searcher).added)

    def idf(self, searcher: Any) -> float:
        """How much it tells that a document has it."""
        return idf(searcher.doc_count(), self.having(searcher))

    def _frequencies(self, searcher: Any, rows: Sequence[Row]) -> Frequencies:
        frequencies: Frequencies = {}
        for one, counts in rows:
            if frequencies and is_cut():
                break
            for number, frequency in in_time(_frequencies(one, searcher)):
                before = frequencies.get(number)
                weighed = counts * frequency
                frequencies[number] = weighed if before is None else self._combine(before, weighed)
        return frequencies


class Bm25f(query.Query):
    """Documents that match a leaf, by its ``postings``; the score is multiplied by ``boost``.

    Those where it stands as it was typed, by ``written``, score higher, and the more if it was
    ``quoted``. The postings are read when the matcher is made.
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

    def estimate_size(self, reader: Any) -> int:
        """At most so many documents."""
        rows = (row for rows in self.postings.rows.values() for row, _ in rows)
        return sum(row.estimate_size(reader) for row in rows)

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ARG002 (Whoosh's)
        """The documents in order, each with its score."""
        added = self.postings.of(searcher).added
        if not added:
            return matching.NullMatcher()
        weight = self.boost * self.postings.idf(searcher)
        scores = {number: weight * saturated(value) for number, value in added.items()}
        more = self._weight_as_written(searcher)
        if self.written and more:
            for number, value in self.written.of(searcher).added.items():
                scores[number] += more * saturated(value)
        numbers = sorted(scores)
        return ScoredMatcher(numbers, weights=[scores[n] for n in numbers], all_weights=None)

    def _weight_as_written(self, searcher: Any) -> float:
        if self.written is None or not self.written.of(searcher).added:
            return 0.0
        stem, form = self.postings.idf(searcher), self.written.idf(searcher)
        return self.boost * as_written(stem, form, quoted=self.quoted)

    def parts_of(self, name: str, number: int, searcher: Any) -> list[ScorePart] | None:
        """What this adds to the score of one document, and from what; None if nothing."""
        reading = self.postings.of(searcher)
        if number not in reading.added:
            return None
        fields = tuple(
            _field_part(searcher, field, number, frequencies[number])
            for field, frequencies in reading.by_field.items()
            if number in frequencies
        )
        weight = self.postings.idf(searcher)
        score = self.boost * weight * saturated(reading.added[number])
        parts = [ScorePart(name, score, weight, len(reading.added), self.boost, fields)]
        more = self._weight_as_written(searcher)
        if self.written and more and number in self.written.of(searcher).added:
            value = saturated(self.written.of(searcher).added[number])
            parts.append(ScorePart(f"{name} as written", more * value))
        return parts


def _field_part(searcher: Any, field: str, number: int, frequency: float) -> FieldPart:
    length = searcher.reader().doc_field_length(number, field, 0)
    average = searcher.avg_field_length(field, 1.0) or 1.0
    name = scored_as(field)
    described = number in descriptions(searcher)
    weight = weight_of(name, in_description=described)
    value = normalised(name, frequency, length, average, in_description=described)
    return FieldPart(field, frequency, length, average, weight, value)


def _normalised(searcher: Any, field: str, frequencies: Frequencies) -> Iterable[tuple[int, float]]:
    average = searcher.avg_field_length(field, 1.0) or 1.0
    length_of = searcher.reader().doc_field_length
    name = scored_as(field)
    described = descriptions(searcher)
    for number, frequency in in_time(frequencies.items()):
        length = length_of(number, field, 0)
        in_description = number in described
        yield (
            number,
            normalised(name, frequency, length, average, in_description=in_description),
        )


def descriptions(searcher: Any) -> frozenset[int]:
    """The documents that are descriptions, read once an index."""
    reader = searcher.reader()
    if reader not in _descriptions:
        term = query.Term("kind", "description")
        matcher = term.matcher(searcher, searcher.boolean_context())
        _descriptions[reader] = frozenset(matcher.all_ids())
    return _descriptions[reader]


class ScoredMatcher(matching.ListMatcher):
    """A list of documents with their scores, skipped through by halving."""

    def supports_block_quality(self) -> bool:
        """There are no blocks."""
        return False

    def skip_to(self, id: int) -> None:  # noqa: A002 (Whoosh's name)
        """Go to the first document from ``id`` on."""
        self._i: int = bisect_left(self._ids, id, self._i)


def _frequencies(one: query.Query, searcher: Any) -> Iterable[tuple[int, float]]:
    """Each document that matches, and how often; of a phrase as far as there is time."""
    is_phrase = isinstance(one, query.Phrase)
    with suppress(OutOfTimeError):
        matcher = one.matcher(searcher, searcher.boolean_context())
        while matcher.is_active():
            yield matcher.id(), len(matcher.spans()) if is_phrase else matcher.weight()
            matcher.next()
