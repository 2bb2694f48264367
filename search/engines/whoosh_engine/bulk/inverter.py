"""Documents turned into the arrays of a run: a segment of some consecutive documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.util.numeric import length_to_byte

from search.engines.whoosh_engine.bulk.grouping import Tokens, grouped
from search.engines.whoosh_engine.bulk.vocabulary import Vocabulary
from search.engines.whoosh_engine.codec.document_writing import (
    StoredWriting,
    write_lengths,
    write_rows,
)
from search.engines.whoosh_engine.codec.field_writing import FieldWriting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.bulk.vocabulary import Occurrences
    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter
    from search.schema import Field

    Array = NDArray[Any]

_LONGEST = 106_374
# The byte that Whoosh makes of each length; of all from the last on it is the same.
_LENGTH_BYTES = np.array([length_to_byte(length) for length in range(_LONGEST + 1)], np.uint8)
# Of a scored kind of field the positions and lengths are kept.
SCORED = frozenset({"text", "names"})
_COLUMNS = frozenset({"order", "facet"})


class Column:
    """The values of a field as they come, and in the end as rows in order with codes."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._codes: list[Array] = []

    def take(self, values: Sequence[str]) -> None:
        """Take in the values of the next documents."""
        known = self._numbers
        for value in dict.fromkeys(values):
            known.setdefault(value, len(known))
        codes = map(known.__getitem__, values)
        self._codes.append(np.fromiter(codes, np.int32, len(values)))

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write the column of a field."""
        rows = sorted(self._numbers)
        ranks = np.zeros(len(rows), np.int64)
        ranks[[self._numbers[row] for row in rows]] = np.arange(len(rows))
        codes = ranks[np.concatenate(self._codes)]
        write_rows(file, field, [row.encode() for row in rows], codes)


class Inverter:
    """Takes documents, as values by field, and writes them as a run.

    What it learns of the words it meets it keeps from run to run; ``forget`` lets go of it.
    """

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = sorted(fields, key=lambda field: field.name)
        self._stored_names = [field.name for field in self._fields if field.stored]
        self._words = self._vocabularies("words")
        self.documents = 0

    def _vocabularies(self, *tokenizers: str) -> dict[str, Vocabulary]:
        chains = dict.fromkeys(field.chain for field in self._fields if field.chain)
        return {
            tokenizer: Vocabulary(tokenizer, [c for c in chains if c.tokenizer == tokenizer])
            for tokenizer in tokenizers
        }

    def _begin(self) -> None:
        """Begin a run."""
        self._stored = StoredWriting()
        self._columns = {field.name: Column() for field in self._fields if field.kind in _COLUMNS}
        # Other texts than these, the whole value of a field each, seldom come again.
        others = {field.chain.tokenizer for field in self._fields if field.chain} - {"words"}
        self._vocabulary = {**self._words, **self._vocabularies(*others)}
        # By the value that is indexed and the tokenizer, which several fields may share.
        self._taken: dict[tuple[str, str], list[Occurrences]] = {}

    def forget(self, most: int) -> None:
        """Let go of what is known of words, if these are more than so many pieces."""
        if len(self._words["words"]) > most:
            self._words = self._vocabularies("words")

    def take(self, sheet: Sequence[Mapping[str, Any]]) -> None:
        """Take in the next documents; their stored values are packed apart from others."""
        if not self.documents:
            self._begin()
        done = set()
        for field in self._fields:
            if field.chain and (key := _source(field)) not in done:
                done.add(key)
                texts = [values[key[0]] for values in sheet]
                self._taken.setdefault(key, []).append(self._vocabulary[key[1]].take(texts))
        for name, column in self._columns.items():
            column.take([values[name] for values in sheet])
        for values in sheet:
            self._stored.add({name: values[name] for name in self._stored_names})
        self._stored.end_block()
        self.documents += len(sheet)

    def write(self, documents: ArrayFileWriter, terms: ArrayFileWriter) -> None:
        """Write the run into its two files; what is taken next begins another."""
        self._stored.finish(documents)
        totals = {}
        for field in self._fields:
            if field.chain:
                lengths = self._write_field(field, terms)
                if field.kind in SCORED and lengths.any():
                    totals[field.name] = int(lengths.sum())
                    shown = _LENGTH_BYTES[np.minimum(lengths, _LONGEST)]
                    write_lengths(documents, field.name, shown)
        for name, column in self._columns.items():
            column.write(documents, name)
        documents.finish({"field_lengths": totals})
        terms.finish()
        self.documents = 0

    def _write_field(self, field: Field, file: ArrayFileWriter) -> Array:
        """How many tokens of a field each document has."""
        key = _source(field)
        assert field.chain is not None
        terms = self._vocabulary[key[1]].terms[field.chain]
        taken = self._taken[key]
        counts = np.concatenate([one.counts for one in taken])
        tokens = Tokens(
            terms.of(np.concatenate([one.surfaces for one in taken])),
            np.repeat(np.arange(len(counts), dtype=np.int32), counts),
            np.concatenate([one.positions for one in taken]),
        )
        is_kept = tokens.terms >= 0
        if not is_kept.all():
            tokens = Tokens(*(one[is_kept] for one in tokens))
        if len(tokens.terms):
            writing = FieldWriting(self.documents)
            writing.add(grouped(tokens, terms.names(), positions=field.kind in SCORED))
            writing.finish(field.name, file)
        return np.bincount(tokens.documents, minlength=self.documents)


def _source(field: Field) -> tuple[str, str]:
    """The value that is indexed in a field, and the tokenizer that it is cut by."""
    assert field.chain is not None
    return field.source or field.name, field.chain.tokenizer
