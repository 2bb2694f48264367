"""BM25F as a Whoosh query: one word over several fields, scored as one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

from whoosh import matching, query

from search.ranking import idf, normalised, saturated, weight_of
from search.results import FieldPart, ScorePart
from search.schema import scored_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Frequencies = dict[int, float]
_descriptions: WeakKeyDictionary[Any, frozenset[int]] = WeakKeyDictionary()
# A query of one field, and how much an occurrence of it counts.
Row: TypeAlias = "tuple[query.Query, float]"


class Bm25f(query.Query):
    """Documents that match any of the rows, each a term or phrase of one field.

    ``rows`` has a field's queries by its name, each with how much an occurrence counts.
    Where a document matches several of one field, ``combine`` makes one frequency of theirs:
    ``max`` for spellings of one word, a sum for the words of a prefix. The score is
    multiplied by ``boost``. The postings are read when the matcher is made.
    """

    def __init__(
        self,
        rows: Mapping[str, Sequence[Row]],
        combine: Callable[[float, float], float] = max,
        boost: float = 1.0,
    ) -> None:
        self.rows = {field: tuple(of_field) for field, of_field in rows.items()}
        self.combine = combine
        self.boost = boost
        # What the word tells, times the boost; known once the postings were read.
        self.weight = 0.0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.rows!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bm25f) and (self.rows, self.boost) == (other.rows, other.boost)

    def __hash__(self) -> int:
        return hash((tuple(self.rows.items()), self.boost))

    def is_leaf(self) -> bool:
        """Whoosh sees no parts in it."""
        return True

    def normalize(self) -> query.Query:
        """It is plain already."""
        return self

    def estimate_size(self, reader: Any) -> int:
        """At most so many documents."""
        return sum(row.estimate_size(reader) for rows in self.rows.values() for row, _ in rows)

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ARG002 (Whoosh's)
        """The documents in order, each with its score."""
        added: Frequencies = defaultdict(float)
        for field, rows in self.rows.items():
            for number, value in self._normalised(searcher, field, rows):
                added[number] += value
        if not added:
            return matching.NullMatcher()
        self.weight = self.boost * idf(searcher.get_parent().doc_count_all(), len(added))
        numbers = sorted(added)
        scores = [self.weight * saturated(added[number]) for number in numbers]
        return ScoredMatcher(numbers, weights=scores, all_weights=None)

    def part_of(self, name: str, number: int, searcher: Any) -> ScorePart | None:
        """What this adds to the score of one document, and from what; None if nothing."""
        having: set[int] = set()
        fields = []
        for field, rows in self.rows.items():
            frequencies = self._frequencies(searcher, rows)
            having |= frequencies.keys()
            if number in frequencies:
                fields.append(self._field_part(searcher, field, number, frequencies[number]))
        if not fields:
            return None
        weight = idf(searcher.get_parent().doc_count_all(), len(having))
        score = self.boost * weight * saturated(sum(part.normalised for part in fields))
        return ScorePart(name, score, weight, len(having), self.boost, tuple(fields))

    def _field_part(self, searcher: Any, field: str, number: int, frequency: float) -> FieldPart:
        length = searcher.reader().doc_field_length(number, field, 0)
        average = searcher.avg_field_length(field, 1.0) or 1.0
        name = scored_as(field)
        described = number in descriptions(searcher)
        weight = weight_of(name, in_description=described)
        value = normalised(name, frequency, length, average, in_description=described)
        return FieldPart(field, frequency, length, average, weight, value)

    def _normalised(
        self, searcher: Any, field: str, rows: Sequence[Row]
    ) -> Iterable[tuple[int, float]]:
        average = searcher.avg_field_length(field, 1.0) or 1.0
        length_of = searcher.reader().doc_field_length
        name = scored_as(field)
        described = descriptions(searcher)
        for number, frequency in self._frequencies(searcher, rows).items():
            length = length_of(number, field, 0)
            yield (
                number,
                normalised(name, frequency, length, average, in_description=number in described),
            )

    def _frequencies(self, searcher: Any, rows: Sequence[Row]) -> Frequencies:
        """How often each document has any of one field's rows."""
        frequencies: Frequencies = {}
        for one, counts in rows:
            for number, frequency in _frequencies(one, searcher):
                before = frequencies.get(number)
                weighed = counts * frequency
                frequencies[number] = weighed if before is None else self.combine(before, weighed)
        return frequencies


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
    """Each document that matches, and how often."""
    matcher = one.matcher(searcher, searcher.boolean_context())
    is_phrase = isinstance(one, query.Phrase)
    while matcher.is_active():
        yield matcher.id(), len(matcher.spans()) if is_phrase else matcher.weight()
        matcher.next()
