"""What stands for a leaf in the fields that it asks: rows of terms, matched and scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from search.engines.opensearch_engine.compile import any_of
from search.engines.opensearch_engine.positions import term_sent
from search.engines.opensearch_engine.schema import k1_of
from search.query.nodes import Phrase
from search.query.patterns import fields_of, patterns
from search.ranking import K1, idf
from search.schema import BY_NAME, exact_of, scored_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search.engines.opensearch_engine.asking import Dsl
    from search.engines.opensearch_engine.statistics import Statistics
    from search.query.nodes import Word
    from search.query.patterns import Pattern

# Where several fields have a word, what the others add to that which scores most.
TIE = 0.3


class Row(NamedTuple):
    """Terms one after another in a field, as far apart as ``slop``; how much one place counts."""

    field: str
    pattern: Pattern
    slop: int = 0
    counts: float = 1.0


def rows_of(leaf: Word | Phrase) -> list[Row]:
    """The rows of a word or phrase, of which any makes a document match."""
    return _rows(leaf, fields_of(leaf))


def rows_as_written(leaf: Word | Phrase) -> list[Row]:
    """The rows of its unstemmed form; none if no field that it asks has stems."""
    fields = fields_of(leaf)
    if all(exact_of(field) == field for field in fields):
        return []
    return _rows(leaf, [exact_of(field) for field in fields])


def _rows(leaf: Word | Phrase, fields: Sequence[str]) -> list[Row]:
    slop = leaf.slop if isinstance(leaf, Phrase) else 0
    return [
        Row(field, tuple(map(term_sent, pattern)), slop if len(pattern) > 1 else 0)
        for field in fields
        for pattern in patterns(leaf, field)
    ]


def matching(rows: Iterable[Row]) -> Dsl:
    """The documents that have any of the rows; of single terms it is one query for a field."""
    terms: dict[str, list[str]] = {}
    phrases = []
    for row in rows:
        if len(row.pattern) == 1:
            terms.setdefault(row.field, []).append(row.pattern[0])
        else:
            phrases.append(row_query(row))
    return any_of([*({"terms": {name: list(dict.fromkeys(t))}} for name, t in terms.items()),
                   *phrases])  # fmt: skip


def row_query(row: Row, boost: float = 1.0) -> Dsl:
    """The documents that have a row, scored by BM25 of its field times ``boost``.

    The analyzer that a phrase is read by cuts at blanks alone, so that it is our terms again.
    """
    if len(row.pattern) == 1:
        return {"term": {row.field: {"value": row.pattern[0], "boost": boost}}}
    if BY_NAME[row.field].kind not in {"text", "names"}:
        return any_of([])
    phrase = {"query": " ".join(row.pattern), "slop": row.slop, "boost": boost}
    return {"match_phrase": {row.field: phrase}}


def scored(rows: Iterable[Row], weight: float, statistics: Statistics) -> Dsl:
    """The documents that have any of the rows, a row worth ``weight`` times its saturation.

    What the server's BM25 knows of how rare a term is in its field is divided away.
    """
    queries = []
    for row in rows:
        tells = sum(statistics.idf(row.field, term) for term in row.pattern)
        if tells:
            scale = (K1 + 1) / (k1_of(scored_as(row.field)) + 1)
            queries.append(row_query(row, weight * row.counts * scale / tells))
    if len(queries) == 1:
        return queries[0]
    return {"dis_max": {"queries": queries, "tie_breaker": TIE}} if queries else any_of([])


def of_bm25(documents: int, having: int) -> float:
    """How much the server's BM25 takes a term to tell; 0 if no document has it."""
    return idf(documents, having) if having else 0.0
