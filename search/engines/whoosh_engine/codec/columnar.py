"""The codec that Whoosh is given, and the segments that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from whoosh.codec import base

from search.engines.whoosh_engine.codec.field_writer import ColumnarFieldWriter
from search.engines.whoosh_engine.codec.per_document_reader import ColumnarPerDocumentReader
from search.engines.whoosh_engine.codec.per_document_writer import ColumnarPerDocumentWriter
from search.engines.whoosh_engine.codec.segment_arrays import SegmentArrays, opened
from search.engines.whoosh_engine.codec.terms_reader import ColumnarTermsReader

if TYPE_CHECKING:
    from collections.abc import Iterable


class ColumnarCodec(base.Codec):
    """Gives Whoosh the writers and readers of segments of arrays: ``writer(codec=...)``."""

    def per_document_writer(self, storage: Any, segment: Any) -> ColumnarPerDocumentWriter:
        """What takes in a new segment's documents."""
        return ColumnarPerDocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> ColumnarFieldWriter:
        """What takes in a new segment's postings."""
        return ColumnarFieldWriter(storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> ColumnarPerDocumentReader:
        """What is kept of a segment's documents."""
        return ColumnarPerDocumentReader(opened(storage, segment), segment)

    def terms_reader(self, storage: Any, segment: Any) -> ColumnarTermsReader:
        """A segment's terms and their postings."""
        return ColumnarTermsReader(opened(storage, segment))

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:  # noqa: ARG002  # Whoosh gives it
        """A segment without documents, under a name of its own."""
        return ColumnarSegment(indexname)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:  # noqa: FBT001, FBT002  # Whoosh's signature
        """Postings stand in no file of their own here."""
        raise NotImplementedError("postings are written by the field writer alone")

    def postings_reader(self, *_: Any, **__: Any) -> NoReturn:
        """Postings stand in no file of their own here."""
        raise NotImplementedError("postings are read by the terms reader alone")


class ColumnarSegment(base.Segment):
    """What Whoosh's table of contents keeps of a segment: its name, size and deletions."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._documents = 0
        self._deleted: set[int] | None = None

    def codec(self, **_: Any) -> ColumnarCodec:
        """The codec that reads it."""
        return ColumnarCodec()

    def should_assemble(self) -> bool:
        """False: its files are mapped each as it stands."""
        return False

    def set_doc_count(self, doccount: int) -> None:
        """Say how many documents were written."""
        self._documents = doccount

    def doc_count_all(self) -> int:
        """How many documents it has, the deleted ones too."""
        return self._documents

    def deleted_count(self) -> int:
        """How many of them are deleted."""
        return len(self._deleted or ())

    def deleted_docs(self) -> Iterable[int]:
        """The numbers of those that are."""
        return iter(self._deleted or ())

    def delete_document(self, docnum: int, delete: bool = True) -> None:  # noqa: FBT001, FBT002  # Whoosh's signature
        """Count a document as deleted, or as there again."""
        deleted = self._deleted or set()
        (deleted.add if delete else deleted.discard)(docnum)
        self._deleted = deleted or None

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is."""
        return self._deleted is not None and docnum in self._deleted


def segment_arrays(reader: Any) -> SegmentArrays | None:
    """The arrays behind the reader of one segment; None for one of another codec."""
    terms = getattr(reader, "_terms", None)
    return terms.arrays if isinstance(terms, ColumnarTermsReader) else None
