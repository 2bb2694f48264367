"""Where a text may be cut: at sentences, else at words, never within what is one character."""

from __future__ import annotations

import re
import unicodedata

# Not after a letter alone or a title: *Alfred I. duPont*, *the U.S. is*, *Dr. Strangelove*.
_SENTENCE_END = re.compile(
    r"(?<!\W[^\W\d_])(?<!\b(?:Mr|Ms|Dr|St|Jr|vs))(?<!\bMrs)[.!?…]+[\"'”’)\]]*(?:\s+|(?=[^\W\d_]))"
    r"|[。！？]+[」』）]*|\n\s*"
)
_SPACE = re.compile(r"\s+")
_QUOTES = "\"'“”‘’"
# What a fragment does not begin with, unless it begins the text: what ends something before.
_LEADING = re.compile(rf"(?:[\s,;:.!?…)\]}}»、。，！？；：」』）》]|[{_QUOTES}–—-]+(?=\s))+")
_TRAILING = frozenset(",;:([{“‘«–—、，；：「『（《")
# So far back a cut is moved to be out of a word; some scripts put no blanks between words.
_LONGEST_WORD = 30
_ZERO_WIDTH_JOINERS = "\u200c\u200d"
_VIRAMA = 9
_MOST_FLAGS = 1_000


def bounds(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """Where to cut around [first, last), which stays whole, for about ``length`` characters."""
    room = max(0, length - (last - first))
    start = _start(text, max(0, min(first - room // 2, len(text) - length)), first)
    latest = max(last, start + length)
    if latest >= len(text):
        return start, len(text)
    # A sentence's end is worth losing a third of the room for, not more.
    ends = [m.end() for m in _SENTENCE_END.finditer(text, last, latest)]
    if ends and ends[-1] - start > length * 2 // 3:
        end = start + len(text[start : ends[-1]].rstrip())
    else:
        end = _trimmed(text, max(start, last), _word_before(text, last, latest))
    return start, max(last, end)


def is_joined(text: str, at: int) -> bool:
    """Whether what stands before and after ``at`` is seen as one character, or is one.

    The extended grapheme clusters of Unicode's annex 29 but for rare scripts' own rules.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if "\U0001f1e6" <= after <= "\U0001f1ff":
        return _flags_before(text, at) % 2 == 1
    return (
        before == "\u200d"
        or unicodedata.combining(before) == _VIRAMA
        or _extends(after)
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
        or before + after == "\r\n"
    )


def _extends(character: str) -> bool:
    """Whether a character belongs to the one before it: marks, skin tones, tags, vowels of jamo."""
    return (
        unicodedata.category(character).startswith("M")
        or character in _ZERO_WIDTH_JOINERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or "\u1160" <= character <= "\u11ff"
        or character in "\uff9e\uff9f"
    )


def _flags_before(text: str, at: int) -> int:
    """How many letters of flags stand before ``at`` without a gap; two make a flag."""
    count = 0
    while count < min(at, _MOST_FLAGS) and "\U0001f1e6" <= text[at - count - 1] <= "\U0001f1ff":
        count += 1
    return count


def _start(text: str, earliest: int, first: int) -> int:
    if earliest == 0:
        return 0
    sentence = _SENTENCE_END.search(text, earliest, first)
    start = sentence.end() if sentence else _word_after(text, earliest, first)
    leading = _LEADING.match(text, start, first)
    start = leading.end() if leading else start
    while start < first and is_joined(text, start):
        start += 1
    return start


def _word_after(text: str, earliest: int, first: int) -> int:
    space = _SPACE.search(text, earliest, first)
    if space:
        return space.end()
    for start in range(earliest, min(first, earliest + _LONGEST_WORD)):
        if not _in_word(text, start):
            return start
    return first if first - earliest < _LONGEST_WORD else earliest


def _word_before(text: str, last: int, latest: int) -> int:
    spaces = [space.start() for space in _SPACE.finditer(text, last, latest)]
    if spaces:
        return spaces[-1]
    for end in range(latest, max(last, latest - _LONGEST_WORD), -1):
        if not _in_word(text, end):
            return end
    end = last if latest - last < _LONGEST_WORD else latest
    while end > last and is_joined(text, end):
        end -= 1
    return end


def _in_word(text: str, at: int) -> bool:
    """Whether a cut at ``at`` would part letters; those of East Asia are parted anywhere."""
    return is_joined(text, at) or all(
        character.isalnum() and not "\u2e80" <= character <= "\ud7ff"
        for character in text[at - 1 : at + 1]
    )


def _trimmed(text: str, last: int, end: int) -> int:
    """``end`` without the opening quotes, brackets and commas before it."""
    cut = end
    while cut > last and (
        text[cut - 1].isspace()
        or text[cut - 1] in _TRAILING
        or (text[cut - 1] in _QUOTES and text[cut - 2 : cut - 1].isspace())
        or is_joined(text, cut)
    ):
        cut -= 1
    return cut if cut > last else end
