"""The terms and postings of a field of several segments made one, in parts of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.bulk.source import SourceField
from search.engines.whoosh_engine.codec.field_writing import FieldWriting, Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.bulk.source import Source
    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter

    Array = NDArray[Any]

# About so many postings and positions are merged at a time; a term's are never parted.
PART = 1 << 21


def merge_field(sources: Sequence[Source], field: str, file: ArrayFileWriter, folder: Path) -> int:
    """Write a field of all sources; how many times its terms stand in what stays.

    The documents of a source are numbered after those of the sources before it. What is held
    meanwhile is in ``folder``.
    """
    first = total = 0
    fields = []
    for source in sources:
        if f"{field}/term_ends" in source.terms:
            fields.append(SourceField(source, field, first))
        first += source.kept_count
    writing = FieldWriting(first, folder)
    is_empty = True
    for stretches in _parts(fields):
        merged = merge_stretches(stretches)
        if merged.terms:
            is_empty = False
            total += int(merged.frequencies.sum(dtype=np.int64))
            writing.add(merged)
    if is_empty:
        writing.close()
    else:
        writing.finish(field, file)
    return total


def _parts(fields: Sequence[SourceField]) -> Iterator[list[Terms]]:
    """The terms of all fields in stretches that belong together, in order."""
    lasts = [0] * len(fields)
    for bound in [*_bounds(fields), None]:
        firsts = lasts
        lasts = [
            field.term_count if bound is None else field.lower_bound(bound) for field in fields
        ]
        yield [
            field.stretch(first, last)
            for field, first, last in zip(fields, firsts, lasts, strict=True)
            if first < last
        ]


def _bounds(fields: Sequence[SourceField]) -> list[bytes]:
    """Terms between which about so much stands: of samples that stand for as much each."""
    step = max(1, PART // (2 * max(1, len(fields))))
    samples: list[bytes] = []
    for field in fields:
        costs = field.costs
        wanted = np.arange(step, int(costs[-1]), step)
        samples.extend(map(field.term, np.searchsorted(costs, wanted).tolist()))
    samples.sort()
    return sorted(set(samples[2 * len(fields) :: 2 * len(fields)]))


def merge_stretches(stretches: Sequence[Terms]) -> Terms:
    """Several lists of terms made one; of a term the postings of each come after one another."""
    stretches = [one for one in stretches if one.terms]
    if len(stretches) == 1:
        return stretches[0]
    names = sorted(set().union(*(one.terms for one in stretches)))
    rank = {name: place for place, name in enumerate(names)}
    ranks = [
        np.fromiter(map(rank.__getitem__, one.terms), np.int64, len(one.terms)) for one in stretches
    ]
    numbers = _placed(ranks, len(names), [(one.counts, one.numbers) for one in stretches])
    frequencies = _placed(ranks, len(names), [(one.counts, one.frequencies) for one in stretches])
    counts = np.zeros(len(names), np.int64)
    for one, places in zip(stretches, ranks, strict=True):
        counts[places] += one.counts
    return Terms(
        names,
        counts,
        numbers,
        frequencies,
        _positions(stretches, ranks),
        _weights(stretches, ranks),
    )


def _placed(ranks: Sequence[Array], names: int, parts: Sequence[tuple[Array, Array]]) -> Array:
    """Values that stand by term in each part, by the rank of the term and then by part."""
    sizes = np.zeros(names, np.int64)
    for places, (counts, _) in zip(ranks, parts, strict=True):
        sizes[places] += counts
    at = np.cumsum(sizes) - sizes
    if not parts:
        return np.zeros(0, np.uint32)
    whole = np.empty(int(sizes.sum()), np.result_type(*(values.dtype for _, values in parts)))
    for places, (counts, values) in zip(ranks, parts, strict=True):
        shift = at[places] - (np.cumsum(counts) - counts)
        at[places] += counts
        targets = np.repeat(shift, counts)
        targets += np.arange(len(values))
        whole[targets] = values
    return whole


def _positions(stretches: Sequence[Terms], ranks: Sequence[Array]) -> Array | None:
    parts = []
    for one in stretches:
        if one.positions is None:
            return None
        begins = np.cumsum(one.counts) - one.counts
        times = np.add.reduceat(one.frequencies.astype(np.int64), begins)
        parts.append((times, one.positions))
    return _placed(ranks, max(int(one[-1]) for one in ranks) + 1, parts) if parts else None


def _weights(stretches: Sequence[Terms], ranks: Sequence[Array]) -> Array | None:
    """The weights of all where some have weights of their own, and frequencies for the others."""
    if all(one.weights is None for one in stretches):
        return None
    parts = [
        (one.counts, one.frequencies.astype(np.float32) if one.weights is None else one.weights)
        for one in stretches
    ]
    return _placed(ranks, max(int(one[-1]) for one in ranks) + 1, parts)
