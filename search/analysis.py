"""Analysis chains: how text becomes terms, as data (tokenizer | filter | filter).

What the tokenizer does that others do not, because film pages need it: a sentence joined
to the next without a space is two words (``country.As``), an acronym is one (``U.S.`` is
``us``), a word with a hyphen is its parts and the whole (``gut-wrenching`` is ``gut``,
``wrenching`` and ``gutwrenching``), a number with a fraction is either spelling of it (``8½`` is
``8.5`` and ``8 1/2``), a title in starred letters is one (``M*A*S*H`` is ``mash``),
a run of Chinese, Japanese or Korean is the pairs of its characters, and there is no stop
list: *It* is a film.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Raised by hand when terms change in a way that the chains below do not show.
VERSION = 1
# Forms of which it is kept what became of them, by chain: nearly all that texts say, in some MB.
_MEMO_SIZE = 1 << 15
# So many positions are free between one name and the next: more than a phrase can reach over.
APART = 1_000


Form = Literal["part", "whole", "letter"]
# Surface, position, start, end, form.
Surface = tuple[str, int, int, int, Form]


class Token(NamedTuple):
    """A term and where it stands.

    ``position`` counts words from 0. ``start`` and ``end`` are half-open character offsets
    into the text given. Most tokens are a ``part`` of the text. Two forms stand beside them
    at the same position: the ``whole`` of a word with hyphens beside its first part, and each
    ``letter`` of a run of Chinese, Japanese or Korean beside the pair that it begins.
    """

    text: str
    position: int
    start: int
    end: int
    form: Form = "part"


@dataclass(frozen=True, slots=True)
class Chain:
    """A tokenizer and the filters that each token's text passes, by name."""

    tokenizer: str
    filters: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " | ".join((self.tokenizer, *self.filters))

    def tokens(self, text: str) -> list[Token]:
        """The tokens of ``text`` by position, other forms after the part that they begin with.

        Linear in the length of the text.
        """
        term = term_maker(self.filters)
        return [
            Token(made, position, start, end, form)
            for surface, position, start, end, form in TOKENIZERS[self.tokenizer](text)
            if (made := term(surface))
        ]

    def terms(self, text: str) -> list[str]:
        """The texts of the parts among ``tokens``."""
        return [token.text for token in self.tokens(text) if token.form == "part"]


def _mark_ranges() -> str:
    """The combining marks of all scripts as the inside of a character class.

    ``re`` has no class for them, and without them a decomposed ``é`` or an Indic vowel
    would cut its word in two. All of them stand below U+1F000.
    """
    first = 0x300
    categories = "".join(map(unicodedata.category, map(chr, range(first, 0x1F000))))
    # A category is a capital and a small letter, and M is that of marks.
    runs = (match.span() for match in re.finditer("(?:M.)+", categories))
    return "".join(f"{chr(first + start // 2)}-{chr(first + end // 2 - 1)}" for start, end in runs)


_APOSTROPHES = "'’‘ʼ＇`´"
_HYPHENS = "\\-‐‑‒–−﹣－"
# Han, kana and hangul: scripts that are cut by pairs of characters, for words are not parted.
_CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-"
    "\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
)
_LETTER = rf"[^\W\d_{_CJK}]"
_RUN = rf"[^\W_{_CJK}]"
# Marks, the soft hyphen and the zero-width joiners stand inside a word.
_INSIDE = f"[{_mark_ranges()}\u00ad\u200c\u200d]"
_PIECE = rf"{_RUN}+(?:{_INSIDE}+{_RUN}*)*"
_WORD = rf"{_PIECE}(?:[{_APOSTROPHES}]{_PIECE})*"
# The repeats are bounded so that a long run that fails is not tried anew from each of its parts.
_TOKEN = re.compile(
    rf"(?<!{_RUN})(?:{_LETTER}\.){{2,20}}(?!{_RUN})"  # U.S.
    rf"|(?<!{_RUN}){_LETTER}(?:\.{_LETTER}){{1,20}}(?!{_RUN})"  # U.S
    rf"|(?<!{_RUN}){_LETTER}(?:\*{_LETTER}){{2,20}}(?!{_RUN})"  # M*A*S*H
    r"|\d{1,3}(?:,\d{3}){1,9}(?:\.\d+)?(?![.,]?\d)"  # 1,000
    r"|(?<!\d[.,])\d+\.\d+(?![.,]?\d)"  # 8.5
    rf"|(?P<cjk>[{_CJK}]+)"
    rf"|{_WORD}(?:[{_HYPHENS}]{_WORD})*"
)
_IN_PAIRS = re.compile(f"[{_CJK}]")
_HYPHEN = re.compile(f"[{_HYPHENS}]")


def token_pattern() -> str:
    """The pattern that the ``words`` tokenizer cuts by; a part of the schema's fingerprint."""
    return _TOKEN.pattern


def in_pairs(text: str) -> bool:
    """Whether any of ``text`` is cut by pairs of characters."""
    return _IN_PAIRS.search(text) is not None


def _words(text: str) -> Iterator[Surface]:
    """Words in reading order."""
    position = 0
    for match in _TOKEN.finditer(text):
        surface, start = match.group(), match.start()
        if match["cjk"]:
            yield from _pairs(surface, position, start)
            position += max(1, len(surface) - 1)
        else:
            parts = _parts(surface)
            end = start + len(surface)
            for number, (part, begin, until) in enumerate(parts):
                yield part, position + number, start + begin, start + until, "part"
                if number == 0 and len(parts) > 1:
                    yield _HYPHEN.sub("", surface), position, start, end, "whole"
            position += len(parts)


