"""Keyword in context: every place where the words of a query stand, with what is around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from search.analysis import WORDS
from search.branches import has_branches, owed_leaves
from search.cuts import is_joined
from search.errors import QueryTooLargeError, RequestError
from search.found import Order
from search.matches import find_matches
from search.paging import page_count
from search.query import Note, normalise, parse, read_leniently
from search.query.nodes import leaves
from search.time_budget import cuts, in_time
from search.wording import IN_PART

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engine import Searcher
    from search.facets import Filters
    from search.matches import Match
    from search.query import Node, nodes
    from search.results import Syntax
    from search.schema import Document

ContextSort: TypeAlias = Literal["place", "keyword", "left", "right"]
CONTEXT_SORTS: tuple[ContextSort, ...] = get_args(ContextSort)
MAX_LINES_PER_PAGE = 500
MAX_LINE_DEPTH = 50_000
# The texts that are read for a page, at about 0.1 ms each, and the lines that are put in order
# for one, at 0.05 ms.
MAX_DOCUMENTS = 20_000
MAX_SORTED = 50_000
# Characters of context on each side, at most.
CONTEXT = 80
# So many words of the context tell lines apart.
_SORTED_BY = 6
_OF_A_PAGE = "that are read for a page; add a word, or take all lines as CSV"
_TO_SORT = "that are put in order; add a word, or take them by place"
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ConcordanceRequest:
    """The words whose places are wanted, and which page of them. RequestError if out of range.

    ``place`` is the order of films and of their pages; ``left`` is by the words before the
    keyword, the nearest first. The texts are those within the ``filters``.
    """

    text: str
    match: nodes.Match = "all"
    sort: ContextSort = "place"
    page: int = 1
    per_page: int = 100
    syntax: Syntax = "lenient"
    filters: Filters = ()

    def __post_init__(self) -> None:
        if self.match not in {"all", "any"}:
            raise RequestError("match", f"{self.match!r} is neither all nor any")
        if self.syntax not in {"strict", "lenient"}:
            raise RequestError("syntax", f"{self.syntax!r} is neither strict nor lenient")
        if self.sort not in CONTEXT_SORTS:
            raise RequestError("sort", f"{self.sort[:40]!r} is none of {', '.join(CONTEXT_SORTS)}")
        if not 1 <= self.per_page <= MAX_LINES_PER_PAGE:
            raise RequestError("per_page", f"{self.per_page} is not from 1 to {MAX_LINES_PER_PAGE}")
        if self.page < 1:
            raise RequestError("page", f"{self.page} is not 1 or more")
        if self.offset + self.per_page > MAX_LINE_DEPTH:
            reason = f"{self.page} with {self.per_page} a page goes past line {MAX_LINE_DEPTH:,}"
            raise RequestError("page", reason)

    @property
    def offset(self) -> int:
        """How many lines stand before this page."""
        return (self.page - 1) * self.per_page


class ConcordanceLine(NamedTuple):
    """A place: what matched as it is written, and the context on its left and right.

    White space is one blank each. ``start`` is its offset in the text of the document.
    """

    left: str
    keyword: str
    right: str
    start: int
    document_id: str
    film_id: str
    title: str
    author: str
    kind: str


@dataclass(frozen=True, slots=True)
class ConcordanceResult:
    """A page of lines; ``total`` counts all places, exactly, in the texts of ``documents``.

    ``interpreted`` is empty where a lenient reading found no word. In ``partial`` is ``lines``
    where the time was over: they are those of the texts that were read until then.
    """

    request: ConcordanceRequest
    interpreted: str
    total: int
    documents: int
    lines: tuple[ConcordanceLine, ...]
    notes: tuple[Note, ...]
    generation: str
    took_ms: float
    partial: tuple[str, ...] = ()

    @property
    def page_count(self) -> int:
        """How many pages can be asked for, at least 1."""
        return page_count(self.total, self.request.per_page, MAX_LINE_DEPTH)


def read_query(request: ConcordanceRequest) -> tuple[Node | None, tuple[Note, ...]]:
    """The tree of a request's text, None where it has no word, and the notes; or QueryError."""
    if request.syntax == "strict":
        return normalise(parse(request.text, request.match)), ()
    reading = read_leniently(request.text, request.match)
    return reading.node, reading.notes


def concordance(searcher: Searcher, request: ConcordanceRequest) -> ConcordanceResult:
    """The page of lines that is asked for. Reads every text that matches, and keeps a page.

    Raises QueryTooLargeError for words that stand in more than MAX_DOCUMENTS documents.
    """
    started = perf_counter()
    query, notes = read_query(request)
    before = cuts()
    count = _Counted(searcher, query, request.filters)
    last = request.offset + request.per_page
    key = _KEYS.get(request.sort)
    ordered = nsmallest(last, count.sorted_lines(), key) if key else islice(count.lines(), last)
    lines = list(ordered)
    total = count.rest()
    partial = cuts() > before
    if partial:
        notes = (*notes, Note("in_part", 0, len(request.text), IN_PART))
    return ConcordanceResult(
        request=request,
        interpreted=str(query or ""),
        total=total,
        documents=count.documents,
        lines=tuple(lines[request.offset :]),
        notes=notes,
        generation=searcher.generation.name,
        took_ms=(perf_counter() - started) * 1000,
        partial=("lines",) if partial else (),
    )


