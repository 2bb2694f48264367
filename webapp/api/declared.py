"""The parameters of every operation, a row each."""

from __future__ import annotations

from search.concordance import CONTEXT_SORTS, MAX_LINE_DEPTH, MAX_LINES_PER_PAGE
from search.facets import FACET_LIMIT, FACET_NAMES, MAX_FACET_VALUES
from search.results import MAX_COMPLETIONS, MAX_DEPTH, MAX_PER_PAGE, MAX_SNIPPETS
from search.sorting import RELEVANCE, SORTS_OF_FILMS
from webapp.api.parameters import Parameter
from webapp.api.schemas import SCHEMAS

HIT_FIELDS = tuple(SCHEMAS["Hit"]["properties"])
_LONGEST_QUERY = 1_000
_MOST_WITHOUT = 100
_DEFAULT_PER_PAGE = 10
_DEFAULT_COMPLETIONS = 8
_DEFAULT_SIMILAR = 10
_MOST_SIMILAR = 50
_DEFAULT_LINES = 100

PAGE = Parameter(
    "page", f"which page, from 1; at most hit {MAX_DEPTH:,}", "number",
    default=1, least=1, most=MAX_DEPTH, example=2,
)  # fmt: skip
PER_PAGE = Parameter(
    "per_page", "how many a page has", "number",
    default=_DEFAULT_PER_PAGE, least=1, most=MAX_PER_PAGE, example=20,
)  # fmt: skip
CURSOR = Parameter("cursor", "next of the answer before, in place of page", longest=1_500)

SEARCH = (
    Parameter("q", "the query", longest=_LONGEST_QUERY, is_required=True, example="seoul train"),
    Parameter(
        "syntax", "strict: a query that cannot be read is an error; lenient: it is read somehow",
        "choice", default="strict", choices=("strict", "lenient"),
    ),
    Parameter(
        "match", "all words must match, or any", "choice", default="all", choices=("all", "any")
    ),
    Parameter(
        "sort", "the order of the hits; what lacks the fact is last",
        "choice", default=RELEVANCE, choices=tuple(SORTS_OF_FILMS),
    ),
    Parameter(
        "group", "film: hits grouped, and pages counted, by film", "choice",
        default="none", choices=("none", "film"),
    ),
    *(
        Parameter(name, f"only hits of this {name}; given again, of any of them", repeatable=True)
        for name in FACET_NAMES
    ),
    Parameter(
        "facets", "of these facts the values are counted, parted by commas", "words",
        default=(), most=len(FACET_NAMES), choices=FACET_NAMES, example=("genre", "year"),
    ),
    Parameter(
        "facet_limit", "how many values of a facet at most", "number",
        default=FACET_LIMIT, least=1, most=MAX_FACET_VALUES,
    ),
    *(
        Parameter(f"in_{name}", f"of {name} only the values that hold this text", default="")
        for name in FACET_NAMES
    ),
    Parameter(
        "expand", "true: words that the best hits are made of are searched too", "yes",
        default=False,
    ),
    Parameter(
        "without", "of these words, those to leave out, parted by commas", "words",
        default=(), most=_MOST_WITHOUT,
    ),
    PAGE,
    PER_PAGE,
    CURSOR,
    Parameter(
        "fields", "of each hit these alone, parted by commas", "words",
        default=(), most=len(HIT_FIELDS), choices=HIT_FIELDS, example=("id", "film", "score"),
    ),
    Parameter(
        "snippets", "how many a hit has at most; 0 for none", "number", most=MAX_SNIPPETS
    ),
    Parameter(
        "explain", "true: each hit says what its score adds up from", "yes", default=False
    ),
)  # fmt: skip

FORMAT = Parameter(
    "format", "ndjson or csv: all hits, a line each, whatever the page; without group and explain",
    "choice",
    default="json", choices=("json", "ndjson", "csv"),
)  # fmt: skip
FILMS = (
    Parameter(
        "sort", "their order; films without a date are last", "choice",
        default="title", choices=("title", "newest_film", "oldest_film"),
    ),
    PAGE,
    PER_PAGE,
    CURSOR,
)  # fmt: skip

SUGGEST = (
    Parameter("q", "what is typed so far; may be empty", is_required=True, example="seo"),
    Parameter(
        "limit", "how many completions at most", "number",
        default=_DEFAULT_COMPLETIONS, least=1, most=MAX_COMPLETIONS,
    ),
    Parameter(
        "format", "opensearch: the list that browsers read", "choice",
        default="json", choices=("json", "opensearch"),
    ),
)  # fmt: skip

SIMILAR = (
    Parameter(
        "limit", "how many at most", "number",
        default=_DEFAULT_SIMILAR, least=1, most=_MOST_SIMILAR,
    ),
)  # fmt: skip
CONCORDANCE = (
    *SEARCH[:3],
    *(parameter for parameter in SEARCH if parameter.name in FACET_NAMES),
    Parameter(
        "sort", "the order of the lines", "choice", default="place", choices=CONTEXT_SORTS
    ),
    Parameter(
        "page", "which page, from 1", "number", default=1, least=1, most=MAX_LINE_DEPTH, example=2
    ),
    Parameter(
        "per_page", "how many lines a page has", "number",
        default=_DEFAULT_LINES, least=1, most=MAX_LINES_PER_PAGE,
    ),
)  # fmt: skip
LINES_FORMAT = Parameter(
    "format", "ndjson or csv: all lines by place", "choice",
    default="json", choices=("json", "ndjson", "csv"),
)  # fmt: skip
