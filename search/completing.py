"""What is typed, completed: whole queries that can be searched as they are.

Completed is the whole text, where it is plain words and something begins so; else the last words
of it, at most four, and what stands before them is kept. After ``title:``, ``author:`` or ``text:``
it is titles, authors or phrases; within quotation marks what they hold so far. Of other fields,
and after a clause that is whole, there is nothing to complete. Nor are last words completed that
say next to nothing: *the*, or one letter or two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from search.analysis import LINES
from search.completions import KINDS, LINKS, CompletionKind, beginning, typed_range
from search.errors import QueryError
from search.query import Phrase, Word, normalise, parse
from search.query.nodes import QUOTES
from search.query.titles import title_key
from search.query.tokens import MAX_LENGTH, after_space, next_token
from search.results import Completion
from search.time_budget import is_cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.completions import Entry
    from search.engine import Searcher
    from search.query.words import QueryToken

_KINDS_OF: dict[str, tuple[CompletionKind, ...]] = {
    "title": ("title",),
    "author": ("author",),
    "text": ("phrase",),
    "description": ("phrase",),
    "review": ("phrase",),
}
_MOST_LAST_WORDS = 4
_LEAST_LETTERS = 3
# At the end of a word it would be a wildcard.
_QUESTION_MARKS = re.compile(r"\?+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part at the end of a text that can be completed, and what of the text stays."""

    before: str
    typed: str
    field: str | None = None
    quoted: bool = False
    parentheses: int = 0
    is_rest: bool = False

    @property
    def kinds(self) -> tuple[CompletionKind, ...]:
        return _KINDS_OF.get(self.field, ()) if self.field else KINDS

    def says_nothing(self, typed: str) -> bool:
        """Whether these are last words of a text that begin too much to be worth completing."""
        short = len(typed) < _LEAST_LETTERS or typed.strip() in LINKS
        return self.is_rest and short

    @property
    def has_room(self) -> bool:
        """Whether what stays of the text can be read with a clause more."""
        return not self.before or self._read("a") is not None

    def query_of(self, entry: Entry) -> str | None:
        """The whole query that asks for ``entry`` here; None if it would be past a cap."""
        return self._read(self._asking(entry))

    def _read(self, asking: str) -> str | None:
        blank = "" if not self.before or self.before[-1] in " (+-:" else " "
        query = f"{self.before}{blank}{asking}{')' * self.parentheses}"
        try:
            normalise(parse(query))
        except QueryError:
            return None
        return query

    def _asking(self, entry: Entry) -> str:
        if entry.kind == "author":
            return str(Phrase(entry.text, "author"))
        alone = not (self.before or self.field or self.quoted)
        words = _as_words(entry.text) if alone and entry.kind == "title" else None
        return words or str(Phrase(entry.text, self.field))


def complete(searcher: Searcher, text: str, limit: int) -> tuple[Completion, ...]:
    """The best completions of what is typed so far; none where there is nothing to complete.

    Where the time is over, those that were made until then.
    """
    for clause in _clauses(text):
        if is_cut():
            break
        typed = beginning(clause.typed)
        worth = clause.kinds and (typed or clause.field) and not clause.says_nothing(typed)
        if worth and clause.has_room:
            entries = searcher.complete(typed, clause.kinds, limit)
            completions = tuple(_completions(clause, entries, typed))
            if completions:
                return completions
    return ()


def _completions(clause: _Clause, entries: Sequence[Entry], typed: str) -> Iterator[Completion]:
    for entry in entries:
        if is_cut():
            return
        query = clause.query_of(entry)
        if query is not None:
            ranges = (typed_range(entry.text, typed),) if typed else ()
            yield Completion(entry.text, entry.kind, query, entry.total, ranges)


def _as_words(title: str) -> str | None:
    """A title as words that find it, as plain as it can be written; None if it cannot."""
    key = "".join(LINES.terms(title))
    escaped = " ".join(str(Word(word)) for word in title.split())
    unasked = _QUESTION_MARKS.sub("", title)
    return next((text for text in (title, unasked, escaped) if _title_asked(text) == key), None)


def _title_asked(text: str) -> str | None:
    try:
        return title_key(normalise(parse(text)))
    except QueryError:
        return None


class _End(NamedTuple):
    """How a text ends: its words in a row, or a quotation that is open; and after what."""

    words: list[QueryToken]
    quoted_from: int | None
    field: QueryToken | None
    parentheses: int


def _clauses(text: str) -> Iterator[_Clause]:
    """What can be completed, the longest first."""
    end = _read_end(text) if len(text) <= MAX_LENGTH else None
    if end is None:
        return
    if end.quoted_from is not None:
        yield _clause(text, end, end.quoted_from, end.field, quoted=True)
        return
    words = end.words
    if words or end.field:
        yield _clause(text, end, words[0].start if words else len(text), end.field)
    # A field asks the first word after it.
    rest = words[1:]
    for word in rest[-_MOST_LAST_WORDS:]:
        before, typed = text[: word.start], text[word.start :]
        yield _Clause(before, typed, parentheses=end.parentheses, is_rest=True)


def _clause(
    text: str, end: _End, start: int, field: QueryToken | None, *, quoted: bool = False
) -> _Clause:
    return _Clause(
        before=text[: field.start if field else start],
        typed=text[start:].lstrip(QUOTES) if quoted else text[start:],
        field=field.text if field else None,
        quoted=quoted,
        parentheses=end.parentheses,
    )


def _read_end(text: str) -> _End | None:
    """How ``text`` ends; None if it cannot be read up to there."""
    words: list[QueryToken] = []
    field = None
    opened = 0
    offset = after_space(text, 0)
    while offset < len(text):
        try:
            token = next_token(text, offset)
        except QueryError:
            open_quote = text[offset] in QUOTES
            return _End([], offset, field if not words else None, opened) if open_quote else None
        opened += (token.kind == "(") - (token.kind == ")")
        if token.kind == "word":
            words.append(token)
        else:
            words, field = [], token if token.kind == "field" else None
        offset = after_space(text, token.end)
    return _End(words, None, field, max(0, opened))
