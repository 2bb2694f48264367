"""The schema and the analysis chains as Whoosh has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh import columns, fields
from whoosh.analysis import Analyzer, Token

from search.schema import FIELDS, Field, chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator


class ChainAnalyzer(Analyzer):
    """One of our chains behind Whoosh's interface; pickled into the index by its field's name."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChainAnalyzer) and self.field == other.field

    def __hash__(self) -> int:
        return hash(self.field)

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        """The tokens of ``value``; one Token object, filled anew, as Whoosh's own analyzers do."""
        first = options.get("start_pos", 0)
        token = Token(positions=True, chars=True, mode=options.get("mode", ""))
        token.boost, token.stopped = 1.0, False
        for made in chain_of(self.field).tokens(value):
            token.text = token.original = made.text
            token.pos = first + made.position
            token.startchar, token.endchar = made.start, made.end
            yield token


class TextColumn(fields.COLUMN):
    """A value of each document as UTF-8, which sorts as text does."""

    def __init__(self) -> None:
        # Where each value stands is added up when it is read, for it takes more than the value.
        super().__init__(columns.VarBytesColumn(allow_offsets=False))

    def to_bytes(self, value: str) -> bytes:
        """The value as it is written."""
        return value.encode()


def whoosh_schema() -> fields.Schema:
    """``search.schema.FIELDS`` as Whoosh field types."""
    return fields.Schema(**{field.name: _field_type(field) for field in FIELDS})


def _field_type(field: Field) -> fields.FieldType:
    if field.kind in {"text", "names"}:
        return fields.TEXT(analyzer=ChainAnalyzer(field.name), phrase=True, stored=field.stored)
    if field.kind in {"keyword", "date", "number"}:
        return fields.ID(analyzer=ChainAnalyzer(field.name), stored=field.stored)
    return TextColumn() if field.kind in {"order", "facet"} else fields.STORED()
