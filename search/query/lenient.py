"""The lenient reading: whatever is typed is read somehow, and it is said how.

What the strict reading takes is read alike. Of the rest, what could not be read is searched
as words or left out, and each such step leaves a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from search.errors import QueryError, UnknownFieldError
from search.query.dates import read_range
from search.query.normalise import normalise
from search.query.parser import MAX_DEPTH, parse_tokens, text_of_date
from search.query.patterns import prefix_form
from search.query.tokens import LEAVES, MAX_CLAUSES, MAX_LENGTH, QueryToken, after_space, next_token
from search.schema import DATE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.query.nodes import Match, Node

_SIGNS = frozenset({"+", "-", "NOT"})
_BETWEEN = frozenset({"AND", "OR"})
# Parentheses and signs together stay under the cap on depth.
_MOST_PARENTHESES = MAX_DEPTH - 3
_NEGATIONS = frozenset({"-", "NOT"})


@dataclass(frozen=True, slots=True)
class Note:
    """What was not read as it stands, and why; offsets are into the query text."""

    kind: Literal["ignored", "as_words", "capped"]
    start: int
    end: int
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The normalised tree, None where no word is left; and the notes, in reading order."""

    node: Node | None
    notes: tuple[Note, ...]


def read_leniently(text: str, match: Match = "all") -> Reading:
    """How a text is read in the search box. Raises nothing; linear in its length."""
    reader = _Lenient(text)
    tokens = reader.with_operands(reader.balanced(reader.capped(list(reader.tokens()))))
    if sum(token.kind in LEAVES for token in tokens) > MAX_CLAUSES:  # some became words
        tokens = reader.with_operands(reader.balanced(_without_end(reader.capped(tokens))))
    node = None
    if tokens:
        try:
            node = normalise(parse_tokens(tokens, reader.text, match))
        except QueryError as error:
            reader.note("ignored", error.start, error.end, error.reason)
    return Reading(node, tuple(sorted(reader.notes, key=lambda note: note.start)))


def _without_end(tokens: list[QueryToken]) -> list[QueryToken]:
    """The tokens up to the last that ends a clause."""
    while tokens and tokens[-1].kind not in LEAVES | {")"}:
        tokens.pop()
    return tokens


