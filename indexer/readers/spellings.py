"""What sources call the facts of films and reviews: a table of spellings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Names = tuple[tuple[str, str], ...]

# Each fact and its names, the likeliest first, in small letters without blanks, hyphens and
# underscores. A name that two facts have goes to the first of them that has no better one:
# ``title`` is the film's, or the review's where the film stands under ``film`` or ``movie``.
ROW: dict[str, tuple[str, ...]] = {
    "film": (
        "film", "movie", "filmtitle", "movietitle", "filmname", "moviename", "titleofthefilm",
        "primarytitle", "originaltitle", "title", "itemname", "itemreviewed", "name",
    ),
    "text": (
        "text", "review", "reviewtext", "reviewbody", "reviewcontent", "body", "content",
        "comment", "comments", "reviewdetail", "reviewdetails", "userreview", "fullreview",
    ),
    "author": (
        "author", "reviewer", "user", "username", "reviewername", "authorname", "critic",
        "criticname", "reviewauthor", "reviewedby", "writtenby", "by", "nickname", "name",
    ),
    "date": (
        "date", "reviewdate", "reviewedon", "datereviewed", "datepublished", "published",
        "publishedat", "publishdate", "created", "createdat", "creationdate", "posted",
        "postedon", "dateofreview", "submissiondate", "timestamp",
    ),
    "rating": (
        "rating", "score", "reviewrating", "reviewscore", "ratingvalue", "stars", "starrating",
        "userrating", "authorrating", "overall", "grade", "points", "vote",
    ),
    "url": ("reviewurl", "reviewlink", "url", "link", "permalink", "href", "uri"),
    "description": (
        "description", "filmdescription", "moviedescription", "plot", "synopsis", "overview",
        "storyline", "plotsummary", "plotoutline",
    ),
    "review_title": (
        "reviewtitle", "headline", "reviewheadline", "titleofthereview", "summary", "subject",
        "title",
    ),
    "year": (
        "year", "releaseyear", "filmyear", "movieyear", "yearofrelease", "startyear",
        "productionyear", "yearreleased", "titleyear",
    ),
    "release_date": (
        "releasedate", "released", "release", "filmdate", "filmreleasedate", "moviereleasedate",
        "datereleased", "dateofrelease", "releasedon", "premiere", "premiered", "opening",
    ),
    "country": (
        "country", "countries", "filmcountry", "countryoforigin", "origin",
        "productioncountry", "productioncountries",
    ),
    "genres": ("genres", "genre", "category", "categories"),
    "languages": ("languages", "language", "lang", "originallanguage", "inlanguage"),
    "directors": ("directors", "director", "directedby", "filmdirector"),
    "cast": ("cast", "actors", "actor", "starring", "castmembers"),
    "film_url": ("filmurl", "movieurl", "filmlink", "movielink", "imdburl", "imdblink"),
    "external_id": (
        "externalid", "imdbid", "imdb", "tconst", "imdbtitleid", "filmid", "movieid", "tmdbid",
    ),
}  # fmt: skip
# Of a film that has its reviews with it, plain names are the film's own.
FILM: dict[str, tuple[str, ...]] = {
    **{fact: ROW[fact] for fact in ("film", "year", "country", "genres", "languages")},
    **{fact: ROW[fact] for fact in ("directors", "cast")},
    "description": (*ROW["description"], "summary", "abstract", "about"),
    "release_date": (*ROW["release_date"], "date", "datepublished"),
    "film_url": (*ROW["film_url"], "url", "link", "href", "uri"),
    "external_id": (*ROW["external_id"], "id"),
    "reviews": ("reviews", "review", "userreviews", "filmreviews", "moviereviews", "comments"),
}
REVIEW: dict[str, tuple[str, ...]] = {
    **{fact: ROW[fact] for fact in ("text", "author", "date", "rating", "url")},
    "review_title": ("title", *ROW["review_title"], "name"),
}
# What --map knows; "reviews" is the list in a film.
FACTS = (*ROW, "reviews")


def folded(name: str) -> str:
    """A name as the table has it: case, blanks, hyphens and underscores do not matter."""
    return re.sub(r"[\W_]+", "", name.casefold())


def fact_named(name: str) -> str | None:
    """The fact that is meant by its own name or a usual one, or None."""
    table = {**ROW, "reviews": FILM["reviews"]}
    wanted = folded(name)
    own = {folded(fact): fact for fact in FACTS}
    usual = {spelling: fact for fact in reversed(table) for spelling in table[fact]}
    return own.get(wanted) or usual.get(wanted)


def names_by_fact(pairs: Sequence[str]) -> dict[str, str]:
    """The operator's own names, from pairs such as ``film=movie_name``; ValueError says why not."""
    names: dict[str, str] = {}
    for pair in pairs:
        said, _, name = pair.partition("=")
        fact = fact_named(said)
        if fact is None or not folded(name):
            raise ValueError(f"{pair!r} is not FACT=NAME, with a fact of {', '.join(FACTS)}")
        if fact in names:
            raise ValueError(f"{fact} is named twice")
        names[fact] = name
    return names


def places(
    names: Sequence[str], table: Mapping[str, tuple[str, ...]], others: Mapping[str, str]
) -> dict[str, str]:
    """For each fact that is there, the name it stands under; ``others`` go first."""
    return _places(tuple(names), tuple(table.items()), tuple(others.items()))


@lru_cache(maxsize=256)
def _places(
    names: tuple[str, ...], table: tuple[tuple[str, tuple[str, ...]], ...], others: Names
) -> dict[str, str]:
    free = {folded(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    known = {fact for fact, _ in table}
    for fact, name in others:
        if fact in known and folded(name) in free:
            found[fact] = free.pop(folded(name))
    for fact, spellings in table:
        spelling = next((spelling for spelling in spellings if spelling in free), None)
        if fact not in found and spelling is not None:
            found[fact] = free.pop(spelling)
    return found
