"""The fields of a document, one row each, and what a document is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from search import analysis
from search.analysis import (
    KEYWORD,
    LINES,
    NAMES,
    NAMES_STEMS,
    NUMBER,
    STEMS,
    WORDS,
    Chain,
    number_key,
)
from search.facets import facet_columns
from search.records import ReleaseDate

if TYPE_CHECKING:
    from collections.abc import Sequence


class Folded(TypedDict):
    """A review that is nearly the same as one that is indexed, and is shown with it."""

    author: str
    title: str
    date: str
    rating: str
    url: str
    sources: Sequence[str]
    times: int


class Document(TypedDict):
    """What is indexed: the film's page (its description, maybe empty) or one of its reviews.

    A film has exactly one document of kind ``description``, so a page with no more than a
    title is found too. ``position`` orders the documents of a film, the description at 0.
    ``rating`` is a number such as ``7.5``; it is empty where there is none, like any other.
    ``genres``, ``languages``, ``directors``, ``cast`` and ``other_titles`` are the film's, on
    each of its documents, a name a line. ``review_title``, ``reviewed`` (an ISO date as far
    as it is known), ``rating`` and ``author`` are the review's; ``url`` is the document's own.
    ``sources`` are the files that gave it, and ``times`` how often they did; ``folded`` are
    the reviews that are nearly this one.
    """

    id: str
    film_id: str
    kind: str
    position: int
    title: str
    release_date: str
    country: str
    author: str
    rating: str
    text: str
    other_titles: str
    genres: str
    languages: str
    directors: str
    cast: str
    external_id: str
    review_title: str
    reviewed: str
    url: str
    sources: Sequence[str]
    times: int
    folded: Sequence[Folded]


# A document that says nothing, for those who say little: ``{**BLANK, "text": ...}``.
BLANK = Document(
    id="",
    film_id="",
    kind="description",
    position=0,
    title="",
    release_date="",
    country="",
    author="",
    rating="",
    text="",
    other_titles="",
    genres="",
    languages="",
    directors="",
    cast="",
    external_id="",
    review_title="",
    reviewed="",
    url="",
    sources=(),
    times=1,
    folded=(),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the schema.

    ``source`` names the document's value that is indexed, where it is not the field's own.
    ``exact`` names the field that keeps the unstemmed words of this one. A field is
    ``searched`` when a query names none, and can be ``asked`` by name or alias, and the fields
    ``beside`` it with it; by one of the names in ``narrowed``, in documents of the kind so
    called alone. A ``text`` says how well a document answers, ``names`` (one a line) which
    documents are meant, as a ``keyword`` does. An ``order`` is what results are put in, a ``facet``
    what they are counted by.
    """

    name: str
    kind: Literal["text", "names", "keyword", "date", "number", "stored", "order", "facet"]
    chain: Chain | None = None
    stored: bool = True
    searched: bool = False
    asked: bool = False
    aliases: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    exact: str | None = None
    source: str | None = None


FIELDS: tuple[Field, ...] = (
    Field("id", "keyword", KEYWORD),
    Field("film_id", "keyword", KEYWORD),
    Field("kind", "keyword", KEYWORD, asked=True),
    Field("position", "stored"),
    Field("title", "text", STEMS, searched=True, asked=True, aliases=("film",),
          beside=("other_titles",), exact="title_exact"),
    Field("title_exact", "text", WORDS, stored=False, source="title"),
    Field("title_key", "keyword", LINES, stored=False),
    # Mostly in other languages, so without stems.
    Field("other_titles", "text", NAMES, searched=True),
    Field("release_date", "stored"),
    Field("released", "date", KEYWORD, stored=False, asked=True, aliases=("year",),
          source="release_date"),
    # So that *the thing 1982* finds the film of that year.
    Field("release_year", "text", WORDS, stored=False, searched=True),
    Field("country", "text", WORDS, asked=True),
    Field("genres", "stored"),
    Field("genre", "names", NAMES, stored=False, asked=True, aliases=("genres",),
          source="genres"),
    Field("languages", "stored"),
    Field("language", "names", NAMES, stored=False, asked=True,
          aliases=("languages",), source="languages"),
    Field("directors", "stored"),
    Field("director", "names", NAMES, stored=False, asked=True, aliases=("directors",),
          source="directors"),
    Field("cast", "names", NAMES, asked=True, aliases=("actor", "starring")),
    # On the film's own page alone, so that all reviews of a director's films do not drown the rest.
    Field("people", "text", NAMES, stored=False, searched=True),
    Field("external_id", "keyword", KEYWORD, asked=True, aliases=("imdb",)),
    Field("author", "text", WORDS, searched=True, asked=True, aliases=("by",),
          beside=("folded_authors",)),
    Field("review_title", "text", STEMS, searched=True, asked=True, aliases=("headline",),
          beside=("folded_titles",), exact="review_title_exact"),
    Field("review_title_exact", "text", WORDS, stored=False, source="review_title"),
    Field("reviewed", "date", KEYWORD, asked=True),
    Field("rating", "number", NUMBER, asked=True),
    Field("text", "text", STEMS, searched=True, asked=True, narrowed=("description", "review"),
          exact="text_exact"),
    Field("text_exact", "text", WORDS, stored=False, source="text"),
    Field("url", "names", NAMES, asked=True),
    Field("sources", "stored"),
    Field("times", "stored"),
    Field("folded", "stored"),
    Field("folded_authors", "text", NAMES, stored=False, searched=True),
    Field("folded_titles", "text", NAMES_STEMS, stored=False, searched=True,
          exact="folded_titles_exact"),
    Field("folded_titles_exact", "text", NAMES, stored=False, source="folded_titles"),
    Field("by_film", "order", stored=False),
    Field("by_release", "order", stored=False),
    Field("by_title", "order", stored=False),
    Field("by_author", "order", stored=False),
    Field("by_rating", "order", stored=False),
    Field("by_review", "order", stored=False),
    Field("by_length", "order", stored=False),
    Field("in_film", "facet", stored=False),
    Field("in_author", "facet", stored=False),
    Field("in_kind", "facet", stored=False),
    Field("in_country", "facet", stored=False),
    Field("in_genre", "facet", stored=False),
    Field("in_language", "facet", stored=False),
)  # fmt: skip

