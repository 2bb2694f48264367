"""One word of the query language, with what may stand in it and after it.

    word  = characters, of which * and ? are wild and a backslash makes the next one plain
    after = "~" [1|2]     words spelt much alike
          | "~" steps     after a phrase
          | "^" number    counts for more or less; after a group too

What cannot be one of these is an UnsupportedQueryError with its place.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

from search.errors import UnsupportedQueryError
from search.query.nodes import QUOTES, wildcard_text

MAX_EDITS = 2
MAX_SLOP = 100
MAX_BOOST = 100

TokenKind: TypeAlias = Literal[
    "word", "phrase", "prefix", "wildcard", "fuzzy", "all", "field",
    "(", ")", "+", "-", "^", "AND", "OR", "NOT",
]  # fmt: skip
LEAVES = frozenset({"word", "phrase", "prefix", "wildcard", "fuzzy", "all"})

# M*A*S*H: stars between letters that stand alone are how the title is written.
_STARRED = re.compile(r"[^\W\d_](?:\*[^\W\d_]){2,20}")
_CHARACTER = re.compile(r"\\(.)|(.)", re.DOTALL)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,4})?", re.ASCII)
_NUMBER_LIKE = r"[0-9.+-]+"
_AFTER = rf"(?=[\s()^?{QUOTES}]|$)"
BOOST = re.compile(rf"\^({_NUMBER_LIKE}){_AFTER}")
_SLOP = re.compile(rf"~([0-9.]*){_AFTER}")
_WORDS_BOOSTS = re.compile(rf"(?:\^{_NUMBER_LIKE})+$")
_WORDS_EDITS = re.compile(r"~([0-9.]*)$")


class QueryToken(NamedTuple):
    """A token of the query language; ``start`` and ``end`` are offsets into the query text.

    ``number`` is the slop of a phrase or the edits of a fuzzy word.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    number: int = 0


def unescaped(text: str) -> str:
    """``text`` without the backslashes that make the character after them plain."""
    return "".join(char for char, _ in _characters(text))


def _characters(raw: str) -> list[tuple[str, bool]]:
    """The characters that are meant, and whether each was escaped."""
    return [(match[1] or match[2], bool(match[1])) for match in _CHARACTER.finditer(raw)]


def read_boost(text: str, match: re.Match[str]) -> QueryToken:
    """The number that stands after what it boosts; UnsupportedQueryError if it cannot be one."""
    token = QueryToken("^", match[1], match.start(), match.end())
    number = _NUMBER.fullmatch(match[1])
    if number is None or not 0 < float(match[1]) <= MAX_BOOST:
        reason = f"a ^ takes a number above 0 and up to {MAX_BOOST}, as in ^2 or ^0.5"
        raise _refusal(reason, text, token.start, token.end)
    return token


def read_slop(text: str, offset: int) -> tuple[int, int]:
    """How many steps the phrase that ends at ``offset`` may take, and where that ends."""
    match = _SLOP.match(text, offset)
    if match is None:
        return 0, offset
    if not match[1].isdigit() or len(match[1]) > len(str(MAX_SLOP)) or int(match[1]) > MAX_SLOP:
        reason = f"a ~ after a phrase takes a whole number up to {MAX_SLOP}, as in ~5"
        raise _refusal(reason, text, match.start(), match.end())
    return int(match[1]), match.end()


def read_word(text: str, raw: str, offset: int) -> QueryToken:
    """The word ``raw`` that stands at ``offset``, without the boost that may follow it."""
    boost = _operator(_WORDS_BOOSTS, raw)
    if boost and boost.group().count("^") > 1:
        place = (offset + boost.start(), offset + boost.end())
        raise _refusal("one ^ is enough", text, *place)
    if boost:
        raw = raw[: boost.start()]
    edits = _operator(_WORDS_EDITS, raw)
    if edits:
        return _fuzzy(text, raw, edits, offset)
    end = offset + len(raw)
    characters = _characters(raw)
    wild = [n for n, (char, plain) in enumerate(characters) if char in "*?" and not plain]
    if raw.strip("*") == "":
        return QueryToken("all", raw, offset, end)
    if wild == [len(characters) - 1] and raw[-1] == "*":
        return QueryToken("prefix", unescaped(raw[:-1]), offset, end)
    pattern = wildcard_text((char, n in wild) for n, (char, _) in enumerate(characters))
    if not wild or _STARRED.fullmatch(pattern):
        return QueryToken("word", unescaped(raw), offset, end)
    return QueryToken("wildcard", pattern, offset, end)


def _fuzzy(text: str, raw: str, edits: re.Match[str], offset: int) -> QueryToken:
    start, end = offset + edits.start(), offset + edits.end()
    if edits[1] not in {"", "1", "2"}:
        reason = f"a ~ after a word takes 1 or {MAX_EDITS}: so many letters may differ"
        raise _refusal(reason, text, start, end)
    word = raw[: edits.start()]
    if any(char in "*?" and not plain for char, plain in _characters(word)):
        raise _refusal("a word has a wildcard or a ~, not both", text, start, end)
    return QueryToken("fuzzy", unescaped(word), offset, end, int(edits[1] or 1))


def _operator(pattern: re.Pattern[str], raw: str) -> re.Match[str] | None:
    """The match at the end of a word, if something stands before it and nothing escapes it."""
    match = pattern.search(raw, 1)
    while match:
        before = raw[: match.start()]
        escapes = len(before) - len(before.rstrip("\\"))
        if escapes % 2 == 0:
            return match
        match = pattern.search(raw, match.start() + 1)
    return None


def _refusal(reason: str, text: str, start: int, end: int) -> UnsupportedQueryError:
    """What is wrong from ``start`` to ``end``, and the query without it."""
    return UnsupportedQueryError(reason, start, end, (text[:start] + text[end:],))
