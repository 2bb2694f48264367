"""Which of the documents found have the values that are asked for, and how many have which."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from search.facets import BY_FACET, facet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from search.engines.whoosh_engine.order import Scored
    from search.facets import Counting, Facet, Filters


class _Column(NamedTuple):
    """The number of each document's row, and the rows, which are the values that there are."""

    codes: array[int]
    rows: list[str]


class _Values(NamedTuple):
    """The values of each row of a column, and how each value is mostly written."""

    of_row: list[tuple[str, ...]]
    labels: dict[str, str]


class Facets:
    """The facets of an index's documents, read when first asked for and kept.

    It takes 4 bytes a document and column, and each value once.
    """

    def __init__(self, reader: Any) -> None:
        self._leaves = reader.leaf_readers()
        self._columns: dict[str, _Column] = {}
        self._values: dict[str, _Values] = {}
        self._reviews: Counter[str] | None = None

    def within(self, found: Sequence[Scored], filters: Filters) -> Sequence[Scored]:
        """Those of the documents found that every filter lets through."""
        for name, chosen in filters:
            codes, lets_through = self._gate(name, chosen)
            found = [one for one in found if lets_through[codes[one[1]]]]
        return found

    def counted(
        self, found: Sequence[Scored], filters: Filters, counting: Counting
    ) -> tuple[Facet, ...]:
        """The facets asked for of all that was found, each within the filters of the others."""
        if not counting.names:
            return ()
        chosen = dict(filters)
        inside = [number for _, number in self.within(found, filters)]
        facets = []
        for name in counting.names:
            numbers = inside
            if name in chosen:
                others = tuple(one for one in filters if one[0] != name)
                numbers = [number for _, number in self.within(found, others)]
            counts = self.counts(name, numbers)
            facets.append(
                facet_of(
                    BY_FACET[name],
                    counts,
                    partial(_label, self._values_of(name).labels),
                    chosen.get(name, ()),
                    counting,
                )
            )
        return tuple(facets)

    def counts(self, name: str, numbers: Iterable[int]) -> Counter[str]:
        """How many of the documents have each value of a facet."""
        counts: Counter[str] = Counter()
        codes = self._column_of(name).codes
        of_row = self._values_of(name).of_row
        for code, count in Counter(map(codes.__getitem__, numbers)).items():
            for value in of_row[code]:
                counts[value] += count
        return counts

    def film_of(self) -> Callable[[int], str]:
        """What tells the film of a document."""
        codes, of_row = self._column_of("film").codes, self._values_of("film").of_row
        films = [values[0] for values in of_row]
        return lambda number: films[codes[number]]

    def is_review(self) -> Callable[[int], bool]:
        """What tells whether a document is a review."""
        codes, lets_through = self._gate("kind", ("review",))
        return lambda number: bool(lets_through[codes[number]])

    def reviews(self) -> Counter[str]:
        """How many reviews each film has; not to be changed."""
        if self._reviews is None:
            self._reviews = self.counts("film", filter(self.is_review(), self._live()))
        return self._reviews

    def _gate(self, name: str, chosen: Sequence[str]) -> tuple[array[int], bytes]:
        """The rows of a facet's column by document, and which of the rows have a chosen value."""
        wanted = set(chosen)
        of_row = self._values_of(name).of_row
        return self._column_of(name).codes, bytes(
            not wanted.isdisjoint(values) for values in of_row
        )

    def _column_of(self, name: str) -> _Column:
        field = BY_FACET[name].column
        if field not in self._columns:
            code_of: dict[bytes, int] = {}
            codes = array(
                "I",
                (
                    code_of.setdefault(value, len(code_of))
                    for reader, _ in self._leaves
                    for value in reader.column_reader(field, translate=False)
                ),
            )
            self._columns[field] = _Column(codes, [value.decode() for value in code_of])
        return self._columns[field]

    def _values_of(self, name: str) -> _Values:
        if name not in self._values:
            codes, rows = self._column_of(name)
            named = [BY_FACET[name].named(row) for row in rows]
            written: dict[str, Counter[str]] = defaultdict(Counter)
            for code, count in Counter(map(codes.__getitem__, self._live())).items():
                for value, label in named[code].items():
                    written[value][label] += count
            labels = {
                value: min(spellings, key=lambda label: (-spellings[label], label))
                for value, spellings in written.items()
            }
            self._values[name] = _Values([tuple(values) for values in named], labels)
        return self._values[name]

    def _live(self) -> Iterator[int]:
        """The numbers of the documents that are not deleted."""
        for reader, base in self._leaves:
            numbers = range(reader.doc_count_all())
            if reader.has_deletions():
                yield from (base + n for n in numbers if not reader.is_deleted(n))
            else:
                yield from range(base, base + len(numbers))


def _label(labels: Mapping[str, str], value: str) -> str:
    """How a value reads; as it was asked for where no document has it."""
    return labels.get(value, value)
