"""Tokens sorted into terms with their postings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.codec.field_writing import Terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

_WORD_BITS = 64


class Tokens(NamedTuple):
    """The number of the term of each token, its document and its position."""

    terms: Array
    documents: Array
    positions: Array


def grouped(tokens: Tokens, names: Sequence[str], *, positions: bool) -> Terms:
    """The terms of tokens in order, given their ``names`` by number.

    Without ``positions`` a term stands once in a document, however often it is there. Tokens of
    one term and document are put in the order of their positions.
    """
    seen = np.zeros(len(names), bool)
    seen[tokens.terms] = True
    present = sorted(np.flatnonzero(seen).tolist(), key=names.__getitem__)
    ranks = np.zeros(len(names), np.int32)
    ranks[present] = np.arange(len(present))
    terms, documents, places = _sorted(ranks[tokens.terms], tokens)
    is_first = np.ones(len(terms), bool)
    is_first[1:] = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
    firsts = np.flatnonzero(is_first)
    if positions:
        frequencies = np.diff(firsts, append=len(terms))
    else:
        frequencies = np.ones(len(firsts), np.int64)
    return Terms(
        [names[number].encode() for number in present],
        np.bincount(terms[firsts], minlength=len(present)),
        documents[firsts],
        frequencies,
        places if positions else None,
    )


def _sorted(ranks: Array, tokens: Tokens) -> tuple[Array, Array, Array]:
    """The ranks, documents and positions of tokens in their order."""
    whole = (ranks, tokens.documents, tokens.positions)
    if not len(ranks):
        return whole
    rank_bits, document_bits, position_bits = (int(one.max()).bit_length() for one in whole)
    if rank_bits + document_bits + position_bits > _WORD_BITS:
        order = np.lexsort(whole[::-1])
        return ranks[order], tokens.documents[order], tokens.positions[order]
    # As one number each they are sorted many times as fast.
    keys = ranks.astype(np.uint64)
    for bits, values in ((document_bits, tokens.documents), (position_bits, tokens.positions)):
        keys <<= np.uint64(bits)
        keys |= values.astype(np.uint64)
    keys.sort()
    places = keys & np.uint64((1 << position_bits) - 1)
    keys >>= np.uint64(position_bits)
    documents = keys & np.uint64((1 << document_bits) - 1)
    return (keys >> np.uint64(document_bits)).astype(np.int64), documents, places
