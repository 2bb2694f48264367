"""What can be offered, as a value, and the folded forms that it is found by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from search.analysis import WORDS

if TYPE_CHECKING:
    from search.analysis import Token

CompletionKind = Literal["title", "author", "phrase"]
# In the order in which those of equal standing are offered.
KINDS: tuple[CompletionKind, ...] = ("title", "author", "phrase")
_HYPHENS = "-‐‑"


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that can be offered, as it is written.

    ``total`` counts documents: those of the film, those of the author, those that hold the
    phrase (at least: the count of a phrase may have begun late).
    """

    text: str
    kind: CompletionKind
    total: int


def folded(text: str) -> str:
    """The form in which beginnings are compared: case, accents and punctuation away."""
    return " ".join(WORDS.terms(text))


def beginning(text: str) -> str:
    """What is typed, folded; a blank at its end says that its last word is whole."""
    key = folded(text)
    return f"{key} " if key and text[-1].isspace() else key


def word_starts(text: str) -> list[tuple[Token, str]]:
    """Each word of a text and the folded text from there on; the first is the whole.

    The later parts of a word with hyphens begin no word.
    """
    tokens = [token for token in WORDS.tokens(text) if token.form == "part"]
    terms = [token.text for token in tokens]
    return [
        (token, " ".join(terms[number:]))
        for number, token in enumerate(tokens)
        if number == 0 or text[token.start - 1] not in _HYPHENS
    ]


def typed_range(text: str, typed: str) -> tuple[int, int]:
    """Where in an offered text that stands which was typed, in folded form; half-open."""
    wanted = typed.strip()
    for start, key in word_starts(text):
        if wanted and key.startswith(wanted):
            return start.start, _end_of(text, start, wanted)
    return 0, 0


def _end_of(text: str, first: Token, wanted: str) -> int:
    tokens = [t for t in WORDS.tokens(text) if t.form == "part" and t.start >= first.start]
    words = wanted.split(" ")
    last = tokens[len(words) - 1]
    same_length = last.end - last.start == len(last.text)
    return last.start + len(words[-1]) if same_length else last.end
