"""The segments of a Whoosh index: shared with another folder, chosen, read."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from search.engines.whoosh_engine.codec import ColumnarCodec
from search.engines.whoosh_engine.schema import whoosh_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from search.schema import Document

WRITER_MEMORY_MB = 256
# A segment of which a larger part is deleted is written anew.
_MOST_DELETED = 0.2


def writer_of(folder: Path) -> Any:
    """A writer of more segments of an index."""
    opened = index.open_dir(str(folder))
    return opened.writer(codec=ColumnarCodec(), limitmb=WRITER_MEMORY_MB)


def share(old: Path, new: Path, leave: Iterable[str]) -> None:
    """Give ``new`` the files of ``old`` but those to ``leave``, copied only where it must be."""
    left = set(leave)
    for path in old.iterdir():
        if path.name not in left:
            link(path, new / path.name)


def link(path: Path, target: Path) -> None:
    """Give a file a second name; a copy of it where the file system has no second names."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def worn(segments: Iterable[Any], added: int) -> list[Any]:
    """The segments to write anew together with ``added`` new documents.

    They are those of which much is deleted, and those so small that each rewriting at least
    doubles the segment that a document is in: so there are as many segments as the logarithm of
    the documents (a log-structured merge: O'Neil et al. 1996,
    https://doi.org/10.1007/s002360050048).
    """
    chosen = []
    for segment in sorted(segments, key=lambda each: each.doc_count()):
        is_worn = segment.deleted_count() > _MOST_DELETED * segment.doc_count_all()
        if is_worn or segment.doc_count() < 2 * added:
            chosen.append(segment)
            added += segment.doc_count()
    return chosen


def documents_of(folder: Path, segment: Any) -> Iterator[Document]:
    """The documents of a segment that are not deleted."""
    reader = SegmentReader(FileStorage(str(folder), readonly=True), whoosh_schema(), segment)
    try:
        for _, stored in reader.iter_docs():
            yield stored
    finally:
        reader.close()