def _parts(surface: str) -> list[tuple[str, int, int]]:
    """The parts of a word, more than one where it has hyphens; *8½* is read as *8 1/2*."""
    fraction = _FRACTION.fullmatch(surface)
    if fraction:
        at = fraction.start(2)
        _, above, below = _DECIMALS[fraction[2]]
        before = [(fraction[1], 0, at)] if at else []
        return [*before, (above, at, at + 1), (below, at, at + 1)]
    parts = []
    offset = 0
    for part in _HYPHEN.split(surface):
        parts.append((part, offset, offset + len(part)))
        offset += len(part) + 1
    return parts


def _pairs(surface: str, position: int, start: int) -> Iterator[Surface]:
    """Each pair of characters, and each character beside it so that one alone is found."""
    if len(surface) == 1:
        yield surface, position, start, start + 1, "part"
        return
    last = len(surface) - 2
    for number, letter in enumerate(surface):
        place = start + number
        if number <= last:
            yield surface[number : number + 2], position + number, place, place + 2, "part"
        yield letter, position + min(number, last), place, place + 1, "letter"


def _whole(text: str) -> Iterator[Surface]:
    """The text as one token."""
    yield text.strip(), 0, 0, len(text), "part"


def _lines(text: str) -> Iterator[Surface]:
    """The words of each line as one token, each parted from the next by one blank."""
    offset = 0
    for number, line in enumerate(text.split("\n")):
        yield " ".join(WORDS.terms(line)), number, offset, offset + len(line), "part"
        offset += len(line) + 1


def _names(text: str) -> Iterator[Surface]:
    """The words of each line, out of reach of the line before."""
    first = offset = 0
    for line in text.split("\n"):
        last = first
        for surface, position, start, end, form in _words(line):
            last = first + position
            yield surface, last, offset + start, offset + end, form
        first = last + APART
        offset += len(line) + 1


def _number(text: str) -> Iterator[Surface]:
    """A number below 1,000 as text that sorts as numbers do, to two places; nothing of none."""
    if text:
        yield number_key(text), 0, 0, len(text), "part"


def number_key(text: str) -> str:
    """``7.5`` as ``007.50``."""
    return f"{float(text):06.2f}"


_DIACRITICS = re.compile("[\u0300-\u036f\u00ad\u200c\u200d]")
# Letters that stand for others but do not decompose into them.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i",
                          "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"})  # fmt: skip
_DOTS_AND_COMMAS = re.compile(r"(?<=[^\W\d_])\.|\.(?!\d)|[,*]")
_DECIMALS = {"½": (".5", "1", "2"), "¼": (".25", "1", "4"), "¾": (".75", "3", "4")}
_FRACTION = re.compile(r"(\d*)([½¼¾])")
_POSSESSIVE = re.compile(f"[{_APOSTROPHES}][sS]$")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")


def _fold(text: str) -> str:
    """Case, accents and compatibility forms away: *Café* is *cafe*, *İ* is *i*, *U.S.* *us*."""
    if text.isascii():
        return text.lower() if text.isalnum() else _DOTS_AND_COMMAS.sub("", text.lower())
    fraction = _FRACTION.fullmatch(text)
    if fraction:
        return f"{fraction[1] or 0}{_DECIMALS[fraction[2]][0]}"
    text = unicodedata.normalize("NFKD", text)
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = _DIACRITICS.sub("", plain).translate(_LETTERS)
    plain = "".join(filter(_stays, plain))  # *⑴* is *(1)* by its compatible form
    return _DOTS_AND_COMMAS.sub("", unicodedata.normalize("NFC", plain))


def _stays(character: str) -> bool:
    return character in ".,*" or unicodedata.category(character)[0] not in "PSZ"


def _unapostrophe(text: str) -> str:
    """*director's* is *director*, *don’t* is *dont*; the same for every shape of apostrophe."""
    if text.isascii() and text.isalnum():
        return text
    return _APOSTROPHE.sub("", _POSSESSIVE.sub("", text))


# No English word is longer, and the stemmer takes the square of a length.
_LONGEST_STEMMED = 64
_stemmer = Stemmer.Stemmer("english")
_stemmer_lock = threading.Lock()  # a stemmer keeps its word in itself


def _stem(text: str) -> str:
    """The English Snowball stem (Porter 2: https://snowballstem.org/algorithms/english)."""
    if len(text) > _LONGEST_STEMMED:
        return text
    with _stemmer_lock:
        return str(_stemmer.stemWord(text))


TOKENIZERS: dict[str, Callable[[str], Iterator[Surface]]] = {
    "words": _words,
    "whole": _whole,
    "lines": _lines,
    "names": _names,
    "number": _number,
}
FILTERS: dict[str, Callable[[str], str]] = {
    "fold": _fold,
    "unapostrophe": _unapostrophe,
    "stem": _stem,
}


@cache
def term_maker(filters: tuple[str, ...]) -> Callable[[str], str]:
    """One function through all ``filters``, remembering what it made of each surface form."""

    @lru_cache(maxsize=_MEMO_SIZE)
    def term(surface: str) -> str:
        for name in filters:
            surface = FILTERS[name](surface)
        return surface

    return term


WORDS = Chain("words", ("unapostrophe", "fold"))
STEMS = Chain("words", ("unapostrophe", "fold", "stem"))
# The words of names, a name a line.
NAMES = Chain("names", WORDS.filters)
NAMES_STEMS = Chain("names", STEMS.filters)
# All the words of a line as one term, to find a title that is the query and nothing more.
LINES = Chain("lines")
KEYWORD = Chain("whole", ("fold",))
NUMBER = Chain("number")
