"""A request and its result, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from search.errors import RequestError
from search.facets import FACET_LIMIT, Counting, check_filters
from search.paging import page_count
from search.query.patterns import one_word
from search.sorting import RELEVANCE, SORTS, SORTS_OF_FILMS

if TYPE_CHECKING:
    from search.completions import CompletionKind
    from search.facets import Facet, Filters
    from search.facts import FilmFacts, TextFacts
    from search.query import Note
    from search.query.nodes import Match
    from search.records import Kind
    from search.sorting import Sort

Syntax = Literal["strict", "lenient"]
Group = Literal["none", "film"]
Subject = Literal["own", "mention"]

MAX_PER_PAGE = 100
MAX_DEPTH = 10_000
MAX_SNIPPETS = 10
MAX_COMPLETIONS = 20


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked: the query text and which page of its hits. RequestError if out of range.

    A ``strict`` text is refused if it cannot be read, a ``lenient`` one is read somehow. With
    ``expand`` related words are searched besides, but those ``without``. Hits are those within
    the ``filters``; of the ``facets`` their values are counted, at most ``facet_limit`` of each
    and those that hold its text in ``facet_texts``. With ``group`` pages are of films.
    A hit has at most so many ``snippets``; None is as many as are of use. Pages are counted
    from hit ``start``, which stands next to the hit with the id ``after`` if that is known.
    """

    text: str
    match: Match = "all"
    page: int = 1
    per_page: int = 10
    syntax: Syntax = "strict"
    explain: bool = False
    expand: bool = False
    without: tuple[str, ...] = ()
    sort: Sort = RELEVANCE
    filters: Filters = ()
    facets: tuple[str, ...] = ()
    group: Group = "none"
    facet_limit: int = FACET_LIMIT
    facet_texts: tuple[tuple[str, str], ...] = ()
    snippets: int | None = None
    start: int = 0
    after: str = ""

    def __post_init__(self) -> None:
        for name, value, choices in (
            ("match", self.match, ("all", "any")),
            ("syntax", self.syntax, ("strict", "lenient")),
            ("group", self.group, ("none", "film")),
        ):
            if value not in choices:
                raise RequestError(name, f"{value[:40]!r} is neither {' nor '.join(choices)}")
        if self.sort not in self.sorts:
            raise RequestError("sort", f"{self.sort[:40]!r} is none of {', '.join(self.sorts)}")
        check_filters(self.filters, self.counting)
        if not 1 <= self.per_page <= MAX_PER_PAGE:
            raise RequestError("per_page", f"{self.per_page} is not from 1 to {MAX_PER_PAGE}")
        if self.snippets is not None and not 0 <= self.snippets <= MAX_SNIPPETS:
            raise RequestError("snippets", f"{self.snippets} is not from 0 to {MAX_SNIPPETS}")
        if self.page < 1:
            raise RequestError("page", f"{self.page} is not 1 or more")
        if self.page * self.per_page > MAX_DEPTH:
            reason = f"{self.page} with {self.per_page} a page goes past hit {MAX_DEPTH:,}"
            raise RequestError("page", reason)

    def is_without(self, word: str) -> bool:
        """Whether a related word is to be left out, however it is written."""
        return one_word(word) in set(map(one_word, self.without))

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """The orders that can be asked for; films have one more."""
        return SORTS_OF_FILMS if self.group == "film" else SORTS

    @property
    def counting(self) -> Counting:
        """Which facets are counted, and how."""
        return Counting(self.facets, self.facet_limit, self.facet_texts)

    @property
    def offset(self) -> int:
        """How many hits stand before this page."""
        return self.start + (self.page - 1) * self.per_page


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fragment of a stored field, with the matched ranges in it.

    ``ranges`` are half-open character offsets into ``text``, in order and apart from each
    other. ``cut_before`` and ``cut_after`` say whether the field goes on there.
    """

    field: str
    text: str
    ranges: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False

    def pieces(self) -> list[tuple[str, bool]]:
        """The text in order as (piece, whether it matched); no piece is empty."""
        pieces = []
        last = 0
        for start, end in self.ranges:
            pieces += [(self.text[last:start], False), (self.text[start:end], True)]
            last = end
        pieces.append((self.text[last:], False))
        return [(text, matched) for text, matched in pieces if text]


@dataclass(frozen=True, slots=True)
class FieldPart:
    """How often a word stands in a field, and what that comes to before it is saturated.

    ``normalised`` is ``weight`` times ``frequency``, set against ``length`` and ``average``
    in words; see ``search.ranking.normalised``.
    """

    field: str
    frequency: float
    length: int
    average: float
    weight: float
    normalised: float


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one part of the query adds to a score.

    ``score`` is ``boost`` times ``idf`` times the fields' ``normalised``, added up and
    saturated; ``having`` counts the documents that have the word. A part that is no word has
    a score alone.
    """

    query: str
    score: float
    idf: float | None = None
    having: int | None = None
    boost: float = 1.0
    fields: tuple[FieldPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found. ``author`` is empty for a description.

    ``subject`` is ``own`` where the query is the title of its film, and ``mention`` where
    it is that of another, which it names.

    The scores of the ``explanation``, where it was asked for, add up to ``score``.
    """

    id: str
    kind: Kind
    film: FilmFacts
    author: str
    facts: TextFacts
    score: float
    snippets: tuple[Snippet, ...]
    explanation: tuple[ScorePart, ...] | None = None
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class FoundInFilm:
    """A film with its best ``hits`` of ``total``; ``matching`` of its ``reviews`` are among these.

    ``share`` is the smoothed share of its reviews that match; see ``search.ranking``.
    """

    film: FilmFacts
    hits: tuple[Hit, ...]
    total: int
    matching: int
    reviews: int
    share: float


class RelatedWord(NamedTuple):
    """A word that was searched besides, as it is written most; a typed word's weight is 1."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another question that finds something, computed and not guessed.

    ``spelling``: words in few documents or none are put right; ``drop_word``: one word less;
    ``match_any``: any of the words.
    """

    kind: Literal["spelling", "drop_word", "match_any"]
    query: str
    match: Match
    total: int


@dataclass(frozen=True, slots=True)
class Completion:
    """What could be meant by what is typed so far: a title, an author, a frequent phrase.

    ``query`` is a whole query text that can be searched; ``ranges`` are the half-open offsets
    in ``text`` of what was typed of it. ``total`` counts the documents that had it when the
    index was built; a search may find more.
    """

    text: str
    kind: CompletionKind
    query: str
    total: int
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CompletionResult:
    """The completions of a text, best first; ``took_ms`` is from text to finished list.

    In ``partial`` is ``completions`` where the time was over before all were made.
    """

    text: str
    completions: tuple[Completion, ...]
    generation: str
    took_ms: float
    partial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a request: hits best first, and how the question was read.

    ``interpreted`` is empty where a lenient reading found no word; ``notes`` say what it did
    not take as it stands. ``related`` words were searched besides, where that was asked, but
    those that the request is without. ``total`` is exact; ``matching`` counts the hits without the
    filters, as those of a suggestion are. Grouped, there are ``groups`` in place of hits, and
    ``group_total`` counts the films. ``subject`` is the film's title that is all
    of the query. ``took_ms`` is from query text to finished hits. ``partial`` names
    what is not all there because the time was over: with ``hits`` the total counts those
    that were found until then, and with ``facets`` they count these.
    """

    request: SearchRequest
    interpreted: str
    total: int
    hits: tuple[Hit, ...]
    suggestions: tuple[Suggestion, ...]
    generation: str
    took_ms: float
    notes: tuple[Note, ...] = ()
    related: tuple[RelatedWord, ...] = ()
    matching: int = 0
    facets: tuple[Facet, ...] = ()
    groups: tuple[FoundInFilm, ...] = ()
    group_total: int = 0
    subject: str = ""
    partial: tuple[str, ...] = ()

    @property
    def page_count(self) -> int:
        """How many pages of hits can be asked for, at least 1."""
        return page_count(self.paged, self.request.per_page, MAX_DEPTH)

    @property
    def paged(self) -> int:
        """How many hits, or films where it is grouped, all pages have."""
        return self.total if self.request.group == "none" else self.group_total
