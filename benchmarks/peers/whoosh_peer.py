"""Stock Whoosh: its default codec (W3), its BM25F, its own collectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.peers.peer import FACETS, TOP, Answer, Counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.peers.corpus import Review
    from benchmarks.peers.query_mix import Filter, Query

_MEMORY_MEGABYTES = 512
# So many documents are taken to show ten films, and as many times more if they do not.
_FOR_FILMS = 40


class StockWhoosh:
    """One process writes one segment, so a document's number is its place in it."""

    indexed = "terms"

    def __init__(self, folder: Path) -> None:
        from whoosh import index, query, sorting

        self._whoosh: Any = index
        self._queries: Any = query
        self._sorting: Any = sorting
        self._folder = folder
        self._searcher: Any = None

    def build(self, reviews: Iterable[Review]) -> None:
        """Add them by its writer, with memory enough for few runs."""
        from whoosh import fields

        schema = fields.Schema(
            terms=fields.TEXT(analyzer=self._analyzer(), phrase=True),
            film=fields.NUMERIC(sortable=True),
            year=fields.NUMERIC(sortable=True),
            kind=fields.ID(sortable=True),
            text=fields.STORED,
        )
        writer = self._whoosh.create_in(str(self._folder), schema).writer(limitmb=_MEMORY_MEGABYTES)
        for one in reviews:
            facts = {name: getattr(one, name) for name in FACETS}
            writer.add_document(terms=getattr(one, self.indexed), text=one.text, **facts)
        writer.commit(optimize=True)

    def _analyzer(self) -> Any:
        from whoosh.analysis import RegexTokenizer

        return RegexTokenizer(r"\S+")

    def open(self) -> None:
        """Open the index and a searcher."""
        self._searcher = self._whoosh.open_dir(str(self._folder)).searcher()

    def can_answer(self, query: Query, *, facets: bool) -> bool:
        """All; facets of films found are asked of no engine."""
        return not (facets and query.by_film)

    def search(self, query: Query) -> Answer:
        """Every document that matches is scored, which gives the exact total in one pass.

        Not for several words of which any will do, or a prefix: that pass leaves out what cannot
        be among the best, whatever it is told (whoosh3 3.54.0, ``ArrayUnionMatcher``), so the
        total is counted by itself, as it is by default.
        """
        if query.by_film:
            return self._by_film(query)
        found = self._found(query, optimize=_is_union(query))
        return Answer(len(found), tuple(hit.docnum for hit in found))

    def _found(self, query: Query, limit: int = TOP, **options: Any) -> Any:
        within = query.filter and self._within(query.filter)
        return self._searcher.search(self._words(query), limit=limit, filter=within, **options)

    def _by_film(self, query: Query) -> Answer:
        """More and more documents until they are of ten films: what it collapses it miscounts."""
        stored = self._searcher.reader().column_reader("film")
        limit = _FOR_FILMS
        while True:
            counting = {"groupedby": "film", "maptype": self._sorting.Count}
            found = self._found(query, limit, optimize=False, **counting)
            films = dict.fromkeys(stored[hit.docnum] for hit in found)
            if len(films) >= TOP or limit >= len(found):
                return Answer(len(found), tuple(films)[:TOP], len(found.groups("film")))
            limit *= _FOR_FILMS

    def search_with_facets(self, query: Query) -> Counted:
        """The same with a grouping by each, of which only counts are kept."""
        found = self._found(
            query,
            optimize=_is_union(query),
            groupedby=list(FACETS),
            maptype=self._sorting.Count,
        )
        counted = {}
        for name in FACETS:
            groups = found.groups(name)
            commonest = sorted(groups, key=groups.get, reverse=True)[:TOP]
            counted[name] = {value: groups[value] for value in commonest}
        return Counted(Answer(len(found), tuple(hit.docnum for hit in found)), counted)

    def _words(self, query: Query) -> Any:
        make = self._queries
        if query.match == "prefix":
            return make.Prefix("terms", query.words[0])
        if query.match == "phrase":
            return make.Phrase("terms", list(query.words))
        terms = [make.Term("terms", word) for word in query.words]
        if len(terms) == 1:
            return terms[0]
        return make.And(terms) if query.match == "all" else make.Or(terms)

    def _within(self, within: Filter) -> Any:
        make = self._queries
        if within.field == "kind":
            return make.Term(within.field, within.low)
        return make.NumericRange(within.field, within.low, within.high)

    def close(self) -> None:
        """Close the searcher."""
        self._searcher.close()


def _is_union(query: Query) -> bool:
    return query.match == "prefix" or (query.match == "any" and len(query.words) > 1)


class StockWhooshFromText(StockWhoosh):
    """Its build with its own English analysis; its terms are not ours, so it is asked nothing."""

    indexed = "text"

    def _analyzer(self) -> Any:
        from whoosh.analysis import StemmingAnalyzer

        return StemmingAnalyzer(stoplist=None, minsize=1)

    def can_answer(self, query: Query, *, facets: bool) -> bool:  # noqa: ARG002 - none
        """Nothing."""
        return False
