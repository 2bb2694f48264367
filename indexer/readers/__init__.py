"""Readers: one module a source format, each a function from a file to films.

A reader yields, in the order of the source, a ``Film`` for what it could take and a
``SourceError`` for what it could not. It never raises for what a file contains, so one
bad page costs no other, and it never holds more than one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexer.source_file import SourceFile
from search.errors import SourceError
from search.records import Film

Reader = Callable[[SourceFile], Iterator[Film | SourceError]]
