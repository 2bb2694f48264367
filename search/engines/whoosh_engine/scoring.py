"""How well a term in a field says what a document is about."""

from __future__ import annotations

from math import log
from typing import Any

from whoosh import scoring


class Bm25(scoring.BM25F):
    """BM25 a field, with an inverse document frequency that goes to zero.

    ``log(1 + (N - n + 0.5) / (n + 0.5))``, as Lucene has it after Robertson and Zaragoza,
    *The Probabilistic Relevance Framework* (2009): a word in every document weighs nothing,
    so no word has to be left out of the index.
    """

    def idf(self, searcher: Any, fieldname: str, text: str) -> float:
        """The weight of a term by how few of all documents have it."""
        whole = searcher.get_parent()
        having = whole.doc_frequency(fieldname, text)
        return log(1 + (whole.doc_count_all() - having + 0.5) / (having + 0.5))
