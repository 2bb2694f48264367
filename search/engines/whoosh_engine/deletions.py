"""What deleted documents still count in Whoosh's statistics, so that it can be taken off.

Whoosh marks a document as deleted and leaves its terms and lengths in the counts of its segment
until that is written anew. An updated index is to rank as one that was built of the same
documents, so the counts of the deleted ones are kept beside it, segment by segment.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from search.errors import IndexDamagedError
from search.schema import FIELDS, chain_of, indexed_values

if TYPE_CHECKING:
    from pathlib import Path

    from search.schema import Document

FILE_NAME = "deletions.json"
_TERMS = tuple(field.name for field in FIELDS if field.chain is not None)


class Deletions:
    """By field how long the deleted documents are, in terms, and how many of them have a term."""

    def __init__(
        self, segments: dict[str, dict[str, tuple[int, Counter[str]]]] | None = None
    ) -> None:
        self._segments = segments or {}
        self._lengths: Counter[str] = Counter()
        self._documents: dict[str, Counter[str]] = {field: Counter() for field in _TERMS}
        for fields in self._segments.values():
            for field, (length, documents) in fields.items():
                self._lengths[field] += length
                self._documents[field] += documents

    @classmethod
    def load(cls, folder: Path, generation: str) -> Deletions:
        """Those of a generation; none where it has no such file."""
        path = folder / FILE_NAME
        if not path.exists():
            return cls()
        try:
            return cls(_read(json.loads(path.read_bytes())))
        except (OSError, ValueError, TypeError, AttributeError, LookupError) as error:
            raise IndexDamagedError(generation, f"{FILE_NAME}: {error}") from error

    def save(self, folder: Path) -> None:
        """Write them into the folder of a generation; nothing if there are none."""
        path = folder / FILE_NAME
        # It may be shared with another generation, so it is never written into.
        path.unlink(missing_ok=True)
        if self._segments:
            path.write_text(json.dumps(self._segments, ensure_ascii=False), "utf-8")

    def add(self, segment: str, document: Document) -> None:
        """Take in a document that is deleted from a segment."""
        values = indexed_values(document)
        fields = self._segments.setdefault(segment, {})
        for field in _TERMS:
            tokens = chain_of(field).tokens(str(values[field])) if values.get(field) else []
            terms = [token.text for token in tokens]
            length, documents = fields.get(field, (0, Counter()))
            documents.update(set(terms))
            fields[field] = (length + len(terms), documents)

    def forget(self, segment: str) -> None:
        """Leave out a segment that is no more."""
        self._segments.pop(segment, None)

    def length(self, field: str) -> int:
        """How many terms of a field's length are those of deleted documents."""
        return self._lengths[field]

    def has(self, field: str, term: str) -> bool:
        """Whether any deleted document has a term."""
        return term in self._documents[field]

    def documents(self, field: str, term: str) -> int:
        """How many deleted documents have a term."""
        return self._documents[field][term]


def _read(
    content: dict[str, dict[str, list[Any]]],
) -> dict[str, dict[str, tuple[int, Counter[str]]]]:
    return {
        segment: {field: (int(length), Counter(terms)) for field, (length, terms) in fields.items()}
        for segment, fields in content.items()
    }
