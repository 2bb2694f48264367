"""Documents turned into the arrays of a run: a segment of some consecutive documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.bulk.grouping import Tokens, grouped
from search.engines.whoosh_engine.bulk.vocabulary import Vocabulary
from search.engines.whoosh_engine.codec.document_arrays import LENGTHS
from search.engines.whoosh_engine.codec.document_writing import (
    StoredWriting,
    write_lengths,
    write_rows,
)
from search.engines.whoosh_engine.codec.field_writing import FieldWriting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.analysis import Chain
    from search.engines.whoosh_engine.bulk.vocabulary import Occurrences
    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter
    from search.schema import Field

    Array = NDArray[Any]

# Of a scored kind of field the positions and lengths are kept.
SCORED = frozenset({"text", "names"})
_COLUMNS = frozenset({"order", "facet"})
# The tokenizers of which texts are cut in pieces; names are lines of words.
_CUT = ("words", "names")


class _Indexed(NamedTuple):
    """A field that has terms; ``value`` names what is indexed in it."""

    name: str
    value: str
    chain: Chain
    is_scored: bool

    @property
    def source(self) -> tuple[str, str]:
        """What is cut and by which tokenizer, which several fields may share."""
        return self.value, self.chain.tokenizer


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
    What it holds on disk is in ``folder``.
    """

    def __init__(self, fields: Iterable[Field], folder: Path) -> None:
        self._folder = folder
        fields = sorted(fields, key=lambda field: field.name)
        self._indexed = [
            _Indexed(field.name, field.source or field.name, field.chain, field.kind in SCORED)
            for field in fields
            if field.chain
        ]
        self._stored_names = [field.name for field in fields if field.stored]
        self._column_names = [field.name for field in fields if field.kind in _COLUMNS]
        self._words = self._vocabulary(*_CUT)
        self.documents = 0

    def _vocabulary(self, *tokenizers: str) -> Vocabulary:
        """One for all chains of some tokenizers."""
        chains = dict.fromkeys(field.chain for field in self._indexed)
        filters = [chain.filters for chain in chains if chain.tokenizer in tokenizers]
        return Vocabulary(tokenizers[0], dict.fromkeys(filters))

    def _begin(self) -> None:
        """Begin a run."""
        self._stored = StoredWriting(self._folder)
        self._columns = {name: Column() for name in self._column_names}
        # Other texts than these, the whole value of a field each, seldom come again.
        others = {field.chain.tokenizer for field in self._indexed}.difference(_CUT)
        self._vocabularies = {
            **{tokenizer: self._vocabulary(tokenizer) for tokenizer in others},
            **dict.fromkeys(_CUT, self._words),
        }
        self._taken: dict[tuple[str, str], list[Occurrences]] = {}

    def forget(self, most: int) -> None:
        """Let go of what is known of words, if these are more than so many pieces."""
        if len(self._words) > most:
            self._words = self._vocabulary(*_CUT)

    def take(self, sheet: Sequence[Mapping[str, Any]]) -> None:
        """Take in the next documents; their stored values are packed apart from others."""
        if not self.documents:
            self._begin()
        for value, tokenizer in dict.fromkeys(field.source for field in self._indexed):
            texts = [values[value] for values in sheet]
            vocabulary = self._vocabularies[tokenizer]
            take = vocabulary.take_names if tokenizer == "names" else vocabulary.take
            self._taken.setdefault((value, tokenizer), []).append(take(texts))
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
        for field in self._indexed:
            lengths = self._write_field(field, terms)
            if field.is_scored and lengths.any():
                totals[field.name] = int(lengths.sum())
                write_lengths(documents, field.name, _as_bytes(lengths))
        for name, column in self._columns.items():
            column.write(documents, name)
        documents.finish({"field_lengths": totals})
        terms.finish()
        self.documents = 0

    def close(self) -> None:
        """Let go of a run that will not be written."""
        if self.documents:
            self._stored.close()
        self.documents = 0

    def _write_field(self, field: _Indexed, file: ArrayFileWriter) -> Array:
        """How many tokens of a field each document has."""
        terms = self._vocabularies[field.chain.tokenizer].terms[field.chain.filters]
        taken = self._taken[field.source]
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
            writing = FieldWriting(self.documents, self._folder)
            writing.add(grouped(tokens, terms.names(), positions=field.is_scored))
            writing.finish(field.name, file)
        return np.bincount(tokens.documents, minlength=self.documents)


def _as_bytes(lengths: Array) -> Array:
    """The byte that Whoosh makes of each length: the first whose length is as long."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), len(LENGTHS) - 1)
