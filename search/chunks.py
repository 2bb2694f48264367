"""Chunks: the pieces of a text that can be analysed alone, and which of them may hold a term.

No token spans white space or one of the other edges below, and the tokenizer takes an edge
for the end of the text. So the tokens of a text are those of its chunks, and to find where a
few terms stand, only the chunks that may hold one of them need be analysed: those with a word
that begins as the term begins, and those with a character of which that cannot be told.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from search.analysis import WORDS, Chain

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.analysis import Token

_MEMO_SIZE = 1 << 14
# Longer chunks are no words and would fill the memo with what comes once.
LONGEST_KEPT = 64
# More letters of a beginning make the expression longer and the candidates hardly fewer.
_LONGEST_BEGINNING = 8

_SEPARATORS = '"“”()—…。、，！？；：「」『』（）《》'
_EDGES = frozenset(chr(code) for code in range(0x3001) if chr(code).isspace()) | {*_SEPARATORS}
_INSIDE = rf"[^\s{re.escape(_SEPARATORS)}]"
CHUNK = re.compile(f"{_INSIDE}+")


def tokens_of(chain: Chain, chunk: str) -> tuple[Token, ...]:
    """The tokens that ``chain`` makes of a chunk; remembered where the chunk is short."""
    return (_tokens if len(chunk) <= LONGEST_KEPT else _tokens.__wrapped__)(chain, chunk)


def width_of(chain: Chain, chunk: str) -> int:
    """How many positions a chunk takes; remembered likewise."""
    return (_width if len(chunk) <= LONGEST_KEPT else _width.__wrapped__)(chain, chunk)


@lru_cache(maxsize=_MEMO_SIZE)
def _tokens(chain: Chain, chunk: str) -> tuple[Token, ...]:
    return tuple(chain.tokens(chunk))


@lru_cache(maxsize=_MEMO_SIZE)
def _width(chain: Chain, chunk: str) -> int:
    # A word after it stands at the first position that the chunk leaves free.
    return Chain(chain.tokenizer).tokens(f"{chunk} x")[-1].position


def chunk_before(text: str, start: int, floor: int = 0) -> tuple[int, int]:
    """Where the chunk before ``start`` begins and ends, at ``floor`` or later.

    Both are ``floor`` if there is none.
    """
    while start > floor and text[start - 1] in _EDGES:
        start -= 1
    return _beginning(text, start, floor), start


def _beginning(text: str, place: int, floor: int = 0) -> int:
    while place > floor and text[place - 1] not in _EDGES:
        place -= 1
    return place


def kept_of(stem: str) -> str:
    """The letters of an English stem that each word of that stem begins with; never none.

    Stemming takes endings away, and now and then puts others in their place: *cry* is *cri*,
    *hoping* *hope*, *possibility* *possibl*, *dying* *die*, *skies* *sky*.
    """
    return _CHANGED.sub("", stem)


_CHANGED = re.compile(r"(?:(?<=^.)ie|(?<=b)le?|(?<=.)[eiy])$")


def _letters() -> dict[str, str]:
    """Each folded letter of the scripts below with all the characters that fold to it alone."""
    made: dict[str, str] = {}
    for first, last in _ALPHABETS:
        for code in range(ord(first), ord(last) + 1):
            terms = WORDS.terms(chr(code))
            if terms and len(terms[0]) == 1:
                made[terms[0]] = made.get(terms[0], "") + chr(code)
    return made


# Of a letter from elsewhere than ASCII, Latin-1, Greek and Cyrillic it is not asked what it
# folds to: the chunk that has one is analysed. These are the letters that words are made of;
# an expression over them is made in no time.
_ALPHABETS = (("0", "9"), ("A", "Z"), ("a", "z"), ("ª", "ÿ"), ("Ά", "ώ"), ("Ѐ", "џ"))
_LETTERS = _letters()
# Scripts whose characters fold to themselves; with the Japanese marks after them they do not,
# and those are wild.
_THEMSELVES = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
# Punctuation, which is no part of a word or is dropped from within it.
_PUNCTUATION = "\u2000-\u206f\u3000-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20"


def _is_tame(character: str) -> bool:
    """Whether a character folds to one letter that is known, to nothing, or is in no word."""
    if unicodedata.category(character).startswith("M"):
        return WORDS.terms(f"a{character}") == ["a"]
    if not character.isalnum():
        return True
    return character in _LETTERS.get("".join(WORDS.terms(character)), "")


_WILD = re.compile(
    "[^\x00-\x7f{}{}{}]{}*".format(
        "".join(chr(code) for code in range(0x80, 0x460) if _is_tame(chr(code))),
        _THEMSELVES,
        _PUNCTUATION,
        _INSIDE,
    )
)
# What may stand within a word and not within its term.
_DROPPED = r"[^\w\s]*"


@lru_cache(maxsize=512)
def candidates(beginnings: frozenset[str]) -> re.Pattern[str]:
    """An expression for a tame word with one of the beginnings, and the rest of its chunk."""
    if "" in beginnings:
        return CHUNK
    tails: dict[str, set[str]] = {}
    for beginning in beginnings:
        first, *rest = (_class(letter) for letter in _sure(beginning))
        tails.setdefault(first, set()).add("".join(f"{_DROPPED}[{letter}]" for letter in rest))
    # The set of all the first letters stands first: that alone is found fast. After a letter of
    # ASCII no word begins but a run of Chinese, Japanese or Korean.
    after_none = "(?<![A-Za-z].)" if max(beginnings) < "\u2e80" else ""
    any_first = f"[{''.join(sorted(tails))}]{after_none}"
    ways = "|".join(
        f"(?<=[{first}])(?:{'|'.join(sorted(rests))})" for first, rests in tails.items()
    )
    return re.compile(f"{any_first}(?:{ways}){_INSIDE}*")


def _sure(beginning: str) -> str:
    """The first letters, up to what may be dropped too, so that there is one way to match them."""
    letters = takewhile(str.isalnum, beginning[1:_LONGEST_BEGINNING])
    return beginning[0] + "".join(letters)


def _class(letter: str) -> str:
    return re.escape(_LETTERS.get(letter, letter))


def candidate_chunks(text: str, beginnings: frozenset[str]) -> list[tuple[int, int]]:
    """Where the chunks are, in order, that may hold a term with one of the beginnings."""
    found = _chunks_of(candidates(beginnings), text)
    wild = [] if text.isascii() else _chunks_of(_WILD, text)
    return sorted({*found, *wild}) if wild else found


def any_candidate(beginnings: frozenset[str]) -> Callable[[str], bool]:
    """Whether ``candidate_chunks`` gives any of a text."""
    if not beginnings:
        return lambda _: False
    search, wild = candidates(beginnings).search, _WILD.search
    return lambda text: bool(search(text) or (not text.isascii() and wild(text)))


def _chunks_of(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """The chunks that the matches are in, which go on to their chunk's end."""
    found = []
    for match in pattern.finditer(text):
        start, end = match.span()
        if text[start - 1 : start] not in _EDGES:
            start = _beginning(text, start)
        found.append((start, end))
    return found
