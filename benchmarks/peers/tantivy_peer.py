"""Tantivy through tantivy-py, its pieces put together without its query parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.peers.peer import FACETS, TOP, Answer, Counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.peers.corpus import Review
    from benchmarks.peers.query_mix import Filter, Query

_THREADS = 2
_HEAP_BYTES = 512 * 1024 * 1024
_TERMS, _BLANKS = "terms", "blanks"
_AGGREGATIONS = {name: {"terms": {"field": name, "size": TOP}} for name in FACETS}
# So many times more documents are taken where ten have not shown ten films.
_MORE = 4


class Tantivy:
    """Two threads write; facts are fast fields; a document's number is read from one."""

    analyzer = _BLANKS
    indexed = _TERMS

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy: Any = tantivy
        self._folder = folder
        self._schema: Any = None
        self._searcher: Any = None

    def build(self, reviews: Iterable[Review]) -> None:
        """Add them, and wait until all that is to be merged is merged."""
        builder = self._tantivy.SchemaBuilder()
        builder.add_text_field(_TERMS, tokenizer_name=self.analyzer)
        builder.add_bytes_field("text", stored=True)  # a text field would be indexed too
        builder.add_text_field("kind", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("number", fast=True)
        for name in ("film", "year"):
            builder.add_unsigned_field(name, fast=True, indexed=True)
        schema = builder.build()
        index = self._tantivy.Index(schema, str(self._folder))
        self._know_blanks(index)
        writer = index.writer(_HEAP_BYTES, _THREADS)
        for one in reviews:
            values = {name: getattr(one, name) for name in ("number", *FACETS)}
            values[_TERMS] = getattr(one, self.indexed)
            values["text"] = one.text.encode()
            writer.add_document(self._tantivy.Document.from_dict(values, schema))
        writer.commit()
        writer.wait_merging_threads()

    def _know_blanks(self, index: Any) -> None:
        blanks = self._tantivy.TextAnalyzerBuilder(self._tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(_BLANKS, blanks)

    def open(self) -> None:
        """Open the index and a searcher on it."""
        index = self._tantivy.Index.open(str(self._folder))
        self._know_blanks(index)
        self._schema = index.schema
        self._searcher = index.searcher()

    def can_answer(self, query: Query, *, facets: bool) -> bool:
        """All; facets of films found are asked of no engine."""
        return not (facets and query.by_film)

    def search(self, query: Query) -> Answer:
        """The collector of the best with that of the count; no stored text is read."""
        asked = self._compiled(query)
        if query.by_film:
            return self._by_film(asked)
        found = self._searcher.search(asked, TOP)
        return Answer(found.count, self._numbers("number", found))

    def _numbers(self, field: str, found: Any) -> tuple[int, ...]:
        places = [place for _, place in found.hits]
        return tuple(self._searcher.fast_field_values(field, places))

    def _by_film(self, asked: Any) -> Answer:
        """It does not group: more and more documents until they are of ten films.

        How many films there are is its estimate (HyperLogLog), for an exact one costs all of them
        as an object each.
        """
        limit = TOP
        while True:
            found = self._searcher.search(asked, limit)
            films = dict.fromkeys(self._numbers("film", found))
            if len(films) >= TOP or limit >= found.count:
                break
            limit *= _MORE
        many = round(self._searcher.cardinality(asked, "film"))
        return Answer(found.count, tuple(films)[:TOP], many)

    def search_with_facets(self, query: Query) -> Counted:
        """Two passes, as its Python interface has no collector of both."""
        asked = self._compiled(query)
        found = self._searcher.search(asked, TOP)
        counted = self._searcher.aggregate(asked, _AGGREGATIONS)
        return Counted(
            Answer(found.count, self._numbers("number", found)),
            {
                name: {_plain(one["key"]): one["doc_count"] for one in counted[name]["buckets"]}
                for name in FACETS
            },
        )

    def _compiled(self, query: Query) -> Any:
        words = self._words(query)
        if query.filter is None:
            return words
        must = self._tantivy.Occur.Must
        within = self._tantivy.Query.const_score_query(self._within(query.filter), 0.0)
        return self._tantivy.Query.boolean_query([(must, words), (must, within)])

    def _words(self, query: Query) -> Any:
        make = self._tantivy.Query
        if query.match == "prefix":
            return make.regex_query(self._schema, _TERMS, f"{query.words[0]}.*")
        if query.match == "phrase":
            return make.phrase_query(self._schema, _TERMS, list(query.words))
        terms = [make.term_query(self._schema, _TERMS, word) for word in query.words]
        if len(terms) == 1:
            return terms[0]
        occur = self._tantivy.Occur
        how = occur.Must if query.match == "all" else occur.Should
        return make.boolean_query([(how, term) for term in terms])

    def _within(self, within: Filter) -> Any:
        make = self._tantivy.Query
        if within.low == within.high:
            return make.term_query(self._schema, within.field, within.low)
        kind = self._tantivy.FieldType.Unsigned
        return make.range_query(self._schema, within.field, kind, within.low, within.high)

    def close(self) -> None:
        """Let go of the searcher."""
        self._searcher = self._schema = None


class TantivyFromText(Tantivy):
    """Its build with its own English analysis; its terms are not ours, so it is asked nothing."""

    analyzer = "en_stem"
    indexed = "text"

    def can_answer(self, query: Query, *, facets: bool) -> bool:  # noqa: ARG002 - none
        """Nothing."""
        return False


def _plain(key: float | str) -> int | str:
    """Its aggregations have numbers as fractions."""
    return key if isinstance(key, str) else int(key)