def all_lines(searcher: Searcher, query: Node, filters: Filters = ()) -> Iterator[ConcordanceLine]:
    """Every line of a query by place, as the texts are read: no more than one text is held."""
    for document in searcher.each(query, filters):
        yield from lines_of(query, document)


def lines_of(query: Node, document: Document) -> Iterator[ConcordanceLine]:
    """The lines of a document that matches, in the order of its text."""
    for match in places_of(query, document):
        yield _line(document, match)


def places_of(query: Node, document: Document) -> list[Match]:
    """Where the query's words stand in a text that matches; of places that lie in others none."""
    wanted = list(dict.fromkeys(leaves(query, negated=False)))
    if has_branches(query):
        wanted = list(dict.fromkeys(owed_leaves(query, document) or wanted))
    places: list[Match] = []
    found = find_matches(wanted, "text", document["text"])
    for match in sorted(found, key=lambda match: (match.start, -match.end)):
        if not places or match.end > places[-1].end:
            places.append(match)
    return places


class _Counted:
    """The lines of all documents that match, counted whether or not they are made."""

    def __init__(self, searcher: Searcher, query: Node | None, filters: Filters) -> None:
        self.documents = 0
        self._total = 0
        self._query = query
        self._left = iter(()) if query is None else self._places(searcher, query, filters)
        if query is not None:
            matching = _matching(searcher, query, filters)
            if matching > MAX_DOCUMENTS:
                reason = (
                    f"the words stand in {matching:,} documents, more than the {MAX_DOCUMENTS:,}"
                )
                raise QueryTooLargeError(f"{reason} {_OF_A_PAGE}")

    def _places(
        self, searcher: Searcher, query: Node, filters: Filters
    ) -> Iterator[tuple[Document, Match]]:
        for document in in_time(searcher.each(query, filters)):
            places = places_of(query, document)
            self.documents += bool(places)
            for match in places:
                self._total += 1
                yield document, match

    def lines(self) -> Iterator[ConcordanceLine]:
        """Every line that was not taken yet."""
        return (_line(document, match) for document, match in self._left)

    def sorted_lines(self) -> Iterator[ConcordanceLine]:
        """The same; QueryTooLargeError after too many to be put in order."""
        for line in self.lines():
            if self._total > MAX_SORTED:
                reason = f"the words stand in more than the {MAX_SORTED:,} places"
                raise QueryTooLargeError(f"{reason} {_TO_SORT}")
            yield line

    def rest(self) -> int:
        """How many lines there are in all."""
        for _ in self._left:
            pass
        return self._total


def _matching(searcher: Searcher, query: Node, filters: Filters) -> int:
    """How many documents match, in an order that takes no second look at them."""
    if not filters:
        return searcher.count(query)
    return searcher.find(query, 0, 1, order=Order("title", filters=filters)).total


def _line(document: Document, match: Match) -> ConcordanceLine:
    text = document["text"]
    return ConcordanceLine(
        left=_BLANKS.sub(" ", text[_left_edge(text, match.start) : match.start]).lstrip(),
        keyword=_BLANKS.sub(" ", text[match.start : match.end]),
        right=_BLANKS.sub(" ", text[match.end : _right_edge(text, match.end)]).rstrip(),
        start=match.start,
        document_id=document["id"],
        film_id=document["film_id"],
        title=document["title"],
        author=document["author"],
        kind=document["kind"],
    )


def _left_edge(text: str, start: int) -> int:
    """Where the context before a place begins: with a word, where there is one."""
    edge = max(0, start - CONTEXT)
    if edge:
        blank = _BLANKS.search(text, edge, start)
        edge = blank.end() if blank and blank.end() < start else edge
    while is_joined(text, edge):
        edge += 1
    return min(edge, start)


def _right_edge(text: str, end: int) -> int:
    edge = min(len(text), end + CONTEXT)
    if edge < len(text):
        blanks = [blank.start() for blank in _BLANKS.finditer(text, end + 1, edge + 1)]
        edge = blanks[-1] if blanks else edge
    while is_joined(text, edge):
        edge -= 1
    return max(edge, end)


def _words(text: str, *, nearest_last: bool = False) -> list[str]:
    words = WORDS.terms(text)
    return words[::-1][:_SORTED_BY] if nearest_last else words[:_SORTED_BY]


def _by_keyword(line: ConcordanceLine) -> tuple[list[str], ...]:
    return _words(line.keyword), _words(line.right)


def _by_left(line: ConcordanceLine) -> tuple[list[str], ...]:
    return _words(line.left, nearest_last=True), _words(line.keyword)


def _by_right(line: ConcordanceLine) -> tuple[list[str], ...]:
    return _words(line.right), _words(line.keyword)


_KEYS = {"keyword": _by_keyword, "left": _by_left, "right": _by_right}
