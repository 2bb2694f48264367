"""What schema.org objects say of the page's film and its reviews."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from indexer.readers.html.facts import Facts
from indexer.readers.html.values import TEN, number_of, on_ten, one_line, plain_text, whole_date
from search.records import Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.readers.html.json_ld import Node

_FILMS = {
    "movie", "tvseries", "tvepisode", "tvseason", "tvmovie", "episode", "movieseries",
    "moviedocumentary", "film", "creativeworkseries",
}  # fmt: skip
_REVIEWS = {"review", "userreview", "criticreview", "usercomments", "comment", "review-aggregate"}
_OTHERS = {"book", "product", "recipe", "musicalbum", "musicrecording", "videogame", "event",
    "jobposting", "softwareapplication", "restaurant", "localbusiness"}  # fmt: skip
_STARS = 5.0
_MAX_NAME = 200
_EXTERNAL = re.compile(r"\btt\d{7,10}\b")


def schema_facts(nodes: Sequence[Node], titles: Iterable[str]) -> Facts:
    """The facts of the film that the page is of; of several, the one that its title names."""
    films = [node for node in nodes if _is(node, _FILMS) and _text(node, "name")]
    reviews = [node for node in nodes if _is(node, _REVIEWS)]
    if not films:
        films = [film for node in reviews for film in _nodes(node, "itemReviewed")]
        films = [film for film in films if _text(film, "name")][:1]
    film = _of_this_page(films, " ".join(titles))
    if film is None:
        return Facts(reviews=_reviews(reviews))
    name = _text(film, "name")
    own = [
        node
        for node in reviews
        if not (of := _nodes(node, "itemReviewed")) or _text(of[0], "name") in {"", name}
    ]
    return Facts(
        title=name,
        date=whole_date(_first(film, "datePublished", "dateCreated", "releaseDate", "startDate")),
        country=_first(film, "countryOfOrigin"),
        description=plain_text(_first(film, "description", "abstract", "text")),
        reviews=_reviews([*_nodes(film, "review"), *_nodes(film, "reviews"), *own]),
        genres=_names(film, "genre"),
        languages=_names(film, "inLanguage"),
        directors=_names(film, "director") or _names(film, "directors"),
        cast=_names(film, "actor") or _names(film, "actors"),
        url=_first(film, "url"),
        external_id=_external_id(film),
    )


def other_kind(nodes: Iterable[Node]) -> str:
    """What the page is marked up as, if it is something that no film is: a book, a product."""
    for node in nodes:
        for kind in _list(node.get("@type")):
            name = re.split(r"[/#:]", str(kind))[-1]
            if name.lower() in _OTHERS:
                return name
    return ""


def _of_this_page(films: list[Node], titles: str) -> Node | None:
    """Of several films the one named in the page's title that says most; a list has none."""
    named = [film for film in films if _text(film, "name").casefold() in titles.casefold()]
    return max(named or films[:1], key=len, default=None)


def _reviews(nodes: Iterable[Node]) -> tuple[Review, ...]:
    reviews: dict[tuple[str, str], Review] = {}
    for node in nodes:
        text = plain_text(_first(node, "reviewBody", "description", "text", "commentText"))
        if text:
            review = Review(
                author=", ".join(_names(node, "author") or _names(node, "creator")),
                text=text,
                title=one_line(_first(node, "name", "headline")),
                date=whole_date(_first(node, "datePublished", "dateCreated", "commentTime")),
                rating=_rating(node),
                url=_first(node, "url"),
            )
            reviews.setdefault((review.author, review.text), review)
    return tuple(reviews.values())


def _rating(node: Node) -> float | None:
    """The rating on 1 to 10; best is 5 where it is not said, as schema.org has it."""
    for rating in [*_nodes(node, "reviewRating"), *_nodes(node, "rating")]:
        value = number_of(_first(rating, "ratingValue"))
        best, worst = (number_of(_first(rating, key)) for key in ("bestRating", "worstRating"))
        return on_ten(value, _best(value) if best is None else best, worst)
    said = _first(node, "reviewRating", "rating")
    of = re.search(r"/\s*(\d+)", said)
    value = number_of(said)
    return on_ten(value, float(of[1]) if of else _best(value))


def _best(value: float | None) -> float:
    return TEN if value is not None and value > _STARS else _STARS


def external_id_in(text: str) -> str:
    """The id of IMDb in an address or other text; empty where there is none."""
    match = _EXTERNAL.search(text)
    return match[0] if match else ""


def _external_id(film: Node) -> str:
    return external_id_in(f"{film.get('sameAs')} {film.get('url')} {film.get('@id')}")


def _is(node: Node, kinds: set[str]) -> bool:
    return any(
        isinstance(kind, str) and re.split(r"[/#:]", kind)[-1].lower() in kinds
        for kind in _list(node.get("@type"))
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _nodes(node: Node, key: str) -> list[Node]:
    return [item for item in _list(node.get(key)) if isinstance(item, dict)]


def _string(value: object) -> str:
    """A value as a string: of an object its name or value."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "@value", "@id", "value") if key in value), "")
        value = _list(value)[0] if _list(value) else ""
    return str(value) if isinstance(value, (str, int, float)) else ""


def _first(node: Node, *keys: str) -> str:
    return next(
        (found for key in keys for item in _list(node.get(key)) if (found := _string(item))), ""
    )


def _text(node: Node, key: str) -> str:
    return plain_text(_first(node, key)).replace("\n\n", " ")


def _names(node: Node, key: str) -> tuple[str, ...]:
    """The names of people or things; a string may list several with commas."""
    names: dict[str, None] = {}
    for item in _list(node.get(key)):
        text = plain_text(_string(item)).replace("\n\n", ", ")
        parts = text.split(",") if isinstance(item, str) else [text]
        names.update(dict.fromkeys(one_line(part)[:_MAX_NAME] for part in parts))
    return tuple(name for name in names if name)
