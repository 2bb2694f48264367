"""A text as it is sent: one token for each position, of pieces that were taken apart before."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from search.analysis import APART, TOKENIZERS, term_maker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.analysis import Chain

# Punctuation, which no term has.
OR, NOTHING = "|", "_"
# A longer term is searched by its first letters; Lucene takes none above 32,766 bytes.
LONGEST = 1_000
# How far names, which are sent as values of their own, stand apart.
GAP = APART - 1
# Nearly all that texts are made of, with what became of it, in some 20 MB for both chains.
_MEMO_SIZE = 1 << 17
# A longer piece is met once, if that.
_LONG_PIECE = 40
_AFTER_ALL = re.compile(f"(?: {NOTHING})+$")


def sent_of(chain: Chain, text: str) -> list[str]:
    """The values that are sent of a text or, by a chain of names, of its lines; none of no term.

    Linear in the length of the text.
    """
    pieces = _pieces_of(chain.filters)
    lines = text.split("\n") if chain.tokenizer == "names" else [text]
    # No token of ours reaches over a blank.
    joined = [" ".join(filter(None, map(pieces.__getitem__, line.split()))) for line in lines]
    values = [_AFTER_ALL.sub("", value) or NOTHING for value in joined]
    return values if any(value != NOTHING for value in values) else []


def different_terms(values: Iterable[str]) -> list[str]:
    """The terms of what is sent, each once, in order."""
    tokens = set(" ".join(values).split())
    return sorted(set(OR.join(tokens).split(OR)) - {NOTHING, ""})


def term_sent(term: str) -> str:
    """A term as the server has it."""
    return term[:LONGEST]


class _Pieces(dict[str, str]):
    """What is sent for a piece of a text without blanks, by filters; those met last are kept."""

    def __init__(self, filters: tuple[str, ...]) -> None:
        super().__init__()
        self._term = term_maker(filters)

    def __missing__(self, piece: str) -> str:
        sent: list[str] = []
        for _, there in groupby(TOKENIZERS["words"](piece), lambda surface: surface[1]):
            terms = dict.fromkeys(term_sent(self._term(surface[0])) for surface in there)
            sent.append(OR.join(filter(None, terms)) or NOTHING)
        made = " ".join(sent)
        if len(piece) <= _LONG_PIECE:
            if len(self) >= _MEMO_SIZE:
                self.clear()
            self[piece] = made
        return made


@cache
def _pieces_of(filters: tuple[str, ...]) -> _Pieces:
    return _Pieces(filters)
