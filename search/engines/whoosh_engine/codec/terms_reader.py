"""A segment's terms, as Whoosh asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.codec import base
from whoosh.reading import TermNotFound

from search.engines.whoosh_engine.codec.field_cursor import ColumnarFieldCursor
from search.engines.whoosh_engine.codec.posting_matcher import PostingMatcher, Postings
from search.engines.whoosh_engine.codec.term_info import ColumnarTermInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whoosh.reading import TermInfo

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
    from search.engines.whoosh_engine.codec.segment_arrays import SegmentArrays


class ColumnarTermsReader(base.TermsReader):
    """Reads terms and postings; a damaged directory is said at once."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self.arrays = arrays
        self._names = arrays.field_names()

    def _find(self, field: str, text: bytes) -> tuple[FieldArrays, int]:
        arrays = self.arrays.field(field)
        number = -1 if arrays is None else arrays.find(text)
        if arrays is None or number < 0:
            raise TermNotFound(f"No term {field}:{text!r}")
        return arrays, number

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        arrays = self.arrays.field(field)
        return arrays is not None and arrays.find(text) >= 0

    def indexed_field_names(self) -> Sequence[str]:
        """The fields that have terms, in order."""
        return self._names

    def cursor(self, fieldname: str, fieldobj: Any) -> ColumnarFieldCursor:
        """What walks the terms of a field."""
        return ColumnarFieldCursor(self.arrays, fieldname, fieldobj)

    # Whoosh walks on from the last term of a field to the first of the next.

    def _numbered(self, field: str, first: bytes) -> Iterator[tuple[str, FieldArrays, int, bytes]]:
        if field not in self._names:
            return
        for name in self._names[self._names.index(field) :]:
            arrays = self.arrays.field(name)
            if arrays is None:
                continue
            begin = arrays.lower_bound(first) if name == field else 0
            for number, text in enumerate(arrays.terms(begin), begin):
                yield name, arrays, number, text

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, each with its field, in order."""
        return self.terms_from(self._names[0], b"") if self._names else iter(())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms from one on, each with its field."""
        return ((name, text) for name, _, _, text in self._numbered(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms, in order, with what is known of each."""
        return self.items_from(self._names[0], b"") if self._names else iter(())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The terms from one on, with what is known of each."""
        for name, arrays, number, text in self._numbered(fieldname, prefix):
            yield (name, text), ColumnarTermInfo(self.arrays, arrays, name, number)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """What is known of a term; TermNotFound if no document has it."""
        return ColumnarTermInfo(self.arrays, *self._named(fieldname, text))

    def _named(self, field: str, text: bytes) -> tuple[FieldArrays, str, int]:
        arrays, number = self._find(field, text)
        return arrays, field, number

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often a term stands in all documents; 0 if in none."""
        if (fieldname, text) not in self:
            return 0
        return self.term_info(fieldname, text).weight()  # type: ignore[no-any-return]  # Whoosh is untyped

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents have a term; 0 if none."""
        if (fieldname, text) not in self:
            return 0
        arrays, number = self._find(fieldname, text)
        return arrays.document_count(number)

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> PostingMatcher:
        """The postings of a term; TermNotFound if no document has it."""
        arrays, number = self._find(fieldname, text)
        postings = Postings(
            numbers=arrays.sound_numbers(number),
            weights=arrays.weights(number),
            lengths=self.arrays.documents.lengths(fieldname),
            places=lambda: arrays.places(number),
        )
        return PostingMatcher(postings, format_, (fieldname, text), scorer)
