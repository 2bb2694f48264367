"""How many documents have what, as far as a query asks: what its scores are weighed by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from search.engines.opensearch_engine.rows import of_bm25
from search.ranking import idf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.engines.opensearch_engine.rows import Row
    from search.query.nodes import Leaf


# So many counts are kept of an index, in some 10 MB.
_KEPT_COUNTS = 1 << 15


class FieldCounts:
    """How many documents an index has, and with what; kept, for it is written once."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    def counts(self, index: AskedIndex, queries: Sequence[Dsl]) -> list[int]:
        """How many documents match each of some queries; those asked lately are not asked again."""
        keys = [json.dumps(query) for query in queries]
        found = {key: self._counts[key] for key in keys if key in self._counts}
        missing = {key: one for key, one in zip(keys, queries, strict=True) if key not in found}
        told = dict(zip(missing, index.counts([*missing.values()]), strict=True))
        if index.is_whole:
            if len(self._counts) > _KEPT_COUNTS:
                self._counts = {}
            self._counts.update(told)
        return [found[key] if key in found else told[key] for key in keys]

    def documents(self, index: AskedIndex) -> int:
        """How many documents there are."""
        return self.of(index, "", {"match_all": {}})

    def having(self, index: AskedIndex, field: str) -> int:
        """How many have a term in a field."""
        return self.of(index, field, {"exists": {"field": field}})

    def reviews(self, index: AskedIndex) -> int:
        """How many are reviews."""
        return self.of(index, "kind:review", {"term": {"kind": "review"}})

    def of(self, index: AskedIndex, name: str, query: Dsl) -> int:
        """The number that goes by a name, kept once every shard has told it."""
        if name in self._known:
            return self._known[name]
        (count,) = index.counts([query])
        if index.is_whole:
            self._known[name] = count
        return count


class Statistics:
    """What is known of the terms and leaves of one query.

    ``having`` has how many documents each leaf matches, and ``written`` each in the form typed.
    """

    def __init__(self, index: AskedIndex, fields: FieldCounts) -> None:
        self._index = index
        self._fields = fields
        self._terms: dict[tuple[str, str], int] = {}
        self.having: dict[Leaf, int] = {}
        self.written: dict[Leaf, int] = {}

    def learn(
        self, having: Mapping[Leaf, Dsl], written: Mapping[Leaf, Dsl], rows: Iterable[Row]
    ) -> None:
        """Ask for all that is needed in one request; what ``rows`` have is asked term by term."""
        terms = dict.fromkeys(
            (row.field, term)
            for row in rows
            for term in row.pattern
            if (row.field, term) not in self._terms
        )
        queries = [{"term": {field: term}} for field, term in terms]
        asked = [*having.values(), *written.values(), *queries]
        counts = self._fields.counts(self._index, asked)
        self.having = dict(zip(having, counts, strict=False))
        self.written = dict(zip(written, counts[len(having) :], strict=False))
        self._terms.update(zip(terms, counts[len(having) + len(written) :], strict=True))

    def know(self, field: str, terms: Mapping[str, int]) -> None:
        """Take in what is known of terms already."""
        self._terms.update({(field, term): count for term, count in terms.items()})

    def may_have(self, field: str, terms: Iterable[str]) -> bool:
        """Whether a field has each of some terms, in whichever documents, for all that is known."""
        return all(self._terms.get((field, term), 1) for term in terms)

    def idf(self, field: str, term: str) -> float:
        """How much the server takes a term of a field to tell; 0 if no document has it."""
        having = self._terms[field, term]
        return of_bm25(self._fields.having(self._index, field), having) if having else 0.0

    def leaf_idf(self, leaf: Leaf) -> float:
        """How much it tells that a document has a leaf."""
        return idf(self._fields.documents(self._index), self.having[leaf])

    def written_idf(self, leaf: Leaf) -> float:
        """How much it tells that a document has it as it was typed; 0 if none has."""
        having = self.written.get(leaf, 0)
        return idf(self._fields.documents(self._index), having) if having else 0.0
