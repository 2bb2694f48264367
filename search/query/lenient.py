"""The lenient reading: whatever is typed is read somehow, and it is said how.

What the strict reading takes is read alike. Of the rest, what could not be read is searched
as words or left out, and each such step leaves a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from search.errors import QueryError, UnknownFieldError, UnsupportedQueryError
from search.query.normalise import normalise
from search.query.parentheses import unbalanced
from search.query.parser import MAX_DEPTH, parse_tokens, read_leaf
from search.query.tokens import MAX_CLAUSES, MAX_LENGTH, WORD, after_space, next_token
from search.query.words import LEAVES, QueryToken, read_word, unescaped
from search.schema import NARROWED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.query.nodes import Match, Node

_SIGNS = frozenset({"+", "-", "NOT"})
_BETWEEN = frozenset({"AND", "OR"})
_NEGATIONS = frozenset({"-", "NOT"})
_QUESTION = re.compile(r"(?<!\\)\?+$")
# The characters of the signs of a word that was meant to have them.
_TAME = str.maketrans("", "", "*?")
_ENDS = LEAVES | {")", "^"}


@dataclass(frozen=True, slots=True)
class Note:
    """What was not read as it stands, and why; offsets are into the query text."""

    kind: Literal["ignored", "as_words", "capped", "loosened", "in_part"]
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
    while tokens and tokens[-1].kind not in _ENDS:
        tokens.pop()
    return tokens


def _ends_at(token: QueryToken, offset: int) -> bool:
    """Whether an operand ends where the boost begins that stands after it."""
    return token.kind in _ENDS - {"^"} and token.end == offset


class _Lenient:
    """The text and the notes that the steps leave."""

    def __init__(self, text: str) -> None:
        self.notes: list[Note] = []
        self.signs_in_a_row = 0
        # For each open parenthesis, where the field stands that its operands ask.
        self.groups: list[int | None] = []
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
            until = self._before_question(offset)
            if until == offset:
                offset = after_space(self.text, self._pass_question(offset))
                continue
            try:
                token = self._unasked(next_token(self.text[:until], offset))
            except UnknownFieldError as error:
                word = self.text[error.start : error.end]
                self.note("as_words", error.start, error.end + 1, f"{word} is no field")
                yield QueryToken("word", word, error.start, error.end)
                offset = error.end + 1
            except QueryError as error:
                # What does not work with what stands before it is left out whole.
                whole = isinstance(error, UnsupportedQueryError)
                end = error.end if whole else error.start + 1
                self.note("ignored", error.start, end, error.reason)
                yield from self._before(offset, error.start)
                offset = end
            else:
                yield token
                offset = token.end
            offset = after_space(self.text, offset)

    def _before_question(self, offset: int) -> int:
        """Where the word at ``offset`` ends, but for its question marks; without, the text."""
        word = WORD.match(self.text, offset)
        marks = _QUESTION.search(word.group()) if word else None
        return offset + marks.start() if marks else len(self.text)

    def _pass_question(self, offset: int) -> int:
        """The end of the question marks at ``offset``, which are noted."""
        end = offset + len(self.text[offset:]) - len(self.text[offset:].lstrip("?"))
        self.note("ignored", offset, end, "around a word it is a question mark")
        return end

    def _before(self, start: int, end: int) -> Iterator[QueryToken]:
        """What stands before the end of a word that cannot be read, as a word if need be."""
        if start < end:
            try:
                yield next_token(self.text[:end], start)
            except QueryError:
                yield QueryToken("word", unescaped(self.text[start:end]), start, end)

    def _unasked(self, token: QueryToken) -> QueryToken:
        """The token without the question marks around it: people ask questions."""
        if token.kind != "wildcard":
            return token
        typed = self.text[token.start : token.end]
        before = len(typed) - len(typed.lstrip("?"))
        ending = _QUESTION.search(typed)
        after = ending.start() if ending else len(typed)
        for start, end in {(0, before), (max(before, after), len(typed))}:
            if start < end:
                place = (token.start + start, token.start + end)
                self.note("ignored", *place, "around a word it is a question mark")
        if before >= after:
            return token._replace(kind="word")
        bare = read_word(self.text, typed[before:after], token.start + before)
        return bare._replace(start=token.start, end=token.end)

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
        dropped = unbalanced(tokens)
        for number, reason in dropped.items():
            self.note("ignored", tokens[number].start, tokens[number].end, reason)
        return [token for number, token in enumerate(tokens) if number not in dropped]

    def with_operands(self, tokens: list[QueryToken]) -> list[QueryToken]:
        """The tokens with every operator, sign and field before what it can stand before."""
        kept: list[QueryToken] = []
        self.groups.clear()
        for token in tokens:
            self.signs_in_a_row = self.signs_in_a_row + 1 if token.kind in _SIGNS else 0
            if token.kind in _BETWEEN and not self._has_operand(kept):
                kept.append(self._as_word(token))
            elif token.kind == ")":
                self._close(kept, token)
            elif token.kind in _SIGNS | {"field"}:
                self._prefix(kept, token)
            elif token.kind in LEAVES:
                kept.append(self._readable(kept, token))
            elif token.kind == "^" and not (kept[-1:] and _ends_at(kept[-1], token.start)):
                self.note("ignored", token.start, token.end, "a ^ stands after what it boosts")
            else:
                if token.kind == "(":
                    self.groups.append(self._field_before(kept))
                kept.append(token)
        self._end(kept)
        return kept

    def _field_before(self, kept: list[QueryToken]) -> int | None:
        """Where the field stands that the next operand asks, its own or that of its group."""
        if kept and kept[-1].kind == "field":
            return len(kept) - 1
        return self.groups[-1] if self.groups else None

    def _readable(self, kept: list[QueryToken], token: QueryToken) -> QueryToken:
        """The token as one that can be read, and the field before it as a word if need be."""
        plain = self._plain(token)
        place = self._field_before(kept)
        if place is None or kept[place].kind != "field":
            return plain
        asked = kept[place]
        reason = self._refusal(plain, NARROWED.get(asked.text, asked.text))
        if plain.kind == "all" and place == len(kept) - 1:
            self.note("ignored", asked.start, asked.end, "a * alone asks no field")
            kept.pop()
        elif reason:
            kept[place] = self._as_word(asked, reason)
        return plain

    def _plain(self, token: QueryToken) -> QueryToken:
        """The token, as a word where its wildcards or its ~ cannot be read."""
        reason = self._refusal(token, None)
        if not reason:
            return token
        if token.kind == "wildcard":
            self.note("as_words", token.start, token.end, reason)
            return token._replace(kind="word", text=unescaped(token.text).translate(_TAME))
        signs = token.end - len(f"~{token.number}" if token.kind == "fuzzy" else "*")
        self.note("ignored", max(token.start, signs), token.end, reason)
        return token._replace(kind="word")

    def _refusal(self, token: QueryToken, field: str | None) -> str:
        """Why a field cannot be asked a token; empty if it can."""
        try:
            read_leaf(token, field, self.text)
        except QueryError as error:
            return error.reason
        return ""

    def _has_operand(self, kept: list[QueryToken]) -> bool:
        return bool(kept) and kept[-1].kind in _ENDS

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
        self.groups.pop()
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
