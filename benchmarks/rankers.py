"""Ours and the engines one could pick instead, each made to rank a judged set.

Every one indexes the same title and text, ranks with any word matching, and is given the
English stemming it has.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search.analysis import STEMS
from search.engines.whoosh_engine import WhooshEngine
from search.results import SearchRequest
from search.schema import BLANK, Document
from search.service import SearchService

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.judged_sets import JudgedDocument, JudgedSet

DEPTH = 10


def _words(query: str) -> list[str]:
    return re.findall(r"\w+", query.lower())


def ours(judged: JudgedSet, *, expand: bool = False) -> Callable[[str], Sequence[int]]:
    """Reviewfinder, through its service."""
    engine = WhooshEngine(Path(tempfile.mkdtemp()))
    with engine.build() as builder:
        for one in judged.documents:
            builder.add(_document(one))
        builder.finish({"documents": len(judged.documents)})
        builder.activate()
    service = SearchService(engine)

    def rank(query: str) -> list[int]:
        request = SearchRequest(query, "any", per_page=DEPTH, syntax="lenient", expand=expand)
        return [int(hit.film.id) for hit in service.search(request).hits]

    return rank


def with_related_words(judged: JudgedSet) -> Callable[[str], Sequence[int]]:
    """Reviewfinder with ``expand``."""
    return ours(judged, expand=True)


def _document(one: JudgedDocument) -> Document:
    return {
        **BLANK,
        "id": f"{one.id}:description",
        "film_id": str(one.id),
        "title": " ".join(one.title.split()),
        "author": one.author.strip(),
        "text": one.text.strip(),
    }


def tantivy_ranker(judged: JudgedSet) -> Callable[[str], Sequence[int]]:
    """Tantivy with its English stemmer; the scores of the two fields add up."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("id", stored=True)
    for field in ("title", "text"):
        schema.add_text_field(field, tokenizer_name="en_stem")
    index: Any = tantivy.Index(schema.build())
    writer = index.writer(50_000_000, 1)
    for one in judged.documents:
        writer.add_document(tantivy.Document(id=one.id, title=one.title, text=one.text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(query: str) -> list[int]:
        parsed = index.parse_query(" ".join(_words(query)), ["title", "text"])
        hits = searcher.search(parsed, DEPTH).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return rank


def fts5_ranker(judged: JudgedSet) -> Callable[[str], Sequence[int]]:
    """SQLite FTS5 with its Porter stemmer."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table t using fts5(title, text, tokenize='porter')")
    rows = [(one.id, one.title, one.text) for one in judged.documents]
    database.executemany("insert into t(rowid, title, text) values (?, ?, ?)", rows)

    def rank(query: str) -> list[int]:
        asked = " OR ".join(f'"{word}"' for word in _words(query))
        found = database.execute(
            "select rowid from t where t match ? order by bm25(t) limit ?", (asked, DEPTH)
        )
        return [row[0] for row in found]

    return rank


def bm25s_ranker(judged: JudgedSet) -> Callable[[str], Sequence[int]]:
    """bm25s with its defaults, over our terms."""
    import bm25s

    model: Any = bm25s.BM25()
    model.index(
        [STEMS.terms(f"{d.title}\n{d.text}") for d in judged.documents], show_progress=False
    )
    ids = [one.id for one in judged.documents]

    def rank(query: str) -> list[int]:
        found, _ = model.retrieve([STEMS.terms(query)], k=DEPTH, show_progress=False)
        return [ids[number] for number in found[0]]

    return rank


def whoosh_ranker(judged: JudgedSet) -> Callable[[str], Sequence[int]]:
    """Stock Whoosh: its stemming analyzer, its BM25F, a title field of twice the weight."""
    from whoosh import fields, index, qparser
    from whoosh.analysis import StemmingAnalyzer

    analyzer = StemmingAnalyzer()
    schema = fields.Schema(
        id=fields.STORED,
        title=fields.TEXT(analyzer=analyzer, field_boost=2.0),
        text=fields.TEXT(analyzer=analyzer),
    )
    made = index.create_in(tempfile.mkdtemp(), schema)
    writer = made.writer()
    for one in judged.documents:
        writer.add_document(id=one.id, title=one.title, text=one.text)
    writer.commit()
    searcher = made.searcher()
    parser = qparser.MultifieldParser(["title", "text"], schema, group=qparser.OrGroup)

    def rank(query: str) -> list[int]:
        hits = searcher.search(parser.parse(" ".join(_words(query))), limit=DEPTH)
        return [hit["id"] for hit in hits]

    return rank


RANKERS: dict[str, Callable[[JudgedSet], Callable[[str], Sequence[int]]]] = {
    "reviewfinder": ours,
    "... expand": with_related_words,
    "tantivy": tantivy_ranker,
    "SQLite FTS5": fts5_ranker,
    "bm25s": bm25s_ranker,
    "stock Whoosh": whoosh_ranker,
}