BY_NAME = {field.name: field for field in FIELDS}
# Fields with an order, which are asked for stretches of it.
RANGED = {field.name: field.kind for field in FIELDS if field.kind in {"date", "number"}}
# The field of kind ``order`` that has the same values, by which a stretch of them is found.
ORDERED_AS = {"released": "by_release", "reviewed": "by_review", "rating": "by_rating"}
SEARCHED = tuple(field.name for field in FIELDS if field.searched)
# Fields that say which documents are meant, and not how well they answer.
NARROWING = frozenset(field.name for field in FIELDS if field.kind in {"names", "keyword"})
NARROWED = {name: field.name for field in FIELDS for name in field.narrowed}
ASKED = {
    name: field.name for field in FIELDS if field.asked for name in (field.name, *field.aliases)
}


_SOURCES = tuple((field.name, field.source) for field in FIELDS if field.source)
# How many titles and authors are remembered as they are put in order: those of a film are alike.
_MEMO_SIZE = 1 << 12


def indexed_values(document: Document) -> dict[str, Any]:
    """What is indexed of a document, by field."""
    date = ReleaseDate.parse(document["release_date"]) if document["release_date"] else None
    year = str(date.year) if date and date.year is not None else ""
    titles = [document["title"], *filter(None, document["other_titles"].split("\n"))]
    is_page = document["kind"] == "description"
    values: dict[str, Any] = {
        **document,
        "release_year": year,
        "title_key": "\n".join(
            key for title in titles for key in ([title, f"{title} {year}"] if year else [title])
        ),
        "people": f"{document['directors']}\n{document['cast']}".strip() if is_page else "",
        "folded_authors": "\n".join(one["author"] for one in document["folded"]),
        "folded_titles": "\n".join(one["title"] for one in document["folded"]).strip(),
        **_order_values(document),
        **facet_columns(document),
    }
    return values | {name: values[source] for name, source in _SOURCES}


def _order_values(document: Document) -> dict[str, str]:
    """What results are put in order by, as text that sorts so; empty for what is not known."""
    released, reviewed, rating = document["release_date"], document["reviewed"], document["rating"]
    position, length = str(document["position"]), str(len(document["text"]))
    return {
        "by_film": f"{document['film_id']}\0{len(position)}{position}",
        "by_release": released if released[:1] != "-" else "",
        "by_title": _key(document["title"]),
        "by_author": _key(document["author"]),
        "by_rating": number_key(rating) if rating else "",
        "by_review": reviewed if reviewed[:1] != "-" else "",
        "by_length": f"{len(length):02d}{length}" if document["kind"] == "review" else "",
    }


@lru_cache(_MEMO_SIZE)
def _key(name: str) -> str:
    """What a name is put in order by."""
    return "".join(KEYWORD.terms(name))


def chain_of(field: str) -> Chain:
    """The chain that a field's terms come from; KeyError for a field that has no terms."""
    chain = BY_NAME[field].chain
    if chain is None:
        raise KeyError(field)
    return chain


def exact_of(field: str) -> str:
    """The field that keeps the unstemmed words of ``field``: itself where they are its own."""
    return BY_NAME[field].exact or field


def scored_as(field: str) -> str:
    """The field whose weight counts for ``field``: the unstemmed words are their source's."""
    source = BY_NAME[field].source
    return source if source and exact_of(source) == field else field


# Raised by hand when what is kept beside the terms takes another form: the completions, the codec.
_BESIDE = 2


def fingerprint() -> str:
    """12 hex digits that change whenever the same sources would give other terms or files."""
    facts = {
        "fields": [asdict(field) for field in FIELDS],
        "analysis": analysis.VERSION,
        "tokens": analysis.token_pattern(),
        "stemmer": version("pystemmer"),
        "beside": _BESIDE,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]