class _Lenient:
    """The text and the notes that the steps leave."""

    def __init__(self, text: str) -> None:
        self.notes: list[Note] = []
        self.signs_in_a_row = 0
        self.text = text[:MAX_LENGTH]
        if len(text) > MAX_LENGTH:
            message = f"only the first {MAX_LENGTH:,} characters are read"
            self.note("capped", MAX_LENGTH, len(text), message)

    def note(
        self, kind: Literal["ignored", "as_words", "capped"], start: int, end: int, message: str
    ) -> None:
        self.notes.append(Note(kind, start, end, message))

    def tokens(self) -> Iterator[QueryToken]:
        """The tokens; what cannot begin one is passed over."""
        offset = after_space(self.text, 0)
        while offset < len(self.text):
            try:
                token = next_token(self.text, offset)
            except UnknownFieldError as error:
                word = self.text[error.start : error.end]
                self.note("as_words", error.start, error.end + 1, f"{word} is no field")
                yield QueryToken("word", word, error.start, error.end)
                offset = error.end + 1
            except QueryError as error:
                self.note("ignored", error.start, error.start + 1, error.reason)
                yield from self._before(offset, error.start)
                offset = error.start + 1
            else:
                yield token
                offset = token.end
            offset = after_space(self.text, offset)

    def _before(self, start: int, end: int) -> Iterator[QueryToken]:
        """The beginning of a word that could not be read on."""
        if start < end:
            yield QueryToken("word", self.text[start:end], start, end)

    def capped(self, tokens: list[QueryToken]) -> list[QueryToken]:
        """The tokens up to the cap on words and phrases."""
        places = [number for number, token in enumerate(tokens) if token.kind in LEAVES]
        if len(places) <= MAX_CLAUSES:
            return tokens
        first = tokens[places[MAX_CLAUSES]]
        message = f"only the first {MAX_CLAUSES} words and phrases are read"
        self.note("capped", first.start, len(self.text), message)
        return tokens[: places[MAX_CLAUSES]]

    def balanced(self, tokens: list[QueryToken]) -> list[QueryToken]:
        """The tokens without parentheses that have no partner, or are nested too deep."""
        opened: list[int] = []
        dropped: dict[int, str] = {}
        for number, token in enumerate(tokens):
            if token.kind == "(":
                opened.append(number)
            elif token.kind == ")" and not opened:
                dropped[number] = "the parenthesis closes nothing"
            elif token.kind == ")":
                partner = opened.pop()
                if len(opened) >= _MOST_PARENTHESES:
                    dropped[partner] = dropped[number] = "parentheses are nested too deep"
        dropped |= dict.fromkeys(opened, "the parenthesis is never closed")
        for number, reason in dropped.items():
            self.note("ignored", tokens[number].start, tokens[number].end, reason)
        return [token for number, token in enumerate(tokens) if number not in dropped]

    def with_operands(self, tokens: list[QueryToken]) -> list[QueryToken]:
        """The tokens with every operator, sign and field before what it can stand before."""
        kept: list[QueryToken] = []
        for token in tokens:
            self.signs_in_a_row = self.signs_in_a_row + 1 if token.kind in _SIGNS else 0
            if token.kind in _BETWEEN and not self._has_operand(kept):
                kept.append(self._as_word(token))
            elif token.kind == ")":
                self._close(kept, token)
            elif token.kind in _SIGNS | {"field"}:
                self._prefix(kept, token)
            elif token.kind in LEAVES and self._is_no_date(kept, token):
                kept[-1] = self._as_word(kept[-1], "what follows it is no date, such as 2004")
                kept.append(token)
            elif token.kind == "prefix" and prefix_form(token.text) is None:
                self.note("ignored", token.end - 1, token.end, "a * stands after one word")
                kept.append(token._replace(kind="word"))
            elif token.kind == "all" and kept and kept[-1].kind == "field":
                self.note("ignored", kept[-1].start, kept[-1].end, "a * alone asks no field")
                kept[-1] = token
            else:
                kept.append(token)
        self._end(kept)
        return kept

    def _is_no_date(self, kept: list[QueryToken], token: QueryToken) -> bool:
        if not kept or kept[-1].kind != "field" or kept[-1].text not in DATE_FIELDS:
            return False
        try:
            read_range(text_of_date(token, self.text), kept[-1].text, (0, 0))
        except QueryError:
            return True
        return False

    def _has_operand(self, kept: list[QueryToken]) -> bool:
        return bool(kept) and (kept[-1].kind in LEAVES or kept[-1].kind == ")")

    def _as_word(self, token: QueryToken, reason: str = "it stands alone") -> QueryToken:
        word = token.text if token.kind != "field" else self.text[token.start : token.end - 1]
        self.note("as_words", token.start, token.end, reason)
        return QueryToken("word", word, token.start, token.end)

    def _prefix(self, kept: list[QueryToken], token: QueryToken) -> None:
        """Take a sign or a field; a field that stands before one is a word after all."""
        if kept and kept[-1].kind == "field":
            kept[-1] = self._as_word(kept[-1], f"what follows it is a {token.kind}")
        if self.signs_in_a_row == MAX_DEPTH:
            self.note("capped", token.start, token.end, "so many signs are read as one or two")
        if token.kind == "+" and kept and kept[-1].kind in _SIGNS:
            return  # it says nothing there
        before = [one.kind in _NEGATIONS for one in kept[-2:]]
        if token.kind in _NEGATIONS and before == [True, True]:
            kept.pop()  # three times not is once not
        else:
            kept.append(token)

    def _end(self, kept: list[QueryToken]) -> None:
        """Make words of what waits for an operand at the end of the text or of a group."""
        if kept and kept[-1].kind in _BETWEEN | {"field", "NOT"}:
            kept[-1] = self._as_word(kept[-1])
        while kept and kept[-1].kind in {"+", "-"}:
            sign = kept.pop()
            self.note("ignored", sign.start, sign.end, f"nothing follows the {sign.text}")

    def _close(self, kept: list[QueryToken], token: QueryToken) -> None:
        """Take a closing parenthesis, or the pair away if there is nothing in it."""
        self._end(kept)
        if kept and kept[-1].kind == "(":
            opened = kept.pop()
            self.note("ignored", opened.start, token.end, "there is nothing in the parentheses")
            self._end_of_nothing(kept)
        else:
            kept.append(token)

    def _end_of_nothing(self, kept: list[QueryToken]) -> None:
        """Let go of the signs and the field that stood before an empty group."""
        while kept and kept[-1].kind in _SIGNS | {"field"}:
            kept.pop()
