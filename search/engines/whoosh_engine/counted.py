"""Whoosh's searcher, with what deleted documents still count taken off."""

from __future__ import annotations

from typing import Any

from whoosh import searching

from search.engines.whoosh_engine.deletions import Deletions


class CountedSearcher(searching.Searcher):
    """Whoosh's searcher, whose averages are those of the documents that are there."""

    deletions = Deletions()

    def avg_field_length(self, fieldname: str, default: Any = None) -> Any:
        """The length of a field in terms, on average over all documents."""
        if not self.schema[fieldname].scorable:
            return default
        length = self.reader().field_length(fieldname) - self.deletions.length(fieldname)
        return length / (self.doc_count() or 1)
