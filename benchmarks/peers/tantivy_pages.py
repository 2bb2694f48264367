"""The same pages and endpoint as deployed, with tantivy behind them.

usage: python -m benchmarks.peers.tantivy_pages build INDEX FOLDER
       python -m benchmarks.peers.tantivy_pages serve FOLDER WORKERS

``build`` indexes every document of a live index of ours: the stems of its title and text as one
field, where ours are several, with its year and rating, and all of it stored as JSON. ``serve``
answers as ``python -m webapp`` does. A group by film is of the best documents without its counts;
what only helps where little is found (suggestions) it lacks, so it is asked for less.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from search.analysis import STEMS
from search.config import Settings
from search.engine import GenerationInfo
from search.factory import make_engine
from search.found import BY_RELEVANCE, Found, FoundDocument, FoundFilm
from search.query.nodes import All, And, AndMaybe, Boost, Node, Or, Phrase, Prefix, Range, Word
from search.service import SearchService
from search.suggestions import RARE
from webapp import create_app, server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from search.found import Order
    from search.schema import Document

_HEAP_BYTES = 512 * 1024 * 1024
_TERMS = "terms"
_FOR_FILMS = 40


def build(index: Path, folder: Path) -> int:
    """Index all documents of the live generation in ``index``; how many there are."""
    schema_builder = tantivy.SchemaBuilder()
    schema_builder.add_text_field(_TERMS, tokenizer_name="blanks")
    schema_builder.add_bytes_field("document", stored=True)
    schema_builder.add_unsigned_field("year", fast=True, indexed=True)
    schema_builder.add_float_field("rating", fast=True, indexed=True)
    schema: Any = schema_builder.build()
    folder.mkdir(parents=True, exist_ok=True)
    writer: Any = _opened(tantivy.Index(schema, str(folder))).writer(_HEAP_BYTES, 2)
    many = 0
    with make_engine(Settings(index=index)).searcher() as searcher:
        for document in searcher.each(All()):
            writer.add_document(tantivy.Document.from_dict(_values(document), schema))
            many += 1
    writer.commit()
    writer.wait_merging_threads()
    return many


def _values(document: Document) -> dict[str, Any]:
    year = document["release_date"][:4]
    return {
        _TERMS: " ".join(STEMS.terms(f"{document['title']}\n{document['text']}")),
        "document": json.dumps(document).encode(),
        "year": int(year) if year.isdigit() else 0,
        "rating": float(document["rating"] or 0),
    }


def _opened(index: Any) -> Any:
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("blanks", blanks)
    return index


class TantivyEngine:
    """One index that does not change, asked by all threads."""

    def __init__(self, folder: Path) -> None:
        index = _opened(tantivy.Index.open(str(folder)))
        self._schema: Any = index.schema
        self._searcher: Any = index.searcher()
        many = self._searcher.num_docs
        self.generation = GenerationInfo(
            "tantivy", "", "tantivy", "", "", {"documents": many, "films": many}
        )

    @contextmanager
    def searcher(self) -> Iterator[Any]:
        """Itself."""
        yield self

    def find(
        self, query: Node, offset: int, limit: int, *, order: Order = BY_RELEVANCE, explain: bool
    ) -> Found:
        """The best documents with the exact total."""
        assert not explain
        asked = self._compiled(query)
        found = self._searcher.search(asked, _FOR_FILMS if order.by_film else limit, offset=offset)
        documents = tuple(
            FoundDocument(json.loads(bytes(self._searcher.doc(place)["document"][0])), score)
            for score, place in found.hits
        )
        matching = max(found.count, RARE)
        if not order.by_film:
            return Found(found.count, documents, matching)
        best: dict[str, FoundDocument] = {}
        for one in documents:
            best.setdefault(one.document["film_id"], one)
        films = tuple(FoundFilm((one,), 1, 1, 1, 1.0) for one in list(best.values())[:limit])
        many = round(found.count)
        return Found(found.count, (), matching, films=films, film_total=many)

    def _compiled(self, node: Node) -> Any:
        """The node as its query; NotImplementedError for what is not in the mix."""
        make: Any = tantivy.Query
        match node:
            case And(children):
                return self._joined(tantivy.Occur.Must, children)
            case Or(children):
                return self._joined(tantivy.Occur.Should, children)
            case AndMaybe(required, optional):
                must, may = self._compiled(required), self._compiled(optional)
                both = [(tantivy.Occur.Must, must), (tantivy.Occur.Should, may)]
                return make.boolean_query(both)
            case Boost(child, factor):
                return make.boost_query(self._compiled(child), factor)
            case _:
                return self._leaf(node)

    def _joined(self, how: Any, children: tuple[Node, ...]) -> Any:
        return tantivy.Query.boolean_query([(how, self._compiled(child)) for child in children])

    def _leaf(self, node: Node) -> Any:
        make: Any = tantivy.Query
        match node:
            case Range():
                return make.const_score_query(self._range(node), 0.0)
            case Prefix(text):
                return make.regex_query(self._schema, _TERMS, f"{text}.*")
            case Word(text) | Phrase(text):
                return self._words(STEMS.terms(text))
            case _:
                raise NotImplementedError(str(node))

    def _words(self, terms: list[str]) -> Any:
        make: Any = tantivy.Query
        if len(terms) == 1:
            return make.term_query(self._schema, _TERMS, terms[0])
        return make.phrase_query(self._schema, _TERMS, terms) if terms else make.empty_query()

    def _range(self, node: Range) -> Any:
        is_year = node.field == "released"
        read: Any = (lambda text: int(text[:4])) if is_year else float
        kind = tantivy.FieldType.Unsigned if is_year else tantivy.FieldType.Float
        low, high = (end and read(end) for end in (node.low, node.high))
        low = 1 if low is None and is_year else low
        return tantivy.Query.range_query(
            self._schema, "year" if is_year else "rating", kind, low, high
        )


class _Server(server._Server):  # noqa: SLF001 - the one that is deployed, with another app
    def __init__(self, folder: Path, workers: int) -> None:
        self._folder = folder
        # Kept, for it closes when nothing holds it.
        self._listener = server._listen("127.0.0.1", 0)  # noqa: SLF001 - as above
        super().__init__(
            Settings(index=folder, requests_a_second=0, kept_answers_mb=0), self._listener, workers
        )

    def load(self) -> Flask:
        """The app, made anew in each process."""
        app = create_app(Settings(index=self._folder, requests_a_second=0, kept_answers_mb=0))
        engine: Any = TantivyEngine(self._folder)
        app.extensions["reviewfinder"] = SearchService(engine)
        return app


if __name__ == "__main__":
    if sys.argv[1] == "build":
        print(f"{build(Path(sys.argv[2]), Path(sys.argv[3])):,} documents")
    else:
        _Server(Path(sys.argv[2]), int(sys.argv[3])).run()
