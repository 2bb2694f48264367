"""In which order the documents found stand: by score or by a fact, then by film and position."""

from __future__ import annotations

from array import array
from collections import Counter
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING, Any

from search.sorting import BY_FIELD, TIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from search.sorting import Sort

    Scored = tuple[float, int]

# The values of so few are read one by one rather than those of all.
_FEW = 500
# Stands behind every rank.
_LAST = 1 << 31


class Orders:
    """The places of an index's documents in each order, read when first asked for and kept.

    It takes 4 bytes a document and order, and for 100,000 documents about 0.1 seconds once.
    """

    def __init__(self, reader: Any) -> None:
        self._leaves = reader.leaf_readers()
        self._columns: dict[str, list[tuple[Any, int]]] = {}
        self._ranks: dict[str, array[int]] = {}

    def best(self, found: Sequence[Scored], limit: int, sort: Sort) -> list[Scored]:
        """The first ``limit`` of the documents found, in order."""
        by = BY_FIELD.get(sort)
        if by is None:
            return self._by_score(found, limit)
        ranks, places = self._ranks_of(by.field), self._ranks_of(TIES)

        def key(one: Scored) -> tuple[int, int]:
            rank = ranks[one[1]]
            known = -rank if by.descending else rank
            return known if rank else _LAST, places[one[1]]

        return nsmallest(limit, found, key)

    def by_score(self, found: Sequence[Scored]) -> list[Scored]:
        """The documents by score, equals by film and position."""
        place = self._place(len(found))
        return sorted(found, key=lambda one: (-one[0], place(one[1])))

    def by_place(self, found: Iterable[int]) -> array[int]:
        """The documents by film and position."""
        numbers = array("I", found)
        return array("I", sorted(numbers, key=self._place(len(numbers))))

    def documents_by_film(self) -> Counter[str]:
        """How many documents each film has."""
        counts: Counter[bytes] = Counter()
        columns = zip(self._leaves, self._columns_of(TIES), strict=True)
        for (reader, _), (column, _) in columns:
            counts.update(
                value.partition(b"\0")[0]
                for number, value in enumerate(column)
                if not reader.is_deleted(number)
            )
        return Counter({film.decode(): count for film, count in counts.items()})

    def _by_score(self, found: Sequence[Scored], limit: int) -> list[Scored]:
        """The first by score; of the many that may be equal at the cut, the first by place."""
        if len(found) <= limit:
            return self.by_score(found)
        least = nlargest(limit, (score for score, _ in found))[-1]
        above = [one for one in found if one[0] > least]
        at_cut = [number for score, number in found if score == least]
        taken = nsmallest(limit - len(above), at_cut, self._place(len(at_cut)))
        return self.by_score(above) + [(least, number) for number in taken]

    def _place(self, count: int) -> Callable[[int], Any]:
        """What tells where a document stands among others, of which there are ``count``."""
        if count > _FEW or TIES in self._ranks:
            return self._ranks_of(TIES).__getitem__
        columns = self._columns_of(TIES)

        def place(number: int) -> Any:
            column, base = next(one for one in reversed(columns) if one[1] <= number)
            return column[number - base]

        return place

    def _ranks_of(self, field: str) -> array[int]:
        """Each document's place by a field, equals alike; 0 for one without a value."""
        if field not in self._ranks:
            values = [value for column, _ in self._columns_of(field) for value in column]
            known = sorted({value for value in values if value})
            rank = {value: number for number, value in enumerate(known, start=1)}
            self._ranks[field] = array("I", (rank.get(value, 0) for value in values))
        return self._ranks[field]

    def _columns_of(self, field: str) -> list[tuple[Any, int]]:
        """The field's values in each segment, and where its documents begin."""
        if field not in self._columns:
            self._columns[field] = [
                (reader.column_reader(field, translate=False), base)
                for reader, base in self._leaves
            ]
        return self._columns[field]
