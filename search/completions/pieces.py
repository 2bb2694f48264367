"""Texts cut into words and what ends a phrase, each word analysed once."""

from __future__ import annotations

import re
from array import array
from hashlib import blake2b
from string import punctuation
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.analysis import WORDS
from search.function_words import FUNCTION_WORDS, LINKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

# A word, or a mark that ends a phrase; hyphens part words and end nothing.
_PIECE = re.compile(r"[^\W_]+(?:['’ʼ´`][^\W_]+)*|[^\w\s'’‘ʼ´`‐‑-]|\n")
_LONGEST_WORD = 40
# All marks of ASCII are as good as one, so that a string is known whatever stands behind it.
_MARKS = str.maketrans(
    dict.fromkeys("\n" + punctuation.translate(str.maketrans("", "", "'`-_")), ".")
)
# No term: a mark, a word that no phrase may have, one of several terms.
NO_TERM = 0
_NOWHERE, _WITHIN, _ANYWHERE = range(3)
# Strings between blanks that are remembered: about 60 MB.
_MOST_STRINGS = 200_000


class Cut(NamedTuple):
    """The pieces of texts, one after another; behind each text stands one without a term.

    ``strings`` numbers what stands between blanks. Of each piece there are the number of its
    ``terms``, the ``places`` of its string among those, and ``kinds``, which is the same for the
    same piece of an equal string. ``text_ends`` counts pieces.
    """

    strings: Array
    terms: Array
    places: Array
    kinds: Array
    text_ends: Array


class PieceCutter:
    """Cuts texts and numbers their terms. The numbers hold until ``forget``."""

    def __init__(self) -> None:
        self._strings = _Strings({"": NO_TERM})

    def strings(self, text: str) -> Array:
        """The numbers of what stands between the blanks of a text; no piece has a blank."""
        # A mark as the end of each line is, but no blank.
        marked = f"{text.translate(_MARKS) if text.isascii() else text}\n".replace("\n", ".")
        strings = marked.replace(".", " . ").split()
        return np.fromiter(map(self._strings.__getitem__, strings), np.int32, len(strings))

    def cut(self, texts: Sequence[Array]) -> Cut:
        """The pieces of texts, given as their ``strings``."""
        numbers = np.concatenate((np.empty(0, np.int32), *texts))
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
        known = self._strings
        begins = np.frombuffer(known.begins, np.int64)
        lengths = np.diff(begins)[numbers]
        last = np.cumsum(lengths)
        kinds = np.repeat(begins[numbers] - last + lengths, lengths)
        kinds += np.arange(len(kinds))
        return Cut(
            numbers,
            np.frombuffer(known.piece_terms, np.int64)[kinds],
            np.repeat(np.arange(len(numbers)), lengths),
            kinds,
            last[ends - 1],
        )

    def surface(self, cut: Cut, first: int, last: int) -> str:
        """How the pieces from ``first`` to ``last`` are written, with single blanks."""
        numbers = cut.strings[cut.places[first] : cut.places[last] + 1].tolist()
        row = list(map(self._strings.written.__getitem__, numbers))
        begin = self._strings.piece_starts[cut.kinds[first]]
        end = self._strings.piece_ends[cut.kinds[last]]
        row[-1] = row[-1][:end]
        row[0] = row[0][begin:]
        return " ".join(row)

    def name(self, terms: Iterable[int]) -> str:
        """Numbered terms as a text."""
        return " ".join([self._strings.terms[term] for term in terms if term])

    def hashes(self) -> Array:
        """A number of 64 bits for each term, the same whatever its number."""
        return np.array(self._strings.term_hashes, np.uint64)

    def roles(self) -> tuple[Array, Array]:
        """Whether each term may be an end of a phrase, and whether it may stand within one."""
        roles = np.array(self._strings.term_roles, np.uint8)
        return roles == _ANYWHERE, roles >= _WITHIN

    def is_full(self) -> bool:
        """Whether it is time to forget."""
        return len(self._strings) >= _MOST_STRINGS

    def forget(self, kept: Array) -> Array:
        """Forget all strings, and the terms but those of ``kept``; that with their new numbers."""
        terms = self._strings.terms
        numbers, places = np.unique(np.append(kept.ravel(), NO_TERM), return_inverse=True)
        self._strings = _Strings({terms[old]: new for new, old in enumerate(numbers.tolist())})
        return places.ravel()[:-1].reshape(kept.shape).astype(kept.dtype)


class _Strings(dict[str, int]):
    """The number of each string that was met, with columns of strings, pieces and terms."""

    def __init__(self, terms: dict[str, int]) -> None:
        super().__init__()
        self.written: list[str] = []
        self.begins = array("q", [0])
        self.piece_terms = array("q")
        self.piece_starts = array("q")
        self.piece_ends = array("q")
        self.terms = list(terms)
        self._numbers = terms
        self.term_hashes = array("Q", map(_hash, terms))
        self.term_roles = array("B", map(_role, terms))

    def __missing__(self, string: str) -> int:
        for match in _PIECE.finditer(string):
            self.piece_terms.append(self._term(match.group()))
            self.piece_starts.append(match.start())
            self.piece_ends.append(match.end())
        self.written.append(string)
        number = self[string] = len(self)
        self.begins.append(len(self.piece_terms))
        return number

    def _term(self, piece: str) -> int:
        if len(piece) > _LONGEST_WORD:
            return NO_TERM
        if piece.isascii() and piece.isalnum():  # what most are is one term, however it is read
            return self._number(piece.lower())
        terms = WORDS.terms(piece)
        return self._number(terms[0]) if len(terms) == 1 else NO_TERM

    def _number(self, term: str) -> int:
        number = self._numbers.get(term)
        if number is None:
            role = _role(term)
            if not role:
                return NO_TERM
            number = self._numbers[term] = len(self.terms)
            self.terms.append(term)
            self.term_hashes.append(_hash(term))
            self.term_roles.append(role)
        return number


def _role(term: str) -> int:
    if term not in FUNCTION_WORDS:
        return _ANYWHERE if term else _NOWHERE
    return _WITHIN if term in LINKS else _NOWHERE


def _hash(term: str) -> int:
    return int.from_bytes(
        blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )
