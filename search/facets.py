"""The facts that hits are counted and narrowed by, a row each; their values and counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from search.errors import RequestError
from search.records import ReleaseDate, folded_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

# The name of a facet and the values of which any will do; all facets named must hold.
Filters: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]

MAX_FILTERS = 100
MAX_FACET_VALUES = 100
FACET_LIMIT = 10


class Named(NamedTuple):
    """A value as it is asked for, and as people read it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FacetField:
    """One row: where the values of a facet are, and which there can be.

    ``column`` is the field of the schema that keeps them and ``values`` reads what it has of a
    document. Values stand by how many hits have them, or the highest first where they are ``few``,
    which are never cut. ``folds`` makes equal what differs in case, accents and spacing alone.
    ``form`` is the pattern of a value, where not any text is one, and ``meaning`` says it.
    """

    name: str
    column: str
    values: Callable[[str], Iterable[Named]]
    few: bool = False
    folds: bool = False
    form: str = ""
    meaning: str = ""

    def named(self, column: str) -> dict[str, str]:
        """The values that a document has, and their labels as it writes them."""
        return {named.value: named.label for named in self.values(column)} if column else {}

    def value_of(self, text: str) -> str:
        """The value that is asked for by a text; RequestError for one that can be none."""
        value = folded_title(text) if self.folds else text
        if not value or (self.form and not re.fullmatch(self.form, value)):
            raise RequestError(self.name, f"{text[:40]!r} is not {self.meaning or 'a name'}")
        return value


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value, how many hits have it, and whether it is one of those chosen."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a facet, those with most hits first, or the highest.

    Counted are the hits of the query and of the other facets' filters; chosen values are always
    among them. ``total`` counts all values that hits have, of those that hold the ``text``.
    """

    name: str
    values: tuple[FacetValue, ...]
    total: int
    text: str = ""

    @property
    def truncated(self) -> bool:
        """Whether there are more values than these."""
        return self.total > len([one for one in self.values if one.count])


class Counting(NamedTuple):
    """Which facets are counted, at most how many values of each, and the texts that they hold."""

    names: tuple[str, ...] = ()
    limit: int = FACET_LIMIT
    texts: tuple[tuple[str, str], ...] = ()

    def text_of(self, name: str) -> str:
        """The text that the values of a facet are to hold; empty for any."""
        return dict(self.texts).get(name, "")


def _film(column: str) -> Iterator[Named]:
    film_id, title, year = column.split("\0")
    yield Named(film_id, f"{title} ({year})" if year else title)


def _kind(column: str) -> Iterator[Named]:
    yield Named(column, column.capitalize())


def _names(column: str) -> Iterator[Named]:
    for name in column.split("\n"):
        if value := folded_title(name):
            yield Named(value, " ".join(name.split()))


def _year(date: str) -> Iterator[Named]:
    yield Named(date[:4], date[:4])


def _decade(date: str) -> Iterator[Named]:
    yield Named(f"{date[:3]}0", f"{date[:3]}0s")


def _rating(key: str) -> Iterator[Named]:
    whole = int(float(key))
    yield Named(str(whole), f"{whole}/10")


# In the order in which they are shown.
FACETS: tuple[FacetField, ...] = (
    FacetField("kind", "in_kind", _kind, form="description|review",
               meaning="description or review"),
    FacetField("genre", "in_genre", _names, folds=True),
    FacetField("rating", "by_rating", _rating, few=True, form="[0-9]|10",
               meaning="a whole number from 0 to 10"),
    FacetField("decade", "by_release", _decade, few=True, form="[0-9]{3}0",
               meaning="the first year of a decade, such as 1990"),
    FacetField("year", "by_release", _year, form="[0-9]{4}", meaning="a year, such as 2004"),
    FacetField("country", "in_country", _names, folds=True),
    FacetField("language", "in_language", _names, folds=True),
    FacetField("film", "in_film", _film),
    FacetField("author", "in_author", _names, folds=True),
)  # fmt: skip
FACET_NAMES = tuple(field.name for field in FACETS)
BY_FACET = {field.name: field for field in FACETS}


def facet_columns(document: Mapping[str, object]) -> dict[str, str]:
    """What is kept of a document for its facets alone, by field of the schema."""
    released = str(document["release_date"])
    date = ReleaseDate.parse(released) if released else ReleaseDate()
    year = "" if date.year is None else f"{date.year:04d}"
    return {
        "in_film": f"{document['film_id']}\0{document['title']}\0{year}",
        "in_author": str(document["author"]),
        "in_kind": str(document["kind"]),
        "in_country": str(document["country"]),
        "in_genre": str(document["genres"]),
        "in_language": str(document["languages"]),
    }


def facet_named(name: str, parameter: str) -> FacetField:
    """The facet of a name; RequestError of the parameter if there is none."""
    if name not in BY_FACET:
        known = ", ".join(FACET_NAMES)
        raise RequestError(parameter, f"{name[:40]!r} is no facet; there are {known}")
    return BY_FACET[name]


def read_filters(chosen: Iterable[tuple[str, str]], parameter: str = "filter") -> Filters:
    """The filters of pairs of a facet and a value, in the order of FACETS, each value once.

    RequestError for what is no facet, is no value, or is too much.
    """
    by_name: dict[str, dict[str, None]] = {}
    for name, text in chosen:
        value = facet_named(name, parameter).value_of(text)
        by_name.setdefault(name, {})[value] = None
    if sum(map(len, by_name.values())) > MAX_FILTERS:
        raise RequestError(parameter, f"there are more than {MAX_FILTERS} values chosen")
    return tuple((name, tuple(by_name[name])) for name in FACET_NAMES if name in by_name)


def check_filters(filters: Filters, counting: Counting) -> None:
    """RequestError for what no request can ask of facets."""
    given = tuple((name, value) for name, values in filters for value in values)
    if dict(read_filters(given)) != dict(filters):
        raise RequestError("filter", "its values are not as read_filters gives them")
    for name in counting.names:
        facet_named(name, "facets")
    if not 1 <= counting.limit <= MAX_FACET_VALUES:
        reason = f"{counting.limit} is not from 1 to {MAX_FACET_VALUES}"
        raise RequestError("facet_limit", reason)


def facet_of(  # noqa: PLR0913  # all that a facet is made of
    field: FacetField,
    counts: Mapping[str, int],
    labels: Callable[[str], str],
    chosen: Iterable[str],
    counting: Counting,
    *,
    total: int | None = None,
) -> Facet:
    """A facet of all its counts: those values that hold the text, in order, cut where it must be.

    ``labels`` tells how a value reads. Where ``counts`` lacks values that are not among the first,
    ``total`` is how many there are.
    """
    text = counting.text_of(field.name)
    wanted = folded_title(text)
    listed = [value for value in counts if not wanted or wanted in folded_title(labels(value))]
    if field.few:
        shown = sorted(listed, key=lambda value: (len(value), value), reverse=True)
    else:
        shown = nsmallest(
            counting.limit, listed, lambda value: (-counts[value], labels(value), value)
        )
    selected = dict.fromkeys(chosen)
    shown = [*shown, *(value for value in selected if value not in shown)]
    return Facet(
        field.name,
        tuple(FacetValue(v, labels(v), counts.get(v, 0), v in selected) for v in shown),
        len(listed) if total is None else total,
        text,
    )
