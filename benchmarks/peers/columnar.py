"""Ours: a Whoosh index in the columnar codec, asked through the evaluator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import fields, index
from whoosh import query as wq
from whoosh.analysis import SpaceSeparatedTokenizer

from benchmarks.peers.peer import FACETS, TOP, Answer, Counted
from search import analysis
from search.analysis import KEYWORD, STEMS, Chain
from search.engines.whoosh_engine.bulk.runs import Plan
from search.engines.whoosh_engine.bulk.writer import BulkWriter
from search.engines.whoosh_engine.evaluator.columns import column_of
from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
from search.engines.whoosh_engine.evaluator.matches import NONE, Matches
from search.engines.whoosh_engine.evaluator.top import ordered, top
from search.schema import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peers.corpus import Review
    from benchmarks.peers.query_mix import Filter, Query
    from search.analysis import Surface

    Array = NDArray[Any]

_TERMS = "terms"
_MEMORY = 512 * 1024 * 1024


def _blanks(text: str) -> Iterator[Surface]:
    """The terms of a text that is terms parted by blanks."""
    offset = 0
    for position, term in enumerate(text.split(" ")):
        yield term, position, offset, offset + len(term), "part"
        offset += len(term) + 1


def _fields(chain: Chain, source: str) -> tuple[Field, ...]:
    facts = (Field(name, "keyword", KEYWORD, stored=False) for name in FACETS)
    columns = (Field(f"in_{name}", "facet", stored=False) for name in FACETS)
    return (
        Field(_TERMS, "text", chain, stored=False, source=source),
        Field("text", "stored"),
        *facts,
        *columns,
    )


def _values(review: Review) -> Mapping[str, Any]:
    facts = {name: str(getattr(review, name)) for name in FACETS}
    return {
        "terms": review.terms,
        "text": review.text,
        **facts,
        **{f"in_{name}": value for name, value in facts.items()},
    }


class Columnar:
    """The bulk builder in one process writes; facts are terms and columns."""

    chain = Chain("blanks")
    source = "terms"
    jobs = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        analysis.TOKENIZERS["blanks"] = _blanks

    def build(self, reviews: Iterable[Review]) -> None:
        """Write one segment."""
        plan = Plan(self._folder, _fields(self.chain, self.source), dict, _MEMORY)
        plain = fields.TEXT(SpaceSeparatedTokenizer())
        names = dict.fromkeys(FACETS, fields.ID())
        writer = BulkWriter(plan, self.jobs, fields.Schema(terms=plain, **names))
        for one in reviews:
            writer.add(_values(one))
        writer.commit()

    def open(self) -> None:
        """Open the index and a searcher on it."""
        self._index = index.open_dir(str(self._folder), readonly=True)
        self._searcher = self._index.searcher()
        self._evaluator = Evaluator(self._searcher)
        self._columns = {name: column_of(self._evaluator.index, f"in_{name}") for name in FACETS}

    def can_answer(self, query: Query, *, facets: bool) -> bool:
        """All; facets of films found are asked of no engine."""
        return not (facets and query.by_film)

    def search(self, query: Query) -> Answer:
        """The best few and the total; no stored text is read."""
        compiled = _compiled(query)
        if query.by_film:
            return self._by_film(self._evaluator.matches(compiled))
        if query.filter is not None and query.filter.field == "year":
            return self._answer(self._within(self._evaluator.matches(compiled), query.filter))
        found = top(self._evaluator, compiled, TOP)
        return Answer(found.total, tuple(found.best.numbers.tolist()))

    def search_with_facets(self, query: Query) -> Counted:
        """All that match, counted over the columns."""
        matches = self._evaluator.matches(_compiled(query))
        if query.filter is not None and query.filter.field == "year":
            matches = self._within(matches, query.filter)
        counted = {name: self._commonest(name, matches.numbers) for name in FACETS}
        return Counted(self._answer(matches), counted)

    def _answer(self, matches: Matches) -> Answer:
        return Answer(matches.total, tuple(ordered(matches, TOP).numbers.tolist()))

    def _within(self, matches: Matches, within: Filter) -> Matches:
        codes, rows = self._columns["year"]
        low, high = int(within.low), int(within.high)
        inside = np.array([low <= int(row) <= high for row in rows])
        return matches.choose(inside[codes[matches.numbers]])

    def _by_film(self, matches: Matches) -> Answer:
        codes, rows = self._columns["film"]
        films = _best_of_groups(matches, codes[matches.numbers])
        best = ordered(films, TOP).numbers
        numbers = tuple(int(rows[code]) for code in codes[best].tolist())
        return Answer(matches.total, numbers, films.total)

    def _commonest(self, name: str, numbers: Array) -> dict[int | str, int]:
        codes, rows = self._columns[name]
        counts = np.bincount(codes[numbers], minlength=len(rows))
        there = np.flatnonzero(counts)
        if len(there) > TOP:
            least = np.partition(counts[there], len(there) - TOP)[len(there) - TOP]
            there = there[counts[there] >= least]
        first = sorted(there.tolist(), key=lambda code: -counts[code])[:TOP]
        return {_key(name, rows[code]): int(counts[code]) for code in first}

    def close(self) -> None:
        """Let go of the searcher."""
        self._searcher.close()


class ColumnarFromText(Columnar):
    """Its build with our own analysis, over two processes; asked nothing."""

    chain = STEMS
    source = "text"
    jobs = 2

    def can_answer(self, query: Query, *, facets: bool) -> bool:  # noqa: ARG002 - none
        """Nothing."""
        return False


def _best_of_groups(matches: Matches, groups: Array) -> Matches:
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


def _key(name: str, row: bytes) -> int | str:
    return row.decode() if name == "kind" else int(row)


def _compiled(query: Query) -> wq.Query:
    words = _words(query)
    if query.filter is None or query.filter.field == "year":
        return words
    fact = wq.Term(query.filter.field, str(query.filter.low))
    return wq.Require(words, fact)


def _words(query: Query) -> wq.Query:
    if query.match == "prefix":
        return wq.ConstantScoreQuery(wq.Prefix(_TERMS, query.words[0]), 1.0)
    if query.match == "phrase":
        return wq.Phrase(_TERMS, list(query.words))
    terms = [wq.Term(_TERMS, word) for word in query.words]
    if len(terms) == 1:
        return terms[0]
    return wq.And(terms) if query.match == "all" else wq.Or(terms)
